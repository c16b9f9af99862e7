package names

import (
	"hash/maphash"
)

// share is the part of the lighter name's weight that must be found, likeness
// counted, before two names are aligned. Below it no alignment reaches any
// useful threshold; a test holds this against aligning everything.
const share = 0.62

// desk is what a search writes on; it is used again by the next.
type desk struct {
	counts  []uint8   // word: letter pairs shared
	seen    []uint32  // words with a count
	pairs   []int     // letter pairs of the word in hand
	gain    []float32 // name: weight found
	best    []float32 // name: weight found for the word in hand
	stamp   []uint32  // name: the word in hand when best was written
	touched []uint32  // names with a gain
	step    uint32
}

func (b *book) desk() *desk {
	return &desk{
		counts: make([]uint8, len(b.words)), gain: make([]float32, len(b.names)),
		best: make([]float32, len(b.names)), stamp: make([]uint32, len(b.names)),
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
			b.creditSplit(joinTokens(q.tokens[i:i+n]), q.tokens[i:i+n], d)
		}
	}
	out := d.seen[:0]
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
	b.share(t, d)
	for _, w := range d.seen {
		shared := int(d.counts[w])
		d.counts[w] = 0
		other := b.words[w]
		long := max(len(t.text), len(other.text))
		if shared >= fewest(long) && abs(len(t.text)-len(other.text)) <= slips(long)+1 {
			b.creditWord(t, w, d)
		}
	}
	d.seen = d.seen[:0]
	for _, bones := range t.skeletons() {
		for _, w := range b.bones[maphash.String(b.seed, bones)] {
			b.creditWord(t, w, d)
		}
	}
	if t.same == t.text {
		return
	}
	for _, w := range b.bones[maphash.String(b.seed, "="+t.same)] {
		b.creditWord(t, w, d)
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

func (b *book) creditWord(t *token, w uint32, d *desk) {
	other := b.words[w]
	near, _ := alike(t, other)
	if near < least {
		return
	}
	weight := float32(near * (t.bears + other.bears) / 2)
	for _, id := range b.lines[w] {
		d.give(id, weight)
	}
}

// share counts the letter pairs that words of the book share with one.
func (b *book) share(t *token, d *desk) {
	d.pairs = letterPairs(t.text, d.pairs[:0])
	d.seen = d.seen[:0]
	for _, p := range d.pairs {
		for _, w := range b.pairs[p] {
			if d.counts[w] == 0 {
				d.seen = append(d.seen, w)
			}
			d.counts[w]++
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
func (b *book) creditSplit(whole *token, parts []*token, d *desk) {
	if len(whole.text) < 4 {
		return
	}
	bears := 0.0
	for _, t := range parts {
		bears += t.bears
	}
	for _, w := range b.bones[maphash.String(b.seed, whole.bones)] {
		if near, _ := alike(whole, b.words[w]); near < 0.8 {
			continue
		}
		for _, id := range b.lines[w] {
			d.give(id, float32(bears))
		}
	}
}
