package store

import (
	"postern/journal"
	"postern/parcel"
)

// seen is a row of sights: an item under a party's key.
type seen struct{ item, at, other, minor, gross int64 }

// sightsOf reads rows of five numbers.
func sightsOf(text string) []seen {
	const wide = 5
	n := numbers(text)
	all := make([]seen, 0, len(n)/wide)
	for ; len(n) >= wide; n = n[wide:] {
		all = append(all, seen{n[0], n[1], n[2], n[3], n[4]})
	}
	return all
}

// countSender counts a sender's items, and those since a moment.
func countSender(f *parcel.Facts, sights []seen, since int64) {
	items, recent, light, reached := map[int64]bool{}, map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	for _, s := range sights {
		items[s.item] = true
		if s.at < since {
			continue
		}
		recent[s.item] = true
		if s.gross >= 1 && s.gross <= lightGrams {
			light[s.item] = true
		}
		if s.other != 0 {
			reached[s.other] = true
		}
	}
	f.SenderItems, f.SenderRecent, f.SenderLight, f.SenderReached = len(items), len(recent), len(light), len(reached)
}

// lightGrams is the most a light item weighs.
const lightGrams = 100

// countAddressee counts and sums what went to an addressee. Where an item has
// several rows its last counts.
func countAddressee(f *parcel.Facts, sights []seen, sender int64, currency string, at journal.HLC) {
	sum := func(m *parcel.Money, minor int64) {
		if minor != 0 {
			m.Minor, m.Currency = m.Minor+minor, currency
		}
	}
	known := make(map[int64]bool, len(sights))
	for _, s := range sights {
		if known[s.item] {
			continue
		}
		known[s.item] = true
		isToday, same := s.at >= ago(at, today), s.other == sender && s.other != 0
		f.AddresseeItems++
		sum(&f.AddresseeValue, s.minor)
		if s.at >= ago(at, week) {
			f.AddresseeWeek++
			sum(&f.WeekValue, s.minor)
		}
		if isToday {
			f.AddresseeToday++
			sum(&f.TodayValue, s.minor)
		}
		if same {
			f.PairItems++
			sum(&f.PairValue, s.minor)
		}
		if same && isToday {
			f.PairToday++
			sum(&f.PairTodayValue, s.minor)
		}
	}
}

// countResults counts examinations and finds, of each item the last.
func countResults(n []int64) (examined, found int) {
	const wide = 3
	known := map[int64]bool{}
	for ; len(n) >= wide; n = n[wide:] {
		if known[n[0]] {
			continue
		}
		known[n[0]] = true
		examined, found = examined+int(n[1]), found+int(n[2])
	}
	return examined, found
}

// lastValues are the values of items, of each the last.
func lastValues(n []int64) []int64 {
	var all []int64
	known := map[int64]bool{}
	for ; len(n) >= 2; n = n[2:] {
		if !known[n[0]] {
			known[n[0]] = true
			all = append(all, n[1])
		}
	}
	return all
}
