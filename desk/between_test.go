package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
	"postern/risk"
)

// between is the book of a desk into whose acts something comes: once, after
// what they read and before what they write.
type between struct {
	desk.Book
	happen func()
}

// Append implements desk.Book.
func (b *between) Append(ctx context.Context, drafts ...journal.Draft) ([]journal.Name, error) {
	if happen := b.happen; happen != nil {
		b.happen = nil
		happen()
	}
	return b.Book.Append(ctx, drafts...)
}

// surprised is the bench's desk with something that happens in its next act.
func (b *bench) surprised(happen func()) *desk.Desk {
	return desk.New(&between{b.db, happen}, b.db, b.shifts, b.vault, desk.Options{
		Now: func() time.Time { return b.now }, Engine: func() *risk.Engine { return b.engine }, Rate: b.rate, Place: parcel.Belt,
		Policy: desk.DefaultPolicy(), Last: b.db.Last,
	})
}

func TestNothingThatComesBetweenIsOverlooked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})

	// A message that raises the lane while the label is read.
	r, err := b.surprised(func() { b.declare(t, map[string]string{green: "knife"}) }).Scan(t.Context(), b.ben, parcel.Scan{Code: green})
	if err != nil || r.Verdict.Lane != parcel.Red {
		t.Errorf("a stale lane is shown: %s, %v", r.Verdict.Lane, err)
	}
	if it, err := b.db.Item(t.Context(), parcel.ItemID(green)); err != nil || it.Scans != 1 || it.Lane != parcel.Red {
		t.Errorf("%d scans, lane %s, %v", it.Scans, it.Lane, err)
	}

	// The first message about an item that is unknown until then.
	r, err = b.surprised(func() { b.declare(t, map[string]string{red: "knife"}) }).Scan(t.Context(), b.ben, parcel.Scan{Code: red})
	if err != nil || !r.Known || r.Verdict.Lane != parcel.Red {
		t.Errorf("known %v, lane %s, %v", r.Known, r.Verdict.Lane, err)
	}

	// A hold while a release is written down.
	b.declare(t, map[string]string{other: "fork"})
	b.scan(t, b.ben, other)
	hold := func() {
		if _, err := b.Hold(t.Context(), b.cleo, parcel.ParseIdentifier(other), parcel.Food, "look"); err != nil {
			t.Error(err)
		}
	}
	if _, err := b.surprised(hold).Decide(t.Context(), b.ben, choice(other, parcel.Release)); !errors.Is(err, desk.ErrNotAllowed) {
		t.Errorf("released past a hold: %v", err)
	}

	// Another's decision: the second supersedes it, so that they do not contradict.
	b.declare(t, map[string]string{yellow: "card"})
	b.scan(t, b.ben, yellow)
	d, err := b.surprised(func() { b.decide(t, b.cleo, yellow, parcel.HoldItem) }).Decide(t.Context(), b.ben, choice(yellow, parcel.Query))
	if err != nil || d.State != parcel.Held {
		t.Errorf("state %s, %v", d.State, err)
	}
	if it, err := b.db.Item(t.Context(), parcel.ItemID(yellow)); err != nil || len(it.Decisions) != 1 {
		t.Errorf("%d decisions stand, %v", len(it.Decisions), err)
	}
}

// Whatever is decided while another process closes the shift stands on the
// sheet of a shift.
func TestAShiftThatClosesBetween(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})
	b.scan(t, b.ben, green)
	first, _, err := b.db.OpenShift(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shut := func() {
		if _, err := b.shifts.Close(t.Context(), b.ada); err != nil {
			t.Error(err)
		}
	}
	if _, err := b.surprised(shut).Decide(t.Context(), b.ben, choice(green, parcel.Release)); err != nil {
		t.Fatal(err)
	}
	second, open, err := b.db.OpenShift(t.Context())
	if err != nil || !open || second.ID == first.ID {
		t.Fatalf("shift %s after %s, open %v, %v", second.ID, first.ID, open, err)
	}
	sheet, err := b.shifts.Sheet(t.Context(), second.ID)
	if err != nil || sheet.Outcomes[parcel.Release] != 1 {
		t.Errorf("%v stand on the sheet, %v", sheet.Outcomes, err)
	}
}

func TestAnActThatNeverSettles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})
	moved := 0
	d := desk.New(restless{b.db, &moved}, b.db, b.shifts, b.vault, desk.Options{
		Now: func() time.Time { return b.now }, Engine: func() *risk.Engine { return b.engine }, Place: parcel.Belt,
	})
	if _, err := d.Scan(t.Context(), b.ben, parcel.Scan{Code: green}); !errors.Is(err, journal.ErrMoved) || moved < 2 {
		t.Errorf("after %d tries: %v", moved, err)
	}
}

type restless struct {
	desk.Book
	moved *int
}

// Append implements desk.Book.
func (r restless) Append(context.Context, ...journal.Draft) ([]journal.Name, error) {
	*r.moved++
	return nil, journal.ErrMoved
}

// A clock that leaps a year ahead would make new items of those that wait: an
// officer alone is not believed, a supervisor is.
func TestAClockThatLeapt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork", other: "fork"})
	d := b.surprised(nil)
	if _, err := d.Scan(t.Context(), b.ben, parcel.Scan{Code: green}); err != nil {
		t.Fatal(err)
	}
	before := b.size(t)
	b.now = b.now.Add(400 * 24 * time.Hour)
	if _, err := d.Scan(t.Context(), b.ben, parcel.Scan{Code: other}); !errors.Is(err, desk.ErrNotAllowed) || b.size(t) != before {
		t.Errorf("believed: %v", err)
	}
	if _, err := d.Scan(t.Context(), b.ada, parcel.Scan{Code: other}); err != nil {
		t.Errorf("a supervisor is not believed: %v", err)
	}
	if _, err := d.Scan(t.Context(), b.ben, parcel.Scan{Code: green}); err != nil {
		t.Errorf("after a supervisor: %v", err)
	}
}

// A hold that comes after an inspection asks for another one.
func TestAHoldAfterAnInspection(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{red: "knife"})
	b.scan(t, b.ben, red)
	b.decide(t, b.ben, red, parcel.Examine)
	if _, err := b.Hold(t.Context(), b.cleo, parcel.ParseIdentifier(red), parcel.Food, "look again"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Decide(t.Context(), b.ben, choice(red, parcel.Release)); !errors.Is(err, desk.ErrNotAllowed) {
		t.Errorf("released on the inspection before the hold: %v", err)
	}
	b.decide(t, b.ben, red, parcel.Examine)
	b.decide(t, b.ben, red, parcel.Release)
}
