package fold_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

func TestItemStates(t *testing.T) {
	for name, c := range map[string]struct {
		tell func(*story)
		want parcel.State
	}{
		"nothing told":            {func(*story) {}, parcel.Expected},
		"entered from its form":   {func(s *story) { s.add(journal.ItemEntered{}) }, parcel.Present},
		"held before it came":     {func(s *story) { s.hold() }, parcel.Expected},
		"seen":                    {func(s *story) { s.scan(parcel.Belt, parcel.ByNone) }, parcel.Present},
		"seen without reason":     {func(s *story) { s.scan(parcel.Belt, "") }, parcel.Present},
		"picked":                  {func(s *story) { s.scan(parcel.Belt, parcel.ByRandom) }, parcel.Selected},
		"picked, then not":        {func(s *story) { s.scan(parcel.Belt, parcel.ByHold); s.scan(parcel.Belt, parcel.ByNone) }, parcel.Present},
		"corrected only":          {func(s *story) { s.scan(parcel.Belt, parcel.ByRule); s.decide(parcel.Correct) }, parcel.Selected},
		"decided unseen":          {func(s *story) { s.decide(parcel.Missing) }, parcel.NotFound},
		"queried":                 {func(s *story) { s.decide(parcel.Query) }, parcel.Held},
		"held":                    {func(s *story) { s.decide(parcel.HoldItem) }, parcel.Held},
		"under X-ray":             {func(s *story) { s.decide(parcel.Xray) }, parcel.Examining},
		"examined":                {func(s *story) { s.decide(parcel.Examine) }, parcel.Examining},
		"referred":                {func(s *story) { s.decide(parcel.Refer) }, parcel.Referred},
		"detained":                {func(s *story) { s.decide(parcel.Detain) }, parcel.Detained},
		"seized":                  {func(s *story) { s.decide(parcel.Seize) }, parcel.Seized},
		"destroyed":               {func(s *story) { s.decide(parcel.Destroy) }, parcel.Destroyed},
		"returned":                {func(s *story) { s.decide(parcel.Return) }, parcel.ReturnedTo},
		"delivered":               {func(s *story) { s.decide(parcel.Deliver) }, parcel.Delivered},
		"released":                {func(s *story) { s.scan(parcel.Bench, parcel.ByRule); s.decide(parcel.Release) }, parcel.Released},
		"released against duty":   {func(s *story) { s.decide(parcel.Duty) }, parcel.Released},
		"waived":                  {func(s *story) { s.decide(parcel.Waive) }, parcel.Released},
		"gone":                    {func(s *story) { s.decide(parcel.Release); s.scan(parcel.Handback, parcel.ByNone) }, parcel.Gone},
		"gone, then back":         {func(s *story) { s.decide(parcel.Release); s.scan(parcel.Handback, ""); s.scan(parcel.Bench, "") }, parcel.Released},
		"seized and seen leaving": {func(s *story) { s.decide(parcel.Seize); s.scan(parcel.Handback, parcel.ByNone) }, parcel.Seized},
		"superseded":              {func(s *story) { s.decide(parcel.Release, s.decide(parcel.Examine)) }, parcel.Released},
		"conflict": {func(s *story) {
			s.at("A").decide(parcel.Release)
			s.at("B").decide(parcel.Seize)
		}, parcel.Conflict},
		"agreement": {func(s *story) {
			s.at("A").decide(parcel.Seize)
			s.at("B").decide(parcel.Seize)
		}, parcel.Seized},
		"a correction is no contradiction": {func(s *story) {
			s.at("A").decide(parcel.Correct)
			s.at("B").decide(parcel.Release)
		}, parcel.Released},
		"conflict settled": {func(s *story) {
			a, b := s.at("A").decide(parcel.Release), s.at("B").decide(parcel.Seize)
			s.decide(parcel.Detain, a, b)
		}, parcel.Detained},
		"settlement withdrawn": {func(s *story) {
			a, b := s.at("A").decide(parcel.Release), s.at("B").decide(parcel.Seize)
			s.undo(s.decide(parcel.Detain, a, b))
		}, parcel.Conflict},
		"withdrawn": {func(s *story) { s.scan(parcel.Belt, parcel.ByRule); s.undo(s.decide(parcel.Release)) }, parcel.Selected},
		"withdrawn, the one before stands": {func(s *story) {
			s.undo(s.decide(parcel.Release, s.decide(parcel.Examine)))
		}, parcel.Examining},
		"only the last withdrawn": {func(s *story) {
			first := s.decide(parcel.Examine)
			second := s.decide(parcel.HoldItem, first)
			s.undo(s.decide(parcel.Release, second))
		}, parcel.Held},
	} {
		s := newStory()
		c.tell(s)
		if got := fold.OfItem(s.events); got.State != c.want {
			t.Errorf("%s: %s, want %s", name, got.State, c.want)
		}
	}
}

func TestEveryStateIsReached(t *testing.T) {
	reached := map[parcel.State]bool{parcel.Gone: true, parcel.Conflict: true, parcel.Expected: true, parcel.Present: true, parcel.Selected: true}
	for _, o := range parcel.Outcomes() {
		s := newStory()
		s.decide(o)
		reached[fold.OfItem(s.events).State] = true
	}
	for _, state := range parcel.States() {
		if !reached[state] {
			t.Errorf("no outcome leads to %s", state)
		}
	}
}

func TestTheMostRestrictiveDecisionRules(t *testing.T) {
	for i, mild := range parcel.Outcomes() {
		for _, harsh := range parcel.Outcomes()[i+1:] {
			for _, order := range [][2]parcel.Outcome{{mild, harsh}, {harsh, mild}} {
				s := newStory()
				s.at("A").decide(order[0])
				s.at("B").decide(order[1])
				if got := fold.OfItem(s.events); got.Rules != harsh || len(got.Open) != 2 {
					t.Errorf("%v: %s rules, %d stand", order, got.Rules, len(got.Open))
				}
			}
		}
	}
}

func TestInspectedOutlivesTheExamination(t *testing.T) {
	found := journal.ItemDecided{Outcome: parcel.Release, Findings: []parcel.Finding{{Code: "contents"}}}
	for name, c := range map[string]struct {
		tell             func(*story)
		inspected, found bool
	}{
		"nothing":               {func(s *story) { s.scan(parcel.Bench, parcel.ByRule) }, false, false},
		"examination":           {func(s *story) { s.decide(parcel.Examine) }, true, false},
		"X-ray":                 {func(s *story) { s.decide(parcel.Xray) }, true, false},
		"examined and released": {func(s *story) { s.decide(parcel.Release, s.decide(parcel.Examine)) }, true, false},
		"examined and seized":   {func(s *story) { s.decide(parcel.Seize, s.decide(parcel.Examine)) }, true, true},
		"examination withdrawn": {func(s *story) { s.undo(s.decide(parcel.Examine)) }, false, false},
		"released with finding": {func(s *story) { s.add(found) }, true, false},
		"seized on papers":      {func(s *story) { s.decide(parcel.Seize) }, false, true},
		"seizure withdrawn":     {func(s *story) { s.undo(s.decide(parcel.Seize)) }, false, false},
		"seizure superseded":    {func(s *story) { s.decide(parcel.Release, s.decide(parcel.Seize)) }, false, false},
	} {
		s := newStory()
		c.tell(s)
		if got := fold.OfItem(s.events); got.Inspected != c.inspected || got.Found != c.found {
			t.Errorf("%s: inspected %v, found %v", name, got.Inspected, got.Found)
		}
	}
}

func TestItemInFull(t *testing.T) {
	s := newStory()
	form := parcel.Declaration{FiscalID: "form"}
	papers := parcel.Declaration{FiscalID: "papers"}
	s.add(journal.ItemScanned{Scan: parcel.Scan{Place: parcel.Belt, Mass: 400}, Declaration: &papers, Receptacle: "INMAACMYKULAACN70108002000194"})
	if got := fold.OfItem(s.events); got.Source != parcel.FromPapers || got.Form.FiscalID != "papers" {
		t.Errorf("%s: %+v", got.Source, got.Form)
	}
	s.add(journal.ItemEntered{Declaration: form})
	s.add(journal.ItemScanned{
		Scan: parcel.Scan{Place: parcel.Bench}, Declaration: &papers,
		Verdict: parcel.Verdict{Lane: parcel.Yellow, Selection: parcel.Selection{Reason: parcel.ByRule, Probability: 1}},
	})
	n := s.decide(parcel.Detain)
	want := fold.Item{
		State: parcel.Detained, Place: parcel.Bench, Since: opened.Add(4 * time.Minute), Lane: parcel.Red, Mass: 400, Scans: 2, Presented: opened.Add(time.Minute), Read: opened.Add(3 * time.Minute), Bag: "INMAACMYKULAACN70108002000194",
		Judged: s.events[3].HLC, Selection: parcel.Selection{Reason: parcel.ByRule, Probability: 1},
		Verdict: parcel.Verdict{Lane: parcel.Yellow, Selection: parcel.Selection{Reason: parcel.ByRule, Probability: 1}},
		Found:   true, Rules: parcel.Detain,
		Open: []parcel.Decision{{Event: n.String(), Outcome: parcel.Detain, Ground: "because", Officers: []parcel.OfficerID{"ana"}, At: s.clock}},
		Exhibits: []parcel.Exhibit{{
			Number: n.Exhibit(), Item: boat, State: parcel.ExhibitKept, Outcome: parcel.Detain, Mass: 400, Station: "A",
			Custody: []parcel.Custody{{Event: n.String(), At: s.clock, Officers: []parcel.OfficerID{"ana"}, Mass: 400}},
		}},
		Form: &form, Source: parcel.FromForm, Formed: opened.Add(2 * time.Minute),
	}
	if diff := cmp.Diff(want, fold.OfItem(s.events)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeReadChangesNothing(t *testing.T) {
	s := newStory()
	s.hold()
	s.scan(parcel.Bench, parcel.ByRule)
	s.decide(parcel.Examine)
	before, elsewhere := fold.OfItem(s.events), journal.Name{Station: "B", Seq: 1}
	for _, kind := range []journal.Kind{
		"item_weighed", journal.KindItemScanned, journal.KindItemEntered, journal.KindItemDecided, journal.KindHoldIssued, journal.KindHoldClosed,
		journal.KindDecisionWithdrawn,
	} {
		more := *s
		more.events = slices.Clone(s.events)
		more.unknown(kind, elsewhere)
		if diff := cmp.Diff(before, fold.OfItem(more.events)); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}

// A seizure whose body was shredded still stands in the way of the release it
// took the place of.
func TestAnUnreadDecisionStillSupersedes(t *testing.T) {
	s := newStory()
	s.scan(parcel.Bench, parcel.ByRule)
	s.unknown(journal.KindItemDecided, s.decide(parcel.Release))
	if got := fold.OfItem(s.events); got.State != parcel.Selected || len(got.Open) != 0 {
		t.Errorf("%s with %d decisions", got.State, len(got.Open))
	}
}

func TestItemInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStory(t)
		ofItem := slices.DeleteFunc(s.events, func(e journal.Event) bool { return e.Item != boat })
		again := told(t, ofItem)
		if diff := cmp.Diff(fold.OfItem(ofItem), fold.OfItem(again)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(fold.Entries(ofItem), fold.Entries(again)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A fold reads its events and leaves them as they are.
func TestFoldsLeaveTheirEventsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStory(t)
		given := told(t, s.events)
		before := slices.Clone(given)
		fold.OfItem(given)
		fold.OfShift("s1", given)
		fold.Entries(given)
		if diff := cmp.Diff(before, given); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestExamined: what was shown before somebody looked inside counts, not what
// was shown afterwards; a look that was taken back is none.
func TestExamined(t *testing.T) {
	s := newStory()
	s.scan(parcel.Belt, parcel.ByRandom)
	s.add(journal.ItemDecided{Outcome: parcel.Query, Ground: "invoice"})
	if _, ok := fold.Examined(s.events); ok {
		t.Error("nobody looked inside yet")
	}
	s.add(journal.ItemDecided{Outcome: parcel.Examine, Ground: "drawn"})
	s.scan(parcel.Bench, parcel.ByHold)
	s.add(journal.ItemDecided{Outcome: parcel.Seize, Ground: "seeds", Agency: parcel.Plant})
	x, ok := fold.Examined(s.events)
	if !ok || x.Selection.Reason != parcel.ByRandom || !x.Found(parcel.Plant) || x.Found(parcel.Food) {
		t.Errorf("%v %+v", ok, x)
	}
	s = newStory()
	s.scan(parcel.Belt, parcel.ByRandom)
	n := s.add(journal.ItemDecided{Outcome: parcel.Examine, Ground: "drawn"})
	s.undo(n)
	if _, ok := fold.Examined(s.events); ok {
		t.Error("the look was taken back")
	}
	for _, c := range []struct {
		body   journal.ItemExamined
		inside bool
	}{
		{journal.ItemExamined{Checked: []parcel.Checked{{Field: parcel.CheckDescription, Line: 1, Found: "seeds"}}}, true},
		{journal.ItemExamined{Replies: []parcel.Reply{{Question: "plants", Yes: true}}}, true},
		{journal.ItemExamined{Checked: []parcel.Checked{{Field: parcel.CheckGross, True: true}}}, false},
	} {
		s = newStory()
		s.scan(parcel.Belt, parcel.ByRandom)
		s.add(journal.ItemDecided{Outcome: parcel.Seize, Ground: "by its papers", Agency: parcel.Plant})
		if _, ok := fold.Examined(s.events); ok {
			t.Error("what was decided without a look inside teaches")
		}
		s.add(c.body)
		if x, ok := fold.Examined(s.events); ok != c.inside || ok && !x.Found(parcel.Plant) || fold.OfItem(s.events).Opened() != ok {
			t.Errorf("%+v: looked inside %v", c.body, ok)
		}
	}
	s = newStory()
	s.add(journal.ItemDecided{Outcome: parcel.Examine, Ground: "by hand"})
	if _, ok := fold.Examined(s.events); ok {
		t.Error("nobody knows why it was picked")
	}
}
