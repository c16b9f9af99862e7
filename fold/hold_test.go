package fold_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

func TestHoldStates(t *testing.T) {
	type now struct {
		State  parcel.HoldState
		Closed bool
		Cause  parcel.Cause
		Since  int // minutes after the first
	}
	for name, c := range map[string]struct {
		tell func(*story, journal.Name)
		want now
	}{
		"issued":             {func(*story, journal.Name) {}, now{parcel.HoldIssued, false, "", 1}},
		"seen":               {func(s *story, _ journal.Name) { s.scan(parcel.Belt, parcel.ByHold) }, now{parcel.HoldSeen, false, "", 2}},
		"presented":          {func(s *story, _ journal.Name) { s.scan(parcel.Bench, parcel.ByHold) }, now{parcel.HoldPresented, false, "", 2}},
		"presented at X-ray": {func(s *story, _ journal.Name) { s.scan(parcel.XrayRoom, parcel.ByHold) }, now{parcel.HoldPresented, false, "", 2}},
		"seen again": {func(s *story, _ journal.Name) {
			s.scan(parcel.Bench, parcel.ByHold)
			s.scan(parcel.Belt, parcel.ByHold)
		}, now{parcel.HoldPresented, false, "", 2}},
		"examined":  {func(s *story, _ journal.Name) { s.decide(parcel.Examine) }, now{parcel.HoldPresented, false, "", 2}},
		"X-rayed":   {func(s *story, _ journal.Name) { s.decide(parcel.Xray) }, now{parcel.HoldPresented, false, "", 2}},
		"queried":   {func(s *story, _ journal.Name) { s.decide(parcel.Query) }, now{parcel.HoldIssued, false, "", 1}},
		"held":      {func(s *story, _ journal.Name) { s.decide(parcel.HoldItem) }, now{parcel.HoldIssued, false, "", 1}},
		"corrected": {func(s *story, _ journal.Name) { s.decide(parcel.Correct) }, now{parcel.HoldIssued, false, "", 1}},
		"seized":    {func(s *story, _ journal.Name) { s.decide(parcel.Seize) }, now{parcel.HoldDecided, true, "", 2}},
		"released":  {func(s *story, _ journal.Name) { s.decide(parcel.Release) }, now{parcel.HoldDecided, true, "", 2}},
		"missing":   {func(s *story, _ journal.Name) { s.decide(parcel.Missing) }, now{parcel.HoldIssued, true, parcel.NotArrived, 2}},
		"missing after it was read": {func(s *story, _ journal.Name) {
			s.scan(parcel.Belt, parcel.ByHold)
			s.decide(parcel.Missing)
		}, now{parcel.HoldSeen, true, parcel.OtherCause, 3}},
		"withdrawn": {func(s *story, _ journal.Name) {
			s.scan(parcel.Belt, parcel.ByHold)
			s.undo(s.decide(parcel.Seize))
		}, now{parcel.HoldSeen, false, "", 2}},
		"superseded": {func(s *story, _ journal.Name) {
			s.decide(parcel.Query, s.decide(parcel.Release))
		}, now{parcel.HoldIssued, false, "", 1}},
		"closed": {func(s *story, h journal.Name) {
			s.add(journal.HoldClosed{Cause: parcel.NotArrived}, h)
		}, now{parcel.HoldIssued, true, parcel.NotArrived, 2}},
		"another closed": {func(s *story, _ journal.Name) {
			s.add(journal.HoldClosed{Cause: parcel.NotArrived}, journal.Name{Station: "Z", Seq: 1})
		}, now{parcel.HoldIssued, false, "", 1}},
		"closed, then seen": {func(s *story, h journal.Name) {
			s.add(journal.HoldClosed{Cause: parcel.NotArrived}, h)
			s.scan(parcel.Bench, parcel.ByNone)
			s.decide(parcel.Seize)
		}, now{parcel.HoldIssued, true, parcel.NotArrived, 2}},
		"decided, then closed": {func(s *story, h journal.Name) {
			s.decide(parcel.Seize)
			s.add(journal.HoldClosed{Cause: parcel.NotArrived}, h)
		}, now{parcel.HoldDecided, true, "", 2}},
		"closed twice": {func(s *story, h journal.Name) {
			s.add(journal.HoldClosed{Cause: parcel.NotArrived}, h)
			s.add(journal.HoldClosed{Cause: parcel.AlertLate}, h)
		}, now{parcel.HoldIssued, true, parcel.NotArrived, 2}},
	} {
		s := newStory()
		c.tell(s, s.hold())
		all := fold.OfItem(s.events).Holds
		if len(all) != 1 {
			t.Errorf("%s: %d holds", name, len(all))
			continue
		}
		h := all[0]
		if diff := cmp.Diff(c.want, now{h.State, h.Closed, h.Cause, int(h.Since.Sub(opened) / time.Minute)}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if h.Item != boat || h.Agency != parcel.Plant || h.Reason != "seeds" || h.Event != s.events[0].String() {
			t.Errorf("%s: %+v", name, h)
		}
	}
}

func TestAHoldAfterTheDecisionStaysOpen(t *testing.T) {
	s := newStory()
	s.hold()
	s.decide(parcel.Release)
	s.hold()
	it := fold.OfItem(s.events)
	if len(it.Holds) != 2 || !it.Holds[0].Closed || it.Holds[1].Closed {
		t.Errorf("%+v", it.Holds)
	}
}

// The closing station's clock may be behind the issuer's.
func TestAHoldClosedBeforeItWasIssued(t *testing.T) {
	s := newStory()
	s.clock = s.clock.Add(time.Hour)
	h := s.at("A").hold()
	s.clock = opened
	s.at("B").add(journal.HoldClosed{Cause: parcel.HandedBack}, h)
	if all := fold.OfItem(s.events).Holds; len(all) != 1 || !all[0].Closed || all[0].Cause != parcel.HandedBack {
		t.Errorf("%+v", all)
	}
}
