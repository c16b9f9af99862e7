package intake

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// look is what a file in the inbox was like when last looked at.
type look struct {
	size    int64
	changed time.Time
	since   time.Time // it has been so since
}

// scan looks through the inbox and claims every file that is whole. It says
// whether others are still growing, and what stood in the way.
func (r *rounds) scan(ctx context.Context) (growing bool, err error) {
	dir, err := os.Open(r.o.Inbox)
	if err != nil {
		return false, err
	}
	defer dir.Close() //nolint:errcheck // only read
	seen := map[string]look{}
	var trouble error
	for ctx.Err() == nil {
		entries, err := dir.ReadDir(256) // a drop folder may hold a great many
		for _, e := range entries {
			if bad := r.consider(e, seen); bad != nil && trouble == nil {
				trouble = bad // of one file, which must not stop the others
			}
		}
		if err != nil {
			r.seen = seen
			return len(seen) > 0, errors.Join(trouble, notEOF(err))
		}
	}
	return true, nil
}

// consider claims the file if it is whole, and remembers it otherwise.
func (r *rounds) consider(e fs.DirEntry, seen map[string]look) error {
	if !e.Type().IsRegular() || passedOver(e.Name()) {
		return nil
	}
	st, err := e.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	now := r.o.Clock.Now()
	l := r.lookAt(e.Name(), st, now)
	if now.Sub(l.since) < r.o.Settle || beingWritten(filepath.Join(r.o.Inbox, e.Name())) {
		seen[e.Name()] = l
		return nil
	}
	c, ok, err := r.claimFile(e.Name())
	if ok {
		r.queue = append(r.queue, c)
	}
	return err
}

// lookAt compares with the look before. At first sight a file counts as still
// since it was last written, unless that lies in the future.
func (r *rounds) lookAt(name string, st fs.FileInfo, now time.Time) look {
	l := look{size: st.Size(), changed: st.ModTime(), since: now}
	if before, known := r.seen[name]; known && before.size == l.size && before.changed.Equal(l.changed) {
		return before
	}
	if l.changed.Before(now) {
		l.since = l.changed
	}
	return l
}

// passedOver names that senders use for files that are not yet whole, and our
// own reasons, should somebody put a rejected file back together with its.
func passedOver(name string) bool {
	if strings.HasPrefix(name, ".") {
		return true
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tmp", ".part", ".why":
		return true
	}
	return false
}

func notEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
