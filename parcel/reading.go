package parcel

import "time"

// Reading is the answer to a label: what it is, what is known and what to do.
type Reading struct {
	Item        ItemID      `json:"item"`
	Known       bool        `json:"known"` // declared by message, form or papers
	Identifier  Identifier  `json:"identifier"`
	Decl        Declaration `json:"declaration,omitzero"`
	State       State       `json:"state"`
	Verdict     Verdict     `json:"verdict"`
	Facts       Facts       `json:"facts"`
	Holds       []Hold      `json:"holds"`       // open ones
	Suggestions []string    `json:"suggestions"` // identifiers it may have been meant for
	Mass        Mass        `json:"mass,omitempty"`
	Decisions   []Decision  `json:"decisions,omitempty"` // open ones
	Receptacle  Progress    `json:"receptacle,omitzero"`
	From        S9          `json:"from,omitempty"`  // the receptacle being emptied when it was first read
	Event       string      `json:"event,omitempty"` // full name of the scan's event; empty for an assessment without a scan
	At          time.Time   `json:"at,omitzero"`
	Elsewhere   []Elsewhere `json:"elsewhere,omitempty"` // decided at other stations, the latest first
}

// Elsewhere is an outcome at another station, as the hub told it.
type Elsewhere struct {
	Station string    `json:"station"`
	Outcome Outcome   `json:"outcome"`
	At      time.Time `json:"at"`
}

// Progress is how much of a receptacle has been seen.
type Progress struct {
	Receptacle S9   `json:"receptacle"`
	Expected   int  `json:"expected"`
	Seen       int  `json:"seen"`
	Holds      int  `json:"holds"`          // items of it that are or were held
	HoldsSeen  int  `json:"holds_found"`    // of those, items seen
	Over       int  `json:"over,omitempty"` // came out of it and belong elsewhere, or nowhere
	Lane       Lane `json:"-"`              // the highest within; unknown where nothing is declared
}

// Missing is how much of it was not seen.
func (p Progress) Missing() int { return max(0, p.Expected-p.Seen) }

// Line is an item as a list shows it.
type Line struct {
	Item      ItemID    `json:"item"`
	Lane      Lane      `json:"lane"`
	State     State     `json:"state"`
	Place     Place     `json:"place"`
	Since     time.Time `json:"since"`
	Origin    string    `json:"origin,omitempty"`
	Words     string    `json:"words,omitempty"`
	Value     Money     `json:"value,omitzero"`
	Agency    Agency    `json:"agency,omitempty"` // that asks for the lane
	Score     int       `json:"score,omitempty"`  // of that agency
	Addressee string    `json:"addressee,omitempty"`
	Latest    bool      `json:"-"` // no later item has the same identifier
}

// Filter narrows a list of items. Empty fields ask for nothing.
type Filter struct {
	Lane   Lane
	Agency Agency
	State  State
	Text   string // part of a label, a name, words
	Open   bool   // only items that are still somebody's business here

	Receptacle S9   // declared to be in it
	Unseen     bool // not seen yet, looked for or not
	Held       bool // an open hold asks for them
	Fetch      bool // to be fetched: what came since their last read asks for more

	Sort   Sort
	Limit  int
	Offset int

	// A list is also walked from line to line, however long it is: then nothing
	// is counted.
	Past Line // the lines after this one; zero: from the first
	Back bool // those before it instead, from the last where there is none
}

// Sort is how a list of items is sorted.
type Sort string

// The ways to sort: by lane and then by age where none is named.
const (
	LaneFirst   Sort = ""
	OldestFirst Sort = "oldest"
	NewestFirst Sort = "newest"
)

// Walks reports whether the list is walked, not counted.
func (f Filter) Walks() bool { return f.Past != Line{} || f.Back }

// Entry is one event of an item's history, in words of the trade.
type Entry struct {
	Event    string      `json:"event"`
	Seq      uint64      `json:"seq"`
	Kind     string      `json:"kind"`
	At       time.Time   `json:"at"`
	Officers []OfficerID `json:"officers,omitempty"`
	Lane     Lane        `json:"lane,omitempty"`
	Outcome  Outcome     `json:"outcome,omitempty"`
	Text     string      `json:"text,omitempty"` // ground, reason, declared words
	Place    Place       `json:"place,omitempty"`
	Lifted   bool        `json:"superseded,omitempty"` // a later event supersedes it
}

// Dossier is everything known of one item.
type Dossier struct {
	Reading Reading   `json:"reading"`
	Item    Item      `json:"item"`
	Papers  []Paper   `json:"papers"`
	Quality []string  `json:"quality"`           // what its message's decoder found wrong
	Data    Soundness `json:"data"`              // how good what is declared is
	Checked []Checked `json:"checked"`           // fields held against the item at the bench, the last word on each
	Replies []Reply   `json:"replies,omitempty"` // to the agencies' questions, the last word on each
	Holds   []Hold    `json:"holds"`             // open and closed
	Entries []Entry   `json:"events"`

	Files []Attachment `json:"-"` // photos and X-ray images, the first first

	Earlier []ItemID `json:"earlier,omitempty"` // items that bore the identifier before

	Postal    []PostalEvent `json:"postal,omitempty"`    // what the post says happened to it
	Statuses  []Status      `json:"statuses,omitempty"`  // what others say became of it and its papers
	Referrals []Referral    `json:"referrals,omitempty"` // what authorities ask of it

	ToGreen map[Agency][]string `json:"to_green,omitempty"` // rules whose hits would have to be answered for the agency's green
}
