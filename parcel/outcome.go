package parcel

// Outcome is what an officer decides about an item: a closed set, each with a
// code letter that is printed and stored.
type Outcome string

// The outcomes.
const (
	Release  Outcome = "release"
	Duty     Outcome = "duty"
	Query    Outcome = "query"
	HoldItem Outcome = "hold"
	Xray     Outcome = "xray"
	Examine  Outcome = "examine"
	Refer    Outcome = "refer"
	Seize    Outcome = "seize"
	Detain   Outcome = "detain"
	Return   Outcome = "return"
	Destroy  Outcome = "destroy"
	Deliver  Outcome = "deliver"
	Missing  Outcome = "missing"
	Waive    Outcome = "waive"
	Correct  Outcome = "correct"
)

type outcomeRow struct {
	outcome Outcome
	code    byte
	state   State
}

// outcomeTable is in order of restrictiveness, mildest first: of several open
// decisions the one that stands furthest down rules.
//
//nolint:gochecknoglobals // a constant table
var outcomeTable = [...]outcomeRow{
	{Correct, 'E', Present},
	{Waive, 'W', Released},
	{Release, 'R', Released},
	{Deliver, 'P', Delivered},
	{Duty, 'D', Released},
	{Missing, 'M', NotFound},
	{Return, 'B', ReturnedTo},
	{Query, 'Q', Held},
	{Xray, 'N', Examining},
	{Examine, 'X', Examining},
	{Refer, 'F', Referred},
	{HoldItem, 'H', Held},
	{Detain, 'T', Detained},
	{Destroy, 'A', Destroyed},
	{Seize, 'S', Seized},
}

// Outcomes lists the closed set, mildest first.
func Outcomes() []Outcome {
	all := make([]Outcome, len(outcomeTable))
	for i, row := range outcomeTable {
		all[i] = row.outcome
	}
	return all
}

// ParseOutcome reads an outcome by its token or its code letter.
func ParseOutcome(s string) (Outcome, bool) {
	for _, row := range outcomeTable {
		if string(row.outcome) == s || string(row.code) == s {
			return row.outcome, true
		}
	}
	return "", false
}

// Code is the letter that is printed and stored.
func (o Outcome) Code() string { return string(o.row().code) }

// State is the state the outcome puts an item in.
func (o Outcome) State() State { return o.row().state }

// Rank orders outcomes by restrictiveness; the higher rules.
func (o Outcome) Rank() int {
	for i, row := range outcomeTable {
		if row.outcome == o {
			return i
		}
	}
	return -1
}

// Frees reports whether the outcome lets the item go to its addressee.
func (o Outcome) Frees() bool {
	return o == Release || o == Duty || o == Waive || o == Deliver
}

// Inspects reports whether the outcome is itself an inspection under way.
func (o Outcome) Inspects() bool { return o == Examine || o == Xray }

// Found reports whether the outcome means that something was wrong with the
// item: what find rates count as a hit.
func (o Outcome) Found() bool {
	switch o {
	case Seize, Detain, Refer, Destroy, Return, Duty:
		return true
	case Release, Query, HoldItem, Xray, Examine, Deliver, Missing, Waive, Correct:
	}
	return false
}

// Grave reports whether the outcome takes two officers by default.
func (o Outcome) Grave() bool { return o == Seize || o == Destroy || o == Deliver }

func (o Outcome) row() outcomeRow {
	for _, row := range outcomeTable {
		if row.outcome == o {
			return row
		}
	}
	return outcomeRow{code: '?'}
}
