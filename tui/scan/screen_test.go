package scan_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/scan"
	"postern/tui/screentest"
	"postern/tui/task"
)

var now = time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)

type station struct {
	lines    []parcel.Line
	readings map[string]parcel.Reading
	scans    []parcel.Scan
	err      error
}

func (s *station) Scan(_ context.Context, _ parcel.Who, read parcel.Scan, ahead func(parcel.Reading)) (parcel.Reading, error) {
	s.scans = append(s.scans, read)
	ahead(s.readings[read.Code])
	return s.readings[read.Code], s.err
}

func (s *station) Assess(_ context.Context, id parcel.ItemID) (parcel.Reading, error) {
	return s.readings[id.Ident()], s.err
}

func (s *station) Lines(_ context.Context, f parcel.Filter) (all []parcel.Line, total int, err error) {
	for _, ln := range s.lines {
		if strings.Contains(string(ln.Item), f.Text) {
			all = append(all, ln)
		}
	}
	return all[:min(len(all), f.Limit)], len(all), s.err
}

func reading(label string, lane parcel.Lane) parcel.Reading {
	return parcel.Reading{
		Item: parcel.NewItemID(label, "2026-11-15"), Known: lane != parcel.Unknown, Identifier: parcel.ParseIdentifier(label), State: parcel.Present,
		Verdict: parcel.Verdict{Lane: lane, Selection: parcel.Selection{Reason: parcel.ByNone}},
	}
}

const red, green, unknown = "RR407182635CN", "LX204175365CN", "UA473124829GB"

func sit(t *testing.T) (*scan.Screen, *screentest.Hand, *station) {
	t.Helper()
	b := &station{
		lines:    []parcel.Line{{Item: red + "@2026-11-15", Lane: parcel.Red, Words: "beads", Since: now}},
		readings: map[string]parcel.Reading{red: reading(red, parcel.Red), green: reading(green, parcel.Green), unknown: reading(unknown, parcel.Unknown)},
	}
	s := scan.New(scan.Options{
		Look: screentest.Look(t), Limit: screentest.Limit(t), Now: func() time.Time { return now }, Desk: b, Book: b,
		After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
	})
	h := screentest.Sit(t, s)
	h.Do(s.Begin(parcel.PrimaryOfficer))
	return s, h, b
}

func (s *station) read(sc *scan.Screen, h *screentest.Hand, label string) {
	h.Do(sc.Read(parcel.Who{}, parcel.Scan{Code: label}))
}

func TestWhatWaitsAndWhatIsRead(t *testing.T) {
	s, h, b := sit(t)
	h.Sees("waits here", "RR 4071 8263 5 CN", "beads")
	h.Keys("enter")
	if o, ok := screentest.Up[scan.Opened](h); !ok || o.Item.Ident() != red {
		t.Errorf("opened %v", o)
	}
	b.read(s, h, green)
	h.Sees("LX 2041 7536 5 CN", "> RELEASE")
	h.Keys("enter")
	made, ok := screentest.Up[choice.Made](h)
	if !ok || made.Choice.Outcome != parcel.Release || !s.Busy() {
		t.Fatalf("made %+v", made)
	}
	s.Refused(made.Choice) // the desk did not record it: it can be asked again
	h.Keys("6", "enter")
	if made, _ = screentest.Up[choice.Made](h); made.Choice.Outcome != parcel.Xray {
		t.Errorf("made %+v", made)
	}
	h.Do(s.Recorded(made.Choice, choice.Recorded{Event: "a/1/1", State: parcel.Examining}))
	if s.Busy() {
		t.Error("a decided item keeps the next one waiting")
	}
}

func TestAVerdictIsSeenBeforeItIsSaved(t *testing.T) {
	s, h, b := sit(t)
	for _, fails := range []bool{false, true} {
		if fails {
			b.err = errors.New("the disk is full")
		}
		parts := screentest.Parts(s.Read(parcel.Who{}, parcel.Scan{Code: green}))
		saved := parts[0]() // is still on its way to the screen
		h.Send(parts[1]())
		h.Sees("LX 2041 7536 5 CN", "being saved")
		h.Keys("enter", "1", "enter", "*")
		if _, ok := screentest.Up[choice.Made](h); ok || !s.Busy() {
			t.Error("an outcome was taken for what is not saved")
		}
		h.Send(saved)
		if fails {
			h.Sees(green + " was not read")
			continue
		}
		h.Sees("Enter records it")
		h.Back()
	}
}

func TestAdviceThatComesAfterItsItem(t *testing.T) {
	s, h, b := sit(t)
	b.read(s, h, unknown)
	h.Send(task.Refresh{})
	h.Sees("Nobody announced it")
	b.readings[unknown] = reading(unknown, parcel.Red)
	h.Keys("1")
	h.Send(task.Refresh{})
	h.Sees("Nobody announced it") // what is half chosen is not taken from under the hand
	h.Back()
	h.Send(task.Refresh{})
	h.Sees("> EXAMINE")
	if last := b.scans[len(b.scans)-1]; len(b.scans) != 2 || last.Device != "late advice" || last.Code != unknown {
		t.Errorf("recorded %+v", b.scans)
	}
	h.Send(task.Refresh{})
	if len(b.scans) != 2 {
		t.Error("a known item was read again")
	}
}

func TestAnUnknownLabelIsTyped(t *testing.T) {
	s, h, b := sit(t)
	b.read(s, h, unknown)
	h.Sees("Nobody announced it", "UA 4731 2482 9 GB")
	h.Keys("e")
	if f, ok := screentest.Up[scan.Form](h); !ok || f.Identifier.Text != unknown {
		t.Errorf("form of %+v", f)
	}
}

func TestALabelTypedByHand(t *testing.T) {
	_, h, _ := sit(t)
	h.Keys("/")
	h.Types(green)
	if r, ok := screentest.Up[scan.Typed](h); !ok || r.Code != green {
		t.Errorf("typed %+v", r)
	}
}

func TestErrorsLateAnswersAndHostileText(t *testing.T) {
	s, h, b := sit(t)
	h.Sizes()
	b.err = errors.New("the disk is full")
	b.read(s, h, red)
	h.Sees(red + " was not read")
	b.err = nil
	late := screentest.Parts(s.Read(parcel.Who{}, parcel.Scan{Code: red}))
	b.read(s, h, green)
	for _, answer := range late {
		h.Send(answer())
	}
	h.Sees("LX 2041 7536 5 CN")
	bad := reading(red, parcel.Red)
	bad.Verdict.Assessments = []parcel.Assessment{{Agency: parcel.Plant, Lane: parcel.Red, Score: 99, Hits: []parcel.Hit{{Rule: screentest.Hostile, Reason: screentest.Hostile, Evidence: screentest.Hostile, Safety: screentest.Hostile}}}}
	bad.Verdict.Tasks = []parcel.Task{{Agency: parcel.Plant, Text: screentest.Hostile, Safety: true}}
	bad.Decl.Contents = []parcel.Content{{Words: screentest.Hostile, HS: screentest.Hostile, Origin: screentest.Hostile}}
	bad.Decl.Sender.Name, bad.Suggestions = screentest.Hostile, []string{screentest.Hostile}
	b.readings[red] = bad
	b.read(s, h, red)
	h.Sizes()
	if !strings.Contains(h.Says(), "EXAMINE") {
		t.Errorf("says %s", h.Says())
	}
	s.Leave()
	h.Misses("RR 4071")
	b.lines = nil
	h.Send(task.Refresh{})
	h.Sizes()
}
