package bench

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"time"

	"postern/parcel"
)

// queue measures the lists over the large station, and the workstation opened
// on it.
func (r *runner) queue(ctx context.Context) error {
	b, err := r.largeStation(ctx)
	if err != nil {
		return err
	}
	floor, err := r.rawPage(ctx, b)
	if err != nil {
		return err
	}
	middle, err := b.middle(ctx)
	if err != nil {
		return err
	}
	for _, l := range []struct {
		name   string
		filter parcel.Filter
	}{
		{"first page of what waits", parcel.Filter{Open: true, Limit: 50}},
		{"first page of one lane", parcel.Filter{Open: true, Lane: parcel.Red, Limit: 50}},
		{"next page in the middle", parcel.Filter{Open: true, Past: middle, Limit: 50}},
		{"page before, in the middle", parcel.Filter{Open: true, Past: middle, Back: true, Limit: 50}},
		{"last page", parcel.Filter{Open: true, Back: true, Limit: 50}},
		{"first page, oldest first", parcel.Filter{Open: true, Sort: parcel.OldestFirst, Limit: 50}},
		{"find by part of a label", parcel.Filter{Text: b.pick(7)[3:9], Limit: 50}},
		{"find by a word", parcel.Filter{Text: "glass", Limit: 50}},
	} {
		took, err := r.list(ctx, b, l.filter)
		if err != nil {
			return err
		}
		if err := r.give(beside(l.name, ms(took), "ms", "50 bare rows from SQLite", floor)); err != nil {
			return err
		}
	}
	if err := b.close(); err != nil {
		return err
	}
	r.big = nil
	return r.memory(ctx, b.dir, "large station")
}

// middle is a line half-way down the list of what waits.
func (b *large) middle(ctx context.Context) (parcel.Line, error) {
	_, total, err := b.Lines(ctx, parcel.Filter{Open: true, Limit: 1})
	if err != nil {
		return parcel.Line{}, err
	}
	lines, _, err := b.Lines(ctx, parcel.Filter{Open: true, Limit: 1, Offset: total / 2})
	if err == nil && len(lines) == 0 {
		err = errors.New("nothing waits in the large station")
	}
	if err != nil {
		return parcel.Line{}, err
	}
	return lines[0], nil
}

const listed = 5 // times a list is asked for; the middle one counts

func (r *runner) list(ctx context.Context, b *large, f parcel.Filter) (time.Duration, error) {
	var all []time.Duration
	for range listed {
		took, err := r.timed(func() error {
			_, _, err := b.Lines(ctx, f)
			return err
		})
		if err != nil {
			return 0, err
		}
		all = append(all, took)
	}
	return quantile(all, .5), nil
}

// rawPage reads the first rows of the queue's index, and nothing else.
func (r *runner) rawPage(ctx context.Context, b *large) (took float64, err error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.dir, r.Database)+"?mode=ro&_query_only=1")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var all []time.Duration
	for range listed {
		d, err := r.timed(func() error { return firstRows(ctx, db) })
		if err != nil {
			return 0, err
		}
		all = append(all, d)
	}
	return ms(quantile(all, .5)), nil
}

func firstRows(ctx context.Context, db *sql.DB) (err error) {
	rows, err := db.QueryContext(ctx, "SELECT ident, words FROM item ORDER BY open DESC, rank DESC, since, no LIMIT 50")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var ident, words string
		if err := rows.Scan(&ident, &words); err != nil {
			return err
		}
	}
	return rows.Err()
}
