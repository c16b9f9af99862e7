package fold_test

import (
	"testing"

	"postern/fold"
	"postern/parcel"
)

func TestAnEventLiftsOnlyWhatCameBeforeOnItsItem(t *testing.T) {
	s := newStory()
	first := s.decide(parcel.HoldItem)
	later := first
	later.Seq += 2
	s.decide(parcel.Correct, later) // names the one after it, by mistake
	s.decide(parcel.Detain, first)
	if got := fold.OfItem(s.events); got.State != parcel.Detained {
		t.Errorf("%s, want detained: it was lifted before it was made", got.State)
	}
}
