package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"postern/archive"
	"postern/journal/wire"
	"postern/sync/link"
)

// Shelf is a folder of files. It is safe for concurrent use.
type Shelf struct {
	whole   *archive.Archive
	pieces  string
	owners  string
	damaged string

	mu sync.Mutex // while a file is put together

	reading  sync.Mutex // guards the file that was read last
	lastName string
	last     []byte
}

// The bounds of what is taken.
const (
	MostBytes  = 64 << 20 // of a file
	mostPiece  = 1 << 20
	mostPieces = 4096
	mostBegun  = 64 // files of one station that are not whole
)

// Open makes the folder ready.
func Open(dir string) (*Shelf, error) {
	s := &Shelf{pieces: filepath.Join(dir, "pieces"), owners: filepath.Join(dir, "owners"), damaged: filepath.Join(dir, "damaged")}
	for _, d := range []string{s.pieces, s.owners, s.damaged} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("open files: %w", err)
		}
	}
	var err error
	s.whole, err = archive.Open(filepath.Join(dir, "whole"))
	return s, err
}

// Get reads a whole file.
func (s *Shelf) Get(ctx context.Context, sha [sha256.Size]byte) ([]byte, error) {
	return s.whole.Get(ctx, hex.EncodeToString(sha[:]))
}

// Keep keeps a piece. news says that the station should hear the receipt: the
// file is whole, or it believes to have sent what is not here.
func (s *Shelf) Keep(ctx context.Context, c link.Chunk) (r link.FileReceipt, news bool, err error) {
	if err := check(c); err != nil {
		return r, false, err
	}
	r.SHA256 = c.SHA256[:]
	if r.Whole, err = s.whole.Has(hex.EncodeToString(c.SHA256[:])); err != nil || r.Whole {
		return s.told(c, r, err)
	}
	dir, err := s.place(c)
	if err != nil {
		return r, false, err
	}
	if err := archive.WriteFile(filepath.Join(dir, strconv.Itoa(c.Index)), c.Data); err != nil {
		return r, false, fmt.Errorf("keep a piece: %w", err)
	}
	missing, err := lacking(dir, count(c))
	if err != nil {
		return r, false, err
	}
	if len(missing) == 0 {
		r.Whole, r.Missing, err = s.join(ctx, c, dir)
		return s.told(c, r, err)
	}
	r.Missing = missing
	return r, missing[len(missing)-1] < c.Index, nil // pieces come in order: what is before this one was sent, it thinks
}

// told is the answer of a file that is whole, or of which all comes again.
func (s *Shelf) told(c link.Chunk, r link.FileReceipt, err error) (link.FileReceipt, bool, error) {
	if err == nil && r.Whole {
		err = s.own(c)
	}
	return r, err == nil, err
}

func count(c link.Chunk) int { return int((c.Size + int64(c.Each) - 1) / int64(c.Each)) }

func check(c link.Chunk) error {
	if c.Size < 1 || c.Size > MostBytes || c.Each < 1 || c.Each > mostPiece || count(c) > mostPieces || c.Index < 0 || c.Index >= count(c) {
		return fmt.Errorf("%w: piece %d of a file of %d bytes by %d: a file has at most %d bytes in %d pieces", wire.ErrWire, c.Index, c.Size, c.Each, MostBytes, mostPieces)
	}
	if want := min(int64(c.Each), c.Size-int64(c.Index)*int64(c.Each)); int64(len(c.Data)) != want {
		return fmt.Errorf("%w: piece %d has %d bytes, not %d", wire.ErrWire, c.Index, len(c.Data), want)
	}
	return nil
}

// place is the folder of a file that is not whole. What a station says of its
// size is part of the name: another claim is another file.
func (s *Shelf) place(c link.Chunk) (string, error) {
	of := filepath.Join(s.pieces, hex.EncodeToString([]byte(c.Station)))
	dir := filepath.Join(of, fmt.Sprintf("%x-%d-%d", c.SHA256, c.Size, c.Each))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(of, 0o700); err != nil {
		return "", fmt.Errorf("keep a piece: %w", err)
	}
	if err := forgetOldest(of); err != nil {
		return "", fmt.Errorf("keep a piece: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("keep a piece: %w", err)
	}
	return dir, errors.Join(archive.SyncFolder(of), archive.SyncFolder(s.pieces))
}

// forgetOldest bounds what a station may begin and never end. What is forgotten
// is named as missing when its file goes on.
func forgetOldest(of string) error {
	begun, err := os.ReadDir(of)
	if err != nil || len(begun) < mostBegun {
		return err
	}
	var oldest fs.FileInfo
	for _, d := range begun {
		info, err := d.Info()
		if err != nil {
			return err
		}
		if oldest == nil || info.ModTime().Before(oldest.ModTime()) {
			oldest = info
		}
	}
	return os.RemoveAll(filepath.Join(of, oldest.Name()))
}

// lacking are the pieces that are not in a folder.
func lacking(dir string, n int) (missing []int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("look for pieces: %w", err)
	}
	here := make(map[string]bool, len(entries))
	for _, e := range entries {
		here[e.Name()] = true
	}
	for i := range n {
		if !here[strconv.Itoa(i)] {
			missing = append(missing, i)
		}
	}
	return missing, nil
}

// join puts the pieces together. Where the whole is not what it should be, no
// piece can be told from the bad one: all come again.
func (s *Shelf) join(ctx context.Context, c link.Chunk, dir string) (whole bool, missing []int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if whole, err = s.whole.Has(hex.EncodeToString(c.SHA256[:])); err != nil || whole { // by another request meanwhile
		return whole, nil, err
	}
	data := make([]byte, 0, c.Size)
	for i := range count(c) {
		piece, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(i))) //nolint:gosec // our own folder
		if err != nil {
			return false, nil, fmt.Errorf("put a file together: %w", err)
		}
		data = append(data, piece...)
	}
	if sha256.Sum256(data) != c.SHA256 {
		for i := range count(c) {
			missing = append(missing, i)
		}
		return false, missing, os.RemoveAll(dir)
	}
	if _, err := s.whole.Put(ctx, data); err != nil {
		return false, nil, err
	}
	return true, nil, os.RemoveAll(dir)
}
