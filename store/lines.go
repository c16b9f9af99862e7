package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"postern/parcel"
)

const (
	mostLines  = 1000
	mostSought = 256 // bytes of a search
	mostWords  = 8
)

// Lines lists items in the order asked for, and counts how many match in all;
// where the list is walked from a line to the next ones it counts nothing, and
// the total is -1.
func (db *DB) Lines(ctx context.Context, f parcel.Filter) ([]parcel.Line, int, error) {
	total := -1
	if !f.Walks() {
		where, args := conditions(f)
		if err := db.read.QueryRowContext(ctx, "SELECT count(*) FROM "+table(f)+" WHERE "+where, args...).Scan(&total); err != nil {
			return nil, 0, err
		}
	}
	q, err := db.walk(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	//nolint:gosec // the ranges are our own, what is asked for is bound
	text := `SELECT ident, day, lane, state, place, i.since, origin, words, minor, currency, agency, score, addressee,
		NOT EXISTS (SELECT 1 FROM item n WHERE n.ident = i.ident AND n.day > i.day)
		FROM (` + q.text + ") p JOIN item i ON i.no = p.no ORDER BY " + q.order("i.")
	rows, err := db.read.QueryContext(ctx, text, q.args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var lines []parcel.Line
	for rows.Next() {
		var l parcel.Line
		var ident string
		var day parcel.Day
		var since int64
		if err := rows.Scan(&ident, &day, &l.Lane, &l.State, &l.Place, &since, &l.Origin, &l.Words, &l.Value.Minor, &l.Value.Currency,
			&l.Agency, &l.Score, &l.Addressee, &l.Latest); err != nil {
			return nil, 0, err
		}
		l.Item, l.Since = parcel.NewItemID(ident, day), time.UnixMilli(since)
		lines = append(lines, l)
	}
	if f.Back {
		slices.Reverse(lines)
	}
	return lines, total, rows.Err()
}

// aside is the condition of the index by the same name.
const aside = "state IN ('selected', 'examining', 'conflict', 'held', 'referred', 'detained', 'seized', 'destroyed', 'missing')"

// setAside reports the states that few of all items are in.
func setAside(s parcel.State) bool { return s != "" && strings.Contains(aside, "'"+string(s)+"'") }

// table is what is listed, by the index of what is set aside where that is
// asked for: SQLite would walk the whole queue, since its order is that asked for.
func table(f parcel.Filter) string {
	if setAside(f.State) {
		return "item INDEXED BY item_aside"
	}
	return "item"
}

func conditions(f parcel.Filter) (string, []any) {
	where := []string{"1"}
	var args []any
	add := func(condition string, values ...any) {
		where = append(where, condition)
		args = append(args, values...)
	}
	if f.Open {
		add("open = 1")
	}
	if f.Lane != "" {
		add("rank = ? AND lane = ?", f.Lane.Rank(), string(f.Lane))
	}
	if f.Agency != "" {
		add("asks & ? <> 0", agencyBit(f.Agency))
	}
	if f.State != "" {
		add("state = ?", string(f.State))
		if setAside(f.State) {
			add(aside)
		} else if f.State.Known() { // the queue's index begins with it
			add("open = ?", f.State.Open())
		}
	}
	if f.Receptacle != "" {
		add("receptacle = ? AND receptacle <> ''", string(f.Receptacle))
	}
	if f.Unseen {
		add("state IN ('expected', 'missing')")
	}
	if f.Fetch {
		add("walk = 1")
	}
	if f.Held {
		add("holds = 2 AND holds > 0")
	}
	words := strings.Fields(clip(f.Text, mostSought))
	for _, word := range words[:min(len(words), mostWords)] {
		part := "%" + likeEscape(word) + "%"
		label := "%" + likeEscape(parcel.Squeeze(word)) + "%"
		add(`(ident LIKE ? ESCAPE '\' OR words LIKE ? ESCAPE '\' OR addressee LIKE ? ESCAPE '\' OR receptacle LIKE ? ESCAPE '\')`, label, part, part, label)
	}
	return strings.Join(where, " AND "), args
}

func likeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s)
}

// Held lists holds, open ones only or all, the oldest first.
func (db *DB) Held(ctx context.Context, open bool) ([]parcel.Hold, error) {
	least := 1
	if open {
		least = 2
	}
	var rows []*itemRow
	err := db.reads.each(ctx, func(row scanner) error {
		r, err := scanRow(row)
		rows = append(rows, r)
		return err
	}, "SELECT "+rowColumns+" FROM item WHERE holds >= ? AND holds > 0 ORDER BY no", least)
	if err != nil {
		return nil, err
	}
	var all []parcel.Hold
	for _, r := range rows {
		holds, err := db.ledger(ctx, r)
		if err != nil {
			return nil, err
		}
		for _, h := range holds {
			if r.declared != nil {
				h.Receptacle = r.declared.Receptacle
			}
			if !open || !h.Closed {
				all = append(all, h)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b parcel.Hold) int { return a.Since.Compare(b.Since) })
	return all, nil
}
