package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
)

// told answers what stands unanswered by "cds" and returns the outcomes.
func (s *station) untold() (all []parcel.Ruling) {
	s.t.Helper()
	all, _, err := s.Unanswered(s.t.Context(), "", time.Now().AddDate(100, 0, 0).UnixMilli(), 0, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func (s *station) tell(all []parcel.Ruling) {
	s.t.Helper()
	b := journal.ItemsAnswered{Format: "cds", File: "cds-1.xml"}
	for _, r := range all {
		b.Answers = append(b.Answers, journal.Answered{Item: r.Item.ID, Decision: r.Event, Outcome: r.Outcome})
	}
	s.append(journal.Draft{Body: b})
}

func outcomes(all []parcel.Ruling) (list []parcel.Outcome) {
	for _, r := range all {
		list = append(list, r.Outcome)
	}
	return list
}

func TestEachDecisionIsToldOnce(t *testing.T) {
	s := setUp(t)
	s.receive([]parcel.Declaration{declare(1), declare(2), declare(3)})
	first := s.event(day(1), decided(parcel.Release))
	s.event(day(2), decided(parcel.Correct)) // the data only: nothing to tell
	early := s.event(day(3), decided(parcel.Detain))
	s.event(day(3), journal.DecisionWithdrawn{}, early) // taken back before anybody was told
	if diff := cmp.Diff([]parcel.Outcome{parcel.Release}, outcomes(s.untold())); diff != "" {
		t.Fatal(diff)
	}
	s.tell(s.untold())
	if left := s.untold(); len(left) > 0 {
		t.Fatalf("told, and still to be told: %v", outcomes(left))
	}
	second := s.event(day(1), decided(parcel.Detain), first) // it takes the place of what was told
	if diff := cmp.Diff([]parcel.Outcome{parcel.Detain}, outcomes(s.untold())); diff != "" {
		t.Fatal(diff)
	}
	s.tell(s.untold())
	s.event(day(1), journal.DecisionWithdrawn{}, second) // the first stands again
	if diff := cmp.Diff([]parcel.Outcome{parcel.Release}, outcomes(s.untold())); diff != "" {
		t.Fatal(diff)
	}
	s.tell(s.untold())
	s.event(day(1), journal.DecisionWithdrawn{}, first) // none stands
	if diff := cmp.Diff([]parcel.Outcome{""}, outcomes(s.untold())); diff != "" {
		t.Fatal(diff)
	}
	live := s.dump()
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, s.dump()); diff != "" {
		t.Error(diff)
	}
}
