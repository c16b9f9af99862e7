package sqlite

import (
	"context"
	"database/sql"
	_ "embed" // the tables
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/mattn/go-sqlite3" // the driver

	"postern/sync/hub/record"
)

//go:embed schema.sql
var schema string

// version is of the tables; a file of a newer program is refused.
const version = 2 // 2 has heads

// Record is an open record. It is safe for concurrent use.
type Record struct {
	write, read *sql.DB
	generation  string
}

const pragmas = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=10000&_secure_delete=on&_cache_size=-65536"

// Open opens the record in a file, which is made where there is none.
// generation names a new life of the record: it is taken where there is none
// yet, or where again says that the record was restored.
func Open(ctx context.Context, path, generation string, again bool) (r *Record, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("record %s: %w", path, spoilt(err))
		}
	}()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the hub's own file
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	r = &Record{}
	name := "file:" + (&url.URL{Path: path}).EscapedPath()
	if r.write, err = sql.Open("sqlite3", name+"?"+pragmas); err != nil {
		return nil, err
	}
	r.write.SetMaxOpenConns(1)
	if r.read, err = sql.Open("sqlite3", name+"?mode=ro&_query_only=1&_busy_timeout=10000"); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.read.SetMaxOpenConns(4)
	if err := r.begin(ctx, generation, again); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func (r *Record) begin(ctx context.Context, generation string, again bool) error {
	if err := r.assertDurable(ctx); err != nil {
		return err
	}
	var have int
	if err := r.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return err
	}
	if have > version {
		return fmt.Errorf("it was written by a newer hub (tables %d, this program knows %d): use that one", have, version)
	}
	return r.change(ctx, func(tx *sql.Tx) error {
		if have < version {
			if _, err := tx.ExecContext(ctx, schema+fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
				return fmt.Errorf("make the tables: %w", err)
			}
		}
		word := "INSERT OR IGNORE"
		if again {
			word = "INSERT OR REPLACE"
		}
		if _, err := tx.ExecContext(ctx, word+" INTO meta (key, value) VALUES ('generation', ?)", generation); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'generation'").Scan(&r.generation)
	})
}

// assertDurable refuses a connection whose commits may not be on the disk.
func (r *Record) assertDurable(ctx context.Context) error {
	var synchronous int
	var mode string
	if err := r.write.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if err := r.write.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if synchronous != 2 || mode != "wal" {
		return fmt.Errorf("not durable here: synchronous=%d, journal_mode=%s; want 2 and wal (is this a network file system?)", synchronous, mode)
	}
	return nil
}

// change runs work in a transaction.
func (r *Record) change(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := r.write.BeginTx(ctx, nil)
	if err != nil {
		return spoilt(err)
	}
	defer tx.Rollback() //nolint:errcheck // it has ended where all went well
	if err := work(tx); err != nil {
		return spoilt(err)
	}
	return spoilt(tx.Commit())
}

// Close implements record.Record.
func (r *Record) Close() error {
	var err error
	for _, db := range []*sql.DB{r.read, r.write} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return err
}

// spoilt names what SQLite says of a file that is not whole.
func spoilt(err error) error {
	var told sqlite3.Error
	if errors.As(err, &told) && (told.Code == sqlite3.ErrCorrupt || told.Code == sqlite3.ErrNotADB) {
		return fmt.Errorf("%w: %w", record.ErrDamaged, err)
	}
	return err
}

// Check looks through the file for pages that are not whole, and for bodies that
// are of no event.
func (r *Record) Check(ctx context.Context) error {
	var first string
	if err := r.read.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&first); err != nil {
		return fmt.Errorf("%w: %w", record.ErrDamaged, err)
	}
	if first != "ok" {
		return fmt.Errorf("%w: %s", record.ErrDamaged, first)
	}
	var astray int64
	err := r.read.QueryRowContext(ctx, `SELECT count(*) FROM body AS b
		LEFT JOIN event AS e ON e.station = b.station AND e.epoch = b.epoch AND e.seq = b.seq WHERE e.seq IS NULL`).Scan(&astray)
	if err != nil {
		return fmt.Errorf("%w: %w", record.ErrDamaged, err)
	}
	if astray > 0 {
		return fmt.Errorf("%w: %d bodies are of no event", record.ErrDamaged, astray)
	}
	return nil
}
