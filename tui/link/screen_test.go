package link_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"postern/tui/link"
	"postern/tui/screentest"
)

var now = time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)

type hub struct {
	state   link.State
	retried int
	written int
	err     error
}

func (b *hub) LinkState(context.Context) (link.State, error) { return b.state, b.err }

func (b *hub) RetryLink(context.Context) error {
	b.retried++
	return b.err
}

func (b *hub) WriteBundle(context.Context) (string, error) {
	b.written++
	return "/data/b.postern", b.err
}

func sit(t *testing.T, b *hub) (*link.Screen, *screentest.Hand) {
	t.Helper()
	s := link.New(link.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Now: func() time.Time { return now }, Book: b})
	h := screentest.Sit(t, s)
	h.Do(s.Begin())
	return s, h
}

func TestHowTheLinkStands(t *testing.T) {
	b := &hub{state: link.State{
		Enrolled: true, Hub: "hub:4222", Contact: now.Add(-2 * time.Hour), Why: "no route", Saved: 90, Recorded: 60, Skew: 3 * time.Minute, Forks: 1, Declined: 2, Unread: 4,
		Lanes: []link.Lane{{Name: "grave", Events: 2, Oldest: now.Add(-time.Hour)}, {Name: "rest", Events: 5}},
	}}
	s, h := sit(t, b)
	h.Sees("OFFLINE", "hub:4222", "no route", "90, on the disk", "up to event 60", "7 without a receipt", "the oldest for", "differs by 3m", "1 events under a name", "2 events refused", "4 events that came")
	b.state.Connected = true
	h.Do(s.Begin())
	h.Sees("connected")
	h.Misses("no route")
	b.state.Connected, b.state.Refused = false, true
	h.Do(s.Begin())
	h.Sees("REFUSED by the hub")
	h.Sizes()
}

func TestActs(t *testing.T) {
	b := &hub{}
	_, h := sit(t, b)
	h.Sees("works alone", "postern enrol --hub")
	h.Keys("1")
	if !h.Back() || h.Back() {
		t.Error("a chosen act is taken back once")
	}
	h.Keys("enter", "9", "enter")
	if b.retried+b.written != 0 {
		t.Error("done without being chosen")
	}
	h.Keys("1", "enter")
	if b.retried != 1 || h.Notice() != "the link is being tried" {
		t.Error("the link was not tried")
	}
	h.Keys("2", "enter")
	if b.written != 1 || h.Notice() != "written: /data/b.postern" {
		t.Error("no bundle was written")
	}
	b.err = errors.New("the stick is full")
	h.Keys("2", "enter")
	if h.Notice() != "the stick is full" {
		t.Error("the error was not said")
	}
}

func TestLateAndHostile(t *testing.T) {
	b := &hub{state: link.State{Enrolled: true, Hub: screentest.Hostile, Why: screentest.Hostile, Contact: now, Lanes: []link.Lane{{Name: screentest.Hostile}}}}
	s, h := sit(t, b)
	h.Sizes()
	if !strings.Contains(h.Says(), "OFFLINE") {
		t.Errorf("says %s", h.Says())
	}
	late := s.Begin()()
	s.Leave()
	h.Send(late)
	h.Sees("looking ..")
}
