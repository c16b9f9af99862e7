package store

import (
	"context"
	"database/sql"
	"fmt"
)

// AssertDurable is the check every opening goes through.
func AssertDurable(ctx context.Context, conn *sql.Conn) error { return assertDurable(ctx, conn) }

// WriterPragma reads a setting of the connection that writes.
func (db *DB) WriterPragma(ctx context.Context, name string) (value string, err error) {
	err = db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		return w.row(ctx, "PRAGMA "+name).Scan(&value)
	})
	return value, err
}

// LimitPages makes the disk full at so many pages more than there are now.
func (db *DB) LimitPages(ctx context.Context, more int) error {
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		var pages, limit int
		if err := w.row(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
			return err
		}
		return w.row(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages+more)).Scan(&limit)
	})
}

// Work runs f inside the writer's transaction, as an append does.
func (db *DB) Work(ctx context.Context, f func() error) error {
	return db.writer.do(ctx, func(context.Context, *writer) error { return f() })
}
