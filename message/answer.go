package message

import (
	_ "embed" // for the crosswalk
	"fmt"
	"strings"
	"time"

	"postern/parcel"
)

// Answer is what an office tells about one item to whoever sent its data.
type Answer struct {
	Item      parcel.Identifier
	Class     string // mail class
	Office    parcel.Office
	Presented time.Time      // first read here; zero where it was never presented
	Outcome   parcel.Outcome // that stands; empty where it was taken back
	At        time.Time      // of the decision
	Event     string         // that decided: names the answer for ever
}

// Crosswalk says what each of our outcomes is called by others. It is data,
// since the lists of decisions and retention reasons are not public: who has
// them puts it right. The empty outcome is a decision that was taken back.
type Crosswalk map[parcel.Outcome]Crossing

// Crossing is one outcome in the words of others. An empty code is not told.
type Crossing struct {
	CDS, CDSReason string // DecisionCd, DecisionReasonCd
	IPS, IPSReason string // TNCd, RetentionReasonCd
	EMSEVT         string // event
	Reason         string // retention reason of EMSEVT
	CEB            string // returnStatus
}

//go:embed crosswalk.tsv
var crosswalk string

// DefaultCrosswalk is the built-in one.
func DefaultCrosswalk() Crosswalk {
	c, err := ParseCrosswalk([]byte(crosswalk))
	if err != nil {
		panic("the built-in crosswalk is broken: " + err.Error())
	}
	return c
}

// Codes that say an item was presented to customs.
const (
	PresentedIPS    = "31"
	PresentedEMSEVT = "EDB"
)

const (
	mostCrosswalk   = 64 << 10
	crosswalkCells  = 8
	crosswalkRevoke = "revoked" // stands for the empty outcome
)

// ParseCrosswalk reads a crosswalk as a supervisor writes it: lines of outcome
// and seven codes between tabs, '-' for none; see crosswalk.tsv. Every outcome
// has one line.
func ParseCrosswalk(text []byte) (Crosswalk, error) {
	if len(text) > mostCrosswalk {
		return nil, fmt.Errorf("crosswalk: %d bytes, at most %d are read", len(text), mostCrosswalk)
	}
	all := Crosswalk{}
	no := 0
	for line := range strings.Lines(string(text)) {
		no++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		if err := all.row(strings.Split(line, "\t")); err != nil {
			return nil, fmt.Errorf("crosswalk line %d: %w", no, err)
		}
	}
	for _, o := range append(parcel.Outcomes(), "") {
		if _, ok := all[o]; !ok {
			return nil, fmt.Errorf("crosswalk: no line for %s", named(o))
		}
	}
	return all, nil
}

func named(o parcel.Outcome) string {
	if o == "" {
		return crosswalkRevoke
	}
	return string(o)
}

func (c Crosswalk) row(cells []string) error {
	if len(cells) < crosswalkCells {
		return fmt.Errorf("%d cells, %d are wanted, with tabs between", len(cells), crosswalkCells)
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
		if cells[i] == "-" {
			cells[i] = ""
		}
		const longest = 17
		if i < crosswalkCells && (len(cells[i]) > longest || strings.ContainsFunc(cells[i], func(r rune) bool { return r < '!' || r > '~' })) {
			return fmt.Errorf("%s: a code has at most %d printable characters", parcel.Excerpt(cells[i]), longest)
		}
	}
	o := parcel.Outcome(cells[0])
	if cells[0] == crosswalkRevoke {
		o = ""
	} else if o.Rank() < 0 {
		return fmt.Errorf("%s is no outcome: one of %v or %s is wanted", parcel.Excerpt(cells[0]), parcel.Outcomes(), crosswalkRevoke)
	}
	if _, twice := c[o]; twice {
		return fmt.Errorf("%s stands there twice", named(o))
	}
	c[o] = Crossing{CDS: cells[1], CDSReason: cells[2], IPS: cells[3], IPSReason: cells[4], EMSEVT: cells[5], Reason: cells[6], CEB: cells[7]}
	return nil
}
