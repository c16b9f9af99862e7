package risk

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"postern/parcel"
)

// Edition is the version of the rule language: a pack may ask for a least one.
const Edition = "1.0"

// Pack is the rules, words and tables of one agency.
type Pack struct {
	ID           string
	Agency       parcel.Agency
	Jurisdiction string
	Version      string // numbers with dots, compared number by number
	ValidFrom    parcel.Day
	ValidUntil   parcel.Day // the last day
	MinEngine    string     // the least Edition it needs
	Owner        string
	Thresholds   Thresholds
	Regions      map[string][]string // a name for several destinations, e.g. EU
	Terms        map[string][]string // theme -> words
	Tables       []Table
	Rates        Rates
	Rules        []Rule
	Digest       string // SHA-256 of the file

	where map[string]int // line of each key and theme
}

// Thresholds are the least scores for a lane; none where zero.
type Thresholds struct{ Blue, Yellow, Red int }

// Lane is the lane a score asks for.
func (t Thresholds) Lane(score int) parcel.Lane {
	switch {
	case t.Red > 0 && score >= t.Red:
		return parcel.Red
	case t.Yellow > 0 && score >= t.Yellow:
		return parcel.Yellow
	case t.Blue > 0 && score >= t.Blue:
		return parcel.Blue
	}
	return parcel.Green
}

// Rule is one question put to every item.
type Rule struct {
	ID        string
	When      string // CEL, true or false
	Points    int
	Floor     parcel.Lane // the least lane it asks for; empty for none
	Mandatory bool        // always inspected, outside any capacity
	Reason    string      // with {placeholders}
	Evidence  string      // CEL, text; empty for the words found
	Tasks     []string
	Safety    string
	Ground    string // law or publication it rests on
	Owner     string
	Expires   parcel.Day // the last day it is asked
	MustHit   []Example
	MustMiss  []Example
	Line      int

	where map[string]int
}

// Expired reports whether the rule is no longer asked at a time.
func (r *Rule) Expired(now time.Time) bool { return after(now, r.Expires) }

// at is the line of a field, of the rule where the field is absent.
func (r *Rule) at(field string) int {
	if line, ok := r.where[field]; ok {
		return line
	}
	return r.Line
}

// Problem is what is wrong with a pack, in words, and where.
type Problem struct {
	Line int    `json:"line"` // 1-based; 0 for the file as a whole
	Text string `json:"text"`
}

// String is the problem as one line for people.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.Text
	}
	return fmt.Sprintf("line %d: %s", p.Line, p.Text)
}

// Name is the pack as records name it: id@version.
func (p *Pack) Name() string { return p.ID + "@" + p.Version }

// Expired reports whether the pack is past its last day. In force it goes on
// working, since stations may be offline; it may no longer be adopted.
func (p *Pack) Expired(now time.Time) bool { return after(now, p.ValidUntil) }

// Early reports whether the pack's first day has not come.
func (p *Pack) Early(now time.Time) bool {
	return p.ValidFrom != "" && parcel.DayOf(now.UTC()) < p.ValidFrom
}

// Examples counts the examples of all rules.
func (p *Pack) Examples() int {
	n := 0
	for i := range p.Rules {
		n += len(p.Rules[i].MustHit) + len(p.Rules[i].MustMiss)
	}
	return n
}

// after reports whether now is past the end of the day, in UTC; never where
// there is no day.
func after(now time.Time, day parcel.Day) bool {
	return day != "" && parcel.DayOf(now.UTC()) > day
}

// CompareVersions orders dotted versions number by number: -1, 0 or 1. A part
// that is no number counts as 0.
func CompareVersions(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		if x, y := part(as, i), part(bs, i); x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	return 0
}

func part(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, err := strconv.Atoi(parts[i])
	if err != nil {
		return 0
	}
	return n
}
