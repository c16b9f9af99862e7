package store_test

import (
	"reflect"
	"testing"

	"postern/parcel"
	"postern/store"
)

// A row keeps of a verdict what was said; what is read back is all of it, in
// order, also where the packs have changed since.
func TestVerdictIsWhole(t *testing.T) {
	hit := []parcel.Hit{{Rule: "r", Points: 9, Reason: "seeds", Evidence: "tulip bulbs"}}
	silent := func(agency parcel.Agency, pack string) parcel.Assessment {
		return parcel.Assessment{Agency: agency, Pack: pack, Lane: parcel.Green, Hits: []parcel.Hit{}}
	}
	verdicts := []parcel.Verdict{
		{Lane: parcel.Green, Assessments: []parcel.Assessment{silent("plant", "p@1"), silent("food", "f@1"), silent("ipr", "i@1")}},
		{Lane: parcel.Red, Assessments: []parcel.Assessment{
			silent("plant", "p@1"), {Agency: "food", Pack: "f@1", Score: 70, Lane: parcel.Red, Hits: hit}, silent("ipr", "i@1"),
		}},
		{Lane: parcel.Yellow, Assessments: []parcel.Assessment{ // some that say nothing, and yet are not silent
			{Agency: "plant", Pack: "p@2", Lane: parcel.Yellow, Hits: []parcel.Hit{}},
			silent("food", "f@2"),
			{Agency: "ipr", Pack: "i@2", Lane: parcel.Green, Hits: []parcel.Hit{}, Learned: true},
		}},
		{Lane: parcel.Green, Assessments: []parcel.Assessment{}},
	}
	n := 0
	s := setUp(t, func(o *store.Options) {
		o.Assess = func(_ []store.Case) ([]parcel.Verdict, string) {
			n++
			return verdicts[n-1 : n], "v"
		}
	})
	labels := []string{"RB000000013PT", "RB000000027PT", "RB000000035PT", "RB000000044PT"}
	for _, label := range labels {
		s.receive([]parcel.Declaration{{Identifier: parcel.ParseIdentifier(label), Origin: "CN", Contents: []parcel.Content{{Index: 1, Words: "bulbs"}}}})
	}
	for i, label := range labels {
		it, err := s.Item(t.Context(), parcel.ItemID(label))
		if err != nil {
			t.Fatal(err)
		}
		if got := it.Verdict; got.Lane != verdicts[i].Lane || !reflect.DeepEqual(got.Assessments, verdicts[i].Assessments) {
			t.Errorf("%s reads\n%+v\nwas\n%+v", label, got, verdicts[i])
		}
	}
	var longest int
	if err := s.raw().QueryRowContext(t.Context(), "SELECT max(length(judged)) FROM item WHERE lane = 'green'").Scan(&longest); err != nil {
		t.Fatal(err)
	}
	if longest == 0 || longest > 150 {
		t.Errorf("a verdict that says nothing takes %d bytes", longest)
	}
}
