package receptacle_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"postern/parcel"
	"postern/tui/receptacle"
	"postern/tui/screentest"
	"postern/tui/task"
)

var now = time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)

const bag = parcel.S9("CNCANANLAMSAAUN60412037100019")

type book struct {
	bags    []parcel.Bag
	left    []bool
	filters []parcel.Filter
	err     error
}

func (b *book) Bags(_ context.Context, left bool, most int) ([]parcel.Bag, error) {
	b.left = append(b.left, left)
	return b.bags[:min(most, len(b.bags))], b.err
}

func (b *book) Bag(_ context.Context, r parcel.S9) (parcel.Bag, error) {
	for _, x := range b.bags {
		if x.Receptacle == r {
			return x, b.err
		}
	}
	return parcel.Bag{}, errors.New("no such receptacle")
}

func (b *book) Lines(_ context.Context, f parcel.Filter) ([]parcel.Line, int, error) {
	b.filters = append(b.filters, f)
	return []parcel.Line{{Item: "LX204175365CN@2026-11-15", Lane: parcel.Red, Words: "beads"}, {Item: "RR407182635CN@2026-11-15", Lane: parcel.Green}}, 2, b.err
}

func sit(t *testing.T, b *book) (*receptacle.Screen, *screentest.Hand) {
	t.Helper()
	s := receptacle.New(receptacle.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Now: func() time.Time { return now }, Book: b})
	h := screentest.Sit(t, s)
	h.Do(s.Begin(parcel.Bench))
	return s, h
}

func two() *book {
	return &book{bags: []parcel.Bag{
		{Progress: parcel.Progress{Receptacle: bag, Expected: 216, Seen: 214, Holds: 3, HoldsSeen: 2, Lane: parcel.Red}, Opened: now.Add(-time.Hour), Seal: "77"},
		{Progress: parcel.Progress{Receptacle: "CNCANANLAMSAAUN60412038100021", Expected: 80, Lane: parcel.Yellow}},
	}}
}

func TestABagIsLookedInto(t *testing.T) {
	b := two()
	s, h := sit(t, b)
	h.Sees("1 of 2", string(bag), "214 of 216", "2 of 3", "not here yet", "opened")
	h.Keys("enter")
	h.Sees("214 of 216 seen", "2 of 3 holds found", "2 missing", "LX 2041 7536 5 CN", "not seen yet")
	h.Keys("tab")
	h.Sees("holds still in it")
	h.Keys("tab", "j", "enter")
	if o, ok := screentest.Up[receptacle.Opened](h); !ok || o.Item.Ident() != "RR407182635CN" {
		t.Errorf("opened %v", o)
	}
	var asked []string
	for _, f := range b.filters {
		asked = append(asked, fmt.Sprint(f.Unseen, f.Held))
	}
	if got := strings.Join(asked, "; "); got != "true false; true true; false false" {
		t.Errorf("asked %s", got)
	}
	h.Keys("1")
	if !s.Half() {
		t.Error("the read is not chosen")
	}
	h.Sees("Enter records: it is opened here")
	h.Keys("j", "enter") // another key lets it go
	if _, ok := screentest.Up[receptacle.Read](h); ok {
		t.Error("read though it was let go")
	}
	h.Keys("1", "enter")
	if r, ok := screentest.Up[receptacle.Read](h); !ok || r.Code != string(bag) {
		t.Errorf("read %v", r)
	}
	if !h.Back() || h.Back() {
		t.Error("one level up, once")
	}
	h.Keys("tab")
	if b.left[len(b.left)-1] {
		t.Error("those with nothing left were not asked for")
	}
	h.Sizes()
}

func TestLateEmptyFullAndHostile(t *testing.T) {
	b := &book{}
	s, h := sit(t, b)
	h.Sees("no receptacle has anything left")
	h.Keys("enter", "1", "j", "G")
	h.Sizes()
	for range 1500 {
		b.bags = append(b.bags, parcel.Bag{Progress: parcel.Progress{Receptacle: screentest.Hostile, Expected: 1}, Seal: screentest.Hostile})
	}
	h.Send(task.Refresh{})
	h.Keys("G")
	h.Sees("1000 of 1000")
	h.Keys("enter")
	h.Sizes()
	b.err = errors.New("the disk is gone")
	h.Send(task.Refresh{})
	if h.Notice() != "the disk is gone" {
		t.Error("the error was not said")
	}
	b.err = nil
	late := s.Begin(parcel.Dock)()
	s.Leave()
	h.Send(late)
	h.Misses("of 1000")
	if !strings.Contains(h.Says(), "the one to open first") {
		t.Errorf("says %s", h.Says())
	}
}
