package store

import (
	"strconv"
	"strings"

	"postern/journal"
	"postern/parcel"
)

// lightGrams is the most a light item weighs.
const lightGrams = 100

// seen is a row of sights: an item under a party's key.
type seen struct {
	item, at, other, minor, gross int64
	currency                      string // in hex
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

func newParty(sights, results string, from int64) *party {
	all := sightsOf(sights)
	recent := len(all)
	for recent > 0 && all[recent-1].at < from {
		recent--
	}
	return &party{sights: all[:recent], old: all[recent:], results: resultsOf(results)}
}

func sightsOf(text string) []seen {
	const wide = 6
	all := make([]seen, 0, (strings.Count(text, " ")+1)/wide)
	next := func() (field string) {
		field, text, _ = strings.Cut(text, " ")
		return field
	}
	number := func() int64 {
		n, err := strconv.ParseInt(next(), 10, 64)
		if err != nil {
			return 0 // our own numbers
		}
		return n
	}
	for text != "" {
		all = append(all, seen{item: number(), at: number(), other: number(), minor: number(), gross: number(), currency: next()})
	}
	return all
}

func resultsOf(text string) []result {
	const wide = 3
	n := numbers(text)
	all := make([]result, 0, len(n)/wide)
	known := make(map[int64]bool, len(n)/wide)
	for ; len(n) >= wide; n = n[wide:] {
		if !known[n[0]] { // of each item the last counts
			known[n[0]] = true
			all = append(all, result{n[0], n[1], n[2]})
		}
	}
	return all
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

// sent counts what a sender sent; all of them together, since many items of a
// busy sender may ask.
type sent struct {
	items, recent, light map[int64]bool
	reached              map[int64]int // items by addressee
}

func (p *party) count(since int64) *sent {
	if p.sent != nil {
		return p.sent
	}
	c := &sent{items: map[int64]bool{}, recent: map[int64]bool{}, light: map[int64]bool{}, reached: map[int64]int{}}
	pairs := map[[2]int64]bool{}
	for _, s := range p.sights {
		c.items[s.item] = true
		if s.at < since {
			continue
		}
		c.recent[s.item] = true
		if s.gross >= 1 && s.gross <= lightGrams {
			c.light[s.item] = true
		}
		if pair := [2]int64{s.item, s.other}; s.other != 0 && !pairs[pair] {
			pairs[pair] = true
			c.reached[s.other]++
		}
	}
	p.sent = c
	return c
}

// countSender counts a sender's items, this one aside, and those since a moment.
func (p *party) countSender(f *parcel.Facts, item, since int64) {
	c := p.count(since)
	f.SenderItems, f.SenderRecent, f.SenderLight = without(c.items, item), without(c.recent, item), without(c.light, item)
	f.SenderReached = len(c.reached)
	own := map[int64]bool{}
	for _, s := range p.sights {
		if s.item == item && s.at >= since && s.other != 0 && !own[s.other] && c.reached[s.other] == 1 {
			own[s.other] = true
			f.SenderReached--
		}
	}
	for _, r := range p.results {
		if r.item != item {
			f.SenderExamined, f.SenderFound = f.SenderExamined+int(r.examined), f.SenderFound+int(r.found)
		}
	}
}

func without(set map[int64]bool, item int64) int {
	n := len(set)
	if set[item] {
		n--
	}
	return n
}

// values are the last declared values of a sender's other items, of each the
// last in this currency.
func (p *party) values(item int64, currency string) []int64 {
	currency = hexOf(currency)
	var all []int64
	known := map[int64]bool{}
	for looked, i := 0, 0; i < len(p.sights) && looked < mostValues; i++ {
		s := &p.sights[i]
		if s.item == item || s.minor <= 0 || s.currency != currency {
			continue
		}
		looked++
		if !known[s.item] {
			known[s.item] = true
			all = append(all, s.minor)
		}
	}
	return all
}

// countAddressee counts and sums what else went to an addressee since a moment.
// Where an item has several rows its last counts.
func (p *party) countAddressee(f *parcel.Facts, item, sender int64, currency string, at journal.HLC) {
	coded, since, day, days := hexOf(currency), ago(at, addresseeWindow), ago(at, today), ago(at, week)
	known := make(map[int64]bool, len(p.sights))
	for i := range p.sights {
		s := &p.sights[i]
		if s.item == item || s.at < since || known[s.item] {
			continue
		}
		known[s.item] = true
		add := func(when bool, n *int, sum *parcel.Money) {
			if !when {
				return
			}
			*n++
			if s.minor != 0 && s.currency == coded {
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
