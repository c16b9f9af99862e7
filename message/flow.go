package message

import (
	"slices"

	"postern/parcel"
)

// part is how many items of a flow are in memory at once.
const part = 500

// Flow takes the items of a file a part at a time, each valid until Part
// returns; false ends it.
type Flow struct {
	Part    func(items []parcel.Declaration) bool
	stopped bool
}

// passed are the items that did not stay in a batch.
type passed struct {
	count  int
	sum    *sum // of them; nil in a flow
	beside int  // things of other kinds that a flow does not ask for
}

// extent is how far a file is read, in bytes.
type extent struct {
	done, whole int
	first       int // of that, when the first item was there
}

// At says how far the file is read, see Next.
func (b *Batch) At(done, whole int) { b.read.done, b.read.whole = done, whole }

// Next is an empty place for one more item. There is made room for as many as the
// rest of the file will probably hold, since items are large and every growth
// copies them all. A place is good until the next one is asked for.
func (b *Batch) Next(l Limits) *parcel.Declaration {
	if b.Due(l) {
		b.pass(l)
	}
	if b.passed.count == 0 && len(b.Items) == 0 {
		b.read.first = b.read.done
	}
	if len(b.Items) == cap(b.Items) {
		room := b.read.room(len(b.Items))
		if most := b.most(l); most > 0 {
			room = min(room, most-len(b.Items))
		}
		b.Items = slices.Grow(b.Items, room)
	}
	b.Items = b.Items[:len(b.Items)+1]
	return &b.Items[len(b.Items)-1]
}

// Due reports whether the next item sends those before it on their way.
func (b *Batch) Due(l Limits) bool {
	most := b.most(l)
	return most > 0 && len(b.Items) >= most
}

// most is how many items may stay; 0 where all do.
func (b *Batch) most(l Limits) int {
	if l.Flow != nil || b.passed.count > 0 {
		return part
	}
	return l.Hold
}

// AddPaper adds a paper; there is made room as for items.
func (b *Batch) AddPaper(p parcel.Paper) {
	if len(b.Papers) == cap(b.Papers) {
		b.Papers = slices.Grow(b.Papers, b.read.room(len(b.Papers)))
	}
	b.Papers = append(b.Papers, p)
}

// room is how many more there will probably be in the rest of the file.
func (x *extent) room(have int) int {
	const (
		usual         = 256 // bytes of an item
		least         = 64
		atOnce, times = 8_192, 4 // times what is there: a file may begin unlike it goes on
	)
	left := x.whole - x.done
	if have == 0 {
		return 1 + min(left/usual, least)
	}
	rest := 1 + int(float64(have)*1.02*float64(left)/float64(max(1, x.done-x.first)))
	return max(1, have/4, min(rest, max(atOnce, times*have)))
}

// pass hands the items on: to the flow, or where there is none yet only into
// the digest, since they can be read again.
func (b *Batch) pass(l Limits) {
	b.passed.count += len(b.Items)
	if l.Flow != nil {
		l.Flow.stopped = l.Flow.stopped || !l.Flow.Part(b.Items)
		b.empty()
		b.passed.beside += b.beside()
		b.Papers, b.Receptacles, b.Events, b.Statuses, b.Referrals = nil, nil, nil, nil, nil // they were there the first time
		return
	}
	if b.passed.sum == nil {
		b.passed.sum = newSum()
	}
	write(b.passed.sum, "", b.Items)
	if b.empty(); cap(b.Items) > 2*part {
		b.Items = nil
	}
}

// empty leaves the memory of the items, in which nothing stands, for others.
func (b *Batch) empty() {
	clear(b.Items)
	b.Items = b.Items[:0]
}

// Flowing ends a batch whose items did not all stay: the last go after the
// others, and again has a file read once more into a flow.
func (b *Batch) Flowing(l Limits, again func(*Flow)) {
	if b.passed.count == 0 && l.Flow == nil {
		return
	}
	b.pass(l)
	b.Items = nil
	b.flow = parcel.Flow{Items: b.passed.count, Parts: func(part func([]parcel.Declaration) bool) { again(&Flow{Part: part}) }}
}
