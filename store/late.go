package store

import (
	"context"
	"time"

	"postern/journal"
	"postern/parcel"
)

// raised reports whether an item that was read here waits, and what came since
// asks for more than was shown.
func (r *itemRow) raised() bool {
	f := r.events()
	if f.Scans == 0 || !f.State.Open() {
		return false
	}
	if held(f.Holds) == heldOpen && parcel.Rises(f.Lane, parcel.Red) {
		return true
	}
	return r.judged != nil && r.judgedAt > f.Judged && parcel.Rises(f.Lane, r.judged.Lane)
}

// left reports whether an item was here and is not any more.
func (r *itemRow) left() bool {
	f := r.events()
	switch f.State {
	case parcel.Released, parcel.ReturnedTo, parcel.Delivered, parcel.Gone:
		return f.Scans > 0 || len(f.Open) > 0
	case parcel.Expected, parcel.Present, parcel.Selected, parcel.Held, parcel.Examining, parcel.Referred, parcel.Detained,
		parcel.Seized, parcel.Destroyed, parcel.NotFound, parcel.Conflict:
	}
	return false
}

// known is the lane an item was last shown or told of.
func (r *itemRow) known() parcel.Lane {
	f := r.events()
	if parcel.Rises(f.Lane, f.Told) {
		return f.Told
	}
	return f.Lane
}

// tell notes what a message says too late: that an item here asks for more than
// was shown, or that one which left would have. The notes become events of
// their own in the transaction that takes the message in; replay finds them in
// the journal.
func (w *writer) tell(ctx context.Context, e journal.Event, rows []*itemRow) error {
	if w.late == nil {
		return nil
	}
	var gone []*itemRow
	for _, r := range rows {
		switch {
		case r.raised() && parcel.Rises(r.known(), r.judgedLane()):
			w.noteLate(r, e, r.judged, false)
		case r.left() && r.declared != nil && !r.declared.Partial:
			gone = append(gone, r)
		}
	}
	return w.tellGone(ctx, e, gone)
}

func (r *itemRow) judgedLane() parcel.Lane {
	if r.judged == nil {
		return ""
	}
	return r.judged.Lane
}

// tellGone notes the items that left of which more would be asked now.
func (w *writer) tellGone(ctx context.Context, e journal.Event, gone []*itemRow) error {
	verdicts, err := w.judgeGone(ctx, e.HLC, gone)
	if err != nil {
		return err
	}
	for i := range verdicts {
		if r := gone[i]; parcel.Rises(r.known(), verdicts[i].Lane) {
			w.noteLate(r, e, &verdicts[i], true)
		}
	}
	return nil
}

func (w *writer) noteLate(r *itemRow, e journal.Event, v *parcel.Verdict, missed bool) {
	f := r.events()
	_, agency, _ := top(*v)
	*w.late = append(*w.late, journal.Draft{Item: r.id, Body: journal.LateData{
		Message: e.String(), Missed: missed, Was: f.Lane, Now: v.Lane, Agency: agency, Reason: reasonOf(*v, agency), Place: f.Place, State: f.State,
	}})
}

// reasonOf is the weightiest reason an agency gives.
func reasonOf(v parcel.Verdict, agency parcel.Agency) (reason string) {
	most := -1
	for _, a := range v.Assessments {
		for _, h := range a.Hits {
			if a.Agency == agency && h.Points > most {
				reason, most = clip(h.Reason, mostSought), h.Points
			}
		}
	}
	return reason
}

// Walk lists what is to be fetched, by the place it was read last, the most
// severe first.
func (db *DB) Walk(ctx context.Context) ([]parcel.Errand, error) {
	var rows []*itemRow
	err := db.reads.each(ctx, func(row scanner) error {
		r, err := scanRow(row)
		rows = append(rows, r)
		return err
	}, "SELECT "+rowColumns+" FROM item WHERE walk = 1 ORDER BY place, rank DESC, since, no LIMIT ?", mostLines)
	if err != nil {
		return nil, err
	}
	all := make([]parcel.Errand, len(rows))
	for i, r := range rows {
		f := r.events()
		e := parcel.Errand{Item: r.id, Place: f.Place, Lane: r.lane(), Was: f.Lane, Read: f.Read}
		if r.judged != nil && r.judgedAt > f.Judged {
			_, e.Agency, _ = top(*r.judged)
			e.Reason = reasonOf(*r.judged, e.Agency)
			e.Lane = parcel.Highest(r.judged.Lane)
		}
		if open := openHolds(f.Holds); len(open) > 0 {
			e.Lane, e.Agency, e.Reason = parcel.Red, open[0].Agency, open[0].Reason
		}
		if e.Latest, err = isLatest(ctx, db.reads, r.id); err != nil {
			return nil, err
		}
		all[i] = e
	}
	return all, nil
}

// complete names the item of a draft that has its identifier alone: the item
// that bears it, or one that begins today.
func (w *writer) complete(ctx context.Context, id parcel.ItemID) (parcel.ItemID, error) {
	if id == "" || id.Day() != "" {
		return id, nil
	}
	known := map[string][]bearer{id.Ident(): nil}
	if err := w.bearers(ctx, known); err != nil {
		return id, err
	}
	bearers := known[id.Ident()]
	now := w.db.opt.Now()
	fresh := parcel.NewItemID(id.Ident(), parcel.DayOf(now.UTC()))
	if at := pick(bearers, fresh, time.Time{}, now); at >= 0 {
		return bearers[at].id, nil
	}
	return fresh, nil
}
