package parcel

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Mail is what one message file says, in our nouns.
type Mail struct {
	Items       []Declaration
	Flow        Flow // instead of Items, of a file with very many
	Papers      []Paper
	Receptacles []Receptacle  // announced by despatches
	Events      []PostalEvent // what the post says happened
	Statuses    []Status      // what became of papers and declarations
	Referrals   []Referral    // what an authority asks of filed items
}

// Flow are items that are too many to be held at once. Parts has them read anew,
// and calls part with some at a time, in order, each good until it returns;
// false ends it.
type Flow struct {
	Items int
	Parts func(part func([]Declaration) bool)
}

// Parts goes through the items in order, at most most at a time, with how many
// were before them; each part is good until the next. err says afterwards that
// they were not all there.
func (m *Mail) Parts(most int, err *error) iter.Seq2[int, []Declaration] {
	return func(yield func(int, []Declaration) bool) {
		from, ended := 0, false
		cut := func(items []Declaration) bool {
			for some := range slices.Chunk(items, most) {
				if ended = !yield(from, some); ended {
					return false
				}
				from += len(some)
			}
			return true
		}
		if m.Flow.Parts == nil {
			cut(m.Items)
			return
		}
		m.Flow.Parts(cut)
		if !ended && from != m.Flow.Items {
			*err = fmt.Errorf("of %d items %d were there when they were read again", m.Flow.Items, from)
		}
	}
}

// All goes through the items one by one, as Parts does.
func (m *Mail) All(err *error) iter.Seq2[int, *Declaration] {
	return func(yield func(int, *Declaration) bool) {
		for from, items := range m.Parts(math.MaxInt, err) {
			for i := range items {
				if !yield(from+i, &items[i]) {
					return
				}
			}
		}
	}
}

// Count counts what the file says, kind by kind.
func (m *Mail) Count() Counted {
	return Counted{
		Items: len(m.Items) + m.Flow.Items, Papers: len(m.Papers), Receptacles: len(m.Receptacles),
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
