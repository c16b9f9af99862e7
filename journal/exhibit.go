package journal

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"

	"postern/parcel"
)

// The kinds of custody.
const (
	KindExhibitMoved    Kind = "exhibit_moved"
	KindExhibitsCounted Kind = "exhibits_counted"
)

// ExhibitMoved is one step of an exhibit's custody: its officers have it now,
// in that slot.
type ExhibitMoved struct {
	Exhibit string      `json:"exhibit"`
	Slot    string      `json:"slot"`
	Seal    string      `json:"seal,omitempty"` // new; empty where it stayed
	Mass    parcel.Mass `json:"mass,omitempty"` // weighed at the move
	Shift   string      `json:"shift"`
}

// ExhibitsCounted is a blind recount: what was found, given before the register
// was shown, and what did not agree with it.
type ExhibitsCounted struct {
	Slot      string                `json:"slot,omitempty"` // the only one counted
	Found     []parcel.FoundExhibit `json:"found"`
	Miscounts []parcel.Miscount     `json:"miscounts"`
	Shift     string                `json:"shift"`
}

// Kind implements Body.
func (ExhibitMoved) Kind() Kind { return KindExhibitMoved }

// Kind implements Body.
func (ExhibitsCounted) Kind() Kind { return KindExhibitsCounted }

// Class implements Body.
func (ExhibitMoved) Class() Class { return Case }

// Class implements Body.
func (ExhibitsCounted) Class() Class { return Case }

func (ExhibitMoved) sealed()    {}
func (ExhibitsCounted) sealed() {}

// Exhibit is the number of the exhibit that a decision of this name makes: the
// event's own number, and eight characters for its station and epoch, so that
// no two stations give the same one. It is short enough for a label.
func (n Name) Exhibit() string {
	sum := sha256.Sum256([]byte(n.Station + "/" + n.Epoch.String()))
	return "E-" + strconv.FormatUint(n.Seq, 10) + "-" + base32.StdEncoding.EncodeToString(sum[:5])
}

// Exhibit is the number under which the thing is kept: that of the exhibit it
// was already, else one of the decision's own. Empty where it keeps nothing.
func (d ItemDecided) Exhibit(of Name) string {
	switch {
	case !d.Outcome.Keeps():
		return ""
	case d.Keeps != "":
		return d.Keeps
	}
	return of.Exhibit()
}

func decodeCustody(kind Kind, plain []byte) (Body, error) {
	if kind == KindExhibitMoved {
		return decodeAs[ExhibitMoved](plain)
	}
	return decodeAs[ExhibitsCounted](plain)
}
