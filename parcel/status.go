package parcel

import "time"

// Status is what somebody else's system says became of a paper or declaration
// that was sent to it.
type Status struct {
	Of          string    `json:"of"` // which message says it, e.g. CEB622
	GUID        string    `json:"guid,omitempty"`
	Platform    string    `json:"platform,omitempty"` // numbers as in Paper
	Order       string    `json:"order,omitempty"`
	Payer       string    `json:"payer,omitempty"`
	Transaction string    `json:"transaction,omitempty"`
	Carrier     string    `json:"carrier,omitempty"`
	Number      string    `json:"number,omitempty"`      // waybill number: the item's label
	Declaration string    `json:"declaration,omitempty"` // the declarant's number of its declaration
	Entry       string    `json:"entry,omitempty"`       // the number customs gave it
	Code        string    `json:"code"`                  // theirs
	State       State     `json:"state,omitempty"`       // ours, where theirs means one
	Refused     bool      `json:"refused,omitempty"`     // turned back or failed
	Text        string    `json:"text,omitempty"`
	At          time.Time `json:"at,omitzero"`
}
