package journal

import (
	"time"

	"postern/parcel"
)

// Kind names what happened. Kinds are never renamed and only gain fields.
type Kind string

// The kinds of this version.
const (
	KindStationOpened     Kind = "station_opened"
	KindOfficerAdded      Kind = "officer_added"
	KindPINChanged        Kind = "pin_changed"
	KindPackAdopted       Kind = "pack_adopted"
	KindShiftOpened       Kind = "shift_opened"
	KindShiftClosed       Kind = "shift_closed"
	KindMessageReceived   Kind = "message_received"
	KindMessageRejected   Kind = "message_rejected"
	KindItemEntered       Kind = "item_entered"
	KindItemScanned       Kind = "item_scanned"
	KindItemDecided       Kind = "item_decided"
	KindDecisionWithdrawn Kind = "decision_withdrawn"
	KindHoldIssued        Kind = "hold_issued"
	KindHoldClosed        Kind = "hold_closed"
	KindPartiesShown      Kind = "parties_shown"
	KindItemsAnswered     Kind = "items_answered"
	KindItemExamined      Kind = "item_examined"
	KindKeysShredded      Kind = "keys_shredded"
	KindLegalHoldSet      Kind = "legal_hold_set"
	KindLegalHoldLifted   Kind = "legal_hold_lifted"
	KindHoldAnswered      Kind = "hold_answered"
	KindLateRaised        Kind = "late_raised"
	KindLateMissed        Kind = "late_missed"
)

// Body is what an event says beyond its record: a closed set of kinds.
//
//sumtype:decl
type Body interface {
	Kind() Kind
	Class() Class
	sealed()
}

// StationOpened begins an epoch.
type StationOpened struct {
	Office   parcel.Office `json:"office"`
	Key      string        `json:"key"`                // verifier key of the station (sumdb/note form)
	Restored bool          `json:"restored,omitempty"` // the database came from a backup
}

// OfficerAdded says who works here. The verifier is of the PIN.
type OfficerAdded struct {
	Officer  parcel.OfficerID `json:"officer"`
	Name     string           `json:"name"`
	Role     parcel.Role      `json:"role"`
	Verifier string           `json:"verifier"`
}

// PINChanged gives an officer another PIN.
type PINChanged struct {
	Officer  parcel.OfficerID `json:"officer"`
	Verifier string           `json:"verifier"`
}

// PackAdopted puts a rule pack in force in place of the last one with its id.
type PackAdopted struct {
	ID         string        `json:"id"`
	Agency     parcel.Agency `json:"agency"`
	Version    string        `json:"version"`
	Digest     string        `json:"digest"` // SHA-256 of the pack file
	Signer     string        `json:"signer"`
	ValidUntil time.Time     `json:"valid_until,omitzero"`
}

// ShiftOpened begins a shift. Commit is the SHA-256 of the secret that makes
// its random draws, which ShiftClosed reveals.
type ShiftOpened struct {
	Shift    string           `json:"shift"`
	Place    parcel.Place     `json:"place"`
	Commit   string           `json:"commit"`
	Rate     float64          `json:"rate"`               // of the random draw
	Capacity *parcel.Capacity `json:"capacity,omitempty"` // what the shift can inspect
}

// ShiftClosed ends a shift; the tree head that includes it is signed after.
type ShiftClosed struct {
	Shift  string          `json:"shift"`
	Secret string          `json:"secret"`
	Counts map[string]int  `json:"counts"`
	Open   []string        `json:"open,omitempty"`  // business handed to the next shift
	Worth  *parcel.Quality `json:"worth,omitempty"` // what its inspections were worth
}

// MessageReceived names a message file in the archive. Its items and papers
// are projections of the file.
type MessageReceived struct {
	File    string `json:"file,omitempty"` // name it came under
	Digest  string `json:"digest"`         // SHA-256 of the file as received
	Archive string `json:"archive"`        // SHA-256 of the bytes as archived
	Key     string `json:"key,omitempty"`  // data key the archived bytes are sealed with
	Size    int64  `json:"size"`
	Format  string `json:"format"`
	Decoder string `json:"decoder"` // format and version of the decoder that read it
	parcel.Counted
	Content string  `json:"content"` // digest of what the decoder made of it
	Faults  []Fault `json:"faults,omitempty"`
}

// Fault is what was wrong with a message, in words, and the item it concerns.
type Fault struct {
	Item string `json:"item,omitempty"`
	Text string `json:"text"`
}

// MessageRejected names a file that could not be read.
type MessageRejected struct {
	File   string `json:"file,omitempty"`
	Digest string `json:"digest"`
	Size   int64  `json:"size"`
	Why    string `json:"why"`
}

// ItemEntered is an item taken from its paper form.
type ItemEntered struct {
	Declaration parcel.Declaration `json:"declaration"`
}

// ItemScanned is one read of a label and what the officer was shown for it.
type ItemScanned struct {
	Scan    parcel.Scan    `json:"scan"`
	Known   bool           `json:"known"`
	Verdict parcel.Verdict `json:"verdict"`
	Facts   parcel.Facts   `json:"facts"`
	Holds   []string       `json:"holds,omitempty"` // events of the open holds
	Shift   string         `json:"shift"`
	Was     parcel.Place   `json:"was,omitempty"`  // where the item was in hand before; empty where it was in none
	Done    bool           `json:"done,omitempty"` // its business had ended: the read brings it into no hand
	// Receptacle is the one being emptied when the item was first read here.
	Receptacle parcel.S9 `json:"receptacle,omitempty"`
	// Declaration stands here only where no message or form brought one: the
	// item was put together from trade papers.
	Declaration *parcel.Declaration `json:"declaration,omitempty"`
}

// ItemDecided is an officer's decision.
type ItemDecided struct {
	Outcome  parcel.Outcome   `json:"outcome"`
	Ground   string           `json:"ground"`
	Agency   parcel.Agency    `json:"agency,omitempty"`
	Findings []parcel.Finding `json:"findings,omitempty"`
	Place    parcel.Place     `json:"place,omitempty"`
	Lane     parcel.Lane      `json:"lane"` // in force when it was decided
	Reason   parcel.Reason    `json:"reason"`
	Keeps    string           `json:"keeps,omitempty"` // number of the exhibit the thing is already
	Shift    string           `json:"shift"`
}

// DecisionWithdrawn takes back the decision its record supersedes.
type DecisionWithdrawn struct {
	Shift string `json:"shift"`
}

// HoldIssued asks for an item to be stopped.
type HoldIssued struct {
	Agency parcel.Agency    `json:"agency"`
	Reason string           `json:"reason"`
	Asked  *parcel.Referral `json:"asked,omitempty"` // what an authority's message asks
}

// HoldClosed ends the holds its record supersedes with the cause of the miss.
type HoldClosed struct {
	Cause parcel.Cause `json:"cause"`
}

// PartiesShown says that an officer had the names and addresses of an item's
// parties shown, and for what.
type PartiesShown struct {
	Purpose string `json:"purpose"`
}

// ItemsAnswered says that decisions were told to who sent the items' data, in
// one file.
type ItemsAnswered struct {
	Format  string     `json:"format"`
	File    string     `json:"file"`
	Digest  string     `json:"digest"` // SHA-256 of the file
	Answers []Answered `json:"answers"`
}

// Answered is one decision that was told.
type Answered struct {
	Item     parcel.ItemID  `json:"item"`
	Decision string         `json:"decision,omitempty"` // event; empty where it was taken back
	Outcome  parcel.Outcome `json:"outcome,omitempty"`
}

// ItemExamined holds declared fields against the item itself, and answers what
// agencies ask of it.
type ItemExamined struct {
	Checked []parcel.Checked `json:"checked"`
	Replies []parcel.Reply   `json:"replies,omitempty"`
	Shift   string           `json:"shift"`
}

// KeysShredded says which data keys were destroyed, and with them what they
// sealed: all of a class up to, and not with, a day.
type KeysShredded struct {
	Of     Class      `json:"class"`
	Before parcel.Day `json:"before"`
	Keys   []string   `json:"keys"`
}

// LegalHoldSet keeps what is sealed about an item from being destroyed. Ref is
// the file number of who asks, never a name: it lies open.
type LegalHoldSet struct {
	Item parcel.ItemID `json:"item"`
	Ref  string        `json:"ref"`
}

// LegalHoldLifted ends the legal holds on an item.
type LegalHoldLifted struct {
	Item parcel.ItemID `json:"item"`
}

// Unread stands for a body this program cannot show: of a newer kind, or with
// its key destroyed. It is never written.
type Unread struct {
	Of   Kind
	Why  string
	Gone bool // it can never be shown again: its key or its body was destroyed
}

// Kind implements Body.
func (StationOpened) Kind() Kind { return KindStationOpened }

// Kind implements Body.
func (OfficerAdded) Kind() Kind { return KindOfficerAdded }

// Kind implements Body.
func (PINChanged) Kind() Kind { return KindPINChanged }

// Kind implements Body.
func (PackAdopted) Kind() Kind { return KindPackAdopted }

// Kind implements Body.
func (ShiftOpened) Kind() Kind { return KindShiftOpened }

// Kind implements Body.
func (ShiftClosed) Kind() Kind { return KindShiftClosed }

// Kind implements Body.
func (MessageReceived) Kind() Kind { return KindMessageReceived }

// Kind implements Body.
func (MessageRejected) Kind() Kind { return KindMessageRejected }

// Kind implements Body.
func (ItemEntered) Kind() Kind { return KindItemEntered }

// Kind implements Body.
func (ItemScanned) Kind() Kind { return KindItemScanned }

// Kind implements Body.
func (ItemDecided) Kind() Kind { return KindItemDecided }

// Kind implements Body.
func (DecisionWithdrawn) Kind() Kind { return KindDecisionWithdrawn }

// Kind implements Body.
func (HoldIssued) Kind() Kind { return KindHoldIssued }

// Kind implements Body.
func (HoldClosed) Kind() Kind { return KindHoldClosed }

// Kind implements Body.
func (PartiesShown) Kind() Kind { return KindPartiesShown }

// Kind implements Body.
func (ItemsAnswered) Kind() Kind { return KindItemsAnswered }

// Kind implements Body.
func (ItemExamined) Kind() Kind { return KindItemExamined }

// Kind implements Body.
func (KeysShredded) Kind() Kind { return KindKeysShredded }

// Kind implements Body.
func (LegalHoldSet) Kind() Kind { return KindLegalHoldSet }

// Kind implements Body.
func (LegalHoldLifted) Kind() Kind { return KindLegalHoldLifted }

// Kind implements Body.
func (u Unread) Kind() Kind { return u.Of }

func (StationOpened) sealed()     {}
func (OfficerAdded) sealed()      {}
func (PINChanged) sealed()        {}
func (PackAdopted) sealed()       {}
func (ShiftOpened) sealed()       {}
func (ShiftClosed) sealed()       {}
func (MessageReceived) sealed()   {}
func (MessageRejected) sealed()   {}
func (ItemEntered) sealed()       {}
func (ItemScanned) sealed()       {}
func (ItemDecided) sealed()       {}
func (DecisionWithdrawn) sealed() {}
func (HoldIssued) sealed()        {}
func (HoldClosed) sealed()        {}
func (PartiesShown) sealed()      {}
func (ItemsAnswered) sealed()     {}
func (ItemExamined) sealed()      {}
func (KeysShredded) sealed()      {}
func (LegalHoldSet) sealed()      {}
func (LegalHoldLifted) sealed()   {}
func (Unread) sealed()            {}
