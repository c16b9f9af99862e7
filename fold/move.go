package fold

import (
	"postern/journal"
)

// moved counts a read that brings an item into hand at a place. One whose
// business had ended is in no hand, wherever it is read.
func (f *shiftFold) moved(it *shiftItem, b journal.ItemScanned) {
	if it.at == "" {
		it.at = b.Was
	}
	it.done = it.done || b.Done
	if it.done || it.at == b.Scan.Place {
		return
	}
	f.out(it)
	it.at = b.Scan.Place
	m := f.shift.Moves[it.at]
	m.In++
	f.shift.Moves[it.at] = m
}

// let counts a decision that ends the business with an item: it leaves the hand.
func (f *shiftFold) let(it *shiftItem, b journal.ItemDecided) {
	if state := b.Outcome.State(); state == "" || state.Open() {
		return
	}
	it.done = true
	f.out(it)
}

func (f *shiftFold) out(it *shiftItem) {
	if it.at == "" {
		return
	}
	m := f.shift.Moves[it.at]
	m.Out++
	f.shift.Moves[it.at], it.at = m, ""
}
