package store_test

import (
	"testing"
	"time"

	"postern/journal"
	"postern/parcel"
)

// TestArrivals: taken and rejected files stand in one list, newest first; all
// are counted though not all are given.
func TestArrivals(t *testing.T) {
	s := setUp(t)
	s.receive([]parcel.Declaration{declare(1)})
	s.clock.pass(time.Minute)
	s.append(journal.Draft{Body: journal.MessageRejected{File: "broken.xml", Digest: "d", Why: "line 3: no mass"}})
	s.clock.pass(time.Minute)
	s.receive([]parcel.Declaration{declare(2)})
	all, total, err := s.Arrivals(t.Context(), 2)
	if err != nil || total != 3 || len(all) != 2 {
		t.Fatalf("%d of %d, %v", len(all), total, err)
	}
	if all[0].Kind != journal.KindMessageReceived || all[1].Kind != journal.KindMessageRejected {
		t.Errorf("%s before %s", all[0].Kind, all[1].Kind)
	}
	if b, ok := all[1].Body.(journal.MessageRejected); !ok || b.Why != "line 3: no mass" {
		t.Errorf("%+v", all[1].Body)
	}
}

// TestLinesOfABag: the items of a receptacle, those not seen, and those of them
// that are held.
func TestLinesOfABag(t *testing.T) {
	s := setUp(t)
	var all []parcel.Declaration
	for i := range 4 {
		d := declare(i)
		d.Receptacle = bag
		all = append(all, d)
	}
	s.receive(append(all, declare(9)))
	s.takeOut(day(0), bag)
	s.hold(day(1))
	for want, f := range map[int]parcel.Filter{
		4: {Receptacle: bag},
		3: {Receptacle: bag, Unseen: true},
		1: {Receptacle: bag, Unseen: true, Held: true},
	} {
		lines, total, err := s.Lines(t.Context(), f)
		if err != nil || total != want || len(lines) != want {
			t.Errorf("%+v: %d lines of %d, %v, want %d", f, len(lines), total, err, want)
		}
	}
	holds, err := s.Held(t.Context(), true)
	if err != nil || len(holds) != 1 || holds[0].Receptacle != bag {
		t.Errorf("%+v, %v", holds, err)
	}
}
