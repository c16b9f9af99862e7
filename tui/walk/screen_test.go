package walk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"postern/parcel"
	"postern/tui/screentest"
	"postern/tui/task"
	"postern/tui/walk"
)

var now = time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)

type book struct {
	all   []parcel.Errand
	asked int
	err   error
}

func (b *book) Walk(context.Context) ([]parcel.Errand, error) {
	b.asked++
	return b.all, b.err
}

func sit(t *testing.T, b *book) (*walk.Screen, *screentest.Hand) {
	t.Helper()
	s := walk.New(walk.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Now: func() time.Time { return now }, Book: b})
	h := screentest.Sit(t, s)
	h.Do(s.Watch())
	return s, h
}

func errand(label string, lane parcel.Lane) parcel.Errand {
	return parcel.Errand{Item: parcel.NewItemID(label, "2026-11-15"), Place: parcel.Handback, Lane: lane, Was: parcel.Green, Agency: parcel.Plant, Reason: "late data", Read: now.Add(-time.Hour)}
}

// What is new on the list is told once, the gravest by name; and again where it
// asks for more.
func TestNewErrandsAreToldOnce(t *testing.T) {
	b := &book{all: []parcel.Errand{errand("RR407182635CN", parcel.Yellow), errand("LX204175365CN", parcel.Red)}}
	s, h := sit(t, b)
	if r, ok := screentest.Up[walk.Risen](h); !ok || r.Errand.Item.Ident() != "LX204175365CN" || r.More != 1 {
		t.Errorf("told %+v", r)
	}
	h.Do(s.Watch())
	if _, ok := screentest.Up[walk.Risen](h); ok {
		t.Error("told twice")
	}
	b.all[0].Lane = parcel.Red
	h.Send(task.Refresh{})
	if r, ok := screentest.Up[walk.Risen](h); !ok || r.Errand.Item.Ident() != "RR407182635CN" || r.More != 0 {
		t.Errorf("told %+v", r)
	}
	h.Sees("1 of 2", "handback", "RR 4071 8263 5 CN", "RELEASE", "EXAMINE", "late data")
	h.Keys("j", "enter")
	if o, ok := screentest.Up[walk.Opened](h); !ok || o.Item.Ident() != "LX204175365CN" {
		t.Errorf("opened %v", o)
	}
	if s.Count() != 2 || h.Back() {
		t.Error("two to fetch, on one level")
	}
}

// Data may change faster than the list is read: then it is read once more.
func TestOneReadAtATime(t *testing.T) {
	b := &book{}
	s, h := sit(t, b)
	slow := s.Watch()
	for range 9 {
		h.Do(s.Watch())
	}
	h.Do(slow)
	if b.asked != 3 {
		t.Errorf("read %d times", b.asked)
	}
	b.err = errors.New("the disk is gone")
	h.Send(task.Refresh{})
	if h.Notice() != "the disk is gone" {
		t.Error("the error was not said")
	}
}

func TestLateEmptyFullAndHostile(t *testing.T) {
	b := &book{}
	s, h := sit(t, b)
	h.Sees("nothing is to be fetched")
	h.Keys("enter", "j")
	h.Sizes()
	for range 2000 {
		b.all = append(b.all, parcel.Errand{Item: parcel.ItemID(screentest.Hostile + "@2026-11-15"), Place: screentest.Hostile, Agency: screentest.Hostile, Reason: screentest.Hostile})
	}
	h.Send(task.Refresh{})
	h.Keys("G")
	h.Sees("2000 of 2000")
	h.Sizes()
	late := s.Watch()()
	s.Leave()
	h.Send(late)
	if s.Count() != 0 || !strings.Contains(h.Says(), "to be fetched: nothing") {
		t.Errorf("says %s", h.Says())
	}
}
