package parcel

import "time"

// Capacity is what a shift can inspect, as was stated when it was opened.
type Capacity struct {
	Minutes int `json:"minutes"` // of staff at the bench
	Each    int `json:"each"`    // minutes that one inspection takes
	XRay    int `json:"xray"`    // items that the X-ray takes besides; 0 where there is none
}

// Places is how many items can be opened.
func (c Capacity) Places() int { return c.Minutes / max(c.Each, 1) }

// Shift is one officer team's watch at one place, and its counts. A zero
// Closed means it is open.
type Shift struct {
	ID         string          `json:"shift"`
	Place      Place           `json:"place"`
	Opened     time.Time       `json:"opened"`
	Closed     time.Time       `json:"closed,omitzero"`
	Officers   []OfficerID     `json:"officers"` // who acted in it
	Closers    []OfficerID     `json:"closers,omitempty"`
	First      uint64          `json:"first"` // seq of its opening event
	Last       uint64          `json:"last"`  // seq of its last event so far
	Scans      int             `json:"scans"`
	Items      int             `json:"items"`    // different items scanned
	Advised    int             `json:"advised"`  // of those, known before the scan
	Entered    int             `json:"entered"`  // from paper forms
	Lanes      map[Lane]int    `json:"lanes"`    // items by lane at their last scan
	Outcomes   map[Outcome]int `json:"outcomes"` // decisions that stand
	Selected   int             `json:"selected"` // = Examined + Waived + OpenItems
	Examined   int             `json:"examined"`
	Waived     int             `json:"waived"`
	OpenItems  int             `json:"open"` // selected, not yet decided
	Found      int             `json:"found"`
	Drawn      int             `json:"drawn"` // by the random draw
	DrawnDone  int             `json:"drawn_examined"`
	DrawnHits  int             `json:"drawn_found"`
	HoldsNew   int             `json:"holds_new"`
	HoldsDone  int             `json:"holds_closed"`
	Withdrawn  int             `json:"withdrawn"`
	LateRaised int             `json:"late_raised"`      // items here for which late data asked for more
	LateMissed int             `json:"late_missed"`      // items that had left by then
	Commit     string          `json:"commit"`           // SHA-256 of the draw's secret
	Secret     string          `json:"secret,omitempty"` // revealed at close
	Rate       float64         `json:"rate"`
	Capacity   *Capacity       `json:"capacity,omitempty"`  // nil in shifts that older programs opened
	Root       string          `json:"root,omitempty"`      // of the journal at close
	Signature  string          `json:"signature,omitempty"` // signed note of the head
	Decisions  []ShiftDecision `json:"decisions,omitempty"`
	Hourly     []int           `json:"hourly,omitempty"` // scans in each hour since opening

	Moves map[Place]Move `json:"-"` // items that came into hand at a place and left it
	Worth Quality        `json:"-"` // what its inspections were worth
}

// Move is how many items came into hand at a place, and how many left it: were
// read elsewhere, or had their business ended.
type Move struct{ In, Out int }

// ShiftDecision is one decision of a shift, for its log.
type ShiftDecision struct {
	Seq      uint64      `json:"seq"`
	Event    string      `json:"event"`
	At       time.Time   `json:"at"`
	Item     ItemID      `json:"item"`
	Lane     Lane        `json:"lane"`
	Reason   Reason      `json:"selected_by"`
	Outcome  Outcome     `json:"outcome"`
	Agency   Agency      `json:"agency,omitempty"`
	Ground   string      `json:"ground"`
	Findings []Finding   `json:"findings,omitempty"`
	Officers []OfficerID `json:"officers"`
	Lifted   bool        `json:"superseded,omitempty"`
}

// Business is something that stops the close of a shift.
type Business struct {
	Kind string `json:"kind"` // hold, selected, examination, conflict, exhibit
	Item ItemID `json:"item"`
	Text string `json:"text"`
}

// Officer is somebody who works here.
type Officer struct {
	ID     OfficerID `json:"officer"`
	Name   string    `json:"name"`
	Role   Role      `json:"role"`
	Active bool      `json:"active"`
}

// Who is acting: an officer who has signed in, and the second of a
// two-officer act.
type Who struct {
	Officer Officer
	Witness *Officer
}

// IDs lists the officers of the act for its record.
func (w Who) IDs() []OfficerID {
	if w.Witness != nil {
		return []OfficerID{w.Officer.ID, w.Witness.ID}
	}
	return []OfficerID{w.Officer.ID}
}
