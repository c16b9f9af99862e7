package exhibits_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/tui/exhibits"
	"postern/tui/screentest"
	"postern/tui/task"
)

var now = time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)

type store struct {
	all   []parcel.Exhibit
	moved []string
	found []parcel.FoundExhibit
	slot  string
	err   error
}

func (s *store) Exhibits(_ context.Context, kept bool) (all []parcel.Exhibit, err error) {
	for _, x := range s.all {
		if !kept || x.State == parcel.ExhibitKept {
			all = append(all, x)
		}
	}
	return all, s.err
}

func (s *store) Names(context.Context) (map[parcel.OfficerID]string, error) {
	return map[parcel.OfficerID]string{"o1": "Ana"}, nil
}

func (s *store) MoveExhibit(_ context.Context, _ parcel.Who, number, slot string) error {
	s.moved = append(s.moved, number+" "+slot)
	return s.err
}

func (s *store) Recount(_ context.Context, _ parcel.Who, slot string, found []parcel.FoundExhibit) ([]parcel.Miscount, error) {
	s.found, s.slot = found, slot
	return parcel.Recount(s.all, slot, found), s.err
}

func sit(t *testing.T, b *store) (*exhibits.Screen, *screentest.Hand) {
	t.Helper()
	s := exhibits.New(exhibits.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Now: func() time.Time { return now }, Book: b, Desk: b})
	h := screentest.Sit(t, s)
	h.Do(s.Begin(parcel.Who{}))
	return s, h
}

func three() *store {
	return &store{all: []parcel.Exhibit{
		{Number: "E-1", Item: "RR407182635CN@2026-11-15", State: parcel.ExhibitKept, Seal: "77", Custody: []parcel.Custody{{At: now.Add(-2 * time.Hour), Officers: []parcel.OfficerID{"o1", "o9"}}}},
		{Number: "E-2", Item: "LX204175365CN@2026-11-15", State: parcel.ExhibitKept, Slot: "B-14", Custody: []parcel.Custody{{Mass: 120}, {Mass: 80}}},
		{Number: "E-3", Item: "CP000000014CN@2026-11-15", State: parcel.ExhibitEnded, Slot: "A-1"},
	}}
}

func TestTheRegister(t *testing.T) {
	_, h := sit(t, three())
	h.Sees("1 of 2", "E-1", "NO SLOT", "77", "RR 4071 8263 5 CN", "2h", "in no slot", "Ana+o9")
	h.Misses("E-3")
	h.Keys("j")
	h.Sees("weighs otherwise than before")
	h.Keys("enter")
	if o, ok := screentest.Up[exhibits.Opened](h); !ok || o.Item.Ident() != "LX204175365CN" {
		t.Errorf("opened %v", o)
	}
	h.Keys("tab")
	h.Sees("2 of 3", "E-3")
	h.Sizes()
}

func TestIntoASlot(t *testing.T) {
	b := three()
	s, h := sit(t, b)
	h.Keys("x")
	h.Types("C-7")
	h.Sees("C-7")
	h.Keys("enter") // no yes
	h.Keys("x", "enter", "x")
	h.Types("C-8")
	if !s.Half() || !h.Back() || s.Half() {
		t.Error("cannot be taken back")
	}
	if b.moved != nil {
		t.Fatalf("moved without a yes: %v", b.moved)
	}
	h.Keys("x")
	h.Types("C-9")
	h.Keys("+")
	if diff := cmp.Diff([]string{"E-1 C-9"}, b.moved); diff != "" {
		t.Error(diff)
	}
}

// While the store is counted nothing of the register is to be seen.
func TestABlindCount(t *testing.T) {
	b := three()
	s, h := sit(t, b)
	h.Keys("c")
	h.Types("B-14")
	h.Sees("blind count of slot B-14")
	h.Misses("E-1", "E-2")
	h.Types("E-1")
	h.Types("E-8")
	h.Keys("backspace", "backspace")
	h.Types("9") // mended: E-9
	h.Sees("2 counted", "E-9")
	h.Keys("enter")
	h.Sees("+ hands in the count of 2")
	h.Keys("enter", "x")
	if b.found != nil {
		t.Fatal("handed in without a yes")
	}
	if len(s.Typed()) != 2 {
		t.Errorf("typed %v", s.Typed())
	}
	b.err = errors.New("an auditor only reads")
	h.Keys("+")
	if h.Notice() != "an auditor only reads" {
		t.Error("the refusal was not said")
	}
	h.Sees("2 counted")
	b.err = nil
	h.Keys("enter", "+")
	if b.slot != "B-14" || len(b.found) != 2 {
		t.Errorf("counted %v in %q", b.found, b.slot)
	}
	h.Sees("what the count and the register differ in", "E-2  missing", "E-1  wrong slot", "E-9  extra")
	if !strings.Contains(h.Says(), "E-2") {
		t.Errorf("says %s", h.Says())
	}
	h.Sizes()
	h.Back()
	h.Sees("1 of 2")
}

func TestEmptyLateAndHostile(t *testing.T) {
	b := &store{}
	s, h := sit(t, b)
	h.Sees("nothing is kept here")
	h.Keys("enter", "x", "j", "c", "enter", "enter", "+")
	h.Sees("count and register agree")
	h.Sizes()
	h.Back()
	b.all = three().all
	late := s.Begin(parcel.Who{})()
	s.Leave()
	h.Send(late)
	h.Misses("E-1")
	b.all[0].Number, b.all[0].Seal, b.all[0].Slot = screentest.Hostile, screentest.Hostile, screentest.Hostile
	h.Do(s.Begin(parcel.Who{}))
	h.Sizes()
	b.err = errors.New("the disk is gone")
	h.Send(task.Refresh{})
	if h.Notice() != "the disk is gone" {
		t.Error("the error was not said")
	}
}
