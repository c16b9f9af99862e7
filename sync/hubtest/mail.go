package hubtest

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// Source names a journal by a word, the same each time.
func Source(station string) wire.Source {
	return wire.Source{Station: station, Epoch: journal.Epoch(sha256.New().Sum([]byte(station + "................"))[:16])}
}

// Events makes plain events of a journal with these seqs. twist makes other
// events of the same names.
func Events(tb testing.TB, of wire.Source, at time.Time, twist string, seqs ...uint64) wire.Batch {
	tb.Helper()
	b := wire.Batch{Station: of.Station, Epoch: of.Epoch, Priority: wire.Outcomes}
	for _, seq := range seqs {
		b.Events = append(b.Events, event(tb, of, seq, at, twist))
	}
	return b
}

func event(tb testing.TB, of wire.Source, seq uint64, at time.Time, twist string) wire.Event {
	tb.Helper()
	name := journal.Name{Station: of.Station, Epoch: of.Epoch, Seq: seq}
	body := journal.PackAdopted{ID: "house-" + twist, Agency: parcel.Postal, Version: fmt.Sprint(seq)}
	stored, err := journal.Seal(journal.Record{Name: name}, body, nil)
	if err != nil {
		tb.Fatal(err)
	}
	r := journal.Record{
		Name: name, Kind: body.Kind(), Version: 1, HLC: journal.HLC(0).Tick(at), Wall: at, Zone: "UTC",
		Item: parcel.ItemID(fmt.Sprintf("RR%09dGB", seq)), BodyHash: sha256.Sum256(stored),
	}
	return wire.Event{Seq: seq, Record: r.Encode(), Body: stored}
}

// Run is the seqs from first to last.
func Run(first, last uint64) []uint64 {
	var all []uint64
	for s := first; s <= last; s++ {
		all = append(all, s)
	}
	return all
}
