package fold

import (
	"cmp"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// Officer is an officer with the verifier of the PIN.
type Officer struct {
	parcel.Officer
	Verifier string
}

// Officers folds who works here, by name.
func Officers(events []journal.Event) []Officer {
	byID := map[parcel.OfficerID]*Officer{}
	for _, e := range order(events) {
		switch b := e.Body.(type) {
		case journal.OfficerAdded:
			byID[b.Officer] = &Officer{
				Officer:  parcel.Officer{ID: b.Officer, Name: b.Name, Role: b.Role, Active: true},
				Verifier: b.Verifier,
			}
		case journal.PINChanged:
			if o := byID[b.Officer]; o != nil {
				o.Verifier = b.Verifier
			}
		default: // not about officers
		}
	}
	all := make([]Officer, 0, len(byID))
	for _, o := range byID {
		all = append(all, *o)
	}
	slices.SortFunc(all, func(a, b Officer) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all
}
