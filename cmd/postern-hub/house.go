package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"postern/archive"
	"postern/sync/enrol"
	"postern/sync/hub/record"
	"postern/sync/hub/record/postgres"
	"postern/sync/hub/record/sqlite"
)

// kind is a record with all that a hub keeps in it.
type kind interface {
	record.Record
	record.Directory
	record.Heads
	enrol.Register
}

// house is an open folder of a hub.
type house struct {
	dir    string
	keys   keys
	record kind
	last   notice
}

// notice is what the last serve left for the commands beside it.
type notice struct {
	Listening string `json:"listening"`
	Door      string `json:"door"`
	Record    string `json:"record"`
	Files     string `json:"files,omitempty"` // where they lie elsewhere
	Secret    string `json:"secret"`          // with which a command speaks to it
}

// filesAt is where photos and X-rays lie.
func (h *house) filesAt() string {
	if h.last.Files != "" {
		return h.last.Files
	}
	return filepath.Join(h.dir, "files")
}

const noticeFile = "serve.json"

// open opens the folder, which is made where there is none, and the record.
// anew says that the record was restored from a backup.
func (r *run) open(ctx context.Context, anew bool) (*house, error) {
	dir, err := r.folder()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	done, err := hold(filepath.Join(dir, "lock.making"), syscall.LOCK_EX) // serve and enrol may begin a folder in the same moment
	if err != nil {
		return nil, err
	}
	defer done()
	h := &house{dir: dir}
	if h.keys, err = openKeys(filepath.Join(dir, "keys"), r.now()); err != nil {
		return nil, err
	}
	if h.last, err = readNotice(dir); err != nil {
		return nil, err
	}
	h.last.Record = r.recordKind(h.last)
	if err := h.openRecord(ctx, r.now(), anew); err != nil {
		return nil, refusedAsDamaged(err)
	}
	return h, nil
}

// openRecord opens the record and holds it against its mark.
func (h *house) openRecord(ctx context.Context, now time.Time, anew bool) (err error) {
	where, generation := h.last.Record, strings.ToLower(rand.Text())
	alone := where == "sqlite"
	switch {
	case alone:
		if err := beforeOpening(h.dir); err != nil && !anew {
			return err
		}
		h.record, err = sqlite.Open(ctx, filepath.Join(h.dir, "hub.db"), generation, anew)
	case strings.HasPrefix(where, "postgres://"), strings.HasPrefix(where, "postgresql://"):
		h.record, err = postgres.Open(ctx, where, generation, anew)
	default:
		return usage("--record is sqlite or postgres://USER@HOST/DATABASE")
	}
	if err != nil {
		return err
	}
	if err := h.holdAgainst(ctx, now, anew, !alone); err != nil {
		return errors.Join(err, h.Close())
	}
	return nil
}

// recordKind is the record by flag, environment, or what serve began with.
func (r *run) recordKind(last notice) string {
	for _, w := range []string{r.record, r.env("POSTERN_HUB_RECORD"), last.Record} {
		if w != "" {
			return w
		}
	}
	return "sqlite"
}

// existing opens a folder that must have been a hub's before.
func (r *run) existing(ctx context.Context) (*house, error) {
	dir, err := r.folder()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "keys")); err != nil {
		return nil, coded{fmt.Errorf("no hub in %s: start one with 'postern-hub serve'", dir), exitNotFound}
	}
	return r.open(ctx, false)
}

// Close closes the record.
func (h *house) Close() error { return h.record.Close() }

// with does work in an existing hub's folder.
func (r *run) with(ctx context.Context, work func(context.Context, *house) error) (err error) {
	h, err := r.existing(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	return work(ctx, h)
}

func readNotice(dir string) (n notice, err error) {
	data, err := os.ReadFile(filepath.Join(dir, noticeFile)) //nolint:gosec // the hub's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return n, nil
	}
	if err != nil {
		return n, err
	}
	return n, json.Unmarshal(data, &n)
}

func (n notice) write(dir string) error {
	data, err := json.Marshal(n) //nolint:gosec // the file is private
	if err != nil {
		return err
	}
	return archive.WriteFile(filepath.Join(dir, noticeFile), data)
}

// lock makes sure that one serve at a time uses a folder.
func lock(dir string) (release func(), err error) {
	release, err = hold(filepath.Join(dir, "lock"), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, coded{fmt.Errorf("another hub serves from %s: stop that one first, or give this one a folder of its own", dir), exitRefused}
	}
	return release, err
}

// hold takes a lock. It goes with the process, however it ends.
func hold(path string, how int) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the hub's own folder
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return func() { f.Close() }, nil //nolint:errcheck,gosec // closing releases the lock
}

// serving reports whether a serve runs from the folder.
func serving(dir string) bool {
	release, err := lock(dir)
	if err == nil {
		release()
	}
	return err != nil
}
