package risk

import (
	"cmp"
	"slices"

	"postern/parcel"
)

// Asked is an item that waits for an inspection.
type Asked struct {
	Item    parcel.ItemID
	Verdict parcel.Verdict
}

// Place is where an item comes in the ranking, and for whom.
type Place struct {
	Item   parcel.ItemID `json:"item"`
	Lane   parcel.Lane   `json:"lane"`
	Reason parcel.Reason `json:"reason"`
	Agency parcel.Agency `json:"agency"` // whose turn took it; empty where it comes before all turns
	Score  int           `json:"score"`  // that this agency gave it
	Must   bool          `json:"must"`   // outside the budget: a hold, a mandatory rule, the random draw
	Fits   bool          `json:"fits"`   // false: it is inspected only where a supervisor finds the staff, else waived by name
	Way    Way           `json:"way"`    // how it is inspected; empty where it does not fit
}

// Way is how an item is inspected.
type Way string

// The ways.
const (
	ByOpening Way = "open" // at the bench
	ByXRay    Way = "xray" // without opening, for want of a place at the bench
)

// Fit ranks what waits under what can be inspected. What must be inspected
// comes first and takes no place of others. Then the agencies take turns, each
// with its gravest item, so that no agency's harm is weighed against another's;
// an item is opened once for all who ask for it. Where the bench is full yellow
// items go to the X-ray, which takes so many: red asks for opening.
func Fit(waiting []Asked, places, xrays int) []Place {
	var must, rest []Place
	turns := map[parcel.Agency][]Place{}
	for _, w := range waiting {
		s := w.Verdict.Selection
		p := Place{Item: w.Item, Lane: w.Verdict.Lane, Reason: s.Reason}
		if s.Drawn || s.Reason == parcel.ByHold || s.Reason == parcel.ByMandatory || s.Reason == parcel.ByRandom {
			p.Must, p.Fits, p.Way = true, true, ByOpening
			must = append(must, p)
			continue
		}
		if !queued(turns, w, p) {
			rest = append(rest, p)
		}
	}
	slices.SortStableFunc(must, func(a, b Place) int { return cmp.Compare(a.Item, b.Item) })
	for agency := range turns {
		slices.SortFunc(turns[agency], gravest)
	}
	all := append(must, deal(turns)...)
	slices.SortStableFunc(rest, gravest)
	all = append(all, rest...)
	seat(all, places, xrays)
	return all
}

// seat gives the places to what need not be inspected, in order.
func seat(all []Place, places, xrays int) {
	for i := range all {
		p := &all[i]
		switch {
		case p.Must:
		case places > 0:
			p.Fits, p.Way, places = true, ByOpening, places-1
		case xrays > 0 && p.Lane == parcel.Yellow:
			p.Fits, p.Way, xrays = true, ByXRay, xrays-1
		}
	}
}

// queued puts an item into the line of each agency that asks for it.
func queued(turns map[parcel.Agency][]Place, w Asked, p Place) bool {
	asked := false
	for _, a := range w.Verdict.Assessments {
		if a.Lane != parcel.Yellow && a.Lane != parcel.Red {
			continue
		}
		asked = true
		p.Agency, p.Score, p.Lane = a.Agency, a.Score, a.Lane
		turns[a.Agency] = append(turns[a.Agency], p)
	}
	return asked
}

// deal lets each agency in turn take its gravest item that is not taken yet.
func deal(turns map[parcel.Agency][]Place) []Place {
	var all []Place
	taken := map[parcel.ItemID]bool{}
	for left := true; left; {
		left = false
		for _, agency := range parcel.Agencies() {
			line := turns[agency]
			for len(line) > 0 && taken[line[0].Item] {
				line = line[1:]
			}
			if len(line) > 0 {
				taken[line[0].Item] = true
				all = append(all, line[0])
				line, left = line[1:], true
			}
			turns[agency] = line
		}
	}
	return all
}

func gravest(a, b Place) int {
	return cmp.Or(b.Lane.Rank()-a.Lane.Rank(), b.Score-a.Score, cmp.Compare(a.Item, b.Item))
}
