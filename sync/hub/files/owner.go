package files

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"postern/archive"
	"postern/sync/link"
)

// owner is what lies under a station's name for each file it gave that is whole:
// only its giver gets a file back, and with the key that seals it the file goes.
type owner struct {
	Key  string `json:"key,omitempty"` // data key the file is sealed with
	Size int64  `json:"size"`
	Each int    `json:"each"` // bytes of its pieces
}

func (s *Shelf) ownedBy(station string) string {
	return filepath.Join(s.owners, hex.EncodeToString([]byte(station)))
}

// own notes whose a whole file is, durably, before it is receipted.
func (s *Shelf) own(c link.Chunk) error {
	of := s.ownedBy(c.Station)
	path := filepath.Join(of, hex.EncodeToString(c.SHA256[:]))
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(of, 0o700); err != nil {
		return err
	}
	data, err := json.Marshal(owner{c.Key, c.Size, c.Each})
	if err != nil {
		return err
	}
	return errors.Join(archive.WriteFile(path, data), archive.SyncFolder(s.owners))
}

// Fetch gives a station one piece of a file it gave, for its copy was damaged.
// It fails with link.ErrRefused where the file is not its own.
func (s *Shelf) Fetch(ctx context.Context, station string, sha [32]byte, index int) (piece []byte, pieces int, err error) {
	name := hex.EncodeToString(sha[:])
	o, err := readOwner(filepath.Join(s.ownedBy(station), name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("%w: it gave no file %s", link.ErrRefused, name)
	}
	if err != nil {
		return nil, 0, err
	}
	data, err := s.read(ctx, name)
	if err != nil {
		return nil, 0, err
	}
	if pieces = count(link.Chunk{Size: int64(len(data)), Each: o.Each}); index < 0 || index >= pieces {
		return nil, 0, fmt.Errorf("%w: file %s has %d pieces", link.ErrRefused, name, pieces)
	}
	return data[index*o.Each : min((index+1)*o.Each, len(data))], pieces, nil
}

// read reads a whole file; the last one is remembered, since its pieces are
// asked for one by one.
func (s *Shelf) read(ctx context.Context, name string) ([]byte, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if s.lastName == name {
		return s.last, nil
	}
	data, err := s.whole.Get(ctx, name)
	if err == nil {
		s.lastName, s.last = name, data
	}
	return data, err
}

func readOwner(path string) (o owner, err error) {
	data, err := os.ReadFile(path) //nolint:gosec // our own folder, a hexadecimal name
	if err == nil {
		err = json.Unmarshal(data, &o)
	}
	if err == nil && o.Each < 1 {
		err = fmt.Errorf("%s says of no pieces", path)
	}
	return o, err
}

// Forget removes the files of a station that were sealed with keys it destroyed.
func (s *Shelf) Forget(_ context.Context, station string, keys []string) error {
	of := s.ownedBy(station)
	entries, err := os.ReadDir(of)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		o, failed := readOwner(filepath.Join(of, e.Name()))
		if failed == nil && o.Key != "" && slices.Contains(keys, o.Key) {
			failed = s.remove(of, e.Name())
		}
		err = errors.Join(err, failed)
	}
	return err
}

// remove removes a file and last of all the word of whose it is. A sealed file
// is of one station alone: no two seal to the same bytes.
func (s *Shelf) remove(of, name string) error {
	s.reading.Lock()
	s.lastName, s.last = "", nil
	s.reading.Unlock()
	if err := s.whole.Remove(name); err != nil {
		return err
	}
	return errors.Join(os.Remove(filepath.Join(of, name)), archive.SyncFolder(of))
}

// Again takes a damaged file out of the way, so that its pieces are taken once
// more, and answers what to tell the stations that gave it. The bytes that lie
// there are kept in damaged/.
func (s *Shelf) Again(name string) (ask map[string]link.FileReceipt, err error) {
	sha, err := hex.DecodeString(name)
	if err != nil {
		return nil, err
	}
	stations, err := os.ReadDir(s.owners)
	if err != nil {
		return nil, err
	}
	ask = map[string]link.FileReceipt{}
	for _, of := range stations {
		station, err := hex.DecodeString(of.Name())
		if err != nil {
			continue // nobody's
		}
		o, err := readOwner(filepath.Join(s.owners, of.Name(), name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		r := link.FileReceipt{SHA256: sha}
		for i := range count(link.Chunk{Size: o.Size, Each: o.Each}) {
			r.Missing = append(r.Missing, i)
		}
		ask[string(station)] = r
	}
	if len(ask) == 0 {
		return nil, nil
	}
	return ask, s.whole.SetAside(name, s.damaged)
}

// Check reads every whole file and gives f the names of those whose bytes are not
// those of their name, and of those that were given and are not here.
func (s *Shelf) Check(ctx context.Context, f func(name string, why error)) (n int, err error) {
	for name, err := range s.whole.Names() {
		if err != nil {
			return n, err
		}
		_, err := s.whole.Get(ctx, name)
		var damaged *archive.DamagedError
		if errors.As(err, &damaged) {
			f(name, damaged)
		} else if err != nil {
			return n, err
		}
		n++
	}
	given, err := filepath.Glob(filepath.Join(s.owners, "*", "*"))
	for _, path := range given {
		name := filepath.Base(path)
		here, failed := s.whole.Has(name)
		if err = errors.Join(err, failed); failed == nil && !here {
			f(name, fmt.Errorf("file %s was receipted and is not here: %w", name, fs.ErrNotExist))
		}
	}
	return n, err
}

// Put puts a file back from a copy.
func (s *Shelf) Put(ctx context.Context, data []byte) error {
	_, err := s.whole.Put(ctx, data)
	return err
}
