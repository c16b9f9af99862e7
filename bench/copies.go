package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// A station with millions of items would take an hour to receive. For the
// screens, which read little but the item's row, it is enough that rows are
// there: those that came in by the front door are copied under other numbers
// and moments, in the same table with the same constraints and indexes. The
// copies have no journal; nothing that judges, replays or verifies is measured
// on them.

const (
	copied   = 20_000    // items that come in by the front door
	waits    = 1_000_000 // copies that wait; what is beyond was let go long ago
	minutely = 61_000    // ms between two copies of an item
)

// copies fills the item table up to so many rows, and tells how many there are.
func copies(ctx context.Context, path string, want int) (rows int, err error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=OFF&_cache_size=-400000")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	indexes, err := texts(ctx, db, "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'item' AND sql <> ''")
	if err != nil {
		return 0, err
	}
	names, err := texts(ctx, db, "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'item' AND sql <> ''")
	if err != nil {
		return 0, err
	}
	for _, name := range names { // an index is quicker sorted once than kept row by row
		if _, err := db.ExecContext(ctx, `DROP INDEX "`+name+`"`); err != nil {
			return 0, err
		}
	}
	if rows, err = fill(ctx, db, want); err != nil {
		return 0, err
	}
	for _, index := range indexes {
		if _, err := db.ExecContext(ctx, index); err != nil {
			return 0, err
		}
	}
	return rows, nil
}

func fill(ctx context.Context, db *sql.DB, want int) (rows int, err error) {
	columns, err := texts(ctx, db, "SELECT name FROM pragma_table_info('item')")
	if err != nil {
		return 0, err
	}
	var span int
	if err := db.QueryRowContext(ctx, "SELECT max(no), count(*) FROM item").Scan(&span, &rows); err != nil {
		return 0, err
	}
	for k := 1; rows < want; k++ {
		done, err := db.ExecContext(ctx, copyText(columns, k*span, k, rows > waits), span, want-rows)
		if err != nil {
			return rows, err
		}
		n, err := done.RowsAffected()
		if err != nil || n == 0 {
			return rows, errors.Join(err, fmt.Errorf("copy %d: no item has a number to be changed", k))
		}
		rows += int(n)
	}
	return rows, nil
}

// copyText copies every item that has an S10 number, the k-th time.
func copyText(columns []string, no, k int, gone bool) string {
	values := make([]string, len(columns))
	for i, c := range columns {
		switch c {
		case "no":
			c = fmt.Sprintf("no + %d", no)
		case "ident":
			c = renumbered(k)
		case "since", "seen", "received", "posted", "judged_at":
			c = fmt.Sprintf("%s - %d - no %% 977", c, k*minutely)
		case "state", "open", "judged", "holds":
			switch {
			case !gone && c == "state": // and some of what waits was set aside
				c = "CASE no % 500 WHEN 1 THEN 'held' WHEN 2 THEN 'detained' ELSE state END"
			case gone:
				c = map[string]string{"state": "'released'", "open": "0", "judged": "NULL", "holds": "min(holds, 1)"}[c]
			}
		}
		values[i] = c
	}
	serial := strings.Repeat("[0-9]", 9)
	return "INSERT INTO item (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") +
		" FROM item WHERE no <= ? AND ident GLOB '[A-Z][A-Z]" + serial + "[A-Z][A-Z]' ORDER BY no LIMIT ?"
}

// renumbered is an S10 number of another service, with a serial number moved on
// and the check digit of that: the letters tell copies from what came in.
func renumbered(k int) string {
	const stride, prefixes = 15_485_863, 26 // a prime far from any round number
	serial := fmt.Sprintf("printf('%%08d', (substr(ident, 3, 8) + %d) %% 100000000)", k*stride%100_000_000)
	var sum []string
	for i, weight := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum = append(sum, fmt.Sprintf("%d * substr(%s, %d, 1)", weight, serial, i+1))
	}
	check := fmt.Sprintf("substr('50987654321', (%s) %% 11 + 1, 1)", strings.Join(sum, " + "))
	letters := string(rune('A'+k/prefixes%prefixes)) + string(rune('A'+k%prefixes))
	return fmt.Sprintf("'%s' || %s || %s || substr(ident, 12)", letters, serial, check)
}

func texts(ctx context.Context, db *sql.DB, query string) (all []string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}
