package scanner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui/keys"
	"postern/tui/look"
	"postern/tui/scanner"
	"postern/tui/screentest"
)

// bench is a page, its clock, its timers and what was written.
type bench struct {
	*screentest.Hand
	s      *scanner.Screen
	now    time.Time
	timer  tea.Msg
	due    time.Time
	gap    time.Duration
	prefix string
	err    error
}

func (b *bench) TeachWedge(_ context.Context, gap time.Duration, prefix string) error {
	b.gap, b.prefix = gap, prefix
	return b.err
}

func sit(t *testing.T) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)}
	b.s = scanner.New(scanner.Options{
		Look: screentest.Look(t), Limit: screentest.Limit(t), Settings: b, Now: func() time.Time { return b.now },
		After: func(d time.Duration, msg tea.Msg) tea.Cmd {
			b.timer, b.due = msg, b.now.Add(d)
			return nil
		},
	})
	b.Hand = screentest.Sit(t, b.s)
	b.s.Begin()
	return b
}

// wait lets time pass, and the timer come.
func (b *bench) wait(d time.Duration) {
	end := b.now.Add(d)
	for b.timer != nil && !b.due.After(end) {
		msg := b.timer
		b.now, b.timer = b.due, nil
		b.Send(msg)
	}
	b.now = end
}

// reads lets the scanner type keys, a gap apart, and then be quiet.
func (b *bench) reads(gap time.Duration, names ...string) {
	for _, n := range names {
		msg, ok := keys.Press(n)
		if !ok {
			msg = tea.KeyPressMsg{Text: n}
		}
		b.Do(b.s.Hear(msg))
		b.wait(gap)
	}
	b.wait(time.Second)
}

func label(text string, around ...string) []string {
	all := strings.Split(text, "")
	if len(around) == 2 {
		all = append([]string{around[0]}, all...)
	}
	return append(all, around[len(around)-1])
}

func TestAScannerIsLearnedAndWritten(t *testing.T) {
	b := sit(t)
	b.Sees("read label 1 of 3", "Esc leaves")
	b.reads(60*time.Millisecond, label("RR407182635CN", "f12", "enter")...)
	b.Sees("label 1: RR407182635CN, keys up to 60 ms apart", "read label 2 of 3")
	b.Keys("1", "enter") // no act while it listens
	b.reads(71*time.Millisecond, label("LX204175365CN", "f12", "enter")...)
	b.reads(62*time.Millisecond, label("UA473124829GB", "f12", "enter")...)
	b.Sees("A read begins with f12", "It ends with enter", "up to 71 ms apart; 90 ms go into the settings", "1 write it")
	b.Sizes()
	if b.gap != 0 {
		t.Fatal("written before it was asked for")
	}
	b.Keys("1", "enter")
	if b.gap != 90*time.Millisecond || b.prefix != "f12" {
		t.Errorf("wrote %v, %q", b.gap, b.prefix)
	}
	b.Sees("stands in the settings")
	b.err = errors.New("the disk is full")
	b.Keys("1", "enter")
	if b.Notice() != "the disk is full" {
		t.Error("the error was not said")
	}
	b.Keys("2", "enter")
	b.Sees("read label 1 of 3")
	if !strings.Contains(b.Says(), "read label 1 of 3") {
		t.Errorf("says %s", b.Says())
	}
}

func TestTheUsualPrefixIsNotWritten(t *testing.T) {
	b := sit(t)
	for _, l := range []string{"RR407182635CN", "LX204175365CN", "UA473124829GB"} {
		b.reads(2*time.Millisecond, label(l, "ctrl+b", "tab")...)
	}
	b.Sees("begins with ctrl+b", "ends with tab", "50 ms go into")
	b.Keys("1", "enter")
	if b.gap != 50*time.Millisecond || b.prefix != "" {
		t.Errorf("wrote %v, %q", b.gap, b.prefix)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for words, names := range map[string][]string{
		"no label in it": label("hello"+screentest.Hostile, "enter"),
		"program CR":     strings.Split("RR407182635CN", ""),
		"signs before":   label("*RR407182635CN", "enter"),
	} {
		b := sit(t)
		b.reads(3*time.Millisecond, names...)
		b.Sees(words)
		b.Keys("1", "enter")
		if n, ok := screentest.Up[look.Notice](b.Hand); !ok || !n.Bad || b.gap != 0 {
			t.Errorf("%s: written all the same", words)
		}
		b.Sizes()
		b.s.Leave()
		b.Sees("read label 1 of 3")
	}
}
