package parcel

import (
	"errors"
	"strings"
	"time"
)

// Day is a calendar day, YYYY-MM-DD.
type Day string

// DayOf is the calendar day of t in t's own zone.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// Time is midnight UTC of the day; zero where the text is no day.
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// ItemID names one postal item for ever: its identifier, '@', and the day it
// began, since operators use identifiers again after a year (UPU S10).
type ItemID string

// NewItemID joins identifier text and day.
func NewItemID(ident string, day Day) ItemID { return ItemID(ident + "@" + string(day)) }

// Ident is the identifier part.
func (id ItemID) Ident() string {
	ident, _ := id.split()
	return ident
}

// Day is the day part; empty where the id names only the identifier.
func (id ItemID) Day() Day {
	_, day := id.split()
	return day
}

func (id ItemID) split() (string, Day) {
	if i := strings.LastIndexByte(string(id), '@'); i >= 0 {
		return string(id[:i]), Day(id[i+1:])
	}
	return string(id), ""
}

// ErrNoItem is for an item that nobody has heard of here.
var ErrNoItem = errors.New("no such item here")

// Reuse is how long an identifier stays with one item: operators may use it
// again after 12 months (UPU S10).
const Reuse = 365 * 24 * time.Hour

// Declaration is what was said about an item before it came or on its form:
// the fields of CN 22/23, CUSITM and platform data under our names.
type Declaration struct {
	Identifier Identifier `json:"identifier"`
	Receptacle S9         `json:"receptacle,omitempty"`
	References []string   `json:"references,omitempty"` // order and local numbers
	Platform   string     `json:"platform,omitempty"`   // where the goods were sold
	Class      string     `json:"class,omitempty"`      // mail class: U letters, C parcels, E EMS
	Category   string     `json:"category,omitempty"`   // mail category: A air, B SAL, C surface, D priority by surface
	Nature     Nature     `json:"nature,omitempty"`
	Handling   string     `json:"handling,omitempty"`
	Posted     time.Time  `json:"posted,omitzero"`
	Origin     string     `json:"origin,omitempty"`      // country of the sending operator, ISO alpha-2
	Dest       string     `json:"destination,omitempty"` // country of the receiving operator
	Sender     Party      `json:"sender,omitzero"`
	Addressee  Party      `json:"addressee,omitzero"`
	Gross      Mass       `json:"gross,omitempty"`
	Value      Money      `json:"value,omitzero"` // sum of the contents where no total is given
	Postage    Money      `json:"postage,omitzero"`
	Insured    Money      `json:"insured,omitzero"`
	FiscalID   string     `json:"fiscal_id,omitempty"` // VAT or IOSS number
	Documents  []Document `json:"documents,omitempty"`
	Contents   []Content  `json:"contents,omitempty"`
	Buyer      Party      `json:"buyer,omitzero"`     // where somebody else than the addressee
	Delivery   string     `json:"delivery,omitempty"` // place of delivery, where it is not the addressee's
	Mode       string     `json:"mode,omitempty"`     // how it is delivered, e.g. express
	Carrier    string     `json:"carrier,omitempty"`  // who carries it
	Packages   int        `json:"packages,omitempty"` // it consists of; 0 where nothing is said
	Fees       Money      `json:"fees,omitzero"`      // insurance and other charges beside the postage
	Partial    bool       `json:"partial,omitempty"`  // says nothing of the goods: see Join

	PlatformCode string `json:"platform_code,omitempty"` // who gave out the order's number, which is among the references
	CarrierCode  string `json:"carrier_code,omitempty"`  // who gave out the identifier
}

// Content is one declared line of goods.
type Content struct {
	Index  int    `json:"index"`
	Units  int    `json:"units,omitempty"`
	Words  string `json:"words"`          // the description as declared
	Name   string `json:"name,omitempty"` // of the goods alone, where the description says their model too
	HS     string `json:"hs,omitempty"`
	Net    Mass   `json:"net,omitempty"`
	Value  Money  `json:"value,omitzero"`
	Origin string `json:"origin,omitempty"` // country of origin of the goods
}

// Document is a licence, certificate or invoice that goes with the item.
type Document struct {
	ID   string `json:"id,omitempty"`
	Type string `json:"type,omitempty"`
	Name string `json:"name,omitempty"`
}

// Nature is the category of item on the customs form.
type Nature string

// The natures of CN 23; the code lists of each format map onto them.
const (
	Gift      Nature = "gift"
	Documents Nature = "documents"
	Sample    Nature = "sample"
	Sale      Nature = "sale"
	Returned  Nature = "returned"
	Other     Nature = "other"
)

// Total is the declared value: the stated total, or the sum of the contents
// where none is stated and all are in one currency.
func (d Declaration) Total() Money {
	if !d.Value.IsZero() {
		return d.Value
	}
	var sum Money
	for _, c := range d.Contents {
		next, ok := sum.Add(c.Value)
		if !ok {
			return Money{}
		}
		sum = next
	}
	return sum
}

// Words joins the descriptions of all contents.
func (d Declaration) Words() string {
	words := make([]string, 0, len(d.Contents))
	for _, c := range d.Contents {
		if c.Words != "" {
			words = append(words, c.Words)
		}
	}
	return strings.Join(words, "; ")
}

// Item is one postal item as it stands: its name, what was declared, and what
// its events made of it.
type Item struct {
	ID        ItemID      `json:"item"`
	Known     bool        `json:"known"` // there is a declaration
	Source    Source      `json:"source,omitempty"`
	Received  time.Time   `json:"received,omitzero"` // when the declaration came
	Decl      Declaration `json:"declaration,omitzero"`
	State     State       `json:"state"`
	Place     Place       `json:"place,omitempty"`
	Lane      Lane        `json:"lane"`
	Since     time.Time   `json:"since,omitzero"` // when it came to this state
	Mass      Mass        `json:"mass,omitempty"` // weighed here
	Scans     int         `json:"scans"`
	Presented time.Time   `json:"presented,omitzero"` // first read here
	Inspected bool        `json:"inspected"`          // examined or X-rayed, or a finding was written down
	Selection Selection   `json:"selection,omitzero"`
	Verdict   Verdict     `json:"verdict,omitzero"` // made when its data came; empty once decided
	Holds     []Hold      `json:"holds,omitempty"`
	Decisions []Decision  `json:"decisions,omitempty"` // that stand
	Exhibits  []Exhibit   `json:"exhibits,omitempty"`
	Latest    bool        `json:"latest"`        // no later item has the identifier
	Seen      time.Time   `json:"seen,omitzero"` // last event or message about it
	Mark      Mark        `json:"-"`
}

// Mark is another whenever something came to be known of an item: an act that
// names the mark it was based on is refused where the item has moved on.
type Mark uint64

// Unheard is the mark of an item that nobody has heard of yet. The zero mark
// is none.
const Unheard Mark = 1

// OpenHolds are the holds that are not closed.
func (it Item) OpenHolds() []Hold {
	var open []Hold
	for _, h := range it.Holds {
		if !h.Closed {
			open = append(open, h)
		}
	}
	return open
}

// Source says where a declaration came from.
type Source string

// The sources of a declaration.
const (
	FromMessage  Source = "message"
	FromForm     Source = "form"     // CN 22/23 typed at the bench
	FromPapers   Source = "papers"   // order and shipment only
	FromDespatch Source = "despatch" // its receptacle only: nothing is known of what is in it
)
