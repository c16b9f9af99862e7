package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Backup writes a copy of the journal as it stands, while others work, and
// returns the wrapped data keys apart: they are blanked in the copy, so that a
// key destroyed here lives in no old backup of the journal. The projections
// that hold in plain what bodies seal are left out; replay makes them anew.
// The file has its name only once it is whole and on the disk.
func (db *DB) Backup(ctx context.Context, path string) (keys []byte, err error) {
	if _, err := os.Stat(path); err == nil {
		return nil, fmt.Errorf("%s is there already: name another file", path)
	}
	part := path + ".part"
	defer func() {
		if err != nil {
			err = fmt.Errorf("backup to %s: %w", path, err)
			os.Remove(part) //nolint:errcheck,gosec // what matters is the error before it
		}
	}()
	if err := os.WriteFile(part, nil, 0o600); err != nil { // SQLite writes into an empty file, whose mode stays
		return nil, err
	}
	if err := emptyTables(ctx, part); err != nil {
		return nil, err
	}
	if keys, err = db.copyJournal(ctx, part); err != nil {
		return nil, err
	}
	if err := errors.Join(syncFile(part), os.Rename(part, path)); err != nil {
		return nil, err
	}
	return keys, syncFile(filepath.Dir(path))
}

// emptyTables makes the tables of a station in a file.
func emptyTables(ctx context.Context, path string) (err error) {
	side := connect(dsn(path, "_journal_mode=DELETE&_synchronous=FULL"))
	defer func() { err = errors.Join(err, side.Close()) }()
	conn, err := side.Conn(ctx)
	if err != nil {
		return err
	}
	return errors.Join(migrate(ctx, side, conn), conn.Close())
}

// copyJournal copies what replay does not make, as of one moment, and gives
// back the data keys that it leaves out.
func (db *DB) copyJournal(ctx context.Context, path string) (keys []byte, err error) {
	own := connect(dsn(db.opt.Path, "mode=rw&_busy_timeout=5000"))
	own.SetMaxOpenConns(1)
	p := newPrepared(own)
	defer func() { err = errors.Join(err, p.close(), own.Close()) }()
	if err := p.exec(ctx, "ATTACH ? AS copied", path); err != nil {
		return nil, err
	}
	tables, err := keptTables(ctx, p)
	if err != nil {
		return nil, err
	}
	if err := p.exec(ctx, "BEGIN"); err != nil {
		return nil, err
	}
	for _, table := range tables {
		columns, err := columnsOf(ctx, p, table)
		if err != nil {
			return nil, err
		}
		if err := p.exec(ctx, "INSERT INTO copied."+table+" SELECT "+columns+" FROM main."+table); err != nil {
			return nil, fmt.Errorf("copy %s: %w", table, err)
		}
	}
	if keys, err = wrappedKeys(ctx, p); err != nil {
		return nil, err
	}
	return keys, p.exec(ctx, "COMMIT")
}

// keptTables are those with what cannot be made anew, and the list of
// milestones, which says what rules a replay judges by and holds names only.
func keptTables(ctx context.Context, p *prepared) (all []string, err error) {
	err = p.each(ctx, func(row scanner) error {
		var name string
		err := row.Scan(&name)
		if name == "milestone" || !slices.Contains(projections, name) {
			all = append(all, name)
		}
		return err
	}, "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'")
	return all, err
}

// columnsOf lists the columns of a table as they are copied: without the keys.
func columnsOf(ctx context.Context, p *prepared, table string) (string, error) {
	var all []string
	err := p.each(ctx, func(row scanner) error {
		var name string
		err := row.Scan(&name)
		if name == "wrapped" {
			name = "NULL"
		}
		all = append(all, name)
		return err
	}, "SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid", table)
	return strings.Join(all, ", "), err
}

// wrappedKeys are the data keys that are not destroyed, by id, as JSON.
func wrappedKeys(ctx context.Context, p *prepared) ([]byte, error) {
	all := map[string][]byte{}
	err := p.each(ctx, func(row scanner) error {
		var id string
		var wrapped []byte
		err := row.Scan(&id, &wrapped)
		all[id] = wrapped
		return err
	}, "SELECT id, wrapped FROM main.datakey WHERE wrapped IS NOT NULL")
	if err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// AttachKeys puts wrapped data keys back into a database restored from a
// backup. Keys it does not know, or has, are left alone.
func (db *DB) AttachKeys(ctx context.Context, keys []byte) error {
	all := map[string][]byte{}
	if err := json.Unmarshal(keys, &all); err != nil {
		return fmt.Errorf("read the keys of the backup: %w", err)
	}
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		for id, wrapped := range all {
			if err := w.exec(ctx, "UPDATE datakey SET wrapped = ? WHERE id = ? AND wrapped IS NULL", wrapped, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func syncFile(path string) error {
	f, err := os.Open(path) //nolint:gosec // the backup's own file or folder
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Check asks SQLite whether the file is sound; quick leaves out the indexes.
func (db *DB) Check(ctx context.Context, quick bool) error {
	pragma := "PRAGMA integrity_check(5)"
	if quick {
		pragma = "PRAGMA quick_check(5)"
	}
	var found []string
	rows, err := db.read.QueryContext(ctx, pragma)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		if s != "ok" {
			found = append(found, s)
		}
	}
	if err := rows.Err(); err != nil || len(found) == 0 {
		return err
	}
	return fmt.Errorf("%w: %v; stop work, keep the file and restore the last backup", ErrDamaged, found)
}

// ErrDamaged is for a database in which SQLite finds something broken.
var ErrDamaged = errors.New("the database is damaged")
