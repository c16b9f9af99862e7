package fold

import (
	"slices"

	"postern/journal"
	"postern/parcel"
)

// Trials are the items of a shift as statistics of its inspections need them,
// in the order of their names. The events are those OfShift takes.
func Trials(id string, events []journal.Event) []parcel.Trial {
	events = order(events)
	gone, void := lifted(events)
	f := shiftFold{items: map[parcel.ItemID]*shiftItem{}, gone: gone, void: void}
	for _, e := range events {
		f.take(id, e)
	}
	names := make([]parcel.ItemID, 0, len(f.items))
	for name := range f.items {
		names = append(names, name)
	}
	slices.Sort(names)
	trials := make([]parcel.Trial, 0, len(names))
	for _, name := range names {
		it := f.items[name]
		trials = append(trials, parcel.Trial{
			Reason: it.selection.Reason, Probability: it.selection.Probability, Rate: it.selection.Rate, Drawn: it.selection.Drawn,
			Examined: it.examined, Found: it.examined && it.found(),
		})
	}
	return trials
}
