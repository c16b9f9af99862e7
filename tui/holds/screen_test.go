package holds_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"postern/parcel"
	"postern/tui/holds"
	"postern/tui/screentest"
	"postern/tui/task"
)

var now = time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)

type ledger struct {
	all   []parcel.Hold
	open  []bool // what was asked for
	cause parcel.Cause
	err   error
}

func (l *ledger) Held(_ context.Context, open bool) (all []parcel.Hold, err error) {
	l.open = append(l.open, open)
	for _, h := range l.all {
		if !open || !h.Closed {
			all = append(all, h)
		}
	}
	return all, l.err
}

func (l *ledger) CloseHold(_ context.Context, _ parcel.Who, item parcel.ItemID, cause parcel.Cause) ([]parcel.Hold, error) {
	if l.err != nil {
		return nil, l.err
	}
	l.cause = cause
	for i := range l.all {
		l.all[i].Closed = l.all[i].Closed || l.all[i].Item == item
	}
	return l.all, nil
}

func sit(t *testing.T, l *ledger) (*holds.Screen, *screentest.Hand) {
	t.Helper()
	s := holds.New(holds.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Now: func() time.Time { return now }, Book: l, Desk: l})
	h := screentest.Sit(t, s)
	h.Do(s.Begin(parcel.Who{}))
	return s, h
}

func three() *ledger {
	return &ledger{all: []parcel.Hold{
		{Event: "a/1/1", Item: "RR407182635CN@2026-11-15", Agency: parcel.Plant, Reason: "seeds", State: parcel.HoldReceptacle, Issued: now.Add(-3 * time.Hour), Likely: parcel.NotScanned},
		{Event: "a/1/2", Item: "LX204175365CN@2026-11-15", Agency: parcel.Security, Reason: "screening", State: parcel.HoldIssued, Issued: now.Add(-time.Hour)},
		{Event: "a/1/3", Item: "CP000000014CN@2026-11-15", Agency: parcel.Revenue, Reason: "invoice", State: parcel.HoldAnswered, Closed: true, Cause: parcel.DataWrong},
	}}
}

func TestACauseClosesAHold(t *testing.T) {
	l := three()
	s, h := sit(t, l)
	h.Sees("1 of 2", "RR 4071 8263 5 CN", "seeds", "likely not scanned")
	h.Misses("CP 0000")
	h.Keys("3")
	if !s.Half() || !h.Back() || s.Half() {
		t.Error("a chosen cause cannot be taken back")
	}
	h.Keys("3", "j", "enter") // the cause was for the row before
	if o, ok := screentest.Up[holds.Opened](h); !ok || o.Item.Ident() != "LX204175365CN" || l.cause != "" {
		t.Errorf("opened %v, closed with %q", o, l.cause)
	}
	h.Keys("k", "2", "enter")
	if l.cause != parcel.Causes()[1] {
		t.Errorf("closed with %q", l.cause)
	}
	h.Sees("1 of 1", "LX 2041")
	l.err = errors.New("the item is here: decide it")
	h.Keys("1", "enter")
	if h.Notice() == "" {
		t.Error("the refusal was not said")
	}
}

func TestTheFilter(t *testing.T) {
	l := three()
	_, h := sit(t, l)
	h.Keys("/")
	h.Types("plant 4071")
	h.Sees("1 of 1", "RR 4071", "/ plant 4071")
	h.Keys("/", "ctrl+u")
	h.Types("state:all")
	h.Sees("of 3", "CP 0000", "answered")
	if l.open[len(l.open)-1] {
		t.Error("closed ones were not asked for")
	}
	h.Keys("G", "1") // that one is closed
	if !strings.Contains(h.Notice(), "closed already") {
		t.Error("a cause was taken for a closed hold")
	}
	h.Keys("/", "ctrl+u")
	h.Types("no such word")
	h.Sees("nothing fits the filter")
	h.Keys("enter", "1", "*")
	if !h.Back() || h.Back() {
		t.Error("the filter is cleared once")
	}
	h.Sees("of 2")
}

func TestLateEmptyFullAndHostile(t *testing.T) {
	l := &ledger{}
	s, h := sit(t, l)
	h.Sees("nothing is owed")
	h.Keys("enter", "1", "j", "G", "*")
	h.Sizes()
	for range 3000 {
		l.all = append(l.all, parcel.Hold{Event: "a/1/1", Item: parcel.ItemID(screentest.Hostile + "@2026-11-15"), Agency: screentest.Hostile, Reason: screentest.Hostile, State: parcel.HoldSeen, Receptacle: screentest.Hostile})
	}
	l.all[2999].Reason = "the last"
	h.Send(task.Refresh{})
	h.Keys("G")
	h.Sees("3000 of 3000", "the last")
	h.Sizes()
	late := s.Begin(parcel.Who{})()
	s.Leave()
	h.Send(late)
	h.Misses("3000")
	if !strings.Contains(h.Says(), "holds: no holds") {
		t.Errorf("says %s", h.Says())
	}
}
