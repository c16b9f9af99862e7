package risk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/risk"
)

func TestRankingUnderCapacity(t *testing.T) {
	item := func(id parcel.ItemID, reason parcel.Reason, asks ...parcel.Assessment) risk.Asked {
		return risk.Asked{Item: id, Verdict: parcel.Verdict{Lane: parcel.Red, Selection: parcel.Selection{Reason: reason, Probability: 1}, Assessments: asks}}
	}
	by := func(a parcel.Agency, score int, lane parcel.Lane) parcel.Assessment {
		return parcel.Assessment{Agency: a, Score: score, Lane: lane}
	}
	drawn := item("drawn", parcel.ByHold, by(parcel.Plant, 90, parcel.Red))
	drawn.Verdict.Selection.Drawn = true
	waiting := []risk.Asked{
		item("revenue-high", parcel.ByRule, by(parcel.Revenue, 95, parcel.Red)),
		item("revenue-mid", parcel.ByRule, by(parcel.Revenue, 60, parcel.Yellow)),
		item("revenue-low", parcel.ByRule, by(parcel.Revenue, 41, parcel.Yellow), by(parcel.Food, 5, parcel.Green)),
		item("plant-low", parcel.ByRule, by(parcel.Plant, 42, parcel.Yellow)),
		item("both", parcel.ByRule, by(parcel.Revenue, 70, parcel.Yellow), by(parcel.Plant, 80, parcel.Red)),
		item("officer", parcel.ByOfficer), drawn, item("mandatory", parcel.ByMandatory, by(parcel.Security, 100, parcel.Red)),
	}
	got := risk.Fit(waiting, 3, 0)
	var order, fits []string
	for _, p := range got {
		order = append(order, string(p.Item))
		if p.Fits {
			fits = append(fits, string(p.Item))
		}
	}
	if diff := cmp.Diff([]string{"drawn", "mandatory", "revenue-high", "both", "revenue-mid", "plant-low", "revenue-low", "officer"}, order); diff != "" {
		t.Error(diff)
	}
	// What must be inspected takes no place of the three.
	if diff := cmp.Diff([]string{"drawn", "mandatory", "revenue-high", "both", "revenue-mid"}, fits); diff != "" {
		t.Error(diff)
	}
	if got[3].Agency != parcel.Plant || got[3].Score != 80 || got[0].Must != true || got[7].Must {
		t.Errorf("%+v", got)
	}
	ways := map[parcel.ItemID]risk.Way{}
	for _, p := range risk.Fit(waiting, 1, 1) {
		ways[p.Item] = p.Way
	}
	want := map[parcel.ItemID]risk.Way{
		"drawn": risk.ByOpening, "mandatory": risk.ByOpening, "revenue-high": risk.ByOpening, // the one place
		"both": "", "revenue-mid": risk.ByXRay, "plant-low": "", "revenue-low": "", "officer": "", // red asks for opening
	}
	if diff := cmp.Diff(want, ways); diff != "" {
		t.Error(diff)
	}
	if all := risk.Fit(nil, 3, 3); len(all) != 0 {
		t.Errorf("%v", all)
	}
}
