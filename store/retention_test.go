package store_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
)

const tomorrow = parcel.Day("2026-03-05")

// After a shredding what was sealed lies nowhere in plain and can be opened
// nowhere; the journal verifies, and a replay changes nothing.
func TestShred(t *testing.T) {
	s := setUp(t)
	copied := filepath.Join(t.TempDir(), "copy.db")
	s.receive([]parcel.Declaration{declare(1)})
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	b := decided(parcel.Release)
	b.Ground = "a word to be forgotten"
	s.event(day(1), b)
	s.event(day(2), journal.HoldIssued{Agency: parcel.Food, Reason: "stays in its class"})
	due, err := s.Due(t.Context(), journal.Goods, tomorrow)
	if err != nil || len(due.Keys) != 1 || len(due.Kept) != 0 {
		t.Fatalf("%+v, %v", due, err)
	}
	if none, err := s.Due(t.Context(), journal.Goods, "2026-03-04"); err != nil || len(none.Keys) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
	if err := s.Shred(t.Context(), due, "ana"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	words := []string{"Addressee", "Sender", "toy boat", "to be forgotten"}
	for _, word := range words {
		for _, path := range []string{s.path, s.path + "-wal", copied} {
			if bytes.Contains(readIfThere(t, path), []byte(word)) {
				t.Errorf("%q lies open in %s", word, filepath.Base(path))
			}
		}
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || v.Bad != nil {
		t.Errorf("%+v, %v", v, err)
	}
	if it := s.item(day(1)); it.Known || it.State.Open() || len(it.Decisions) != 0 {
		t.Errorf("%+v", it)
	}
	if holds, err := s.Held(t.Context(), true); err != nil || len(holds) != 1 || holds[0].Reason != "stays in its class" {
		t.Errorf("%+v, %v", holds, err)
	}
	live := s.dump()
	s.again()
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, s.dump(), sameTables); diff != "" {
		t.Error(diff)
	}
	_, destroyed, err := s.Keys(t.Context())
	if err != nil || !slices.Equal(destroyed, due.Keys) {
		t.Errorf("%v, %v", destroyed, err)
	}
	s.event(day(3), scanned(parcel.Belt, parcel.Green, parcel.ByNone)) // a new key of the same day
}

// What is open, or under a legal hold, is kept until it no longer is.
func TestShredKeeps(t *testing.T) {
	s := setUp(t)
	s.receive([]parcel.Declaration{declare(1)})
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	kept := func(want int, when string) {
		t.Helper()
		if due, err := s.Due(t.Context(), journal.Goods, tomorrow); err != nil || len(due.Kept) != want || len(due.Keys) != 1-want {
			t.Errorf("%s: %+v, %v", when, due, err)
		}
	}
	kept(1, "open")
	s.event(day(1), decided(parcel.Release))
	kept(0, "decided")
	s.event("", journal.LegalHoldSet{Item: day(1), Ref: "C 12/26"})
	kept(1, "under a legal hold")
	if held, err := s.LegalHolds(t.Context()); err != nil || held[day(1)] != "C 12/26" {
		t.Errorf("%v, %v", held, err)
	}
	s.event("", journal.LegalHoldLifted{Item: day(1)})
	kept(0, "lifted")
}
