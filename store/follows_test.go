package store_test

import (
	"errors"
	"testing"

	"postern/journal"
	"postern/parcel"
)

func TestADraftOfAnItemThatMoved(t *testing.T) {
	s := setUp(t)
	scan := func(given parcel.Mark, shift string) error {
		_, err := s.Append(t.Context(), journal.Draft{Body: scanned(parcel.Belt, parcel.Red, parcel.ByRule), Item: day(1), Given: given, Shift: shift})
		return err
	}
	if err := scan(parcel.Unheard, ""); err != nil {
		t.Fatalf("of an item nobody had heard of: %v", err)
	}
	if err := scan(parcel.Unheard, ""); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("it was heard of since: %v", err)
	}
	mark := s.item(day(1)).Mark
	if err := scan(mark, ""); err != nil {
		t.Errorf("directly after: %v", err)
	}
	if err := scan(mark, ""); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("after another event of the item: %v", err)
	}
	mark = s.item(day(1)).Mark
	s.receive([]parcel.Declaration{declare(1)})
	if err := scan(mark, ""); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("after a message about it: %v", err)
	}
	mark = s.item(day(1)).Mark
	s.receive([]parcel.Declaration{declare(2)})
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := scan(mark, ""); err != nil {
		t.Errorf("what concerns another item, and a replay, move nothing: %v", err)
	}
	if err := scan(0, "20260304-1"); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("in a shift that is not open: %v", err)
	}
	s.event("", journal.ShiftOpened{Shift: "20260304-1"})
	if err := scan(0, "20260304-1"); err != nil {
		t.Errorf("in a shift that is open: %v", err)
	}
	s.event("", journal.ShiftClosed{Shift: "20260304-1"})
	if err := scan(0, "20260304-1"); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("in a shift that was closed: %v", err)
	}
}

func TestADraftThatMustFollowIsRefusedAfterAnother(t *testing.T) {
	db := setUp(t)
	names, err := db.Append(t.Context(), journal.Draft{Body: journal.MessageRejected{Why: "one"}})
	if err != nil {
		t.Fatal(err)
	}
	after := journal.Draft{Body: journal.MessageRejected{Why: "two"}, Follows: names[0].Seq}
	if _, err := db.Append(t.Context(), after); err != nil {
		t.Fatalf("directly after: %v", err)
	}
	if _, err := db.Append(t.Context(), after); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("after another: %v, want %v", err, journal.ErrMoved)
	}
	if size, err := db.Size(t.Context()); err != nil || size != names[0].Seq+1 {
		t.Errorf("size %d, %v: the refused draft left something", size, err)
	}
}
