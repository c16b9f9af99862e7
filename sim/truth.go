package sim

import (
	"time"

	"postern/parcel"
)

// Kind is what is planted in an item.
type Kind string

// The kinds. Five out of six items are ordinary.
const (
	Ordinary    Kind = "ordinary"
	Seeds       Kind = "seeds"       // plant seeds declared as beads
	Undervalued Kind = "undervalued" // declared far below its order
	Split       Kind = "split"       // one order in several parcels, one addressee, one day
	Brushing    Kind = "brushing"    // never ordered, one sender to many
	Underpriced Kind = "underpriced" // declared far below what such goods cost; no papers
	Hugging     Kind = "hugging"     // one sender, declared again and again just below a limit
	Misdeclared Kind = "misdeclared" // words and tariff code speak of different goods
	Battery     Kind = "battery"     // loose lithium batteries
	Vague       Kind = "vague"       // words that say nothing
	Impossible  Kind = "impossible"  // net mass above gross
	Wildlife    Kind = "wildlife"    // CITES species
	Brand       Kind = "brand"       // brand far below its price
	Firearm     Kind = "firearm"     // parts of firearms
	Precursor   Kind = "precursor"   // drug precursors
	BadCheck    Kind = "bad_check"   // S10 check digit wrong
	Reused      Kind = "reused"      // identifier of an item 14 months ago
	Broken      Kind = "broken"      // its gross mass is no number in the file
)

// Kinds lists the planted kinds.
func Kinds() []Kind {
	return []Kind{
		Seeds, Undervalued, Split, Brushing, Underpriced, Hugging, Misdeclared, Battery, Vague, Impossible,
		Wildlife, Brand, Firearm, Precursor, BadCheck, Reused, Broken,
	}
}

// share is how many of a thousand items are of the kind; at least one, except
// in a very small despatch.
func (k Kind) share() int {
	switch k {
	case Vague:
		return 20
	case Split, Battery:
		return 15
	case Brushing, Brand:
		return 12
	case Seeds, Undervalued, Underpriced, Hugging, Misdeclared:
		return 10
	case Impossible, Wildlife:
		return 8
	case Firearm, BadCheck:
		return 5
	case Precursor:
		return 4
	case Reused:
		return 2
	case Broken: // one in all
	case Ordinary:
	}
	return 0
}

// Advice is how an item was announced.
type Advice string

// The ways of announcement.
const (
	ByCDS    Advice = "cds"
	ByCSV    Advice = "csv"
	ByJSON   Advice = "json_lines"
	ByPapers Advice = "papers" // order, payment and shipment, but no declaration
	NotAtAll Advice = "none"   // its label is unknown
)

// Truth is what there is to know about an item.
type Truth struct {
	Identifier string `json:"identifier"` // as on the label
	Planted    Kind   `json:"planted"`
	Note       string `json:"note,omitempty"`
	Advice     Advice `json:"advice"`
	Papers     bool   `json:"papers,omitempty"` // an order, a payment and a shipment name it
}

// Hold is a request by an agency to stop an item, for exercise.
type Hold struct {
	Identifier string        `json:"identifier"`
	Agency     parcel.Agency `json:"agency"`
	Reason     string        `json:"reason"`
}

// File is one message file.
type File struct {
	Name string
	Data []byte
}

// Receptacle is a bag that arrives, with the labels of its items.
type Receptacle struct {
	ID    parcel.S9
	Items []string
}

// Summary counts a despatch.
type Summary struct {
	Items       int // that arrive
	Advised     int // of those, declared
	PapersOnly  int
	Unknown     int
	Receptacles int
	Holds       int
	Files       int
	Planted     map[Kind]int
}

// Despatch is all the mail of a day at one office: what is announced, what
// arrives, and the truth.
type Despatch struct {
	Files       []File
	Receptacles []Receptacle
	Labels      []string // to scan, in order: each bag, then its items
	Truth       []Truth  // in the order of the labels
	Holds       []Hold
	Summary     Summary
}

// Options say how much mail, and where.
type Options struct {
	Items   int           // 1,000 where not set
	Day     time.Time     // of arrival; 23 November 2026 where not set
	Office  parcel.Office // that receives; an invented one where not set
	Dest    string        // its country; that of Office where not set
	PerFile int           // items in one file, 2,000 where not set; the papers' schema allows 100
	Garbage bool          // one file that nobody can read
}

func (o Options) filled() Options {
	if o.Items <= 0 {
		o.Items = 1000
	}
	if o.Day.IsZero() {
		o.Day = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	}
	if len(o.Office) != 6 {
		o.Office = "NLQQPA"
	}
	if len(o.Dest) != 2 {
		o.Dest = o.Office.Country()
	}
	if o.PerFile <= 0 {
		o.PerFile = 2000
	}
	return o
}
