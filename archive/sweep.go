package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"
)

// Names yields the name of every stored file, in order, or the error that
// stopped the listing.
func (a *Archive) Names() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		buckets, err := os.ReadDir(a.root)
		if err != nil {
			yield("", fmt.Errorf("list archive: %w", err))
			return
		}
		for _, b := range buckets {
			if b.IsDir() && len(b.Name()) == 2 && !a.bucket(b.Name(), yield) {
				return
			}
		}
	}
}

func (a *Archive) bucket(sub string, yield func(string, error) bool) bool {
	files, err := os.ReadDir(filepath.Join(a.root, sub))
	if err != nil {
		return yield("", fmt.Errorf("list archive: %w", err))
	}
	for _, f := range files {
		if f.Type().IsRegular() && isName(f.Name()) && f.Name()[:2] == sub && !yield(f.Name(), nil) {
			return false
		}
	}
	return true
}

// Sweep removes the files that keep disowns and that nobody has put for at
// least olderThan, and returns how many. A file just put, whose event is not
// yet written, is young and therefore safe. It goes on past a file it cannot
// remove and returns those errors joined.
func (a *Archive) Sweep(ctx context.Context, keep func(name string) bool, olderThan time.Duration) (int, error) {
	now, err := a.now()
	if err != nil {
		return 0, fmt.Errorf("sweep archive: %w", err)
	}
	before, removed := now.Add(-olderThan), 0
	var failed []error
	for name, err := range a.Names() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return removed, fmt.Errorf("sweep archive: %w", errors.Join(append(failed, err)...))
		}
		if keep(name) {
			continue
		}
		gone, err := a.removeOld(a.path(name), before)
		if gone {
			removed++
		}
		if err != nil {
			failed = append(failed, err)
		}
	}
	return removed, errors.Join(failed...)
}

// removeOld looks at the age and removes under the lock that renew takes.
func (a *Archive) removeOld(path string, before time.Time) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	st, err := os.Lstat(path)
	if err != nil || st.ModTime().After(before) {
		return false, notThere(err)
	}
	if err := os.Remove(path); err != nil {
		return false, notThere(err)
	}
	return true, nil
}

// clear removes what a crash left half-written. Younger files may belong to a
// process that is still writing.
func (a *Archive) clear() error {
	dir := filepath.Join(a.root, unfinished)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return err
	}
	now, err := a.now()
	if err != nil {
		return err
	}
	for _, e := range entries {
		if _, err := a.removeOld(filepath.Join(dir, e.Name()), now.Add(-leftover)); err != nil {
			return err
		}
	}
	return nil
}

// now is the file system's own clock, the one the files' ages are measured by.
func (a *Archive) now() (time.Time, error) {
	f, err := os.CreateTemp(filepath.Join(a.root, unfinished), "clock-*")
	if err != nil {
		return time.Time{}, err
	}
	st, err := f.Stat()
	if err := errors.Join(err, f.Close(), os.Remove(f.Name())); err != nil {
		return time.Time{}, err
	}
	return st.ModTime(), nil
}

func notThere(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
