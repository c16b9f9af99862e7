package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"postern/parcel"
)

// A list is walked by ranges of the queue's index, each in its own order, so
// that a page costs what a page costs, wherever in a million lines it begins
// and whichever way the list is sorted.

// ranges are such a walk: the numbers of the rows of a page.
type ranges struct {
	text string
	args []any
	desc [4]bool // of open, rank, since and no; the first two do not count by age
	age  bool
	lane parcel.Lane // all rows are of; empty: of any
}

// walk makes the ranges of a page.
func (db *DB) walk(ctx context.Context, f parcel.Filter) (ranges, error) {
	q := ranges{lane: f.Lane, age: f.Sort != parcel.LaneFirst, desc: [4]bool{true, true, false, false}}
	if f.Sort == parcel.NewestFirst {
		q.desc[2], q.desc[3] = true, true
	}
	if f.Back {
		for i := range q.desc {
			q.desc[i] = !q.desc[i]
		}
	}
	limit := f.Limit
	if limit <= 0 || limit > mostLines {
		limit = mostLines
	}
	from := key{}
	if f.Past != (parcel.Line{}) {
		var err error
		if from, err = db.keyOf(ctx, f.Past); err != nil {
			return q, err
		}
	}
	where, args := conditions(f)
	var parts []string
	for _, r := range q.parts(from) {
		parts = append(parts, "SELECT * FROM (SELECT no, open, rank, since FROM "+table(f)+" WHERE "+where+" AND "+r.text+" ORDER BY "+q.order("")+" LIMIT ?)")
		q.args = append(append(append(q.args, args...), r.args...), limit+f.Offset)
	}
	q.text = strings.Join(parts, " UNION ALL ")
	if q.age { // each range has its oldest first: put them together
		q.text = "SELECT * FROM (" + q.text + ") ORDER BY " + q.order("")
	}
	q.text += " LIMIT ? OFFSET ?"
	q.args = append(q.args, limit, f.Offset)
	return q, nil
}

// key is where a line stands in the queue's index.
type key struct {
	here       bool
	open, rank int
	since, no  int64
}

// keyOf is where a line stood when it was listed.
func (db *DB) keyOf(ctx context.Context, l parcel.Line) (key, error) {
	k := key{here: true, rank: l.Lane.Rank(), since: l.Since.UnixMilli()}
	if l.State.Open() {
		k.open = 1
	}
	err := db.reads.row(ctx, "SELECT no FROM item WHERE ident = ? AND day = ?", l.Item.Ident(), string(l.Item.Day())).Scan(&k.no)
	if errors.Is(err, sql.ErrNoRows) {
		return k, nil // a row does not go away; an unknown one stands before all of its moment
	}
	return k, err
}

type part struct {
	text string
	args []any
}

// parts are the ranges of the index that follow a key, nearest first; by age,
// one for each lane.
func (q *ranges) parts(k key) []part {
	if q.age {
		return q.byAge(k)
	}
	if q.lane != "" {
		return q.ofLane(k)
	}
	if !k.here {
		return []part{{text: "1"}}
	}
	return []part{
		q.after("open = ? AND rank = ?", k, k.open, k.rank),
		{"open = ? AND rank " + q.past(1) + " ?", []any{k.open, k.rank}},
		{"open " + q.past(0) + " ?", []any{k.open}},
	}
}

// ofLane are the ranges of one lane: asked for as a whole, SQLite would sort it
// first, and a lane may hold millions that are done with.
func (q *ranges) ofLane(k key) (all []part) {
	for _, open := range []int{1, 0} {
		if !q.desc[0] {
			open = 1 - open
		}
		switch {
		case k.here && open == k.open:
			all = append(all, q.after("open = ? AND rank = ?", k, open, q.lane.Rank()))
		case !k.here, (open < k.open) == q.desc[0]:
			all = append(all, part{"open = ? AND rank = ?", []any{open, q.lane.Rank()}})
		}
	}
	return all
}

func (q *ranges) byAge(k key) (all []part) {
	for _, open := range []int{1, 0} {
		for rank := -1; rank < len(parcel.Lanes()); rank++ {
			all = append(all, q.after("open = ? AND rank = ?", k, open, rank))
		}
	}
	return all
}

// after is what follows a key within one lane.
func (q *ranges) after(text string, k key, args ...any) part {
	if !k.here {
		return part{text, args}
	}
	return part{text + " AND (since, no) " + q.past(2) + " (?, ?)", append(args, k.since, k.no)}
}

func (q *ranges) past(column int) string {
	if q.desc[column] {
		return "<"
	}
	return ">"
}

// order is how the rows of a range stand in the index.
func (q *ranges) order(of string) string {
	columns := []string{"open", "rank", "since", "no"}
	first := 0
	if q.age {
		first = 2
	}
	for i := range columns {
		columns[i] = of + columns[i]
		if q.desc[i] {
			columns[i] += " DESC"
		}
	}
	return strings.Join(columns[first:], ", ")
}
