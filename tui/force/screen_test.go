package force_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"postern/parcel"
	"postern/tui/force"
	"postern/tui/screentest"
	"postern/tui/task"
)

type book struct {
	all   force.InForce
	err   error
	asked int
}

func (b *book) InForce(context.Context) (force.InForce, error) {
	b.asked++
	return b.all, b.err
}

var today = time.Date(2026, 11, 17, 0, 0, 0, 0, time.UTC)

func sit(t *testing.T, b *book) (*force.Screen, *screentest.Hand, *time.Time) {
	t.Helper()
	now := today.Add(10 * time.Hour)
	s := force.New(force.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Book: b, Now: func() time.Time { return now }})
	h := screentest.Sit(t, s)
	h.Do(s.Begin())
	return s, h, &now
}

func two() *book {
	return &book{all: force.InForce{
		Packs: []force.Pack{{ID: "plant", Version: "3", Agency: parcel.Plant, Signer: "hub", ValidUntil: today.AddDate(1, 0, 0), Rules: []force.Rule{{ID: "P-1", Reason: "seeds", Points: 7}}}},
		Lists: []force.List{{Name: "UN", Dated: "2026-01-02", Entries: 9, Stale: true}},
	}}
}

func TestWhatIsInForceIsToldAndWhatIsWrongStandsAbove(t *testing.T) {
	b := two()
	s, h, _ := sit(t, b)
	h.Sees("1 of 2", "plant", "1 rules", "STALE", "1 want a look; the first: UN, STALE", "P-1", "+7  seeds")
	h.Keys("j")
	h.Sees("2 of 2", "postern list import")
	b.all.Lists[0].Stale = false
	b.all.Packs[0].ValidUntil = today.AddDate(0, 0, -1)
	h.Do(s.Begin())
	h.Sees("2 of 2", "EXPIRED") // the chosen row stays chosen
	b.all.Packs[0].ValidUntil = today
	h.Do(s.Begin())
	h.Sees("0 days left")
	b.all.Packs = nil
	h.Do(s.Begin())
	h.Sees("all of it is at work", "1 of 1")
}

func TestOneThingIsReadInFull(t *testing.T) {
	b := two()
	for range 60 {
		b.all.Packs[0].Rules = append(b.all.Packs[0].Rules, force.Rule{ID: "P-9", Reason: "more"})
	}
	b.all.Packs[0].Rules = append(b.all.Packs[0].Rules, force.Rule{ID: "P-99", Reason: "the last"})
	_, h, _ := sit(t, b)
	h.Keys("enter")
	h.Sees("more lines", "P-1")
	h.Keys("G")
	h.Sees("the last")
	h.Keys("k", "g")
	h.Sees("signed by")
	if !h.Back() {
		t.Error("not back in the list")
	}
	h.Sees("1 of 2")
	if h.Back() {
		t.Error("went up from the list")
	}
}

func TestRefreshIsCalmAndLateAnswersAreDropped(t *testing.T) {
	b := two()
	s, h, clock := sit(t, b)
	h.Send(task.Refresh{})
	*clock = clock.Add(time.Minute)
	h.Send(task.Refresh{})
	if b.asked != 2 {
		t.Errorf("asked %d times", b.asked)
	}
	b.all.Lists = nil
	late := s.Begin()()
	b.all = two().all
	h.Do(s.Begin())
	h.Send(late)
	h.Sees("1 of 2")
	s.Leave()
	h.Sees("nothing is in force")
}

func TestErrorsAndHostileText(t *testing.T) {
	b := two()
	b.all.Packs[0].ID, b.all.Packs[0].Signer, b.all.Packs[0].Trouble = screentest.Hostile, screentest.Hostile, screentest.Hostile
	b.all.Lists[0].Name = screentest.Hostile
	s, h, _ := sit(t, b)
	h.Sees("NOT AT WORK")
	h.Keys("j", "enter")
	h.Sizes()
	b.err = errors.New("the disk is gone")
	h.Do(s.Begin())
	if said := h.Notice(); said != "the disk is gone" {
		t.Errorf("said %q", said)
	}
	h.Sees("2 of 2")
}

func TestEmptyAndInWords(t *testing.T) {
	_, h, _ := sit(t, &book{})
	h.Sees("nothing is in force")
	h.Keys("enter", "j", "G")
	h.Sizes()
	_, h, _ = sit(t, two())
	if said := h.Says(); !strings.Contains(said, "pack plant") && !strings.Contains(said, "1: pack, plant, 3") {
		t.Errorf("says %s", said)
	}
	h.Keys("enter")
	if said := h.Says(); !strings.Contains(said, "signed by: hub") {
		t.Errorf("says %s", said)
	}
}
