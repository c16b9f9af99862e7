package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"postern/journal"
	"postern/parcel"
)

// chunk is how many items are assessed at a time, while the facts of the next
// are read and the last are written.
const chunk = 4 * mostRows

// arrival is the event of a message file and the number it has in the tables.
type arrival struct {
	journal.Event
	message int64
}

// declare takes what a message file says. All are noted before
// any is assessed, so that each is judged knowing the others: the items of a large
// file are read anew each time.
func (w *writer) declare(ctx context.Context, e arrival, mail parcel.Mail) (err error) {
	if mail.Flow.Items > 0 {
		if err := w.tighten(ctx, true); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, w.tighten(ctx, false)) }()
	}
	if err := w.hear(ctx, e, mail); err != nil {
		return err
	}
	places, err := w.resolve(ctx, e, &mail)
	if err != nil {
		return err
	}
	if err := w.note(ctx, e, &mail, places); err != nil {
		return err
	}
	for i := range mail.Papers {
		if err := w.keepPaper(ctx, e.HLC, mail.Papers[i]); err != nil {
			return err
		}
	}
	if err := w.declareAll(ctx, e, &mail, places); err != nil {
		return err
	}
	return w.judgeNamed(ctx, e.Event, mail.Papers)
}

// tighten halves the page cache, which a transaction of very many rows would
// fill, or makes it whole again.
func (w *writer) tighten(ctx context.Context, on bool) error {
	if on {
		return w.exec(ctx, "PRAGMA cache_size = -32768")
	}
	return w.exec(ctx, "PRAGMA cache_size = -65536")
}

// place is where a declaration goes: the item's number and id, whether it
// begins a new item, whether it has events already, and whether an item before
// it had its identifier.
type place struct {
	no     int64
	id     parcel.ItemID
	fresh  bool
	told   bool
	reused bool
}

// resolve finds the item each declaration is about, or begins one.
func (w *writer) resolve(ctx context.Context, e arrival, mail *parcel.Mail) ([]place, error) {
	next, err := w.nextItem(ctx)
	if err != nil {
		return nil, err
	}
	n := mail.Count().Items
	known, places := make(map[string][]bearer, n), make([]place, 0, n)
	for _, items := range mail.Parts(math.MaxInt, &err) {
		if err := w.meet(ctx, known, items); err != nil {
			return nil, err
		}
		for i := range items {
			d := &items[i]
			bearers := known[d.Identifier.Text]
			id := parcel.NewItemID(d.Identifier.Text, firstDay(d.Posted, e.Wall))
			at := pick(bearers, id, d.Posted, e.Wall)
			if at < 0 {
				bearers = append(bearers, bearer{place: place{no: next, id: id, fresh: true, reused: len(bearers) > 0}})
				next, at = next+1, len(bearers)-1
				known[id.Ident()] = bearers
			}
			b := &bearers[at]
			places = append(places, b.place)
			b.fresh, b.seen = false, e.Wall
			if !d.Partial || b.posted.IsZero() {
				b.posted = d.Posted
			}
		}
	}
	return places, err
}

// meet adds the items that bear the identifiers of some declarations.
func (w *writer) meet(ctx context.Context, known map[string][]bearer, items []parcel.Declaration) error {
	more := make(map[string][]bearer, len(items))
	for i := range items {
		if ident := items[i].Identifier.Text; known[ident] == nil {
			more[ident] = nil
		}
	}
	err := w.bearers(ctx, more)
	for _, bearers := range more {
		if len(bearers) > 0 {
			known[bearers[0].id.Ident()] = bearers
		}
	}
	return err
}

// bearer is an item that has, or had, an identifier.
type bearer struct {
	place
	posted, seen time.Time
}

// Each of the identifiers leads to its items: never the other way round.
const bearersText = `SELECT ident, no, day, seen, posted, folded IS NOT NULL FROM json_each(?) k CROSS JOIN item ON ident = k.value
ORDER BY ident, day DESC`

// bearers adds to identifiers the items that have them, the latest first.
func (w *writer) bearers(ctx context.Context, of map[string][]bearer) error {
	return w.each(ctx, func(row scanner) error {
		var b bearer
		var ident string
		var day parcel.Day
		var seen, posted int64
		err := row.Scan(&ident, &b.no, &day, &seen, &posted, &b.told)
		b.id, b.seen, b.posted = parcel.NewItemID(ident, day), fromMillis(seen), fromMillis(posted)
		of[ident] = append(of[ident], b)
		return err
	}, bearersText, keys(of))
}

// keys writes the keys of a map for json_each.
func keys[V any](of map[string]V) string {
	all := make([]string, 0, len(of))
	for key := range of {
		all = append(all, key)
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "[]" // text can always be written
	}
	return string(text)
}

// pick tells which of the bearers a declaration is about: the one of that very
// id, or the nearest of those whose identifier operators cannot have begun to
// use again since; -1 where none is.
func pick(bearers []bearer, id parcel.ItemID, posted, at time.Time) int {
	best, near := -1, parcel.Reuse+1
	for i, b := range bearers {
		if b.id == id {
			return i
		}
		if far := b.apart(posted, at); far < near {
			best, near = i, far
		}
	}
	return best
}

// apart is how far a message posted and received at these times is from the
// item: by their posting where both are known, else by when it was last seen.
func (b bearer) apart(posted, at time.Time) time.Duration {
	if !posted.IsZero() && !b.posted.IsZero() {
		return posted.Sub(b.posted).Abs()
	}
	return max(0, at.Sub(b.seen))
}

// note writes down the parties of every declaration, and moves what was found
// in items that now turn out to be another sender's.
func (w *writer) note(ctx context.Context, e arrival, mail *parcel.Mail, places []place) (err error) {
	told := map[int64]*itemRow{} // those with events, as the file will leave them
	before := map[int64]outcome{}
	notes := w.notes(e.HLC)
	for i, d := range mail.All(&err) {
		p := places[i]
		a := w.db.asked(p.no, d)
		notes.sight(a)
		notes.learnFrom(a)
		if notes.full() {
			if err := notes.flush(ctx); err != nil {
				return err
			}
		}
		if !p.told {
			continue
		}
		if told[p.no] == nil {
			r, err := w.rowAt(ctx, p)
			if err != nil {
				return err
			}
			told[p.no], before[p.no] = r, r.outcome()
		}
		told[p.no].take(d, e)
	}
	if err = errors.Join(err, notes.flush(ctx)); err != nil {
		return err
	}
	for no, r := range told {
		if err := w.result(ctx, no, e.HLC, before[no], r.outcome()); err != nil {
			return err
		}
	}
	return nil
}

// firstDay is the day a new item is named by: when it was posted, where that
// is known and not in the future, else the day it is first heard of. Days are
// in UTC, so that replay elsewhere gives the same names.
func firstDay(posted, at time.Time) parcel.Day {
	if !posted.IsZero() && posted.Before(at.Add(24*time.Hour)) {
		return parcel.DayOf(posted.UTC())
	}
	return parcel.DayOf(at.UTC())
}

// declareAll joins what is declared to what is known, and assesses it: while
// one chunk is assessed the one before is written.
func (w *writer) declareAll(ctx context.Context, e arrival, mail *parcel.Mail, places []place) (err error) {
	var before *judging
	k := knownAt(e.HLC)
	for start, items := range mail.Parts(chunk, &err) {
		end := start + len(items)
		if before.speaksOf(places[start:end]) { // its rows must be written to be read again
			if err := w.finish(ctx, e.Event, before); err != nil {
				return err
			}
			before = nil
		}
		rows, err := w.declared(ctx, e, items, places[start:end])
		if err != nil {
			return err
		}
		next, err := w.ask(ctx, k, rows)
		if err != nil {
			return err
		}
		if err := w.finish(ctx, e.Event, before); err != nil {
			return err
		}
		before = next
	}
	return errors.Join(err, w.finish(ctx, e.Event, before))
}

// finish waits for a judging, tells of what comes too late and writes its rows.
func (w *writer) finish(ctx context.Context, e journal.Event, j *judging) error {
	if j == nil {
		return nil
	}
	if err := j.wait(); err != nil {
		return err
	}
	if err := w.tell(ctx, e, j.rows); err != nil {
		return err
	}
	return w.put(ctx, j.written)
}

// declared are the rows of a chunk with what a message says of them.
func (w *writer) declared(ctx context.Context, e arrival, items []parcel.Declaration, places []place) ([]*itemRow, error) {
	rows := make([]*itemRow, 0, len(items))
	byNo := make(map[int64]*itemRow, len(items))
	for i := range items {
		r := byNo[places[i].no]
		if r == nil {
			var err error
			if r, err = w.rowAt(ctx, places[i]); err != nil {
				return nil, err
			}
			byNo[r.no] = r
			rows = append(rows, r)
		}
		r.take(&items[i], e)
	}
	for _, r := range rows {
		if err := w.ordered(ctx, r); err != nil {
			return nil, err
		}
	}
	return rows, w.journey(ctx, rows...)
}

func (w *writer) rowAt(ctx context.Context, p place) (*itemRow, error) {
	if p.fresh {
		return &itemRow{no: p.no, id: p.id, reused: p.reused}, nil
	}
	r, err := rowByID(ctx, w.prepared, p.id)
	if r == nil && err == nil {
		err = fmt.Errorf("item %s has no row", p.id)
	}
	return r, err
}

// take joins what a message declares to what is known. A partial declaration
// adds to a form and is not thereby the item's source; a despatch alone is not
// data about the item, and does not count for how early that came.
func (r *itemRow) take(d *parcel.Declaration, e arrival) {
	r.seen = max(r.seen, e.Wall.UnixMilli())
	first := r.message == 0
	despatch := r.source == parcel.FromDespatch && !d.Blank()
	if first || despatch {
		r.received = e.Wall.UnixMilli() // the first message counts
	}
	if first || !d.Partial {
		r.message = e.message
	}
	switch {
	case d.Blank() && r.source == "":
		r.source = parcel.FromDespatch
	case despatch || r.source == "" || !d.Partial:
		r.source = parcel.FromMessage
	}
	r.join(d)
}

// join makes one declaration of what was known and what comes.
func (r *itemRow) join(d *parcel.Declaration) {
	joined := *d
	if r.declared != nil {
		joined = r.declared.Join(*d)
	}
	if !writable(joined.Posted) {
		joined.Posted = time.Time{}
	}
	r.declared = &joined
}

// writable reports whether JSON has a way to write a time: dates in messages
// are outside text, and one absurd one must not cost its whole file.
func writable(t time.Time) bool {
	_, err := t.MarshalText()
	return err == nil
}
