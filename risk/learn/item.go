package learn

import (
	"fmt"
	"math"
	"slices"

	"postern/parcel"
)

// Example is one item with its recorded outcome, as one agency sees it.
type Example struct {
	Declaration parcel.Declaration
	Facts       parcel.Facts // as known when it was selected
	Day         parcel.Day
	Examined    bool    // it was presented and examined; else it says nothing
	Found       bool    // something was wrong for this agency
	Probability float64 // that an item like this was picked
	Drawn       bool    // by the random draw: fit for Gate
	Rate        float64 // of that draw
}

// leastProbability bounds the weight of one row to 100.
const leastProbability = .01

// itemColumns is what a model reads of an item: the goods, their route and
// what is on record. Who somebody is or where they live is not among it.
func itemColumns() []column {
	var all []column
	for _, name := range []string{"class", "category", "nature", "platform", "origin", "destination", "goods_origin", "hs", "currency"} {
		all = append(all, column{Name: name, Kind: category, Source: name})
	}
	for _, n := range []int{2, 4} {
		all = append(all, column{Name: fmt.Sprintf("hs[:%d]", n), Kind: category, Source: "hs", Prefix: n})
	}
	for _, name := range []string{"value", "postage"} {
		all = append(all, column{Name: name, Kind: number, Source: name})
	}
	for _, name := range []string{"gross_g", "net_g"} {
		all = append(all, column{Name: name, Kind: number, Source: name, Recurs: true})
	}
	for _, name := range []string{
		"units", "lines", "sender_items", "sender_examined", "sender_found", "sender_reached",
		"addressee_items", "addressee_today", "order_items", "paper_problems",
	} {
		all = append(all, column{Name: name, Kind: number, Source: name})
	}
	return all
}

// Row is an item as cells, for a model trained on Examples.
func Row(d *parcel.Declaration, f *parcel.Facts) []Cell {
	c, net, units := dearest(d.Contents)
	value := d.Total()
	return []Cell{
		Text(d.Class), Text(d.Category), Text(string(d.Nature)), Text(d.Platform), Text(d.Origin), Text(d.Dest),
		Text(c.Origin), Text(head(c.HS, 6)), Text(value.Currency), Text(head(c.HS, 2)), Text(head(c.HS, 4)),
		amount(value.Minor), amount(d.Postage.Minor), amount(int64(d.Gross)), amount(net),
		amount(units), Number(float64(len(d.Contents))), Number(float64(f.SenderItems)), Number(float64(f.SenderExamined)),
		Number(float64(f.SenderFound)), Number(float64(f.SenderReached)), Number(float64(f.AddresseeItems)),
		Number(float64(f.AddresseeToday)), Number(float64(f.OrderItems)), Number(float64(len(f.PaperProblems))),
	}
}

// dearest is the content of most value, and the mass and units of all.
func dearest(all []parcel.Content) (c parcel.Content, net, units int64) {
	for i, next := range all {
		if i == 0 || next.Value.Minor > c.Value.Minor {
			c = next
		}
		net += int64(next.Net)
		units += int64(next.Units)
	}
	return c, net, units
}

func head(s string, n int) string { return s[:min(len(s), n)] }

// amount is a quantity of which 0 means that nothing was declared.
func amount(v int64) Cell {
	if v == 0 {
		return Number(math.NaN())
	}
	return Number(float64(v))
}

// TableOf makes a table of the examined examples, each weighted by one over
// its probability. Where random is set, only of those drawn at random, weighted
// by one over the rate of the draw alone: what else would have picked an item
// changes nothing of how it came into the random stream. Items that
// were not examined, or whose probability is not known, are left out.
func TableOf(examples []Example, random bool) *Table {
	s := schema{label: "found", columns: itemColumns(), rule: labelRule{Said: "by the officer"}}
	t := newTable(s)
	cells := make([]uint64, len(s.columns))
	for i := range examples {
		e := &examples[i]
		t.seen++
		if !e.tells() || random && !e.Drawn || t.Rows() == maxRows {
			continue
		}
		for c, v := range Row(&e.Declaration, &e.Facts) {
			cells[c] = v.hash
			if s.columns[c].Kind == number {
				cells[c] = math.Float64bits(v.num)
			}
		}
		chance := e.Probability
		if random && e.Rate > 0 {
			chance = e.Rate
		}
		t.put(t.Rows(), cells, oneIf(e.Found), 1/max(chance, leastProbability), e.day())
	}
	return t
}

// tells reports whether an example may be learned from.
func (e *Example) tells() bool { return e.Examined && e.Probability > 0 && e.Probability <= 1 }

func (e *Example) day() int32 {
	at := e.Day.Time()
	if at.IsZero() {
		return 0
	}
	return int32(at.Unix() / 86400) //nolint:gosec // four-digit years fit
}

// ReadsItems reports whether the model was trained on examples, so that Row
// makes rows for it.
func (m *Model) ReadsItems() bool { return slices.Equal(m.profiles.columns, itemColumns()) }
