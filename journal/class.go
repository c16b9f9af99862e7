package journal

import "postern/parcel"

// Class is a retention class: each has its own data keys, so that one can be
// shredded while another stays. The empty class is plain, for bodies without
// personal data.
type Class string

// The retention classes.
const (
	Plain Class = ""
	Staff Class = "staff" // officers' names
	Goods Class = "item"  // messages, scans, ordinary decisions
	Case  Class = "case"  // seizures and what may come before a court
)

// Class implements Body.
func (StationOpened) Class() Class { return Plain }

// Class implements Body.
func (OfficerAdded) Class() Class { return Staff }

// Class implements Body.
func (PINChanged) Class() Class { return Staff }

// Class implements Body.
func (PackAdopted) Class() Class { return Plain }

// Class implements Body.
func (ShiftOpened) Class() Class { return Plain }

// Class implements Body.
func (ShiftClosed) Class() Class { return Plain }

// Class implements Body.
func (MessageReceived) Class() Class { return Goods }

// Class implements Body.
func (MessageRejected) Class() Class { return Goods }

// Class implements Body.
func (ItemEntered) Class() Class { return Goods }

// Class implements Body.
func (ItemScanned) Class() Class { return Goods }

// Class implements Body.
func (DecisionWithdrawn) Class() Class { return Plain }

// Class implements Body.
func (HoldIssued) Class() Class { return Case }

// Class implements Body.
func (HoldClosed) Class() Class { return Plain }

// Class implements Body: who looked at whose name outlives the item.
func (PartiesShown) Class() Class { return Case }

// Class implements Body.
func (ItemsAnswered) Class() Class { return Case }

// Class implements Body.
func (ItemExamined) Class() Class { return Goods }

// Class implements Body.
func (KeysShredded) Class() Class { return Plain }

// Class implements Body.
func (LegalHoldSet) Class() Class { return Plain }

// Class implements Body.
func (LegalHoldLifted) Class() Class { return Plain }

// Class implements Body.
func (Unread) Class() Class { return Plain }

// Class implements Body: decisions that may come before a court outlive others.
func (d ItemDecided) Class() Class {
	switch d.Outcome {
	case parcel.Seize, parcel.Detain, parcel.Destroy, parcel.Refer, parcel.Return, parcel.HoldItem, parcel.Deliver:
		return Case
	case parcel.Release, parcel.Duty, parcel.Query, parcel.Xray, parcel.Examine, parcel.Missing, parcel.Waive, parcel.Correct:
	}
	return Goods
}
