package fold_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

func TestShiftInFull(t *testing.T) {
	s := newStory().of("")
	s.scan(parcel.Bench, parcel.ByRule) // before the shift
	s.add(journal.ShiftOpened{Shift: "s1", Place: parcel.Bench, Commit: "c", Rate: 0.02})
	start := s.clock
	s.of(boat).scan(parcel.Belt, parcel.ByRule)
	s.scan(parcel.Bench, parcel.ByRule)
	seized := s.decide(parcel.Seize, s.decide(parcel.Examine))
	s.of("B@1").scan(parcel.Belt, parcel.ByRule)
	waived := s.decide(parcel.Waive)
	s.of("C@1").scan(parcel.Belt, parcel.ByRule)
	s.of("D@1").scan(parcel.Belt, parcel.ByNone)
	s.undo(s.decide(parcel.Duty))
	s.of("").scan(parcel.Dock, parcel.ByNone) // a receptacle
	s.of("E@1").hold()
	s.add(journal.HoldClosed{Cause: parcel.NotArrived})
	s.add(journal.ItemEntered{})
	s.clock = start.Add(2*time.Hour + 30*time.Minute)
	s.of("F@1").add(journal.ItemScanned{Verdict: parcel.Verdict{
		Lane: parcel.Yellow, Selection: parcel.Selection{Reason: parcel.ByRandom, Drawn: true},
	}})
	found := s.add(journal.ItemDecided{Outcome: parcel.Duty, Ground: "undervalued", Findings: []parcel.Finding{{Code: "value"}}})
	s.of("").add(journal.ShiftClosed{Shift: "s1", Secret: "x"})
	last := s.seq["A"]
	s.of("G@1").scan(parcel.Belt, parcel.ByRule) // after it

	got, ok := fold.OfShift("s1", s.events)
	if !ok {
		t.Fatal("no shift")
	}
	var log []string
	for _, d := range got.Decisions {
		text := string(d.Outcome)
		if d.Lifted {
			text += " lifted"
		}
		log = append(log, text)
	}
	if diff := cmp.Diff([]string{"examine lifted", "seize", "waive", "duty lifted", "duty"}, log); diff != "" {
		t.Error(diff)
	}
	if got.Decisions[1].Event != seized.String() || got.Decisions[2].Event != waived.String() || got.Decisions[4].Event != found.String() {
		t.Errorf("%+v", got.Decisions)
	}
	if diff := cmp.Diff(parcel.Rate(fold.Trials("s1", s.events)), got.Worth); diff != "" {
		t.Error(diff)
	}
	got.Decisions, got.Moves, got.Worth = nil, nil, parcel.Quality{}
	want := parcel.Shift{
		ID: "s1", Place: parcel.Bench, Opened: start, Closed: s.events[len(s.events)-2].Wall,
		Officers: []parcel.OfficerID{"ana"}, Closers: []parcel.OfficerID{"ana"}, First: 2, Last: last,
		Scans: 7, Items: 5, Advised: 4, Entered: 1,
		Lanes:    map[parcel.Lane]int{parcel.Red: 3, parcel.Green: 1, parcel.Yellow: 1},
		Outcomes: map[parcel.Outcome]int{parcel.Seize: 1, parcel.Waive: 1, parcel.Duty: 1},
		Selected: 4, Examined: 2, Waived: 1, OpenItems: 1, Found: 2, Drawn: 1, DrawnDone: 1, DrawnHits: 1,
		HoldsNew: 1, HoldsDone: 1, Withdrawn: 1, Commit: "c", Secret: "x", Rate: 0.02, Hourly: []int{6, 0, 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNoShift(t *testing.T) {
	s := newStory().of("")
	s.add(journal.ShiftOpened{Shift: "s1"})
	if got, ok := fold.OfShift("s2", s.events); ok {
		t.Errorf("%+v", got)
	}
	if _, ok := fold.OfShift("s1", nil); ok {
		t.Error("a shift without events")
	}
}

func TestAnItemDealtWithStaysCounted(t *testing.T) {
	for name, c := range map[string]struct {
		tell                     func(*story)
		selected, examined, open int
	}{
		"seen leaving after its release": {func(s *story) {
			s.scan(parcel.Belt, parcel.ByRule)
			s.decide(parcel.Release)
			s.scan(parcel.Handback, parcel.ByNone)
		}, 1, 1, 0},
		"no reason left to pick it": {func(s *story) {
			s.scan(parcel.Belt, parcel.ByHold)
			s.scan(parcel.Belt, parcel.ByNone)
		}, 0, 0, 0},
		"under examination": {func(s *story) {
			s.scan(parcel.Belt, parcel.ByRule)
			s.decide(parcel.Examine)
		}, 1, 0, 1},
		"release withdrawn": {func(s *story) {
			s.scan(parcel.Belt, parcel.ByRule)
			s.undo(s.decide(parcel.Release))
		}, 1, 0, 1},
	} {
		s := newStory().of("")
		s.add(journal.ShiftOpened{Shift: "s1"})
		c.tell(s.of(boat))
		got, _ := fold.OfShift("s1", s.events)
		if got.Selected != c.selected || got.Examined != c.examined || got.OpenItems != c.open {
			t.Errorf("%s: selected %d, examined %d, open %d", name, got.Selected, got.Examined, got.OpenItems)
		}
	}
}

func TestDrawnExaminedAndWithdrawn(t *testing.T) {
	s := newStory().of("")
	s.add(journal.ShiftOpened{Shift: "s1"})
	s.of(boat).add(journal.ItemScanned{Verdict: parcel.Verdict{Selection: parcel.Selection{Reason: parcel.ByRandom, Drawn: true}}})
	examined := s.decide(parcel.Examine)
	s.scan(parcel.Bench, parcel.ByNone) // drawn is drawn
	if got, _ := fold.OfShift("s1", s.events); got.Drawn != 1 || got.DrawnDone != 1 {
		t.Errorf("drawn %d, examined %d", got.Drawn, got.DrawnDone)
	}
	s.undo(examined)
	if got, _ := fold.OfShift("s1", s.events); got.Drawn != 1 || got.DrawnDone != 0 {
		t.Errorf("withdrawn: drawn %d, examined %d", got.Drawn, got.DrawnDone)
	}
}

func TestAShiftOfAYearHasBoundedHours(t *testing.T) {
	s := newStory().of("")
	s.add(journal.ShiftOpened{Shift: "s1"})
	s.clock = s.clock.AddDate(1, 0, 0)
	s.scan(parcel.Dock, parcel.ByNone)
	s.clock = opened.Add(-time.Hour) // set back behind the opening
	s.scan(parcel.Dock, parcel.ByNone)
	got, _ := fold.OfShift("s1", s.events)
	if len(got.Hourly) > 24*7+1 {
		t.Errorf("%d hours", len(got.Hourly))
	}
}

func TestShiftSumsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStory(t)
		got, ok := fold.OfShift("s1", s.events)
		again, okAgain := fold.OfShift("s1", told(t, s.events))
		if diff := cmp.Diff(got, again); ok != okAgain || diff != "" {
			t.Fatal(ok, okAgain, diff)
		}
		lanes, hours, standing := 0, 0, 0
		for _, n := range got.Lanes {
			lanes += n
		}
		for _, n := range got.Hourly {
			hours += n
		}
		for _, n := range got.Outcomes {
			standing += n
		}
		lifted := 0
		for _, d := range got.Decisions {
			if d.Lifted {
				lifted++
			}
		}
		switch {
		case got.Selected != got.Examined+got.Waived+got.OpenItems:
			t.Fatalf("selected %d = %d + %d + %d", got.Selected, got.Examined, got.Waived, got.OpenItems)
		case lanes != got.Items:
			t.Fatalf("%d items, %d lanes", got.Items, lanes)
		case standing+lifted != len(got.Decisions):
			t.Fatalf("%d decisions, %d stand, %d lifted", len(got.Decisions), standing, lifted)
		case hours > got.Scans, got.Selected > got.Items, got.Drawn < got.DrawnDone, got.DrawnDone < got.DrawnHits:
			t.Fatalf("%+v", got)
		}
	})
}
