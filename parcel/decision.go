package parcel

import "time"

// Finding is what was seen, against what was declared.
type Finding struct {
	Code string `json:"code"` // e.g. contents, pieces, value, or an agency's own
	Text string `json:"text,omitempty"`
}

// Decision is an officer's outcome for an item with its ground. It is never
// edited, only superseded.
type Decision struct {
	Event    string      `json:"event"`
	Outcome  Outcome     `json:"outcome"`
	Ground   string      `json:"ground"`
	Agency   Agency      `json:"agency,omitempty"`
	Findings []Finding   `json:"findings,omitempty"`
	Officers []OfficerID `json:"officers"`
	At       time.Time   `json:"at"`
}

// UndoFor is how long the screen offers to take a decision back. Nobody outside
// is told of it before.
const UndoFor = 10 * time.Second

// Ruling is the decision that rules an item; Event and Outcome are empty where
// it was taken back.
type Ruling struct {
	Item    Item      `json:"item"`
	Event   string    `json:"event,omitempty"`
	Outcome Outcome   `json:"outcome,omitempty"`
	At      time.Time `json:"at"`
}

// OfficerID names an officer in the journal; the name itself stands in a
// sealed body.
type OfficerID string

// Role is what an officer may do.
type Role string

// The roles.
const (
	PrimaryOfficer Role = "officer"
	Supervisor     Role = "supervisor"
	AgencyOfficer  Role = "agency"
	ExhibitKeeper  Role = "exhibit_keeper"
	Auditor        Role = "auditor" // reads only
)

// Roles lists the closed set.
func Roles() []Role {
	return []Role{PrimaryOfficer, Supervisor, AgencyOfficer, ExhibitKeeper, Auditor}
}

// Known reports whether r is in the closed set.
func (r Role) Known() bool { return oneOf(r, Roles()) }
