package parcel

import "time"

// ReferralKind is what another authority asks of an item before it may travel.
type ReferralKind string

// The kinds of referral (EU ICS2: DNL, RFI, RFS, AC).
const (
	DoNotLoad       ReferralKind = "do_not_load"
	NeedInformation ReferralKind = "information" // a field must be put right or explained
	NeedScreening   ReferralKind = "screening"   // high-risk cargo and mail
	RiskAssessed    ReferralKind = "complete"    // assessed; nothing more is asked
	StopItem        ReferralKind = "stop"        // the post's own: UPU CDS watchdog
	LetItem         ReferralKind = "let"         // it asks nothing more
	WarnItem        ReferralKind = "warning"     // it says something of the item and asks nothing
)

// ReferralKinds lists the closed set.
func ReferralKinds() []ReferralKind {
	return []ReferralKind{DoNotLoad, NeedInformation, NeedScreening, RiskAssessed, StopItem, LetItem, WarnItem}
}

// Known reports whether k is in the closed set.
func (k ReferralKind) Known() bool { return oneOf(k, ReferralKinds()) }

// Agency is who asks.
func (k ReferralKind) Agency() Agency {
	switch k {
	case StopItem, LetItem, WarnItem:
		return Postal
	case DoNotLoad, NeedInformation, NeedScreening, RiskAssessed:
	}
	return Security
}

// Asks reports whether the item is to be held for it.
func (k ReferralKind) Asks() bool { return k.Known() && !k.Answers() && k != WarnItem }

// Answers reports whether what the same authority asked before is done with.
func (k ReferralKind) Answers() bool { return k == RiskAssessed || k == LetItem }

// Same reports whether a referral asks what another asked before.
func (r *Referral) Same(as Referral) bool {
	return r != nil && r.Kind == as.Kind && r.Reference == as.Reference && r.MRN == as.MRN && r.Field == as.Field && r.Receptacle == as.Receptacle
}

// Referral is what an authority says of one filed item or receptacle. It names
// one of the two, or only the filing.
type Referral struct {
	Kind       ReferralKind `json:"kind"`
	Reference  string       `json:"reference,omitempty"`  // the authority's own, to be named in the answer
	MRN        string       `json:"mrn,omitempty"`        // of the filing it is about
	Item       string       `json:"item,omitempty"`       // identifier
	Receptacle S9           `json:"receptacle,omitempty"` // where a whole one is meant
	Field      string       `json:"field,omitempty"`      // path of the element asked about, as the authority writes it
	Text       string       `json:"text,omitempty"`
	Method     string       `json:"method,omitempty"` // of screening, the authority's code
	Issued     time.Time    `json:"issued,omitzero"`
}
