package shift_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"postern/parcel"
	"postern/tui/screentest"
	"postern/tui/shift"
	"postern/tui/task"
)

var began = time.Date(2026, 11, 17, 6, 0, 0, 0, time.UTC)

// book is a station with one sheet.
type book struct {
	sheet  shift.Sheet
	err    error
	asked  int
	opened int
	waived string
}

func (b *book) Sheet(context.Context) (shift.Sheet, error) {
	b.asked++
	return b.sheet, b.err
}

func (b *book) OpenShift(context.Context, parcel.Who, parcel.Place) (parcel.Shift, error) {
	b.opened++
	return parcel.Shift{ID: "s9"}, b.err
}

func (b *book) CloseShift(context.Context, parcel.Who) (parcel.Shift, []parcel.Business, error) {
	if len(b.sheet.Open) > 0 {
		return parcel.Shift{}, b.sheet.Open, nil
	}
	return parcel.Shift{ID: "s1", Root: strings.Repeat("ab", 32)}, nil, b.err
}

func (b *book) ExportShift(context.Context) (string, error) { return "/data/s1.csv", b.err }

func (b *book) WaiveRest(_ context.Context, _ parcel.Who, ground string) (int, error) {
	b.waived = ground
	return b.sheet.Over, b.err
}

func sit(t *testing.T, b *book) (*shift.Screen, *screentest.Hand) {
	t.Helper()
	s := shift.New(shift.Options{Look: screentest.Look(t), Limit: screentest.Limit(t), Now: func() time.Time { return began.Add(5 * time.Hour) }, Book: b})
	h := screentest.Sit(t, s)
	h.Do(s.Begin(parcel.Who{}, parcel.Bench))
	return s, h
}

func full() *book {
	sh := parcel.Shift{
		ID: "s1", Place: parcel.Bench, Opened: began, Scans: 900, Items: 800, Advised: 600, Entered: 3,
		Selected: 20, Examined: 15, Waived: 2, OpenItems: 3, HoldsNew: 5, HoldsDone: 2, Hourly: []int{10, 20},
		Lanes: map[parcel.Lane]int{parcel.Red: 45, parcel.Green: 755}, Outcomes: map[parcel.Outcome]int{parcel.Release: 700, parcel.Seize: 6},
		Moves: map[parcel.Place]parcel.Move{parcel.Belt: {In: 80, Out: 75}, parcel.Bench: {In: 15, Out: 12}},
	}
	return &book{sheet: shift.Sheet{
		Shift: sh, Officers: []string{"Ana", "Ben"}, Arrived: 4, Emptied: 3, Holds: 7, Over: 2,
		InHand:   map[parcel.Place]int{parcel.Belt: 5, parcel.Bench: 7, parcel.Lab: 1},
		Referred: 5, Late: 1, Oldest: began.Add(-21 * time.Hour),
		Open: []parcel.Business{{Kind: "hold", Item: "LX204175365CN@2026-11-15", Text: "no cause"}, {Kind: "exhibit", Item: "RR407182635CN@2026-11-15", Text: "in no slot"}},
	}}
}

func TestTheSheet(t *testing.T) {
	_, h := sit(t, full())
	h.Sees("Shift s1", "Ana, Ben", "receptacles 4 in, 3 opened; scans 900", "items 800, advised 75 %, forms 3", "red 45 green 755", "selected 20 = 15 done + 2 waived + 3 open",
		"holds 5 new, 2 closed; 7 open now", "release 700", "2 picked do not fit", "LX 2041 7536 5 CN", "in no slot", "2 things before the close")
	for _, row := range []string{
		" belt          0   80   75    5", " bench         4   15   12    7", " lab           1    0    0    1", " all           5   95   87   13", "5 referred, the first 26h ago: 1 late",
	} {
		h.Sees(row)
	}
	h.Sizes()
}

// Known values of the Wilson score interval, z 1.96.
func TestIntervals(t *testing.T) {
	for _, tc := range []struct {
		hits, n int
		want    string
	}{
		{0, 0, "0-100 %"},
		{0, 11, "0-26 %"},
		{14, 111, "8-20 %"},
		{10, 84, "7-21 %"},
		{2, 7, "8-64 %"},
		{1, 1, "21-100 %"},
	} {
		b := &book{sheet: shift.Sheet{Shift: parcel.Shift{ID: "1", Worth: parcel.Quality{ByReason: []parcel.ReasonShare{
			{Reason: parcel.ByRule, Share: parcel.Share{Found: tc.hits, Examined: tc.n}},
		}}}}}
		_, h := sit(t, b)
		h.Sees(fmt.Sprintf("all %d/%d %s", tc.hits, tc.n, tc.want))
	}
}

func TestNumberedActs(t *testing.T) {
	b := full()
	s, h := sit(t, b)
	h.Keys("1")
	h.Sees("1 OPEN", "Enter does it")
	if !h.Back() || h.Back() {
		t.Error("the act is not taken back once")
	}
	h.Keys("1", "enter")
	if b.opened != 1 || h.Notice() != "shift s9 is open" {
		t.Error("no shift was opened")
	}
	h.Keys("2", "enter")
	if asked, ok := screentest.Up[shift.CloseAsked](h); !ok || asked.Shift.ID != "s1" {
		t.Error("the close was not asked for")
	}
	h.Do(s.Close(parcel.Who{}))
	if said := h.Notice(); !strings.Contains(said, "not closed: 2 things") {
		t.Errorf("said %q", said)
	}
	h.Keys("3", "enter")
	if h.Notice() != "written: /data/s1.csv" {
		t.Error("no log was written")
	}
	h.Keys("4", "enter")
	if asked, ok := screentest.Up[shift.WaiveAsked](h); !ok || asked.Items != 2 {
		t.Error("the waiver was not asked for")
	}
	if b.waived != "" {
		t.Error("waived without a signature")
	}
	h.Do(s.Waive(parcel.Who{}))
	if b.waived == "" || h.Notice() != "2 items were waived, each by name" {
		t.Errorf("waived for %q", b.waived)
	}
	b.sheet.Over, b.sheet.Open = 0, nil
	h.Send(task.Refresh{})
	h.Keys("4", "enter")
	if _, ok := screentest.Up[shift.WaiveAsked](h); ok {
		t.Error("asked to waive nothing")
	}
	h.Do(s.Close(parcel.Who{}))
	if said := h.Notice(); !strings.Contains(said, "root abababab...abab") {
		t.Errorf("said %q", said)
	}
}

func TestBusinessIsOpenedByItsRow(t *testing.T) {
	_, h := sit(t, full())
	h.Keys("j", "j", "enter")
	if o, ok := screentest.Up[shift.Opened](h); !ok || o.Item.Ident() != "RR407182635CN" {
		t.Errorf("opened %v", o)
	}
	h.Keys("k", "enter")
	if o, _ := screentest.Up[shift.Opened](h); o.Item.Ident() != "LX204175365CN" {
		t.Errorf("opened %v", o)
	}
}

func TestOneCountAtATime(t *testing.T) {
	b := full()
	s, h := sit(t, b)
	slow := s.Update(task.Refresh{})
	for range 5 {
		h.Send(task.Refresh{})
	}
	if b.asked != 1 {
		t.Errorf("counted %d times beside one another", b.asked)
	}
	h.Do(slow) // and once more, since data changed meanwhile
	if b.asked != 3 {
		t.Errorf("counted %d times", b.asked)
	}
	late := s.Begin(parcel.Who{}, parcel.Bench)()
	s.Leave()
	h.Send(late)
	h.Sees("counting")
}

func TestNoShiftClosedShiftErrorsAndHostileText(t *testing.T) {
	_, h := sit(t, &book{})
	h.Sees("No shift was opened here yet", "1 and Enter opens one")
	h.Keys("2", "enter")
	if h.Notice() != "no shift is open" {
		t.Error("a close of nothing was not refused")
	}
	h.Sizes()
	b := full()
	b.sheet.Shift.Closed, b.sheet.Shift.Root, b.sheet.Open = b.sheet.Shift.Opened.Add(8*time.Hour), strings.Repeat("cd", 32), nil
	_, h = sit(t, b)
	h.Sees("closed 2026-11-17 14:00", "root cdcdcdcd...cdcd")
	h.Misses("nothing stops the close", "now")
	b = full()
	b.sheet.Officers, b.sheet.Shift.ID = []string{screentest.Hostile}, screentest.Hostile
	b.sheet.Open[0].Text, b.sheet.Open[0].Kind = screentest.Hostile, screentest.Hostile
	s, h := sit(t, b)
	h.Sizes()
	b.err = errors.New("the disk is full")
	h.Do(s.Begin(parcel.Who{}, parcel.Bench))
	if h.Notice() != "the disk is full" {
		t.Error("the error was not said")
	}
	if said := h.Says(); !strings.Contains(said, "belt: open 0, in 80, out 75, now 5") || !strings.Contains(said, "in no slot") {
		t.Errorf("says %s", said)
	}
}
