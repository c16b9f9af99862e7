package desk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// seized is an item that two officers seized, and its number.
func (b *bench) seized(t *testing.T) (parcel.ItemID, string) {
	t.Helper()
	b.declare(t, map[string]string{green: "fork"})
	b.scan(t, b.ben, green)
	d := b.decide(t, with(b.ben, b.cleo), green, parcel.Seize, found)
	return d.Item, d.Event.Exhibit()
}

func TestMoveExhibitRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, number := b.seized(t)
	to := desk.Move{Slot: "B1"}
	for name, c := range map[string]struct {
		who    parcel.Who
		number string
		to     desk.Move
		want   error
	}{
		"an officer":       {b.ben, number, to, desk.ErrNotAllowed},
		"an auditor":       {b.audit, number, to, desk.ErrNotAllowed},
		"nobody":           {parcel.Who{}, number, to, desk.ErrNotAllowed},
		"no slot":          {b.kim, number, desk.Move{Slot: " "}, desk.ErrInput},
		"an endless slot":  {b.kim, number, desk.Move{Slot: strings.Repeat("B", 41)}, desk.ErrInput},
		"an escape":        {b.kim, number, desk.Move{Slot: "B\x1b[2J"}, desk.ErrInput},
		"an endless seal":  {b.kim, number, desk.Move{Slot: "B1", Seal: strings.Repeat("7", 41)}, desk.ErrInput},
		"a negative mass":  {b.kim, number, desk.Move{Slot: "B1", Mass: -1}, desk.ErrInput},
		"no such exhibit":  {b.kim, "E-1-AAAAAAAA", to, store.ErrNotFound},
		"no number at all": {b.kim, "", to, store.ErrNotFound},
	} {
		before := b.size(t)
		if _, err := b.MoveExhibit(t.Context(), c.who, c.number, c.to); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if b.size(t) != before {
			t.Errorf("%s left an event", name)
		}
	}
}

// A thing is kept under one number while it is kept, and put away by its
// keeper; undone or let go, nobody moves it any more.
func TestExhibitFromSeizureToRelease(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	item, number := b.seized(t)
	x, err := b.MoveExhibit(t.Context(), with(b.kim, b.ben), strings.ToLower(number), desk.Move{Slot: " B1 ", Seal: "77", Mass: 250})
	if err != nil || x.Slot != "B1" || x.Seal != "77" || x.Mass != 250 || x.Item != item {
		t.Fatalf("%+v %v", x, err)
	}
	if diff := cmp.Diff([]parcel.OfficerID{"kim", "ben"}, x.Custody[len(x.Custody)-1].Officers); diff != "" {
		t.Error(diff)
	}
	d := b.decide(t, with(b.ben, b.cleo), green, parcel.Detain)
	if kept := b.event(t, d.Event.String()).Body.(journal.ItemDecided).Keeps; kept != number {
		t.Errorf("detained anew under %q", kept)
	}
	if x, err := b.db.Exhibit(t.Context(), number); err != nil || x.State != parcel.ExhibitKept || x.Outcome != parcel.Detain || x.Slot != "B1" {
		t.Errorf("%+v %v", x, err)
	}
	b.decide(t, with(b.ben, b.cleo), green, parcel.Release, found)
	if _, err := b.MoveExhibit(t.Context(), b.kim, number, desk.Move{Slot: "B2"}); !errors.Is(err, desk.ErrNotAllowed) {
		t.Errorf("moved after its release: %v", err)
	}
	again := b.decide(t, with(b.ben, b.cleo), green, parcel.Seize)
	if it, err := b.db.Item(t.Context(), item); err != nil || len(it.Exhibits) != 2 || it.Exhibits[1].Number != again.Event.Exhibit() {
		t.Errorf("%+v %v", it.Exhibits, err)
	}
	if _, err := b.Undo(t.Context(), with(b.ben, b.cleo), again.Event); err != nil {
		t.Fatal(err)
	}
	if _, err := b.MoveExhibit(t.Context(), b.kim, again.Event.Exhibit(), desk.Move{Slot: "B2"}); !errors.Is(err, desk.ErrNotAllowed) {
		t.Errorf("moved after the undo: %v", err)
	}
}

// What was found is recorded with what the keeper was told of it.
func TestRecountIsRecorded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, number := b.seized(t)
	if _, err := b.MoveExhibit(t.Context(), b.kim, number, desk.Move{Slot: "B1"}); err != nil {
		t.Fatal(err)
	}
	lower := strings.ToLower(number)
	wrong, err := b.Recount(t.Context(), b.kim, "B2", []parcel.FoundExhibit{{Exhibit: lower}, {Exhibit: lower}, {Exhibit: "e-1-x"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []parcel.Miscount{
		{Exhibit: number, Item: b.item(t, green), Result: parcel.WrongSlot, Slot: "B1", Found: "B2"},
		{Exhibit: "E-1-X", Result: parcel.Extra, Found: "B2"},
	}
	if diff := cmp.Diff(want, wrong); diff != "" {
		t.Error(diff)
	}
	counted, err := b.db.Milestones(t.Context(), journal.KindExhibitsCounted)
	if err != nil || len(counted) != 1 {
		t.Fatalf("%d counts recorded, %v", len(counted), err)
	}
	if diff := cmp.Diff(want, counted[0].Body.(journal.ExhibitsCounted).Miscounts); diff != "" {
		t.Error(diff)
	}
	for name, c := range map[string]struct {
		who   parcel.Who
		slot  string
		found []parcel.FoundExhibit
		want  error
	}{
		"an officer":   {b.ben, "", nil, desk.ErrNotAllowed},
		"a wild slot":  {b.kim, "\x1b", nil, desk.ErrInput},
		"a wild label": {b.kim, "", []parcel.FoundExhibit{{Exhibit: "\x1b"}}, desk.ErrInput},
		"no end":       {b.kim, "", make([]parcel.FoundExhibit, 10_001), desk.ErrInput},
	} {
		if _, err := b.Recount(t.Context(), c.who, c.slot, c.found); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func (b *bench) item(t *testing.T, code string) parcel.ItemID {
	t.Helper()
	it, err := b.db.Item(t.Context(), parcel.ItemID(code))
	if err != nil {
		t.Fatal(err)
	}
	return it.ID
}
