package parcel

import (
	"cmp"
	"slices"
	"time"
)

// Bag is a receptacle as the radar sees it: what it should hold, what came out
// of it, and when it was announced, came and was opened.
type Bag struct {
	Progress
	Seal      string    `json:"seal,omitempty"`
	Announced time.Time `json:"announced,omitzero"`
	Arrived   time.Time `json:"arrived,omitzero"` // first read here: the clock of the mail begins
	Opened    time.Time `json:"opened,omitzero"`

	Unseen map[Lane]int `json:"-"` // items not seen yet, by lane
}

// What a receptacle costs to open and empty, and how often an item of a lane
// not seen yet turns out to be something: first guesses that only rank, stated
// in no report.
const (
	opening = 90 * time.Second
	handing = 5 * time.Second
)

func chance(l Lane) float64 {
	switch l {
	case Red:
		return 0.25
	case Yellow:
		return 0.08
	case Unknown:
		return 0.03
	case Blue:
		return 0.02
	case Green:
	}
	return 0.004
}

// Waiting is how many holds the receptacle should still hold.
func (b Bag) Waiting() int { return max(0, b.Holds-b.HoldsSeen) }

// Finds is how many finds are to be expected of what was not seen yet, holds
// apart.
func (b Bag) Finds() float64 {
	sum := 0.0
	for lane, n := range b.Unseen {
		sum += float64(n) * chance(lane)
	}
	return sum
}

// Minutes is how long it takes to empty.
func (b Bag) Minutes() float64 {
	left := time.Duration(max(0, b.Expected-b.Seen)) * handing
	if b.Opened.IsZero() {
		left += opening
	}
	return left.Minutes()
}

// Worth is the holds and finds a minute of work on the receptacle may bring.
func (b Bag) Worth() float64 {
	if b.Minutes() == 0 {
		return 0
	}
	return (float64(b.Waiting()) + b.Finds()) / b.Minutes()
}

// RankBags puts those that are worth most a minute first; of equals the one
// that waits longest, and those that have not come last.
func RankBags(bags []Bag) {
	slices.SortStableFunc(bags, func(a, b Bag) int {
		return cmp.Or(
			later(a.Arrived.IsZero() && a.Opened.IsZero(), b.Arrived.IsZero() && b.Opened.IsZero()),
			cmp.Compare(b.Worth(), a.Worth()), a.Arrived.Compare(b.Arrived), cmp.Compare(a.Receptacle, b.Receptacle),
		)
	})
}

// later sorts what is true behind what is not.
func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
