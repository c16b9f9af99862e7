package parcel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

func TestTallyNamesEveryCount(t *testing.T) {
	s := parcel.Shift{
		Scans: 1, Items: 2, Advised: 3, Entered: 4, Selected: 5, Examined: 6, Waived: 7, OpenItems: 8, Found: 9,
		Drawn: 10, DrawnDone: 11, DrawnHits: 12, HoldsNew: 13, HoldsDone: 14, Withdrawn: 15, LateRaised: 16, LateMissed: 17,
		Lanes: map[parcel.Lane]int{parcel.Red: 16}, Outcomes: map[parcel.Outcome]int{parcel.Seize: 17},
	}
	want := map[string]int{
		"scans": 1, "items": 2, "advised": 3, "entered": 4, "selected": 5, "examined": 6, "waived": 7, "open": 8, "found": 9,
		"drawn": 10, "drawn_examined": 11, "drawn_found": 12, "holds_new": 13, "holds_closed": 14, "withdrawn": 15, "late_raised": 16, "late_missed": 17,
		"lane_red": 16, "outcome_seize": 17,
	}
	if diff := cmp.Diff(want, s.Tally()); diff != "" {
		t.Error(diff)
	}
}

func TestDecisionsDigestHoldsTokensAndNoWords(t *testing.T) {
	first := parcel.ShiftDecision{
		Seq: 4, Outcome: parcel.Seize, Agency: parcel.Plant, Lane: parcel.Red, Reason: parcel.ByRule, Ground: "told by A. Jansen",
		Findings: []parcel.Finding{{Code: "contents", Text: "seeds"}},
	}
	digest := func(d parcel.ShiftDecision) string {
		return parcel.Shift{Decisions: []parcel.ShiftDecision{d}}.DecisionsDigest()
	}
	words := first
	words.Ground, words.Findings = "other words", []parcel.Finding{{Code: "contents"}}
	if digest(words) != digest(first) {
		t.Error("the officer's words changed the digest")
	}
	for name, change := range map[string]func(*parcel.ShiftDecision){
		"seq":     func(d *parcel.ShiftDecision) { d.Seq = 5 },
		"outcome": func(d *parcel.ShiftDecision) { d.Outcome = parcel.Release },
		"agency":  func(d *parcel.ShiftDecision) { d.Agency = parcel.Food },
		"lane":    func(d *parcel.ShiftDecision) { d.Lane = parcel.Green },
		"reason":  func(d *parcel.ShiftDecision) { d.Reason = parcel.ByRandom },
		"finding": func(d *parcel.ShiftDecision) { d.Findings = []parcel.Finding{{Code: "value"}} },
	} {
		d := first
		if change(&d); digest(d) == digest(first) {
			t.Errorf("another %s gives the same digest", name)
		}
	}
}
