package store

import (
	"cmp"
	"context"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// notes are rows that a declaration adds beside the item's own. They are only
// added, so that the facts of any past moment can be had again.
//
// Their keys are scattered. They go in by order of the keys, many at a time, so
// that a page is read and changed once for all that fall into it: one by one,
// each row of a large station would cost a page of its own.
type notes struct {
	w      *writer
	at     journal.HLC
	sights []sight
	shared []shared
	prices []price
	taken  map[[2]int64]bool // key and slot of prices: of one message the first stands
}

// mostNoted bounds what notes hold in memory.
const mostNoted = 1 << 16

// sight is a party of an item, and who was at the other end.
type sight struct {
	key, item, other int64
	value            parcel.Money
	gross            int64 // grams
}

// price is what goods of an item are declared to cost and weigh.
type price struct {
	key, slot, item    int64
	kilo, piece, grams int64
}

func (w *writer) notes(at journal.HLC) *notes {
	return &notes{w: w, at: at, taken: map[[2]int64]bool{}}
}

// sight notes the parties of an item, keyed.
func (n *notes) sight(a asked) {
	total := a.d.Total()
	s := sight{item: a.no, value: total, gross: max(0, min(int64(a.d.Gross), mostGrams))}
	s.value.Minor = max(-mostMinor, min(mostMinor, total.Minor))
	if a.sender != 0 {
		s.key, s.other = a.sender, a.addressee
		n.sights = append(n.sights, s)
	}
	if a.addressee != 0 {
		s.key, s.other = a.addressee, a.sender
		n.sights = append(n.sights, s)
	}
}

// learnFrom notes what a message declares besides: shared addresses and
// telephones, prices and masses. Forms do not teach: a late one makes an item
// be relived, and what it taught could not be told apart again.
func (n *notes) learnFrom(a asked) {
	for _, s := range a.shared {
		if s.key != 0 {
			n.shared = append(n.shared, s)
		}
	}
	slot := priceKey(a.d.Identifier.Text) & (priceSlots - 1)
	for _, p := range pricedLines(a.d) {
		for _, key := range []int64{p.key, p.wide} {
			if at := [2]int64{key, slot}; !n.taken[at] {
				n.taken[at] = true
				n.prices = append(n.prices, price{key, slot, a.no, p.kilo, p.piece, p.grams})
			}
		}
	}
}

// full reports that it is time to flush.
func (n *notes) full() bool { return len(n.sights)+len(n.shared)+len(n.prices) >= mostNoted }

func (n *notes) flush(ctx context.Context) error {
	at, day := moment(n.at), dayOf(n.at)
	sights := many{on: n.w.prepared, wide: 7, head: "INSERT OR REPLACE INTO sight (key, at, item, other, minor, currency, gross)"}
	byKey(n.sights, func(s sight) int64 { return s.key })
	for _, s := range n.sights {
		if err := sights.add(ctx, s.key, at, s.item, s.other, s.value.Minor, s.value.Currency, s.gross); err != nil {
			return err
		}
	}
	places := many{on: n.w.prepared, wide: 4, head: "INSERT INTO shared (key, day, other, at)", tail: sharedTail}
	byKey(n.shared, func(s shared) int64 { return s.key })
	for _, s := range n.shared {
		if err := places.add(ctx, s.key, day, s.other, at); err != nil {
			return err
		}
	}
	prices := many{on: n.w.prepared, wide: 8, head: "INSERT INTO price (key, day, slot, at, item, kilo, piece, grams)", tail: priceTail}
	byKey(n.prices, func(p price) int64 { return p.key })
	for _, p := range n.prices {
		if err := prices.add(ctx, p.key, day, p.slot, at, p.item, p.kilo, p.piece, p.grams); err != nil {
			return err
		}
	}
	n.sights, n.shared, n.prices = n.sights[:0], n.shared[:0], n.prices[:0]
	for _, m := range []*many{&sights, &places, &prices} {
		if err := m.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// byKey sorts rows by key; of rows with one key the last stays last.
func byKey[R any](rows []R, key func(R) int64) {
	slices.SortStableFunc(rows, func(a, b R) int { return cmp.Compare(key(a), key(b)) })
}
