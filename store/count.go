package store

import (
	"cmp"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// lightGrams is the most a light item weighs.
const lightGrams = 100

// seen is a row of sights: an item under a party's key.
type seen struct {
	item, at, other, minor, gross int64
	currency                      string
}

// party is what is known of a sender or an addressee: sights and results, the
// newest first, no more than mostCounted of each.
type party struct {
	sights  []seen // of the last year
	results []result
	old     []seen // sights before
	sent    *sent
}

// result is what came of an item of a sender.
type result struct{ item, examined, found int64 }

func newParty(sights []seen, results []result, from int64) *party {
	recent := len(sights)
	for recent > 0 && sights[recent-1].at < from {
		recent--
	}
	return &party{sights: sights[:recent], old: sights[recent:], results: lastOfEach(results)}
}

// lastOfEach keeps the newest result of each item.
func lastOfEach(all []result) []result {
	slices.SortStableFunc(all, func(a, b result) int { return cmp.Compare(a.item, b.item) })
	return slices.CompactFunc(all, func(a, b result) bool { return a.item == b.item })
}

// first is when a party was first seen, in an item besides this one; 0 for
// never. sure is false where only the tables can say.
func (p *party) first(item int64) (at int64, sure bool) {
	for _, some := range [][]seen{p.sights, p.old} {
		for i := range some {
			if some[i].item != item {
				at = some[i].at
			}
		}
	}
	return at, len(p.sights)+len(p.old) < mostCounted
}

// sent counts what a sender sent; all of it together, since many items of a
// busy sender may ask. All are in order, each once.
type sent struct {
	items, recent, light []int64
	pairs                [][2]int64 // addressee and item, of the recent
	reached              int        // addressees
}

func (p *party) count(since int64) *sent {
	if p.sent != nil {
		return p.sent
	}
	c := &sent{items: make([]int64, 0, len(p.sights)), recent: make([]int64, 0, len(p.sights))}
	for i := range p.sights {
		s := &p.sights[i]
		c.items = append(c.items, s.item)
		if s.at < since {
			continue
		}
		c.recent = append(c.recent, s.item)
		if s.gross >= 1 && s.gross <= lightGrams {
			c.light = append(c.light, s.item)
		}
		if s.other != 0 {
			c.pairs = append(c.pairs, [2]int64{s.other, s.item})
		}
	}
	c.items, c.recent, c.light = once(c.items), once(c.recent), once(c.light)
	slices.SortFunc(c.pairs, func(a, b [2]int64) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	c.pairs = slices.Compact(c.pairs)
	for i := range c.pairs {
		if i == 0 || c.pairs[i][0] != c.pairs[i-1][0] {
			c.reached++
		}
	}
	p.sent = c
	return c
}

func once(all []int64) []int64 {
	slices.Sort(all)
	return slices.Compact(all)
}

// countSender counts a sender's items, this one aside, and those since a moment.
func (p *party) countSender(f *parcel.Facts, item, since int64) {
	c := p.count(since)
	f.SenderItems, f.SenderRecent, f.SenderLight = without(c.items, item), without(c.recent, item), without(c.light, item)
	f.SenderReached = c.reached - c.reachedBy(item)
	for _, r := range p.results {
		if r.item != item {
			f.SenderExamined, f.SenderFound = f.SenderExamined+int(r.examined), f.SenderFound+int(r.found)
		}
	}
}

// reachedBy counts the addressees that were reached by one item alone.
func (c *sent) reachedBy(item int64) (n int) {
	for i, pair := range c.pairs {
		before := i > 0 && c.pairs[i-1][0] == pair[0]
		after := i+1 < len(c.pairs) && c.pairs[i+1][0] == pair[0]
		if pair[1] == item && !before && !after {
			n++
		}
	}
	return n
}

func without(items []int64, item int64) int {
	n := len(items)
	if _, in := slices.BinarySearch(items, item); in {
		n--
	}
	return n
}

// values are the last declared values of a sender's other items, of each the
// last in this currency.
func (p *party) values(item int64, currency string) []int64 {
	var all, known []int64
	for looked, i := 0, 0; i < len(p.sights) && looked < mostValues; i++ {
		s := &p.sights[i]
		if s.item == item || s.minor <= 0 || s.currency != currency {
			continue
		}
		looked++
		if !slices.Contains(known, s.item) {
			known, all = append(known, s.item), append(all, s.minor)
		}
	}
	return all
}

// countAddressee counts and sums what else went to an addressee since a moment.
// Where an item has several rows its last counts.
func (p *party) countAddressee(f *parcel.Facts, item, sender int64, currency string, at journal.HLC) {
	since, day, days := ago(at, addresseeWindow), ago(at, today), ago(at, week)
	for i := range p.sights {
		s := &p.sights[i]
		if s.at < since {
			break
		}
		if s.item == item || slices.ContainsFunc(p.sights[:i], func(later seen) bool { return later.item == s.item }) {
			continue
		}
		add := func(when bool, n *int, sum *parcel.Money) {
			if !when {
				return
			}
			*n++
			if s.minor != 0 && s.currency == currency {
				sum.Minor, sum.Currency = sum.Minor+s.minor, currency
			}
		}
		same := s.other == sender && s.other != 0
		add(true, &f.AddresseeItems, &f.AddresseeValue)
		add(s.at >= days, &f.AddresseeWeek, &f.WeekValue)
		add(s.at >= day, &f.AddresseeToday, &f.TodayValue)
		add(same, &f.PairItems, &f.PairValue)
		add(same && s.at >= day, &f.PairToday, &f.PairTodayValue)
	}
}
