package bench

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver

	"postern/sim"
)

// rawInserts puts the bytes of message files into SQLite, a row an item and a
// transaction a file, and answers rows a second.
func (r *runner) rawInserts(ctx context.Context, path string, files []sim.File, items int) (rate float64, err error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "CREATE TABLE raw (no INTEGER PRIMARY KEY, bytes BLOB NOT NULL)"); err != nil {
		return 0, err
	}
	total := 0
	for _, f := range files {
		total += len(f.Data)
	}
	row := max(1, total/max(1, items))
	took, err := r.timed(func() error {
		for _, f := range files {
			if err := insertRows(ctx, db, f.Data, row); err != nil {
				return err
			}
		}
		return nil
	})
	return float64(items) / took.Seconds(), err
}

func insertRows(ctx context.Context, db *sql.DB, data []byte, size int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it has ended where all went well
	insert, err := tx.PrepareContext(ctx, "INSERT INTO raw (bytes) VALUES (?)")
	if err != nil {
		return err
	}
	defer insert.Close() //nolint:errcheck // it ends with the transaction
	for len(data) > 0 {
		n := min(size, len(data))
		if _, err := insert.ExecContext(ctx, data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return tx.Commit()
}

// rawReads reads items' rows by their labels, and nothing else.
func (r *runner) rawReads(ctx context.Context, b *large, n int) (took []time.Duration, err error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.dir, r.Database)+"?mode=ro&_query_only=1")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	read, err := db.PrepareContext(ctx, "SELECT declared, judged FROM item WHERE ident = +? ORDER BY day DESC LIMIT 1") // + keeps the plan
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(read.Close(), err) }()
	for i := range n {
		var declared, judged []byte
		d, err := r.timed(func() error { return read.QueryRowContext(ctx, b.pick(n+i)).Scan(&declared, &judged) })
		if err != nil {
			return nil, err
		}
		took = append(took, d)
	}
	return took, nil
}

// rawSyncs appends to a file and has each piece put on the disk.
func (r *runner) rawSyncs(n int) (took []time.Duration, err error) {
	f, err := os.Create(r.path("syncs"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	page := make([]byte, 4096)
	for range n {
		d, err := r.timed(func() error {
			_, err := f.Write(page)
			return errors.Join(err, f.Sync())
		})
		if err != nil {
			return nil, err
		}
		took = append(took, d)
	}
	return took, nil
}
