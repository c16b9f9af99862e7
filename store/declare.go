package store

import (
	"context"
	"time"

	"postern/journal"
	"postern/parcel"
)

// chunk bounds how many items are assessed, and held in memory, at a time.
const chunk = 1000

// arrival is the event of a message file and the number it has in the tables.
type arrival struct {
	journal.Event
	message int64
}

// declare takes the items and papers of a message file. All are noted before
// any is assessed, so that each is judged knowing the others.
func (w *writer) declare(ctx context.Context, e arrival, items []parcel.Declaration, papers []parcel.Paper) error {
	nos, err := w.resolve(ctx, e, items)
	if err != nil {
		return err
	}
	for i := range papers {
		if err := w.keepPaper(ctx, e.HLC, papers[i]); err != nil {
			return err
		}
	}
	for start := 0; start < len(items); start += chunk {
		end := min(start+chunk, len(items))
		if err := w.declareChunk(ctx, e, items[start:end], nos[start:end]); err != nil {
			return err
		}
	}
	return w.judgeNamed(ctx, e.HLC, papers)
}

// place is where a declaration goes: the item's number, its id, and whether it
// begins a new item.
type place struct {
	no    int64
	id    parcel.ItemID
	fresh bool
}

// resolve finds the item each declaration is about and notes its parties.
func (w *writer) resolve(ctx context.Context, e arrival, items []parcel.Declaration) ([]place, error) {
	next, err := w.nextItem(ctx)
	if err != nil {
		return nil, err
	}
	within := make(map[parcel.ItemID]place)
	nos := make([]place, len(items))
	for i := range items {
		p, err := w.find(ctx, items[i], e.Wall, within)
		if err != nil {
			return nil, err
		}
		if p.no == 0 {
			p.no, p.fresh = next, true
			next++
			within[p.id] = p
		}
		nos[i] = p
		r := itemRow{no: p.no, declared: &items[i]}
		if err := w.sight(ctx, &r, e.HLC); err != nil {
			return nil, err
		}
	}
	return nos, nil
}

// find tells which item a declaration is about: the one that has its
// identifier, unless operators may have begun to use it again since.
func (w *writer) find(ctx context.Context, d parcel.Declaration, at time.Time, within map[parcel.ItemID]place) (place, error) {
	ident := d.Identifier.Text
	p := place{id: parcel.NewItemID(ident, firstDay(d, at))}
	err := w.each(ctx, func(row scanner) error {
		var no, seen, posted int64
		var day parcel.Day
		if err := row.Scan(&no, &day, &seen, &posted); err != nil || p.no != 0 {
			return err
		}
		id := parcel.NewItemID(ident, day)
		if id == p.id || sameItem(d.Posted, at, fromMillis(posted), fromMillis(seen)) {
			p = place{no: no, id: id}
		}
		return nil
	}, "SELECT no, day, seen, posted FROM item WHERE ident = ? ORDER BY day DESC", ident)
	if known, ok := within[p.id]; ok && p.no == 0 {
		known.fresh = false
		p = known
	}
	return p, err
}

// sameItem reports whether a message posted and received at these times can be
// about the item posted and last seen at those.
func sameItem(posted, at, itsPosted, itsSeen time.Time) bool {
	if !posted.IsZero() && !itsPosted.IsZero() {
		return posted.Sub(itsPosted).Abs() <= parcel.Reuse
	}
	return at.Sub(itsSeen) <= parcel.Reuse
}

// firstDay is the day a new item is named by: when it was posted, where that
// is known and not in the future, else the day it is first heard of. Days are
// in UTC, so that replay elsewhere gives the same names.
func firstDay(d parcel.Declaration, at time.Time) parcel.Day {
	if !d.Posted.IsZero() && d.Posted.Before(at.Add(24*time.Hour)) {
		return parcel.DayOf(d.Posted.UTC())
	}
	return parcel.DayOf(at.UTC())
}

func (w *writer) declareChunk(ctx context.Context, e arrival, items []parcel.Declaration, places []place) error {
	rows := make([]*itemRow, 0, len(items))
	byNo := make(map[int64]*itemRow, len(items))
	for i := range items {
		r := byNo[places[i].no]
		if r == nil {
			var err error
			if r, err = w.rowAt(ctx, places[i]); err != nil {
				return err
			}
			byNo[r.no] = r
			rows = append(rows, r)
		}
		r.take(&items[i], e)
	}
	if err := w.judge(ctx, e.HLC, rows); err != nil {
		return err
	}
	for _, r := range rows {
		if err := w.save(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) rowAt(ctx context.Context, p place) (*itemRow, error) {
	if p.fresh {
		return &itemRow{no: p.no, id: p.id, fresh: true}, nil
	}
	r, err := rowByID(ctx, w.prepared, p.id)
	if r == nil && err == nil { // first declared earlier in this very file, in another chunk
		r = &itemRow{no: p.no, id: p.id, fresh: true}
	}
	return r, err
}

// take gives an item its declaration by message; the later message wins.
func (r *itemRow) take(d *parcel.Declaration, e arrival) {
	at := e.Wall
	if r.source != parcel.FromMessage {
		r.received = at.UnixMilli() // the first message counts for how early data came
		if r.folded != nil {
			declared := r.folded.Declare()
			r.folded = &declared
		}
	}
	r.declared, r.source, r.message = d, parcel.FromMessage, e.message
	r.seen = max(r.seen, at.UnixMilli())
}

// judge assesses open items that are declared, as of a moment.
func (w *writer) judge(ctx context.Context, at journal.HLC, rows []*itemRow) error {
	if w.db.opt.Assess == nil {
		return nil
	}
	var cases []Case
	var of []*itemRow
	for _, r := range rows {
		if r.declared == nil || !r.events().State.Open() {
			continue
		}
		facts, err := w.db.facts(ctx, w.prepared, r.no, *r.declared, at)
		if err != nil {
			return err
		}
		f := r.events()
		cases = append(cases, Case{Item: r.id, Decl: *r.declared, Facts: facts, Holds: openHolds(f.Holds), At: at.Time()})
		of = append(of, r)
	}
	if len(cases) == 0 {
		return nil
	}
	verdicts, by := w.db.opt.Assess(cases)
	for i := range verdicts {
		of[i].judged, of[i].judgedAt, of[i].judgedBy = &verdicts[i], at, by
	}
	return nil
}

func openHolds(all []parcel.Hold) []parcel.Hold {
	return parcel.Item{Holds: all}.OpenHolds()
}
