package journal

import "postern/parcel"

// HoldAnswered ends the holds its record supersedes: who asked has its answer,
// or asks nothing more.
type HoldAnswered struct {
	By        string `json:"by"` // message: theirs, that closes the matter; file: ours, that answers
	Reference string `json:"reference,omitempty"`
	MRN       string `json:"mrn,omitempty"`
}

// LateData is what a message said of an item after it was read: it asks for
// more than was shown. Missed where the item had left by then.
type LateData struct {
	Message string        `json:"message"` // its event
	Missed  bool          `json:"missed,omitempty"`
	Was     parcel.Lane   `json:"was"` // shown last
	Now     parcel.Lane   `json:"now"`
	Agency  parcel.Agency `json:"agency,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Place   parcel.Place  `json:"place,omitempty"` // where it was read last
	State   parcel.State  `json:"state"`
}

// Kind implements Body.
func (HoldAnswered) Kind() Kind { return KindHoldAnswered }

// Kind implements Body: two kinds, so that records alone tell the misses.
func (l LateData) Kind() Kind {
	if l.Missed {
		return KindLateMissed
	}
	return KindLateRaised
}

// Class implements Body.
func (HoldAnswered) Class() Class { return Plain }

// Class implements Body.
func (LateData) Class() Class { return Goods }

func (HoldAnswered) sealed() {}
func (LateData) sealed()     {}
