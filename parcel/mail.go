package parcel

import (
	"strconv"
	"strings"
)

// Mail is what one message file says, in our nouns.
type Mail struct {
	Items       []Declaration
	Papers      []Paper
	Receptacles []Receptacle  // announced by despatches
	Events      []PostalEvent // what the post says happened
	Statuses    []Status      // what became of papers and declarations
	Referrals   []Referral    // what an authority asks of filed items
}

// Count counts what the file says, kind by kind.
func (m *Mail) Count() Counted {
	return Counted{
		Items: len(m.Items), Papers: len(m.Papers), Receptacles: len(m.Receptacles),
		Events: len(m.Events), Statuses: len(m.Statuses), Referrals: len(m.Referrals),
	}
}

// Counted is how many things of each kind a message file holds.
type Counted struct {
	Items       int `json:"items"`
	Papers      int `json:"papers"`
	Receptacles int `json:"receptacles,omitempty"`
	Events      int `json:"events,omitempty"`
	Statuses    int `json:"statuses,omitempty"`
	Referrals   int `json:"referrals,omitempty"`
}

// String lists the kinds that are there; items and papers always.
func (c Counted) String() string {
	all := []string{count(c.Items, "item"), count(c.Papers, "paper")}
	for _, k := range []struct {
		n    int
		noun string
	}{{c.Receptacles, "receptacle"}, {c.Events, "event"}, {c.Statuses, "status"}, {c.Referrals, "referral"}} {
		if k.n > 0 {
			all = append(all, count(k.n, k.noun))
		}
	}
	return strings.Join(all, ", ")
}

func count(n int, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "s"):
		noun += "es"
	default:
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
