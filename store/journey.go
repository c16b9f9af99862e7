package store

import (
	"context"
	"time"

	"postern/parcel"
)

// journey looks up when an item that was read here came, and when it left:
// whichever of its receptacle's reads and of the post's events is the first.
// How timely its data was is counted against that.
func (w *writer) journey(ctx context.Context, r *itemRow) error {
	f := r.events()
	if f.Presented.IsZero() {
		return nil
	}
	var bag parcel.S9
	if r.declared != nil {
		bag = r.declared.Receptacle
	}
	r.arrived, r.departed = 0, 0
	err := w.row(ctx, "SELECT coalesce(min(wall), 0) FROM bag WHERE receptacle IN (?, ?) AND receptacle <> '' AND what <> 'announced'",
		string(bag), string(f.Bag)).Scan(&r.arrived)
	if err != nil {
		return err
	}
	events, err := heard[parcel.PostalEvent](ctx, w.prepared, saidEvent, itemName(r.id.Ident()))
	for _, e := range events {
		if e.At.IsZero() || e.At.Sub(f.Presented).Abs() > parcel.Reuse { // another item had the identifier
			continue
		}
		switch e.Step { //nolint:exhaustive // the others do not say when it came or left
		case parcel.StepArrived:
			r.arrived = earlier(r.arrived, e.At)
		case parcel.StepDeparted:
			r.departed = earlier(r.departed, e.At)
		}
	}
	return err
}

// earlier is the first of two moments in milliseconds, of which 0 is none.
func earlier(ms int64, at time.Time) int64 {
	if ms == 0 || at.UnixMilli() < ms {
		return at.UnixMilli()
	}
	return ms
}

const (
	readOfItem = "SELECT " + rowColumns + " FROM item WHERE ident = ? AND folded IS NOT NULL"
	readOfBag  = "SELECT " + rowColumns + " FROM item WHERE receptacle = ? AND receptacle <> '' AND folded IS NOT NULL"
)

// retime counts anew how timely the data of items was that were read before it
// became known when they came.
func (w *writer) retime(ctx context.Context, items string, name string) error {
	rows, err := w.rows(ctx, items, name)
	if err != nil {
		return err
	}
	for _, r := range rows {
		arrived, departed := r.arrived, r.departed
		if err := w.journey(ctx, r); err != nil {
			return err
		}
		if r.arrived == arrived && r.departed == departed {
			continue
		}
		if err := w.save(ctx, r); err != nil {
			return err
		}
	}
	return nil
}
