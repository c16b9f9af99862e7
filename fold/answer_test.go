package fold_test

import (
	"slices"
	"testing"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// TestHoldAnswered: who asked has its answer, whatever order the events are in;
// a miss stays a miss.
func TestHoldAnswered(t *testing.T) {
	s := newStory()
	asked := s.add(journal.HoldIssued{Agency: parcel.Security, Reason: "information wanted", Asked: &parcel.Referral{Kind: parcel.NeedInformation, MRN: "26FI1"}})
	other := s.add(journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"})
	missed := s.add(journal.HoldIssued{Agency: parcel.Plant, Reason: "bulbs"})
	s.add(journal.HoldClosed{Cause: parcel.NotArrived}, missed)
	s.add(journal.HoldAnswered{By: "message", MRN: "26FI1"}, asked, missed)
	for range 2 {
		holds := fold.OfItem(s.events).Holds
		if h := holds[0]; !h.Closed || h.State != parcel.HoldAnswered || h.Cause != "" || h.Asked.MRN != "26FI1" {
			t.Errorf("answered: %+v", h)
		}
		if h := holds[1]; h.Closed || h.Event != other.String() {
			t.Errorf("another's: %+v", h)
		}
		if h := holds[2]; h.State == parcel.HoldAnswered || h.Cause != parcel.NotArrived {
			t.Errorf("missed: %+v", h)
		}
		slices.Reverse(s.events)
	}
}
