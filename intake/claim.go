package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// claim is one file in a folder of its own below Claimed, under the name it
// came with; so any name can be claimed, and no two collide.
type claim struct{ path string }

func (c claim) name() string { return filepath.Base(c.path) }

// claimFile renames a file out of the inbox. ok is false where it is gone, or
// is no longer what the scan saw.
func (w *Watcher) claimFile(name string) (c claim, ok bool, err error) {
	dir, err := os.MkdirTemp(w.o.Claimed, w.o.Clock.Now().UTC().Format("20060102T150405.000-*"))
	if err != nil {
		return claim{}, false, fmt.Errorf("claim a file: %w", err)
	}
	c = claim{path: filepath.Join(dir, name)}
	err = os.Rename(filepath.Join(w.o.Inbox, name), c.path)
	if err == nil {
		return c, true, nil
	}
	empty := os.Remove(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return claim{}, false, empty
	}
	return claim{}, false, fmt.Errorf("claim a file: %w", err)
}

// claimed lists what an earlier run left, oldest first.
func (w *Watcher) claimed() ([]claim, error) {
	dirs, err := os.ReadDir(w.o.Claimed)
	if err != nil {
		return nil, fmt.Errorf("look for claimed files: %w", err)
	}
	var left []claim
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		dir := filepath.Join(w.o.Claimed, d.Name())
		files, err := os.ReadDir(dir)
		if err != nil {
			return nil, fmt.Errorf("look for claimed files: %w", err)
		}
		for _, f := range files {
			left = append(left, claim{path: filepath.Join(dir, f.Name())})
		}
		if len(files) == 0 {
			_ = os.Remove(dir) // emptied just before a crash; if it stays, it is only an empty folder
		}
	}
	return left, nil
}

// dismiss ends a claim whose bytes are safe elsewhere. still is false, and the
// file stays claimed, where somebody wrote to it after it was read.
func (w *Watcher) dismiss(c claim, f file, archived bool) (still bool, err error) {
	st, err := os.Lstat(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil || !f.sameAs(st) {
		return false, err
	}
	dir := filepath.Dir(c.path)
	if !archived {
		if err := syncFile(c.path); err != nil {
			return true, fmt.Errorf("keep a received file: %w", err)
		}
		if err := os.Rename(dir, filepath.Join(w.o.Received, filepath.Base(dir))); err != nil {
			return true, fmt.Errorf("keep a received file: %w", err)
		}
		return true, syncFolder(w.o.Received)
	}
	if err := os.Remove(c.path); err != nil {
		return true, fmt.Errorf("remove an archived file: %w", err)
	}
	return true, os.Remove(dir)
}

// syncFile makes the bytes of a file durable, which its sender may not have
// done. What cannot be opened has no bytes to lose here.
func syncFile(path string) error {
	f, err := openRegular(path)
	if err != nil {
		return nil //nolint:nilerr // a link, or a file that may not be read, is only moved
	}
	return errors.Join(f.Sync(), f.Close())
}

func syncFolder(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
