package parcel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

func TestLanesInOrder(t *testing.T) {
	want := []parcel.Lane{parcel.Green, parcel.Blue, parcel.Yellow, parcel.Unknown, parcel.Red}
	if diff := cmp.Diff(want, parcel.Lanes()); diff != "" {
		t.Fatal(diff)
	}
	for i, a := range want {
		if a.Rank() != i {
			t.Errorf("%s has rank %d, want %d", a, a.Rank(), i)
		}
		for j, b := range want {
			if got := parcel.Highest(a, b); got != want[max(i, j)] {
				t.Errorf("the highest of %s and %s is %s", a, b, got)
			}
		}
	}
	if parcel.Highest() != parcel.Green || parcel.Highest("purple") != parcel.Green || parcel.Lane("purple").Rank() >= 0 {
		t.Error("a lane outside the set ranks")
	}
}

// The ranks decide what rules between stations: they must not change unseen.
func TestOutcomesInOrder(t *testing.T) {
	type row struct {
		Outcome                       parcel.Outcome
		Code                          string
		State                         parcel.State
		Frees, Inspects, Found, Grave bool
	}
	want := []row{
		{parcel.Correct, "E", parcel.Present, false, false, false, false},
		{parcel.Waive, "W", parcel.Released, true, false, false, false},
		{parcel.Release, "R", parcel.Released, true, false, false, false},
		{parcel.Deliver, "P", parcel.Delivered, true, false, false, true},
		{parcel.Duty, "D", parcel.Released, true, false, true, false},
		{parcel.Missing, "M", parcel.NotFound, false, false, false, false},
		{parcel.Return, "B", parcel.ReturnedTo, false, false, true, false},
		{parcel.Query, "Q", parcel.Held, false, false, false, false},
		{parcel.Xray, "N", parcel.Examining, false, true, false, false},
		{parcel.Examine, "X", parcel.Examining, false, true, false, false},
		{parcel.Refer, "F", parcel.Referred, false, false, true, false},
		{parcel.HoldItem, "H", parcel.Held, false, false, false, false},
		{parcel.Detain, "T", parcel.Detained, false, false, true, false},
		{parcel.Destroy, "A", parcel.Destroyed, false, false, true, true},
		{parcel.Seize, "S", parcel.Seized, false, false, true, true},
	}
	var got []row
	for i, o := range parcel.Outcomes() {
		if o.Rank() != i {
			t.Errorf("%s has rank %d, want %d", o, o.Rank(), i)
		}
		for _, text := range []string{string(o), o.Code()} {
			if parsed, ok := parcel.ParseOutcome(text); !ok || parsed != o {
				t.Errorf("%q is read as %q", text, parsed)
			}
		}
		got = append(got, row{o, o.Code(), o.State(), o.Frees(), o.Inspects(), o.Found(), o.Grave()})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, ok := parcel.ParseOutcome(""); ok || parcel.Outcome("burn").Rank() >= 0 || parcel.Outcome("burn").Code() != "?" {
		t.Error("an outcome outside the set is known")
	}
}

func TestStatesThatAreOpen(t *testing.T) {
	open := map[parcel.State]bool{
		parcel.Expected: true, parcel.Present: true, parcel.Selected: true, parcel.Held: true, parcel.Examining: true,
		parcel.Referred: true, parcel.Detained: true, parcel.Conflict: true,
	}
	for _, s := range parcel.States() {
		if s.Open() != open[s] || !s.Known() {
			t.Errorf("%s: open %v, known %v", s, s.Open(), s.Known())
		}
	}
	if parcel.State("lost").Known() || parcel.State("lost").Open() {
		t.Error("a state outside the set is known")
	}
}

// The tokens are stored and answered: they never change.
func TestClosedSets(t *testing.T) {
	tokens := func(n int, known func(string) bool, all ...string) {
		t.Helper()
		if len(all) != n {
			t.Errorf("%v: want %d tokens", all, n)
		}
		for _, s := range all {
			if !known(s) {
				t.Errorf("%q is not known", s)
			}
		}
		if known("") || known("other thing") {
			t.Error("a token outside the set is known")
		}
	}
	tokens(11, func(s string) bool { return parcel.Agency(s).Known() },
		"revenue", "security", "plant", "food", "wildlife", "medicine", "ipr", "safety", "postal", "culture", "finance")
	tokens(15, func(s string) bool { return parcel.State(s).Known() },
		"expected", "present", "selected", "held", "examining", "referred", "detained", "seized", "released", "returned", "destroyed",
		"delivered", "missing", "conflict", "gone")
	tokens(7, func(s string) bool { return parcel.Cause(s).Known() },
		"not_scanned", "alert_late", "identifier_differs", "data_wrong", "not_arrived", "handed_back", "other")
	tokens(5, func(s string) bool { return parcel.Role(s).Known() }, "officer", "supervisor", "agency", "exhibit_keeper", "auditor")
	tokens(12, func(s string) bool { return parcel.Place(s).Known() },
		"dock", "cage", "receptacle", "belt", "xray", "bin", "bench", "store", "quarantine", "lab", "handback", "return")
	for i, s := range []string{"issued", "alerted", "receptacle_seen", "item_seen", "presented", "decided", "answered"} {
		if got := parcel.HoldStates()[i]; string(got) != s {
			t.Errorf("hold state %d is %s, want %s", i, got, s)
		}
	}
}
