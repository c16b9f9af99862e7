package messages_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"postern/tui/messages"
	"postern/tui/screentest"
	"postern/tui/task"
)

type book struct {
	all []messages.Message
	err error
}

func (b *book) Messages(_ context.Context, most int) ([]messages.Message, int, error) {
	return b.all[:min(most, len(b.all))], len(b.all), b.err
}

func sit(t *testing.T, b *book) (*messages.Screen, *screentest.Hand) {
	t.Helper()
	s := messages.New(messages.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Book: b})
	h := screentest.Sit(t, s)
	h.Do(s.Begin())
	return s, h
}

var at = time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)

func three() *book {
	faulty := messages.Message{At: at.Add(-time.Hour), File: "b.edi", Format: "itmatt", Items: 240}
	for i := range 60 {
		faulty.Faults = append(faulty.Faults, messages.Fault{Item: "LX204175365CN", Text: fmt.Sprintf("line %d, pieces: got \"x\"", i)})
	}
	return &book{all: []messages.Message{
		{At: at, File: "a.xml", Rejected: true, Why: "line 3: got twelve"}, faulty, {At: at.Add(-2 * time.Hour), File: "c.edi", Others: 3},
	}}
}

func TestWhatCameAndWhatWasWrong(t *testing.T) {
	b := three()
	_, h := sit(t, b)
	h.Sees("1 of 3", "a.xml", "REJECTED", "nothing of it was taken: line 3: got twelve", "60 faults", "c.edi")
	h.Keys("j")
	h.Sees("taken: 240 items", "line 0, pieces")
	h.Keys("enter", "pgdown", "G")
	h.Sees("line 59, pieces")
	h.Misses("line 0, pieces")
	h.Keys("g")
	h.Sees("line 0, pieces")
	if !h.Back() {
		t.Error("not back in the list")
	}
	h.Sees("2 of 3")
	h.Keys("tab")
	h.Sees("2 of 2")
	h.Misses("c.edi")
	if !h.Back() || h.Back() {
		t.Error("those in trouble are left once")
	}
	h.Sizes()
}

func TestTheChosenFileStaysChosen(t *testing.T) {
	b := three()
	_, h := sit(t, b)
	h.Keys("G")
	b.all = append([]messages.Message{{At: at.Add(time.Minute), File: "new.edi"}}, b.all...)
	h.Send(task.Refresh{})
	h.Sees("4 of 4", "new.edi")
	b.err = errors.New("the disk is gone")
	h.Send(task.Refresh{})
	if h.Notice() != "the disk is gone" {
		t.Error("the error was not said")
	}
	h.Sees("4 of 4")
}

func TestLateEmptyFullAndHostile(t *testing.T) {
	b := &book{}
	s, h := sit(t, b)
	h.Sees("nothing came in yet")
	h.Keys("enter", "tab", "j", "G")
	h.Sizes()
	for i := range 700 {
		b.all = append(b.all, messages.Message{
			At: at.Add(-time.Duration(i) * time.Second), File: screentest.Hostile, Format: screentest.Hostile, Rejected: i%2 == 0, Why: screentest.Hostile,
			Faults: []messages.Fault{{Item: screentest.Hostile, Text: screentest.Hostile}},
		})
	}
	h.Send(task.Refresh{})
	h.Keys("G", "enter")
	h.Sizes()
	h.Back()
	h.Sees("500 of 500", "700 came in all")
	late := s.Begin()()
	s.Leave()
	h.Send(late)
	h.Misses("500 of")
	if !strings.Contains(h.Says(), "what came in") {
		t.Errorf("says %s", h.Says())
	}
}
