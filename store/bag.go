package store

import (
	"context"

	"postern/journal"
	"postern/parcel"
)

// What happens to a receptacle.
const (
	bagAnnounced = "announced"
	bagArrived   = "arrived"
	bagOpened    = "opened"
)

const keepBag = "INSERT OR REPLACE INTO bag (receptacle, what, at, station, wall, stated, gross, seal, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"

// announce notes what a despatch says of a receptacle.
func (w *writer) announce(ctx context.Context, e arrival, r *parcel.Receptacle) error {
	return w.exec(ctx, keepBag, string(r.ID), bagAnnounced, moment(e.HLC), e.Station, e.Wall.UnixMilli(), max(r.Stated, r.Items), int64(r.Gross), clip(r.Seal, parcel.MaxLabel), "")
}

// meetBag notes the read of a receptacle: at the dock or in a cage it has
// arrived, anywhere else it is opened.
func (w *writer) meetBag(ctx context.Context, e journal.Event, b journal.ItemScanned) error {
	bag, ok := parcel.ParseS9(parcel.ParseIdentifier(b.Scan.Code).Text)
	if !ok {
		return nil
	}
	what := bagOpened
	if b.Scan.Place.Arrival() {
		what = bagArrived
	}
	return w.exec(ctx, keepBag, string(bag), what, moment(e.HLC), e.Station, e.Wall.UnixMilli(), 0, int64(b.Scan.Mass), "", string(b.Scan.Place))
}
