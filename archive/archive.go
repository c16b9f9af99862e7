package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	fileMode   fs.FileMode = 0o600
	folderMode fs.FileMode = 0o700
	unfinished             = "unfinished" // folder of files still being written
	leftover               = 24 * time.Hour
)

// Archive is one folder of files named by content. It is safe for concurrent
// use within one process.
type Archive struct {
	root string
	mu   sync.Mutex // between finding a file and sweeping it
}

// DamagedError says that a stored file no longer has the bytes its name
// promises. The file is left as it is, as evidence.
type DamagedError struct {
	Name string // promised SHA-256
	Path string
	Got  string // SHA-256 of what lies there now
}

// Error implements error.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("archived file %s is damaged: its bytes have SHA-256 %s", e.Path, e.Got)
}

// Open makes the folder ready, all 256 subfolders included, so that storing a
// file never has to make a folder durable. It removes writes that a crash left
// unfinished more than a day ago.
func Open(dir string) (*Archive, error) {
	a := &Archive{root: dir}
	for i := range 256 {
		if err := os.MkdirAll(filepath.Join(dir, hex.EncodeToString([]byte{byte(i)})), folderMode); err != nil {
			return nil, fmt.Errorf("open archive: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, unfinished), folderMode); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := SyncFolder(d); err != nil {
			return nil, fmt.Errorf("open archive: %w", err)
		}
	}
	if err := a.clear(); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	return a, nil
}

// At is an archive that is there already, only to be read: nothing is made or
// removed, so that it may lie on a medium that cannot be written.
func At(dir string) *Archive { return &Archive{root: dir} }

// Put stores the bytes and returns their name. When it returns nil the file is
// durable. The same bytes are not written twice; a damaged copy is replaced.
func (a *Archive) Put(ctx context.Context, data []byte) (string, error) {
	name := digest(data)
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("archive %s: %w", name, err)
	}
	found, err := a.renew(name)
	if err == nil && !found {
		err = a.write(ctx, name, data)
	}
	if err == nil {
		err = SyncFolder(filepath.Dir(a.path(name)))
	}
	if err != nil {
		return "", fmt.Errorf("archive %s: %w", name, err)
	}
	return name, nil
}

// Get reads a file and checks it against its name.
func (a *Archive) Get(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read archived %s: %w", name, err)
	}
	if !isName(name) {
		return nil, fmt.Errorf("read archived %.80q: not a SHA-256 in lower-case hex: %w", name, fs.ErrInvalid)
	}
	path := a.path(name)
	data, err := os.ReadFile(path) //nolint:gosec // the name is 64 hex digits, checked above
	if err != nil {
		return nil, fmt.Errorf("read archived file: %w", err)
	}
	if got := digest(data); got != name {
		return nil, &DamagedError{Name: name, Path: path, Got: got}
	}
	return data, nil
}

// Remove removes a file for good; one that is not there is none to remove.
func (a *Archive) Remove(name string) error {
	if !isName(name) {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := notThere(os.Remove(a.path(name))); err != nil {
		return fmt.Errorf("remove archived file: %w", err)
	}
	return SyncFolder(filepath.Dir(a.path(name)))
}

// SetAside moves a file into a folder, as evidence of what became of it.
func (a *Archive) SetAside(name, dir string) error {
	if !isName(name) {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := notThere(os.Rename(a.path(name), filepath.Join(dir, name))); err != nil {
		return fmt.Errorf("set archived file aside: %w", err)
	}
	return errors.Join(SyncFolder(dir), SyncFolder(filepath.Dir(a.path(name))))
}

// Has reports whether a file of that name is there; its bytes are not read.
func (a *Archive) Has(name string) (bool, error) {
	if !isName(name) {
		return false, nil
	}
	st, err := os.Lstat(a.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for archived file: %w", err)
	}
	return st.Mode().IsRegular(), nil
}

// renew finds an undamaged copy of a file and makes it young again, so that a
// sweep leaves it alone until the event that names it is written.
func (a *Archive) renew(name string) (bool, error) {
	path := a.path(name)
	if ok, err := a.Has(name); err != nil || !ok {
		return false, err
	}
	now, err := a.now()
	if err != nil {
		return false, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	data, err := os.ReadFile(path) //nolint:gosec // the name is a digest we made
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if digest(data) != name {
		return false, nil
	}
	return true, os.Chtimes(path, now, now)
}

func (a *Archive) write(ctx context.Context, name string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Join(a.root, unfinished), "put-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err = fill(f, data); err != nil {
		return err
	}
	if err = ctx.Err(); err != nil {
		return err
	}
	return os.Rename(f.Name(), a.path(name))
}

// fill writes, syncs and closes; the mode is set because a umask may have
// taken bits away.
func fill(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Chmod(fileMode)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (a *Archive) path(name string) string { return filepath.Join(a.root, name[:2], name) }

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func isName(name string) bool {
	if len(name) != 2*sha256.Size {
		return false
	}
	for i := range len(name) {
		if c := name[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
