package fold

import (
	"fmt"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// exhibits folds what an item's seizures and detentions made of it, and the
// custody since. events are in order. A decision that keeps what was kept
// already goes on under its number.
func exhibits(events []journal.Event, gone, void names) []parcel.Exhibit {
	var all []parcel.Exhibit
	var weighed parcel.Mass
	for _, e := range events {
		switch b := e.Body.(type) {
		case journal.ItemScanned:
			if b.Scan.Mass > 0 {
				weighed = b.Scan.Mass
			}
		case journal.ItemDecided:
			if b.Outcome.Keeps() {
				x := exhibitOf(&all, b.Exhibit(e.Name), e.Item)
				x.decided(e, b, gone[e.Name], void[e.Name], weighed)
			}
		case journal.ExhibitMoved:
			exhibitOf(&all, b.Exhibit, e.Item).moved(e, b)
		default: // custody is of decisions and moves
		}
	}
	return all
}

// exhibitOf is the exhibit of a number, begun where it is new. Until a decision
// that stands says otherwise it is void.
func exhibitOf(all *[]parcel.Exhibit, number string, item parcel.ItemID) *keeping {
	at := slices.IndexFunc(*all, func(x parcel.Exhibit) bool { return x.Number == number })
	if at < 0 {
		at = len(*all)
		*all = append(*all, parcel.Exhibit{Number: number, Item: item, State: parcel.ExhibitVoid})
	}
	return (*keeping)(&(*all)[at])
}

// keeping is an exhibit in the making.
type keeping parcel.Exhibit

func (x *keeping) decided(e journal.Event, b journal.ItemDecided, gone, void bool, weighed parcel.Mass) {
	if x.Station == "" {
		x.Station = e.Station
		x.Mass = weighed
		x.Custody = append(x.Custody, parcel.Custody{Event: e.String(), At: e.Wall, Officers: e.Officers, Mass: weighed})
	}
	switch {
	case !gone:
		x.State, x.Outcome = parcel.ExhibitKept, b.Outcome
	case !void && x.State == parcel.ExhibitVoid:
		x.State = parcel.ExhibitEnded
	}
}

func (x *keeping) moved(e journal.Event, b journal.ExhibitMoved) {
	x.Slot = b.Slot
	if b.Seal != "" {
		x.Seal = b.Seal
	}
	if b.Mass > 0 {
		x.Mass = b.Mass
	}
	x.Custody = append(x.Custody, parcel.Custody{Event: e.String(), At: e.Wall, Officers: e.Officers, Slot: b.Slot, Seal: b.Seal, Mass: b.Mass})
}

func movedText(b journal.ExhibitMoved) string {
	text := b.Exhibit + " to slot " + b.Slot
	if b.Seal != "" {
		text += ", seal " + b.Seal
	}
	if b.Mass > 0 {
		text += fmt.Sprintf(", %s", b.Mass)
	}
	return text
}
