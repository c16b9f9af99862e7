package risk

import (
	"slices"

	"postern/parcel"
)

// Green says what stands between an assessment and green: the fewest hits that
// would have to be answered, the gravest first. Hits with a floor always do;
// then as many of the others as bring the points below the least threshold.
func (e *Engine) Green(a parcel.Assessment) []parcel.Hit {
	least := e.leastThreshold(a.Agency)
	left := 0
	var all, others []parcel.Hit
	for _, h := range a.Hits {
		if h.Floor != "" {
			all = append(all, h)
			continue
		}
		left += h.Points
		others = append(others, h)
	}
	slices.SortStableFunc(others, func(x, y parcel.Hit) int { return y.Points - x.Points })
	for _, h := range others {
		if least == 0 || left < least || h.Points <= 0 {
			break
		}
		left -= h.Points
		all = append(all, h)
	}
	return all
}

// leastThreshold is the least score at which a pack of the agency asks for more
// than green; 0 where none does.
func (e *Engine) leastThreshold(agency parcel.Agency) int {
	least := 0
	for _, p := range e.packs {
		for _, t := range []int{p.Thresholds.Blue, p.Thresholds.Yellow, p.Thresholds.Red} {
			if p.Agency == agency && t > 0 && (least == 0 || t < least) {
				least = t
			}
		}
	}
	return least
}
