package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"postern/parcel"
)

// AssertDurable is the check every opening goes through.
func AssertDurable(ctx context.Context, conn *sql.Conn) error { return assertDurable(ctx, conn) }

// Plan is how SQLite would answer a question, a line a step.
func (db *DB) Plan(ctx context.Context, text string) (steps []string, err error) {
	asked := strings.Count(text, "?")
	if strings.Contains(text, "?1") { // numbered
		for !strings.Contains(text, "?"+strconv.Itoa(asked)) {
			asked--
		}
	}
	err = newPrepared(db.read).each(ctx, func(row scanner) error {
		var id, parent, unused int
		var step string
		err := row.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	}, "EXPLAIN QUERY PLAN "+text, make([]any, asked)...)
	return steps, err
}

// ListPlan is how SQLite would find a page of a list.
func (db *DB) ListPlan(ctx context.Context, f parcel.Filter) ([]string, error) {
	q, err := db.walk(ctx, f)
	if err != nil {
		return nil, err
	}
	return db.Plan(ctx, q.text)
}

// The questions that are asked for each item, or of many.
var Questions = map[string]string{
	"sights":       sightsText,
	"results":      resultsText,
	"shared":       sharedText,
	"bearing":      bearingText,
	"samples":      samplesText,
	"bearers":      bearersText,
	"by number":    papersByNumber,
	"by order":     papersByOrder,
	"by payment":   papersByPay,
	"settled":      ordersByPay,
	"sharing":      sharingText,
	"shipped":      shippedText,
	"ordered":      orderedText,
	"reassess":     judgedText + "<" + judgedLast,
	"reassess all": onwardText,
	"item":         "SELECT " + rowColumns + " FROM item WHERE ident = ? ORDER BY day DESC LIMIT 1",
	"queue":        "SELECT ident FROM item WHERE open = 1 ORDER BY open DESC, rank DESC, since, no LIMIT 100",
}

// WriterPragma reads a setting of the connection that writes.
func (db *DB) WriterPragma(ctx context.Context, name string) (value string, err error) {
	err = db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		return w.row(ctx, "PRAGMA "+name).Scan(&value)
	})
	return value, err
}

// Loosen has the writer call saved what is only written, as a driver without
// an explicit setting would.
func (db *DB) Loosen(ctx context.Context) error {
	_, err := db.writer.conn.ExecContext(ctx, "PRAGMA synchronous = NORMAL")
	return err
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
