package bench

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"postern/parcel"
)

// sameRows puts the very rows of a station's database into SQLite alone, with
// the same tables and indexes and as durably, in as many transactions as the
// mail had files; it tells how long that took.
func (r *runner) sameRows(ctx context.Context, from, to string, transactions int) (took time.Duration, err error) {
	tables, err := readRows(ctx, from)
	if err != nil {
		return 0, err
	}
	db, err := sql.Open("sqlite3", "file:"+to+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, t := range tables {
		for _, q := range t.made {
			if _, err := db.ExecContext(ctx, q); err != nil {
				return 0, err
			}
		}
	}
	return r.timed(func() error {
		for i := range transactions {
			if err := insertShare(ctx, db, tables, i, transactions); err != nil {
				return err
			}
		}
		return nil
	})
}

// rowsOfTable are all rows of one table.
type rowsOfTable struct {
	name string
	made []string // the table and its indexes, in SQL
	rows [][]any
}

func readRows(ctx context.Context, path string) (tables []rowsOfTable, err error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_query_only=1")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	made, err := allRows(ctx, db, `SELECT tbl_name, type, sql FROM sqlite_master
		WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, rowid`)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, m := range made {
		name, q := text(m[0]), text(m[2])
		if text(m[1]) == "table" {
			at[name] = len(tables)
			tables = append(tables, rowsOfTable{name: name, made: []string{q}})
			continue
		}
		t := &tables[at[name]]
		t.made = append(t.made, q)
	}
	for i := range tables {
		t := &tables[i]
		if t.rows, err = allRows(ctx, db, "SELECT * FROM "+quoteName(t.name)); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

func text(v any) string {
	if b, is := v.([]byte); is {
		return string(b)
	}
	s, _ := v.(string)
	return s
}

func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func allRows(ctx context.Context, db *sql.DB, query string) (all [][]any, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// insertShare writes the i-th of n shares of every table in one transaction.
func insertShare(ctx context.Context, db *sql.DB, tables []rowsOfTable, i, n int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it has ended where all went well
	for _, t := range tables {
		rows := t.rows[len(t.rows)*i/n : len(t.rows)*(i+1)/n]
		if len(rows) == 0 {
			continue
		}
		if err := insertAll(ctx, tx, t.name, rows); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func insertAll(ctx context.Context, tx *sql.Tx, table string, rows [][]any) (err error) {
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+quoteName(table)+" VALUES (?"+strings.Repeat(", ?", len(rows[0])-1)+")") //nolint:gosec // a name of our own schema
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	for _, row := range rows {
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return errors.New(parcel.Excerpt(table) + ": " + err.Error())
		}
	}
	return nil
}
