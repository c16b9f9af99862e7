package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// byFiscalID judges an item by the lane its data carries for the test.
func byFiscalID(o *store.Options) {
	o.Assess = func(cases []store.Case) ([]parcel.Verdict, string) {
		all := make([]parcel.Verdict, len(cases))
		for i, c := range cases {
			lane := parcel.Lane(c.Decl.FiscalID)
			all[i] = parcel.Verdict{Lane: lane, Assessments: []parcel.Assessment{{Agency: parcel.Plant, Lane: lane, Score: 7, Hits: []parcel.Hit{{Rule: "r", Points: 9, Reason: "seeds"}}}}}
		}
		return all, "v"
	}
}

func (s *station) declareAs(serial int, lane parcel.Lane) journal.Name {
	s.t.Helper()
	d := declare(serial)
	d.FiscalID = string(lane)
	return s.receive([]parcel.Declaration{d})
}

func (s *station) size() uint64 {
	s.t.Helper()
	n, err := s.Size(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *station) walk(want ...parcel.ItemID) {
	s.t.Helper()
	list, err := s.Walk(s.t.Context())
	if err != nil || len(list) != len(want) {
		s.t.Fatalf("walk list %+v, %v; want %v", list, err, want)
	}
	for i := range want {
		if list[i].Item != want[i] {
			s.t.Errorf("walk list %+v, want %v", list, want)
		}
	}
}

// TestLateDataRaises: data that comes after the read and asks for more puts the
// item on the walk list with its last place, until it is read again.
func TestLateDataRaises(t *testing.T) {
	s := setUp(t, byFiscalID)
	s.declareAs(1, parcel.Green)
	s.event(day(1), scanned(parcel.Bin, parcel.Green, parcel.ByNone))
	s.declareAs(1, parcel.Green)
	s.walk()
	size := s.size()
	message := s.declareAs(1, parcel.Red)
	s.walk(day(1))
	list, err := s.Walk(t.Context())
	if e := list[0]; err != nil || e.Place != parcel.Bin || e.Was != parcel.Green || e.Lane != parcel.Red || e.Agency != parcel.Plant || e.Reason != "seeds" || e.Read.IsZero() {
		t.Errorf("%+v, %v", e, err)
	}
	told, err := s.Event(t.Context(), journal.Name{Station: message.Station, Epoch: message.Epoch, Seq: message.Seq + 1})
	if b, ok := told.Body.(journal.LateData); err != nil || !ok || b.Missed || b.Message != message.String() || b.Now != parcel.Red || b.Place != parcel.Bin || told.Item != day(1) {
		t.Errorf("recorded %+v, %v", told, err)
	}
	s.declareAs(1, parcel.Red) // the same once more says nothing new
	if now := s.size(); now != size+3 {
		t.Errorf("%d events, want %d", now, size+3)
	}
	before := s.dump()
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, s.dump(), sameTables); diff != "" {
		t.Error(diff)
	}
	s.event(day(1), scanned(parcel.Bench, parcel.Red, parcel.ByRule))
	s.walk()
}

// TestHoldRaises: a hold on what was read and is still here is an errand too.
func TestHoldRaises(t *testing.T) {
	s := setUp(t, byFiscalID)
	s.declareAs(1, parcel.Green)
	s.event(day(1), scanned(parcel.Cage, parcel.Green, parcel.ByNone))
	s.hold(day(1))
	s.walk(day(1))
	s.event(day(1), decided(parcel.Release))
	s.walk()
}

// TestLateDataMissed: data that would have stopped an item that has left is
// recorded and counted in the shift, once.
func TestLateDataMissed(t *testing.T) {
	s := setUp(t, byFiscalID)
	s.event("", journal.ShiftOpened{Shift: "s1", Place: parcel.Bench})
	s.event(day(1), scanned(parcel.Belt, parcel.Unknown, parcel.ByNone))
	b := decided(parcel.Release)
	b.Lane = parcel.Unknown
	s.event(day(1), b)
	s.clock.pass(time.Minute)
	s.declareAs(1, parcel.Green) // harmless
	s.declareAs(1, parcel.Red)
	s.declareAs(1, parcel.Red)
	s.walk()
	runs, err := s.Shifts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shift, err := s.Shift(t.Context(), runs[0])
	if err != nil || shift.LateMissed != 1 || shift.LateRaised != 0 {
		t.Errorf("missed %d, raised %d, %v", shift.LateMissed, shift.LateRaised, err)
	}
	if it := s.item(day(1)); it.State != parcel.Released {
		t.Errorf("it is %s", it.State)
	}
}
