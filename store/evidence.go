package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/mattn/go-sqlite3"
)

// Examine opens a database only to read it, as evidence: it needs no right to
// write, and makes nothing, not even tables of its own version. What appends
// must not be called on it.
func Examine(ctx context.Context, opt Options) (*DB, error) {
	if len(opt.Secret) != secretSize {
		return nil, fmt.Errorf("examine %s: the station secret has %d bytes, not %d", opt.Path, len(opt.Secret), secretSize)
	}
	options := "mode=ro&immutable=1"
	if st, err := os.Stat(opt.Path + "-wal"); err == nil && st.Size() > 0 {
		options = "mode=ro&_busy_timeout=5000" // the newest events lie in the write-ahead log
	}
	db, err := examine(ctx, opt, options)
	if err == nil || IsDamaged(err) || options == "mode=ro&immutable=1" {
		return db, err
	}
	// SQLite reads a write-ahead log only where it may write beside it.
	return examineCopy(ctx, opt)
}

func examine(ctx context.Context, opt Options, options string) (*DB, error) {
	db := &DB{opt: opt, read: connect(dsn(opt.Path, options+"&_query_only=1&_cache_size=-16384")), keys: newKeyring(opt.Secret)}
	db.read.SetMaxOpenConns(4)
	db.reads = newPrepared(db.read)
	db.closed = sync.OnceValue(db.shut)
	var version int
	known, err := newest()
	if err == nil {
		err = db.read.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	}
	if err == nil && version > known {
		err = newer(version, known)
	}
	if err == nil {
		err = db.loadEpoch(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", opt.Path, err), db.Close())
	}
	return db, nil
}

// examineCopy reads a copy of the file and its log in a folder for the time
// being.
func examineCopy(ctx context.Context, opt Options) (*DB, error) {
	dir, err := os.MkdirTemp("", "postern-evidence-*")
	if err != nil {
		return nil, err
	}
	remove := func() error { return os.RemoveAll(dir) }
	from := opt.Path
	opt.Path = filepath.Join(dir, "postern.db")
	for _, end := range []string{"", "-wal"} {
		if err := copyFile(opt.Path+end, from+end); err != nil {
			return nil, errors.Join(fmt.Errorf("read %s: %w", from, err), remove())
		}
	}
	db, err := examine(ctx, opt, "mode=ro")
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	db.closed = sync.OnceValue(func() error { return errors.Join(db.shut(), remove()) })
	return db, nil
}

func copyFile(to, from string) error {
	in, err := os.Open(from) //nolint:gosec // the station's own file
	if err != nil {
		return err
	}
	defer in.Close()                                                      //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // a folder of our own
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// IsDamaged reports whether an error says that a file is no database, or a
// broken one.
func IsDamaged(err error) bool {
	var from sqlite3.Error
	return errors.Is(err, ErrDamaged) || errors.As(err, &from) && (from.Code == sqlite3.ErrCorrupt || from.Code == sqlite3.ErrNotADB)
}
