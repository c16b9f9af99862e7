package fold

import (
	"maps"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// Trials are the items of a shift as statistics of its inspections need them,
// in the order of their names. The events are those OfShift takes.
func Trials(id string, events []journal.Event) []parcel.Trial {
	return inOrder(TrialsByItem(id, events))
}

func (f *shiftFold) trials() []parcel.Trial { return inOrder(f.byItem()) }

func inOrder(byItem map[parcel.ItemID]parcel.Trial) []parcel.Trial {
	trials := make([]parcel.Trial, 0, len(byItem))
	for _, name := range slices.Sorted(maps.Keys(byItem)) {
		trials = append(trials, byItem[name])
	}
	return trials
}

// TrialsByItem are the same by the item's name.
func TrialsByItem(id string, events []journal.Event) map[parcel.ItemID]parcel.Trial {
	events = order(events)
	gone, void := lifted(events)
	f := shiftFold{items: map[parcel.ItemID]*shiftItem{}, gone: gone, void: void}
	for _, e := range events {
		f.take(id, e)
	}
	return f.byItem()
}

func (f *shiftFold) byItem() map[parcel.ItemID]parcel.Trial {
	trials := make(map[parcel.ItemID]parcel.Trial, len(f.items))
	for name, it := range f.items {
		trials[name] = parcel.Trial{
			Reason: it.selection.Reason, Probability: it.selection.Probability, Rate: it.selection.Rate, Drawn: it.selection.Drawn,
			Examined: it.examined, Found: it.examined && it.found(),
		}
	}
	return trials
}
