package fold_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

func TestMovesOfAShift(t *testing.T) {
	s := newStory().of("")
	read := func(place, was parcel.Place, done bool) {
		s.add(journal.ItemScanned{Scan: parcel.Scan{Place: place}, Was: was, Done: done})
	}
	s.add(journal.ShiftOpened{Shift: "s1", Place: parcel.Bench})
	s.of("A@1")
	read(parcel.Belt, "", false) // came, went to the bench, was read twice there and released
	read(parcel.Bench, parcel.Belt, false)
	read(parcel.Bench, parcel.Bench, false)
	s.decide(parcel.Release)
	read(parcel.Handback, "", true) // in no hand any more
	s.of("B@1")
	read(parcel.Store, parcel.Quarantine, false) // lay in quarantine since the day before
	s.of("C@1")
	read(parcel.Belt, "", true) // released yesterday
	s.of("D@1")
	read(parcel.Belt, "", false)
	s.undo(s.decide(parcel.Release)) // taken back: still in hand
	got, ok := fold.OfShift("s1", s.events)
	if !ok {
		t.Fatal("no shift")
	}
	want := map[parcel.Place]parcel.Move{
		parcel.Belt: {In: 2, Out: 1}, parcel.Bench: {In: 1, Out: 1}, parcel.Store: {In: 1}, parcel.Quarantine: {Out: 1},
	}
	if diff := cmp.Diff(want, got.Moves); diff != "" {
		t.Error(diff)
	}
	if got.Worth.Items != 4 {
		t.Errorf("its inspections are of %d items", got.Worth.Items)
	}
}
