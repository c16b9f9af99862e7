package choice

import (
	"fmt"
	"strings"

	"postern/parcel"
	"postern/tui/look"
)

// SignOf is what a reading tells the officer to do: its lane, unless an open
// hold or a warning not to open it stands above that.
func SignOf(r parcel.Reading) look.Sign {
	switch {
	case stopWord(r) != "":
		return look.Stop
	case len(r.Holds) > 0:
		return look.Hold
	}
	return look.SignOf(r.Verdict.Lane)
}

// stopWord is the warning of a mandatory hit that the item must not be opened
// or moved at all: the pack's own words say so.
func stopWord(r parcel.Reading) string {
	for _, a := range r.Verdict.Assessments {
		for _, h := range a.Hits {
			words := strings.ToLower(h.Safety)
			if h.Mandatory && (strings.HasPrefix(words, "do not open") || strings.HasPrefix(words, "do not move")) {
				return h.Safety
			}
		}
	}
	return ""
}

// Lead is the hit that weighs most in the verdict: of the agency that asks for
// the highest lane, the one with the most points.
func Lead(v parcel.Verdict) (parcel.Assessment, parcel.Hit, bool) {
	var lead parcel.Assessment
	for _, a := range v.Assessments {
		if len(a.Hits) > 0 && (lead.Agency == "" || a.Lane.Rank() > lead.Lane.Rank() || a.Lane == lead.Lane && a.Score > lead.Score) {
			lead = a
		}
	}
	if lead.Agency == "" {
		return lead, parcel.Hit{}, false
	}
	return lead, heaviest(lead.Hits), true
}

// heaviest is the hit that decides, of some: a mandatory one before any other.
func heaviest(hits []parcel.Hit) parcel.Hit {
	top := hits[0]
	for _, h := range hits {
		if h.Mandatory && !top.Mandatory || h.Mandatory == top.Mandatory && h.Points > top.Points {
			top = h
		}
	}
	return top
}

// preset is the outcome that Enter alone records. There is none where nothing
// is known, or where a decision stands already: that one takes a digit.
func preset(r parcel.Reading) string {
	if len(r.Decisions) > 0 || !r.State.Open() && r.State != "" {
		return ""
	}
	switch SignOf(r) {
	case look.Stop:
		return digitsOf(parcel.HoldItem) + "5"
	case look.Hold:
		return digitsOf(parcel.HoldItem) + "2"
	case look.Examine:
		return digitsOf(parcel.Examine)
	case look.Docs:
		return digitsOf(parcel.Query) + "1"
	case look.Pass, look.Release:
		return digitsOf(parcel.Release)
	case look.Unknown:
	}
	return ""
}

// ground says why, in words the record keeps: what was chosen, else what the
// verdict rests on.
func (r *Row) ground(outcome parcel.Outcome, sub byte) string {
	token := string(outcome)
	if sub != 0 {
		token += string(sub)
	}
	asked := r.asked()
	if why, ok := r.look.Find("reason", token); ok {
		return strings.TrimSuffix(why.String()+"; "+asked, "; ")
	}
	if asked != "" {
		return asked
	}
	return fmt.Sprintf(r.look.Word("choice.lane"), r.look.Name(string(r.reading.Verdict.Lane)))
}

// asked is what the verdict rests on; empty where nobody asked for anything.
func (r *Row) asked() string {
	v, holds := r.reading.Verdict, r.reading.Holds
	if len(holds) > 0 {
		return fmt.Sprintf(r.look.Word("choice.hold_of"), r.look.Name(string(holds[0].Agency)), holds[0].Reason)
	}
	if a, h, ok := Lead(v); ok && a.Lane.Rank() > parcel.Green.Rank() {
		return fmt.Sprintf("%s %s: %s", r.look.Name(string(a.Agency)), h.Rule, h.Reason)
	}
	if v.Selection.Drawn {
		return r.look.Word("choice.picked_by_the_draw")
	}
	return ""
}

// agency is whom the outcome concerns.
func agency(r parcel.Reading, outcome parcel.Outcome, digits string) parcel.Agency {
	if outcome == parcel.Refer && len(digits) == 2 {
		token, _ := tokenFor(subs(parcel.Refer), digits[1])
		return parcel.Agency(token)
	}
	if len(r.Holds) > 0 {
		return r.Holds[0].Agency
	}
	if a, _, ok := Lead(r.Verdict); ok && a.Lane.Rank() > parcel.Green.Rank() {
		return a.Agency
	}
	return ""
}
