package names

import (
	"hash/maphash"
	"slices"
)

// desk is what a search writes on; it is used again by the next.
type desk struct {
	counts  []uint8  // word: letter pairs shared
	seen    []uint32 // words with a count
	tried   []uint32 // word: the word in hand when it was laid beside it
	pairs   []int    // letter pairs of the word in hand
	bones   []byte   // of several words as one
	like    []likeWord
	known   memory
	gain    []float32 // name: weight found
	best    []float32 // name: weight found for the word in hand
	stamp   []uint32  // name: the word in hand when best was written
	touched []uint32  // names with a gain
	step    uint32
	*bounds
}

// bounds are what lengths of words say, by length.
type bounds struct {
	keeps       [maxWord + 1]uint8 // letter pairs left in a word so long
	needs       [maxWord + 1]uint8 // the least of them in any that is no shorter
	short, long [maxWord + 1]int   // the lengths of words that can be like one so long
}

// size is a word's length as far as it is compared.
func (t *token) size() int { return min(len(t.text), maxWord) }

func newBounds() *bounds {
	var b bounds
	least := uint8(maxWord)
	for n := maxWord; n >= 0; n-- {
		b.keeps[n] = uint8(fewest(n)) //nolint:gosec // no more than maxWord
		least = min(least, b.keeps[n])
		b.needs[n], b.short[n], b.long[n] = least, max(0, n-slips(n)-1), n
		for b.long[n] < maxWord && b.long[n]-n <= slips(b.long[n]+1) {
			b.long[n]++
		}
	}
	return &b
}

func (b *book) desk() *desk {
	return &desk{
		counts: make([]uint8, len(b.words)), tried: make([]uint32, len(b.words)), gain: make([]float32, len(b.names)),
		best: make([]float32, len(b.names)), stamp: make([]uint32, len(b.names)), bounds: newBounds(),
	}
}

// near are the names worth aligning with a query.
func (b *book) near(q *name, d *desk) []uint32 {
	heavy := 0.0
	for i, t := range q.tokens {
		d.next()
		if leads(t) {
			heavy += t.bears
			b.credit(t, d)
			b.creditJoined(t, d)
		}
		for n := 2; n <= 3 && i+n <= len(q.tokens); n++ {
			b.creditSplit(q.tokens[i:i+n], d)
		}
	}
	out, share := d.seen[:0], scaleOf(b.kind).share
	for _, id := range d.touched {
		if least := min(heavy, b.names[id].heavy); float64(d.gain[id]) >= share*least {
			out = append(out, id)
		}
		d.gain[id] = 0
	}
	d.touched = d.touched[:0]
	return out
}

// next begins another word.
func (d *desk) next() {
	d.step++
	if d.step == 0 { // the stamps have come round
		clear(d.stamp)
		clear(d.tried)
		d.step = 1
	}
}

func (d *desk) give(id uint32, weight float32) {
	if d.stamp[id] == d.step {
		if weight <= d.best[id] {
			return
		}
		weight, d.best[id] = weight-d.best[id], weight
	} else {
		d.stamp[id], d.best[id] = d.step, weight
	}
	if d.gain[id] == 0 {
		d.touched = append(d.touched, id)
	}
	d.gain[id] += weight
}

// credit finds the words like one of the query and credits their names.
func (b *book) credit(t *token, d *desk) {
	key := t.key()
	like, ok := d.known.of(key)
	if !ok {
		like = b.like(t, d)
		d.known.keep(key, like)
	}
	for _, l := range like {
		for _, id := range b.lines[l.word] {
			d.give(id, l.weight)
		}
	}
}

// like are the words of the book that are like one of the query; the slice is
// good until the next call.
func (b *book) like(t *token, d *desk) []likeWord {
	d.like = d.like[:0]
	b.share(t, d)
	for _, w := range d.seen {
		shared := d.counts[w]
		d.counts[w] = 0
		if shared >= d.keeps[max(t.size(), int(b.sizes[w]))] {
			b.lay(t, w, d)
		}
	}
	d.seen = d.seen[:0]
	for _, bones := range t.skeletons() {
		for _, w := range b.bones[maphash.String(b.seed, bones)] {
			b.lay(t, w, d)
		}
	}
	for _, w := range b.bones[maphash.String(b.seed, "="+t.same)] {
		b.lay(t, w, d)
	}
	return d.like
}

// lay lays a word of the book beside one of the query, once.
func (b *book) lay(t *token, w uint32, d *desk) {
	if d.tried[w] == d.step {
		return
	}
	d.tried[w] = d.step
	other := b.words[w]
	if near, _ := alike(t, other); near >= least {
		d.like = append(d.like, likeWord{w, float32(near * (t.bears + other.bears) / 2)})
	}
}

// slips is how many plain slips leave a word of that length like itself.
func slips(length int) int {
	return length * (100 - int(least*100)) / 100
}

// fewest is the number of letter pairs that a word keeps through so many
// slips: each takes two, letters swapped take three.
func fewest(length int) int {
	n := slips(length)
	if n <= 1 {
		return max(1, length-2*n)
	}
	return length + 1 - 2*n
}

// share counts the letter pairs that words of a like length share with one. A
// word that shares enough stands under one of the rarer pairs, whichever else
// it shares: the common ones only count on.
func (b *book) share(t *token, d *desk) {
	d.pairs = letterPairs(t.text, d.pairs[:0])
	d.seen = d.seen[:0]
	size := t.size()
	slices.SortFunc(d.pairs, func(p, q int) int { return len(b.pairs[p]) - len(b.pairs[q]) })
	rare := len(d.pairs) - int(d.needs[size]) + 1
	low, high := uint32(b.from[d.short[size]]), uint32(b.from[d.long[size]+1]) //nolint:gosec // no more than there are words
	for i, p := range d.pairs {
		ids := b.pairs[p]
		from, _ := slices.BinarySearch(ids, low)
		for _, w := range ids[from:] {
			if w >= high {
				break
			}
			if d.counts[w] > 0 {
				d.counts[w]++
			} else if i < rare {
				d.seen = append(d.seen, w)
				d.counts[w]++
			}
		}
	}
}

// creditJoined credits names that write the query's word as several.
func (b *book) creditJoined(t *token, d *desk) {
	if len(t.text) < 4 {
		return
	}
	for _, id := range b.joined[maphash.String(b.seed, t.bones)] {
		d.give(id, float32(t.bears))
	}
}

// creditSplit credits names that write several words of the query as one.
func (b *book) creditSplit(parts []*token, d *desk) {
	size, bears, bones := 0, 0.0, d.bones[:0]
	for _, t := range parts {
		size, bears, bones = size+len(t.text), bears+t.bears, append(bones, t.bones...)
	}
	d.bones = bones
	found := b.bones[maphash.Bytes(b.seed, bones)]
	if size < 4 || len(found) == 0 {
		return
	}
	whole := joinTokens(parts)
	for _, w := range found {
		if near, _ := alike(whole, b.words[w]); near < 0.8 {
			continue
		}
		for _, id := range b.lines[w] {
			d.give(id, float32(bears))
		}
	}
}
