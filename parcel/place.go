package parcel

// Place is where an item physically is. An item is in exactly one.
type Place string

// The places of a mail processing centre.
const (
	Dock         Place = "dock"
	Cage         Place = "cage"
	InReceptacle Place = "receptacle"
	Belt         Place = "belt"
	XrayRoom     Place = "xray"
	Bin          Place = "bin"
	Bench        Place = "bench"
	Store        Place = "store"
	Quarantine   Place = "quarantine"
	Lab          Place = "lab"
	Handback     Place = "handback"
	ReturnCage   Place = "return"
)

// Arrival reports whether a receptacle read there has only just come, unopened.
func (p Place) Arrival() bool { return p == Dock || p == Cage }

// Leaving reports whether an item read there is on its way out.
func (p Place) Leaving() bool { return p == Handback || p == ReturnCage }

// Places lists the closed set in the order of the work.
func Places() []Place {
	return []Place{Dock, Cage, InReceptacle, Belt, XrayRoom, Bin, Bench, Store, Quarantine, Lab, Handback, ReturnCage}
}

// Known reports whether p is in the closed set.
func (p Place) Known() bool { return oneOf(p, Places()) }
