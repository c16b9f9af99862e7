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
	count int
	sum   *sum // of them; nil in a flow
}

// Next is an empty place for one more item. Of a file of which done bytes of
// whole are read there is made room for what the rest will probably hold, since
// items are large and every growth copies them all. A place is good until the
// next one is asked for.
func (b *Batch) Next(l Limits, done, whole int) *parcel.Declaration {
	if b.Due(l) {
		b.pass(l)
	}
	if len(b.Items) == cap(b.Items) {
		b.room(done, whole, b.most(l))
	}
	b.Items = b.Items[:len(b.Items)+1]
	last := &b.Items[len(b.Items)-1]
	*last = parcel.Declaration{}
	return last
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

func (b *Batch) room(done, whole, most int) {
	const least, atOnce, times = 64, 8_192, 4 // times what is there: a file may begin unlike it goes on
	have := len(b.Items)
	rest := int(float64(have) * 1.02 * float64(whole-done) / float64(max(1, done)))
	room := max(least, have/4, min(rest, max(atOnce, times*have)))
	if most > 0 {
		room = min(room, most-have)
	}
	b.Items = slices.Grow(b.Items, room)
}

// pass hands the items on: to the flow, or where there is none yet only into
// the digest, since they can be read again.
func (b *Batch) pass(l Limits) {
	b.passed.count += len(b.Items)
	if l.Flow != nil {
		l.Flow.stopped = l.Flow.stopped || !l.Flow.Part(b.Items)
		b.Items = b.Items[:0]
		return
	}
	if b.passed.sum == nil {
		b.passed.sum = newSum()
	}
	write(b.passed.sum, "", b.Items)
	if b.Items = b.Items[:0]; cap(b.Items) > 2*part {
		b.Items = nil
	}
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
