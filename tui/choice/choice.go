// Package choice is how an officer says what becomes of an item: the numbered
// outcomes of the bottom rows, one or two digits and Enter, at most three
// keys.
//
// It draws the rows and keeps the half-made choice; it records nothing. The
// frame takes what it reports to the desk.
package choice

import "postern/parcel"

// Choice is an outcome an officer has chosen for an item, with its ground.
type Choice struct {
	Item     parcel.ItemID
	Outcome  parcel.Outcome
	Ground   string
	Agency   parcel.Agency // referred to, or the one that asked
	Findings []parcel.Finding
	Seen     parcel.Seen // at the bench, recorded before the outcome
}

// Recorded is the desk's answer to a choice: the event that holds it and the
// state it put the item in.
type Recorded struct {
	Event string
	State parcel.State
}

// Made is reported up when an officer records a choice.
type Made struct {
	Choice Choice
}
