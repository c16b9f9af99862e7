package fold_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

func TestTrials(t *testing.T) {
	drawn := parcel.Selection{Reason: parcel.ByRandom, Probability: 0.1, Rate: 0.1, Drawn: true}
	ruled := parcel.Selection{Reason: parcel.ByRule, Probability: 1, Rate: 0.1}
	s := newStory()
	scan := func(item parcel.ItemID, sel parcel.Selection) {
		s.of(item).add(journal.ItemScanned{Verdict: parcel.Verdict{Lane: parcel.Red, Selection: sel}, Shift: "S"})
	}
	s.of("").add(journal.ShiftOpened{Shift: "S", Rate: 0.1})
	scan("A@1", drawn)
	s.decide(parcel.Seize, s.decide(parcel.Examine))
	scan("B@1", ruled)
	s.decide(parcel.Waive)
	scan("C@1", parcel.Selection{Reason: parcel.ByNone, Probability: 0.1, Rate: 0.1})
	want := []parcel.Trial{
		{Reason: parcel.ByRandom, Probability: 0.1, Rate: 0.1, Drawn: true, Examined: true, Found: true},
		{Reason: parcel.ByRule, Probability: 1, Rate: 0.1},
		{Reason: parcel.ByNone, Probability: 0.1, Rate: 0.1},
	}
	if diff := cmp.Diff(want, fold.Trials("S", s.events)); diff != "" {
		t.Error(diff)
	}
}
