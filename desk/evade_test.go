package desk_test

import (
	"errors"
	"testing"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

// Ways somebody might let a picked item go with nothing seen in it.

func TestAFormWashesOutNoVerdict(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{red: "knife"})
	r, err := b.Enter(t.Context(), b.ben, parcel.Declaration{
		Identifier: parcel.ParseIdentifier(red), Origin: "DE", Contents: []parcel.Content{{Index: 1, Words: "fork"}},
	})
	if err != nil || r.Verdict.Lane != parcel.Red {
		t.Fatalf("after the form: %s, %v, want red as advised", r.Verdict.Lane, err)
	}
	if _, err := b.Decide(t.Context(), b.ben, choice(red, parcel.Release)); !errors.Is(err, desk.ErrNotAllowed) {
		t.Errorf("release: %v, want %v", err, desk.ErrNotAllowed)
	}
}

func TestDrawnStaysDrawnIntoTheNextShift(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	b := newBenchAt(t, f, 1)
	b.declare(t, map[string]string{green: "fork"})
	if r := b.scan(t, b.ben, green); !r.Verdict.Selection.Drawn {
		t.Fatalf("drawn at rate 1: %+v", r.Verdict.Selection)
	}
	b.decide(t, b.ben, green, parcel.Query)
	if _, err := b.shifts.Close(t.Context(), b.ada); err != nil {
		t.Fatal(err)
	}
	next := openBench(t, f, 1e-12)
	if r := next.scan(t, b.ben, green); !r.Verdict.Selection.Drawn || r.Verdict.Lane != parcel.Red {
		t.Errorf("next shift: %s %+v, want red and drawn", r.Verdict.Lane, r.Verdict.Selection)
	}
}

func TestAHoldOnWhatIsHereStopsTheClose(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})
	b.scan(t, b.ben, green)
	h, err := b.Hold(t.Context(), b.ada, parcel.ParseIdentifier(green), parcel.Plant, "tip")
	if err != nil || h.State != parcel.HoldSeen {
		t.Fatalf("held %+v, %v, want it seen", h, err)
	}
	if business, err := b.db.Business(t.Context()); err != nil || len(business) != 1 {
		t.Errorf("business %+v, %v", business, err)
	}
	for cause, who := range map[parcel.Cause]parcel.Who{parcel.NotArrived: b.ada, parcel.NotScanned: b.ada, parcel.OtherCause: b.ben} {
		if _, err := b.CloseHold(t.Context(), who, green, cause); !errors.Is(err, desk.ErrNotAllowed) {
			t.Errorf("closed for %s: %v, want %v", cause, err, desk.ErrNotAllowed)
		}
	}
	if _, err := b.CloseHold(t.Context(), b.ada, green, parcel.OtherCause); err != nil {
		t.Errorf("a supervisor: %v", err)
	}
}

func TestUndoBringsNoReleaseBackOverAHold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})
	b.scan(t, b.ben, green)
	b.decide(t, b.ben, green, parcel.Release)
	b.decide(t, b.ben, green, parcel.HoldItem)
	if _, err := b.Hold(t.Context(), b.ada, parcel.ParseIdentifier(green), parcel.Plant, "tip"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Undo(t.Context(), b.ben, journal.Name{}); !errors.Is(err, desk.ErrNotAllowed) {
		t.Errorf("undo: %v, want %v", err, desk.ErrNotAllowed)
	}
}

func TestAnEmptyFindingFreesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{red: "knife"})
	b.scan(t, b.ben, red)
	c := choice(red, parcel.Release)
	c.Findings = []parcel.Finding{{Code: "a"}}
	if _, err := b.Decide(t.Context(), b.ben, c); !errors.Is(err, desk.ErrInput) {
		t.Errorf("%v, want %v", err, desk.ErrInput)
	}
}
