package parcel

import "slices"

// Examination is an item that was picked and examined: what was known when the
// officer was shown it, why it was picked, and what came of it. The learned
// model learns from nothing else.
type Examination struct {
	Item        ItemID
	Day         Day // of the scan
	Declaration Declaration
	Facts       Facts
	Selection   Selection
	Assessments []Assessment
	Decisions   []Decision // that stand
}

// Found reports whether something was wrong for an agency: a standing decision
// says so in its name, or in nobody's where the agency had asked for the item.
func (x Examination) Found(a Agency) bool {
	asked := slices.ContainsFunc(x.Assessments, func(s Assessment) bool { return s.Agency == a && s.Lane.Rank() > Green.Rank() })
	return slices.ContainsFunc(x.Decisions, func(d Decision) bool {
		return d.Outcome.Found() && (d.Agency == a || d.Agency == "" && (asked || a == Revenue && d.Outcome == Duty))
	})
}

// Chance is the probability with which an item like this was picked. One that
// nothing picked was an officer's own choice and stands for itself alone.
func (x Examination) Chance() float64 {
	if !x.Selection.Picked() {
		return 1
	}
	return x.Selection.Probability
}
