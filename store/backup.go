package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes a copy of the database as it stands, while others work, and
// returns the wrapped data keys apart: they are blanked in the copy, so that a
// key destroyed here lives in no old backup of the journal. The file has its
// name only once it is whole, blanked and on the disk.
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
	if _, err := db.write.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		return nil, err
	}
	if keys, err = detachKeys(ctx, part); err != nil {
		return nil, err
	}
	if err := errors.Join(syncFile(part), os.Rename(part, path)); err != nil {
		return nil, err
	}
	return keys, syncFile(filepath.Dir(path))
}

func detachKeys(ctx context.Context, path string) (keys []byte, err error) {
	side, err := sql.Open("sqlite3", dsn(path, "_journal_mode=MEMORY&_synchronous=FULL&_secure_delete=on"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, side.Close()) }()
	all := map[string][]byte{}
	p := newPrepared(side)
	err = p.each(ctx, func(row scanner) error {
		var id string
		var wrapped []byte
		err := row.Scan(&id, &wrapped)
		all[id] = wrapped
		return err
	}, "SELECT id, wrapped FROM datakey WHERE wrapped IS NOT NULL")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(p.exec(ctx, "UPDATE datakey SET wrapped = NULL"), p.close()); err != nil {
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
	return fmt.Errorf("the database is damaged: %v; stop work, keep the file and restore the last backup", found)
}
