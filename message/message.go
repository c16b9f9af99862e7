// Package message says what every foreign format answers with: a Batch of
// items and papers, Faults with their place, and the limits a decoder keeps.
//
// The formats live one folder each below it; message/sniff tells them apart by
// content. The package is pure: bytes in, values out. A fault is a value, not
// an error: a bad item stands in Faults while the good ones beside it are kept.
// Only a file of which nothing can be read is rejected, by *Reject.
package message

import (
	"fmt"
	"strconv"
	"strings"

	"postern/parcel"
)

// Format names a foreign format.
type Format string

// The formats.
const (
	CDS     Format = "cds"     // UPU CDS declarations (XML)
	CEB     Format = "ceb"     // China cross-border e-commerce (XML)
	Sheet   Format = "sheet"   // e-platform tables: CSV, TSV, JSON lines, XLSX
	IPS     Format = "ips"     // UPU IPS (XML, JSON)
	ICS2    Format = "ics2"    // EU import control (XML)
	Post    Format = "post"    // ITMATT, PREDES, CUSITM and kin (EDIFACT)
	Feed    Format = "feed"    // one operator's own items (XML, JSON)
	Payment Format = "payment" // raw payment data of China customs Announcement 179 (JSON)
)

// Batch is what one message file holds.
type Batch struct {
	Format  Format
	Decoder string // format and version of the decoder, e.g. "cds/1": changes whenever its reading of a file changes
	Items   []parcel.Declaration
	Papers  []parcel.Paper
	Faults  []Fault

	Receptacles []parcel.Receptacle  `json:",omitempty"` // announced by despatches
	Events      []parcel.PostalEvent `json:",omitempty"` // what the post says happened
	Statuses    []parcel.Status      `json:",omitempty"` // what became of papers and declarations
	Referrals   []parcel.Referral    `json:",omitempty"` // what an authority asks of filed items

	More int // faults beyond Limits.Faults that were counted and not kept

	last   dated
	read   extent
	passed passed
	flow   parcel.Flow
}

// Fault is what is wrong with a message, at its place.
type Fault struct {
	Line  int    `json:"line"`           // 1-based; 0 where the format has no lines
	Path  string `json:"path"`           // e.g. CDSView[3]/Declaration/Data/GrossWeight, or row 12
	Field string `json:"field"`          // our name or theirs
	Got   string `json:"got"`            // excerpt, quoted
	Want  string `json:"want"`           // what would be right
	Item  string `json:"item,omitempty"` // identifier it concerns
	Drop  bool   `json:"drop,omitempty"` // the item or paper was not taken because of it
}

// String is the fault as a sentence for people and .why files.
func (f Fault) String() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "line %d", f.Line)
	}
	if f.Path != "" {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(f.Path)
	}
	if f.Field != "" && !strings.HasSuffix(f.Path, f.Field) {
		fmt.Fprintf(&b, " %s", f.Field)
	}
	fmt.Fprintf(&b, ": found %s, wanted %s", f.Got, f.Want)
	return b.String()
}

// Reject is the error for a file of which nothing can be read.
type Reject struct{ Fault Fault } //nolint:errname // the glossary's word for such a file

// Error implements error.
func (r *Reject) Error() string { return r.Fault.String() }

// Limits bound what a decoder takes from one file.
type Limits struct {
	Bytes  int64 // of the file
	Depth  int   // of nested elements
	Items  int   // items, papers and all else, together
	Pieces int   // contents of one item
	Text   int   // bytes of one field; longer text is cut and reported
	Faults int   // kept; further ones are counted
	Hold   int   // items that stay in a batch, see Flow; 0: all
	Flow   *Flow // takes the items, if not nil
}

// DefaultLimits are what intake uses.
func DefaultLimits() Limits {
	return Limits{Bytes: 256 << 20, Depth: 64, Items: 1_000_000, Pieces: 1_000, Text: 2_048, Faults: 200}
}

// Admit refuses a file longer than the limit, before any of it is read.
func (l Limits) Admit(data []byte) error {
	if int64(len(data)) <= l.Bytes {
		return nil
	}
	return &Reject{Fault{
		Field: "file", Got: strconv.Itoa(len(data)) + " bytes",
		Want: "at most " + strconv.FormatInt(l.Bytes, 10) + " bytes",
	}}
}

// AddFault keeps a fault within the limit.
func (b *Batch) AddFault(f Fault, l Limits) {
	if len(b.Faults) >= l.Faults {
		b.More++
		return
	}
	b.Faults = append(b.Faults, f)
}

// Digest is a SHA-256 over what the decoder made of a file, so that a later
// decoder that reads it otherwise is noticed.
func (b *Batch) Digest() string { return digest(b) }

// Outcome is what a decoder answers with when it has come to the end: the
// batch, or a Reject where every node or row of the file was dropped, by the
// reason of the first. The batch stands beside the Reject for its other faults.
func (b *Batch) Outcome() (Batch, error) {
	if b.Size() > 0 {
		return *b, nil
	}
	for _, f := range b.Faults {
		if f.Drop {
			return *b, &Reject{f}
		}
	}
	return *b, nil
}

// Size is how many things of any kind the batch holds.
func (b *Batch) Size() int {
	return b.passed.count + b.passed.beside + len(b.Items) + b.beside()
}

func (b *Batch) beside() int {
	return len(b.Papers) + len(b.Receptacles) + len(b.Events) + len(b.Statuses) + len(b.Referrals)
}

// Mail is what the batch says, without its faults.
func (b *Batch) Mail() parcel.Mail {
	return parcel.Mail{
		Items: b.Items, Flow: b.flow, Papers: b.Papers, Receptacles: b.Receptacles, Events: b.Events, Statuses: b.Statuses, Referrals: b.Referrals,
	}
}

// Full reports whether the batch holds all it may.
func (b *Batch) Full(l Limits) bool { return b.Size() >= l.Items || l.Flow != nil && l.Flow.stopped }

// TooMany is the fault of a file that holds more items than may be taken.
func TooMany(line int, l Limits) Fault {
	return Fault{
		Line: line, Path: "file", Field: "items",
		Got: "more", Want: "at most " + strconv.Itoa(l.Items) + "; those after this line were not taken",
	}
}
