package parcel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

func TestRecount(t *testing.T) {
	kept := func(number, slot string) parcel.Exhibit {
		return parcel.Exhibit{Number: number, Slot: slot, State: parcel.ExhibitKept, Seal: "s" + number}
	}
	register := []parcel.Exhibit{
		kept("E-1", "A1"), kept("E-2", "A1"), kept("E-3", "B2"), kept("E-4", ""),
		{Number: "E-5", Slot: "A1", State: parcel.ExhibitEnded},
		{Number: "E-6", State: parcel.ExhibitVoid},
	}
	type results map[string]parcel.MiscountResult
	for name, c := range map[string]struct {
		slot  string
		found []parcel.FoundExhibit
		want  results
	}{
		"all there":              {"", []parcel.FoundExhibit{{Exhibit: "E-1"}, {Exhibit: "E-2", Slot: "a1"}, {Exhibit: "E-3", Seal: "SE-3"}}, results{}},
		"nothing there":          {"", nil, results{"E-1": parcel.Lost, "E-2": parcel.Lost, "E-3": parcel.Lost}},
		"one slot":               {"A1", []parcel.FoundExhibit{{Exhibit: "E-1"}}, results{"E-2": parcel.Lost}},
		"of another slot":        {"A1", []parcel.FoundExhibit{{Exhibit: "E-1"}, {Exhibit: "E-2"}, {Exhibit: "E-3"}}, results{"E-3": parcel.WrongSlot}},
		"never put away":         {"A1", []parcel.FoundExhibit{{Exhibit: "E-1"}, {Exhibit: "E-2"}, {Exhibit: "E-4"}}, results{"E-4": parcel.WrongSlot}},
		"another seal":           {"B2", []parcel.FoundExhibit{{Exhibit: "E-3", Seal: "77"}}, results{"E-3": parcel.WrongSeal}},
		"let go, void, unheard":  {"B2", []parcel.FoundExhibit{{Exhibit: "E-3"}, {Exhibit: "E-5"}, {Exhibit: "E-6"}, {Exhibit: "E-7"}}, results{"E-5": parcel.Extra, "E-6": parcel.Extra, "E-7": parcel.Extra}},
		"noted in another place": {"", []parcel.FoundExhibit{{Exhibit: "E-1", Slot: "B2"}, {Exhibit: "E-2"}, {Exhibit: "E-3"}}, results{"E-1": parcel.WrongSlot}},
	} {
		t.Run(name, func(t *testing.T) {
			got := results{}
			for _, m := range parcel.Recount(register, c.slot, c.found) {
				got[m.Exhibit] = m.Result
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
