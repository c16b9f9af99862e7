package parcel

import "time"

// HoldState is how far a hold, a request to stop an item, has come.
type HoldState string

// The states of a hold, in order.
const (
	HoldIssued     HoldState = "issued"
	HoldAlerted    HoldState = "alerted"
	HoldReceptacle HoldState = "receptacle_seen"
	HoldSeen       HoldState = "item_seen"
	HoldPresented  HoldState = "presented"
	HoldDecided    HoldState = "decided"
	HoldAnswered   HoldState = "answered"
)

// HoldStates lists the closed set in order.
func HoldStates() []HoldState {
	return []HoldState{HoldIssued, HoldAlerted, HoldReceptacle, HoldSeen, HoldPresented, HoldDecided, HoldAnswered}
}

// Due reports whether a hold waits for an act here: its item or the receptacle
// of it has come.
func (s HoldState) Due() bool {
	switch s {
	case HoldReceptacle, HoldSeen, HoldPresented:
		return true
	case HoldIssued, HoldAlerted, HoldDecided, HoldAnswered:
	}
	return false
}

// Cause says why a hold was closed without the item being presented.
type Cause string

// The causes of a missed hold.
const (
	NotScanned        Cause = "not_scanned"
	AlertLate         Cause = "alert_late"
	IdentifierDiffers Cause = "identifier_differs"
	DataWrong         Cause = "data_wrong"
	NotArrived        Cause = "not_arrived"
	HandedBack        Cause = "handed_back"
	OtherCause        Cause = "other"
)

// Causes lists the closed set.
func Causes() []Cause {
	return []Cause{NotScanned, AlertLate, IdentifierDiffers, DataWrong, NotArrived, HandedBack, OtherCause}
}

// Known reports whether c is in the closed set.
func (c Cause) Known() bool { return oneOf(c, Causes()) }

// Hold is a request to stop an item. It is a debt: it must be closed, by a
// decision or with the cause of the miss.
type Hold struct {
	Event  string    `json:"event"` // the event that issued it
	Item   ItemID    `json:"item"`
	Agency Agency    `json:"agency"`
	Reason string    `json:"reason"`
	State  HoldState `json:"state"`
	Cause  Cause     `json:"cause,omitempty"`
	Since  time.Time `json:"since"`
	Closed bool      `json:"closed"`
	Issued time.Time `json:"issued,omitzero"`
	Asked  *Referral `json:"asked,omitempty"`  // the referral it comes from
	Likely Cause     `json:"likely,omitempty"` // of an open one: why it may have been missed

	Receptacle S9 `json:"receptacle,omitempty"` // its item is declared to be in it; only in lists of holds
}
