package parcel

// State is what an item's events make of it.
type State string

// The item states.
const (
	Expected   State = "expected" // declared, not seen
	Present    State = "present"  // seen here
	Selected   State = "selected" // seen, and picked for documents or examination
	Held       State = "held"
	Examining  State = "examining"
	Referred   State = "referred"
	Detained   State = "detained"
	Seized     State = "seized"
	Released   State = "released"
	ReturnedTo State = "returned"
	Destroyed  State = "destroyed"
	Delivered  State = "delivered"
	NotFound   State = "missing"
	Conflict   State = "conflict" // contradictory open decisions
	Gone       State = "gone"     // released, then seen leaving
)

// States lists the closed set.
func States() []State {
	return []State{
		Expected, Present, Selected, Held, Examining, Referred, Detained, Seized, Released,
		ReturnedTo, Destroyed, Delivered, NotFound, Conflict, Gone,
	}
}

// Known reports whether s is in the closed set.
func (s State) Known() bool { return oneOf(s, States()) }

// Open reports whether the item is still somebody's business here.
func (s State) Open() bool {
	switch s {
	case Expected, Present, Selected, Held, Examining, Referred, Detained, Conflict:
		return true
	case Seized, Released, ReturnedTo, Destroyed, Delivered, NotFound, Gone:
	}
	return false
}
