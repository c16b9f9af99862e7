package store_test

import (
	"testing"
	"time"

	"postern/journal"
	"postern/parcel"
)

func (s *station) readBag(r parcel.S9, at parcel.Place) {
	s.t.Helper()
	b := scanned(at, parcel.Green, parcel.ByNone)
	b.Scan.Code = string(r)
	s.event("", b)
}

// takeOut reads an item for the first time, out of a receptacle.
func (s *station) takeOut(id parcel.ItemID, from parcel.S9) {
	s.t.Helper()
	b := scanned(parcel.Belt, parcel.Green, parcel.ByNone)
	b.Receptacle = from
	s.event(id, b)
}

func (s *station) hold(id parcel.ItemID) {
	s.t.Helper()
	s.event(id, journal.HoldIssued{Agency: parcel.Security, Reason: "x"})
}

func (s *station) onlyHold(id parcel.ItemID) parcel.Hold {
	s.t.Helper()
	holds := s.item(id).Holds
	if len(holds) != 1 {
		s.t.Fatalf("%s: %d holds", id, len(holds))
	}
	return holds[0]
}

// TestLedger takes a hold through all its states.
func TestLedger(t *testing.T) {
	s := setUp(t)
	d := declare(1)
	d.Receptacle = bag
	s.receive([]parcel.Declaration{d})
	s.hold(day(1))
	is := func(want parcel.HoldState, likely parcel.Cause) {
		t.Helper()
		if h := s.onlyHold(day(1)); h.State != want || h.Likely != likely || h.Issued.IsZero() {
			t.Errorf("%s, likely %q; want %s, %q", h.State, h.Likely, want, likely)
		}
		held, err := s.Held(t.Context(), false)
		if err != nil || len(held) != 1 || held[0].State != want {
			t.Errorf("the list says %+v, %v", held, err)
		}
	}
	business := func(want int) {
		t.Helper()
		if open, err := s.Business(t.Context()); err != nil || len(open) != want {
			t.Errorf("business: %+v, %v", open, err)
		}
	}
	is(parcel.HoldIssued, parcel.NotArrived)
	s.event("", journal.ShiftOpened{Shift: "s1", Place: parcel.Bench})
	is(parcel.HoldAlerted, parcel.NotArrived)
	business(0)
	s.readBag(bag, parcel.Dock)
	is(parcel.HoldReceptacle, parcel.NotScanned)
	business(1)
	s.readBag(bag, parcel.Belt)
	s.takeOut(day(1), bag)
	is(parcel.HoldSeen, "")
	s.event(day(1), scanned(parcel.Bench, parcel.Red, parcel.ByHold))
	is(parcel.HoldPresented, "")
	n := s.event(day(1), decided(parcel.Return))
	is(parcel.HoldDecided, "")
	hold, err := journal.ParseName(s.onlyHold(day(1)).Event)
	if err != nil {
		t.Fatal(err, n)
	}
	s.event("", journal.ItemsAnswered{Format: "cds", File: "cds-1.xml", Answers: []journal.Answered{{Item: day(1), Decision: n.String(), Outcome: parcel.Return}}})
	is(parcel.HoldAnswered, "")
	s.event(day(1), journal.HoldAnswered{By: "message"}, hold)
	is(parcel.HoldAnswered, "")
	business(0)
}

// TestAlerted: a shift is told of what stands when it begins, and at once of
// what comes by message; a hold that came after it ended was on nobody's list.
func TestAlerted(t *testing.T) {
	s := setUp(t)
	asked := func(id parcel.ItemID) {
		s.event(id, journal.HoldIssued{Agency: parcel.Security, Reason: "x", Asked: &parcel.Referral{Kind: parcel.NeedScreening}})
	}
	is := func(want ...parcel.HoldState) {
		t.Helper()
		for i, w := range want {
			if got := s.onlyHold(day(i)).State; got != w {
				t.Errorf("hold %d: %s, want %s", i, got, w)
			}
		}
	}
	s.event("", journal.ShiftOpened{Shift: "s1", Place: parcel.Bench})
	s.hold(day(0))
	asked(day(1))
	is(parcel.HoldIssued, parcel.HoldAlerted)
	s.event("", journal.ShiftClosed{Shift: "s1"})
	s.hold(day(2))
	asked(day(3))
	is(parcel.HoldIssued, parcel.HoldAlerted, parcel.HoldIssued, parcel.HoldIssued)
	s.event("", journal.ShiftOpened{Shift: "s2", Place: parcel.Bench})
	is(parcel.HoldAlerted, parcel.HoldAlerted, parcel.HoldAlerted, parcel.HoldAlerted)
}

// TestCausesInferred plants each audited cause of a miss in a day's mail and
// asks for it again.
func TestCausesInferred(t *testing.T) {
	s := setUp(t)
	bags := []parcel.S9{"INMAACMYKULAACN70108001000194", "INMAACMYKULAACN70108002000194", "INMAACMYKULAACN70108003000194", "INMAACMYKULAACN70108004000194"}
	var all []parcel.Declaration
	for i := range 40 {
		d := declare(i)
		d.Receptacle = bags[i/10]
		all = append(all, d)
	}
	s.receive(all)
	want := map[int]parcel.Cause{}
	plant := func(cause parcel.Cause, serials ...int) {
		for _, n := range serials {
			want[n] = cause
			s.hold(day(n))
		}
	}
	plant(parcel.NotArrived, 31, 32) // bag 3 never comes
	plant(parcel.DataWrong, 1, 2)    // bag 0 is emptied, they are not in it
	plant(parcel.HandedBack, 11, 12)
	plant(parcel.NotScanned, 21, 22)
	plant(parcel.IdentifierDiffers, 13)
	plant("", 14) // found
	for i, b := range bags[:3] {
		s.readBag(b, parcel.Belt)
		for n := 10 * i; n < 10*i+10; n++ {
			_, held := want[n]
			if i == 2 && n > 25 || held && want[n] != parcel.HandedBack && want[n] != "" {
				continue // bag 2 is left half full
			}
			s.takeOut(day(n), b)
		}
	}
	s.takeOut(parcel.NewItemID("RB000000139GB", "2026-03-01"), bags[1]) // its label says RB
	for _, n := range []int{11, 12} {
		s.event(day(n), scanned(parcel.Handback, parcel.Green, parcel.ByNone))
	}
	s.clock.pass(time.Minute)
	s.event(day(5), decided(parcel.Release))
	plant(parcel.AlertLate, 5, 26) // let go, and its bag opened, before anybody asked
	for n, cause := range want {
		if got := s.onlyHold(day(n)).Likely; got != cause {
			t.Errorf("item %d: %q, planted %q", n, got, cause)
		}
	}
}
