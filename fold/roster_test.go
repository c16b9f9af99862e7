package fold_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

func TestOfficers(t *testing.T) {
	s := newStory().of("")
	s.add(journal.OfficerAdded{Officer: "o2", Name: "Zoe", Role: parcel.PrimaryOfficer, Verifier: "a"})
	s.add(journal.OfficerAdded{Officer: "o1", Name: "Ana", Role: parcel.Supervisor, Verifier: "b"})
	s.add(journal.PINChanged{Officer: "o2", Verifier: "c"})
	s.add(journal.PINChanged{Officer: "nobody", Verifier: "d"})
	s.add(journal.OfficerAdded{Officer: "o1", Name: "Ana", Role: parcel.Auditor, Verifier: "e"})
	s.unknown(journal.KindOfficerAdded)
	want := []fold.Officer{
		{Officer: parcel.Officer{ID: "o1", Name: "Ana", Role: parcel.Auditor, Active: true}, Verifier: "e"},
		{Officer: parcel.Officer{ID: "o2", Name: "Zoe", Role: parcel.PrimaryOfficer, Active: true}, Verifier: "c"},
	}
	rapid.Check(t, func(t *rapid.T) {
		if diff := cmp.Diff(want, fold.Officers(told(t, s.events))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestPacks(t *testing.T) {
	s := newStory().of("")
	s.add(journal.PackAdopted{ID: "plant", Version: "1"})
	s.add(journal.PackAdopted{ID: "food", Version: "7"})
	s.add(journal.PackAdopted{ID: "plant", Version: "2"})
	want := []journal.PackAdopted{{ID: "food", Version: "7"}, {ID: "plant", Version: "2"}}
	rapid.Check(t, func(t *rapid.T) {
		if diff := cmp.Diff(want, fold.Packs(told(t, s.events))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestEntries(t *testing.T) {
	s := newStory()
	s.add(journal.ItemEntered{Declaration: parcel.Declaration{Contents: []parcel.Content{{Words: "toy boat"}}}})
	s.scan(parcel.Belt, parcel.ByRule)
	h := s.hold()
	s.add(journal.HoldClosed{Cause: parcel.AlertLate}, h)
	n := s.add(journal.ItemDecided{
		Outcome: parcel.Seize, Ground: "hidden", Lane: parcel.Red, Place: parcel.Bench,
		Findings: []parcel.Finding{{Code: "contents", Text: "seeds"}, {Code: "pieces"}},
	})
	s.undo(n)
	s.unknown("item_weighed")
	type row struct {
		Kind, Text string
		Lane       parcel.Lane
		Outcome    parcel.Outcome
		Place      parcel.Place
		Lifted     bool
	}
	want := []row{
		{Kind: "item_entered", Text: "toy boat"},
		{Kind: "item_scanned", Text: "rule", Lane: parcel.Red, Place: parcel.Belt},
		{Kind: "hold_issued", Text: "plant: seeds"},
		{Kind: "hold_closed", Text: "alert_late"},
		{Kind: "item_decided", Text: "hidden; contents seeds; pieces", Lane: parcel.Red, Outcome: parcel.Seize, Place: parcel.Bench, Lifted: true},
		{Kind: "decision_withdrawn"},
		{Kind: "item_weighed", Text: "newer"},
	}
	var got []row
	for i, e := range fold.Entries(s.events) {
		got = append(got, row{e.Kind, e.Text, e.Lane, e.Outcome, e.Place, e.Lifted})
		if e.Event != s.events[i].String() || e.Seq != uint64(i+1) || !e.At.Equal(s.events[i].Wall) {
			t.Errorf("entry %d is %+v", i, e)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestLists: a file takes the place of the one before; the parts of a list that
// comes in several files stand together.
func TestLists(t *testing.T) {
	s := newStory().of("")
	for _, b := range []journal.ListImported{
		{List: "un", Digest: "1"},
		{List: "ofac", Part: "sdn+alt", Digest: "2"},
		{List: "own", Digest: "3"},
		{List: "un", Digest: "4"},
		{List: "ofac", Part: "add", Digest: "5"},
		{List: "ofac", Part: "sdn", Digest: "6"},
		{List: "ofac", Part: "add", Digest: "7"},
		{List: "eu", Part: "sdn", Digest: "8"},
		{List: "eu", Digest: "9"},
	} {
		s.add(b)
	}
	s.add(journal.ModelAdopted{Agency: parcel.Plant, Digest: "a"})
	s.add(journal.ModelAdopted{Agency: parcel.Food, Digest: "b"})
	s.add(journal.ModelAdopted{Agency: parcel.Plant, Digest: "c"})
	rapid.Check(t, func(t *rapid.T) {
		events := told(t, s.events)
		var got []string
		for _, l := range fold.Lists(events) {
			got = append(got, l.List+" "+l.Left+" "+l.Digest)
			if l.At.IsZero() {
				t.Fatal("nobody knows when it came")
			}
		}
		want := []string{"eu  9", "ofac add 7", "ofac alt 2", "ofac sdn 6", "own  3", "un  4"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		var models []string
		for _, m := range fold.Models(events) {
			models = append(models, string(m.Agency)+" "+m.Digest)
			if m.At.IsZero() {
				t.Fatal("nobody knows when it was adopted")
			}
		}
		if diff := cmp.Diff([]string{"food b", "plant c"}, models); diff != "" {
			t.Fatal(diff)
		}
	})
}
