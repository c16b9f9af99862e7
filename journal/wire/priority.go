package wire

import (
	"slices"

	"postern/journal"
	"postern/parcel"
)

// PriorityOf is how urgent an event is. A decision that cannot be read counts
// as grave: it may be.
func PriorityOf(kind journal.Kind, body journal.Body) Priority {
	switch kind { //nolint:exhaustive // a kind that is new goes with the rest
	case journal.KindItemDecided:
		return ofDecision(body)
	case journal.KindHoldIssued:
		return Grave // a stop order
	case journal.KindDecisionWithdrawn, journal.KindHoldClosed:
		return Outcomes
	case journal.KindItemScanned, journal.KindItemEntered:
		return Scans
	default:
		return Rest
	}
}

func ofDecision(body journal.Body) Priority {
	d, readable := body.(journal.ItemDecided)
	if !readable {
		return Grave
	}
	switch d.Outcome {
	case parcel.Seize, parcel.Detain, parcel.Destroy, parcel.HoldItem:
		return Grave
	case parcel.Release, parcel.Duty, parcel.Refer, parcel.Return, parcel.Query, parcel.Xray, parcel.Examine, parcel.Missing,
		parcel.Deliver, parcel.Waive, parcel.Correct:
	}
	if d.Agency == parcel.Security && d.Outcome.Found() || slices.ContainsFunc(d.Findings, dangerous) {
		return Grave
	}
	return Outcomes
}

// dangerous goods: by the code of the finding.
func dangerous(f parcel.Finding) bool { return f.Code == "dangerous" || f.Code == "dangerous_goods" }
