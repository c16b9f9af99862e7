package store

import (
	"context"
	"slices"
	"time"

	"postern/journal"
	"postern/parcel"
)

// ledger completes the open holds of an item by what is known beyond its own
// events: whether a shift had them on its list, whether the receptacle came,
// and why they may have been missed.
func (db *DB) ledger(ctx context.Context, r *itemRow) ([]parcel.Hold, error) {
	holds := slices.Clone(r.events().Holds)
	if err := db.answeredTo(ctx, r.id, holds); err != nil || len(openHolds(holds)) == 0 {
		return holds, err
	}
	trace, met, err := db.trace(ctx, r)
	if err != nil {
		return nil, err
	}
	began, ended, err := db.watched(ctx)
	if err != nil {
		return nil, err
	}
	for i := range holds {
		if h := &holds[i]; !h.Closed {
			told := began.After(h.Issued) || h.Asked != nil && !ended.Before(h.Issued)
			onTheWay(h, told, met)
			trace.Issued = h.Issued
			h.Likely = trace.Miss()
		}
	}
	return holds, nil
}

// answeredTo marks decided holds whose decision was told to who sent the data.
func (db *DB) answeredTo(ctx context.Context, id parcel.ItemID, holds []parcel.Hold) error {
	decided := func(h parcel.Hold) bool { return h.State == parcel.HoldDecided }
	if !slices.ContainsFunc(holds, decided) {
		return nil
	}
	var told int64
	err := db.reads.row(ctx, "SELECT coalesce(max(at), 0) FROM answer WHERE ident = ? AND day = ? AND outcome <> ''", id.Ident(), string(id.Day())).Scan(&told)
	for i := range holds {
		if at := journal.HLC(told).Time(); decided(holds[i]) && told > 0 && !at.Before(holds[i].Since) { //nolint:gosec // a logical clock is never negative
			holds[i].State, holds[i].Since = parcel.HoldAnswered, at
		}
	}
	return err
}

// onTheWay says how far a hold has come whose item was not read yet.
func onTheWay(h *parcel.Hold, told bool, met time.Time) {
	if h.State != parcel.HoldIssued {
		return
	}
	switch {
	case !met.IsZero():
		h.State = parcel.HoldReceptacle
		if met.After(h.Since) {
			h.Since = met
		}
	case told:
		h.State = parcel.HoldAlerted
	}
}

// watched is when the last shift here began, and when it ended: long from now
// where it is at work. A shift begins with the ledger as it stands; of holds
// that come by message it is told at once.
func (db *DB) watched(ctx context.Context) (began, ended time.Time, err error) {
	const never = 1<<52 - 1
	var open bool
	var from, to int64
	err = db.reads.row(ctx, "SELECT coalesce(max(last IS NULL), 0), coalesce(max(opened), 0), coalesce(max(closed), 0) FROM shift WHERE station = ?", db.opt.Station).
		Scan(&open, &from, &to)
	if open {
		to = never
	}
	return fromMillis(from), fromMillis(to), err
}

// trace gathers what speaks for the ways an item can be missed, and when its
// receptacle was first read here.
func (db *DB) trace(ctx context.Context, r *itemRow) (t parcel.Trace, met time.Time, err error) {
	f := r.events()
	if f.Scans > 0 {
		t.Read = f.Read
		t.Left = !f.State.Open() || f.Place.Leaving()
		return t, met, nil
	}
	if err := db.traceBag(ctx, r, &t, &met); err != nil {
		return t, met, err
	}
	events, err := heard[parcel.PostalEvent](ctx, db.reads, saidEvent, itemName(r.id.Ident()))
	if err != nil {
		return t, met, err
	}
	for _, e := range events {
		switch e.Step {
		case parcel.StepArrived, parcel.StepToCustoms, parcel.StepAtCustoms:
			t.Arrived = true
		case parcel.StepFromCustoms, parcel.StepForwarded, parcel.StepAttempted, parcel.StepDelivered:
			if t.PassedOn.IsZero() || e.At.Before(t.PassedOn) {
				t.PassedOn = e.At
			}
		case parcel.StepPosted, parcel.StepCancelled, parcel.StepDeparted, parcel.StepSorted, parcel.StepCustomsData, parcel.StepStopped, parcel.StepHeld:
		}
	}
	return t, met, nil
}

func (db *DB) traceBag(ctx context.Context, r *itemRow, t *parcel.Trace, met *time.Time) error {
	if r.declared == nil || r.declared.Receptacle == "" {
		return nil
	}
	bag, err := db.bag(ctx, r.declared.Receptacle)
	if err != nil {
		return err
	}
	*met = bag.Arrived
	t.Arrived, t.Opened = !bag.Arrived.IsZero(), bag.Opened
	t.Emptied = bag.Expected-bag.Seen <= bag.Holds-bag.HoldsSeen
	if bag.Opened.IsZero() {
		return nil
	}
	strangers, err := db.strangers(ctx, bag.Receptacle)
	for _, s := range strangers {
		t.Alike = t.Alike || parcel.Alike(s, r.id.Ident())
	}
	return err
}

// strangers are the identifiers of items that came out of a receptacle though
// nobody declared them anywhere.
func (db *DB) strangers(ctx context.Context, r parcel.S9) (idents []string, err error) {
	err = db.reads.each(ctx, func(row scanner) error {
		var ident string
		err := row.Scan(&ident)
		idents = append(idents, ident)
		return err
	}, "SELECT ident FROM item WHERE bag = ? AND bag <> '' AND message = 0 LIMIT ?", string(r), mostCounted)
	return idents, err
}
