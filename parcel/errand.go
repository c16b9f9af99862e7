package parcel

import "time"

// Errand is an item to be fetched: what came since it was last read asks for
// more than was shown then.
type Errand struct {
	Item   ItemID    `json:"item"`
	Place  Place     `json:"place"` // where it was read last
	Lane   Lane      `json:"lane"`
	Was    Lane      `json:"was"` // shown at its last read
	Agency Agency    `json:"agency,omitempty"`
	Reason string    `json:"reason,omitempty"` // of the agency that asks for most, or of the hold
	Read   time.Time `json:"read"`             // last
	Latest bool      `json:"-"`                // no later item has the identifier
}

// Rises reports whether one lane asks for more than another did. Unknown asks
// for nothing by itself: data about an item that was let through unknown rises
// where it asks for documents or more.
func Rises(was, now Lane) bool {
	asks := func(l Lane) int {
		if l == Unknown {
			return Blue.Rank()
		}
		return l.Rank()
	}
	return now != Unknown && asks(now) > asks(was)
}
