package names

import (
	"math"
	"slices"
)

// desk is what a search writes on; it is used again by the next.
type desk struct {
	sheets [2]sheet // by book
	books  int      // how many are looked through
	lately []looked // of the name in hand
	like   []uint32
}

// sheet is what a search of one book writes on.
type sheet struct {
	step   uint32   // of the search in hand
	names  []uint32 // name: the step in which it was reached, twice; one more where it is sure to be aligned
	seen   []uint32 // names reached
	beside []beside // word: how it goes with the query
}

// beside is how a word of the book goes with the words of the query.
type beside struct {
	bears float32
	step  uint32
	with  uint32  // the query's words that it can be laid beside, by bit
	gain  float32 // the most that it brings above what the threshold asks
}

// looked is what was found on shelves, for the next book to use too.
type looked struct {
	on     *shelves
	word   *token
	level  float64
	owners []uint32
}

func (x *Index) desk() *desk {
	d := &desk{}
	for i, b := range x.books {
		d.sheets[i] = sheet{names: make([]uint32, len(b.names)), beside: make([]beside, len(b.words))}
		for at, w := range b.words {
			d.sheets[i].beside[at].bears = float32(w.bears)
		}
	}
	return d
}

// clear makes room for another name, in the first or both of the books.
func (d *desk) clear(books int) {
	d.books = books
	clear(d.lately)
	d.lately = d.lately[:0]
}

// look finds whose the words on shelves are that are near one.
func (d *desk) look(on *shelves, t *token, level float64) []uint32 {
	for _, l := range d.lately {
		if l.on == on && l.word.text == t.text && l.word.script == t.script && l.word.bones == t.bones && l.level <= level {
			return l.owners
		}
	}
	owners := on.near(t, level, d.books, nil)
	d.lately = append(d.lately, looked{on, t, level, owners})
	return owners
}

// near are the names that can reach the threshold: those that share a word or
// a run near enough with the query and whose other words do not rule it out.
func (b *book) near(q *name, threshold float64, d *desk) []uint32 {
	s := &d.sheets[b.at]
	s.next()
	level := q.level(threshold)
	for _, t := range q.tokens {
		if !t.leads() {
			continue
		}
		near := b.remember(t, level, d)
		for _, w := range near.words {
			s.reach(b.lines[w], 0)
		}
		s.reach(near.names, 1)
	}
	for run := range q.runs() {
		b.split(q, run, s, d)
	}
	c := b.contest(q, threshold)
	out := s.seen[:0]
	for _, id := range s.seen {
		if s.names[id]&1 == 1 || c.open(id, s) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// all are the names of the book.
func (b *book) all(*name, float64, *desk) []uint32 {
	out := make([]uint32, len(b.names))
	for id := range out {
		out[id] = uint32(id)
	}
	return out
}

func (s *sheet) next() {
	s.step++
	if s.step == math.MaxUint32/2 { // the marks have come round
		clear(s.names)
		for i := range s.beside {
			s.beside[i].step = 0
		}
		s.step = 1
	}
	s.seen = s.seen[:0]
}

// reach marks names as reached, and as sure to be aligned.
func (s *sheet) reach(names []uint32, sure uint32) {
	for _, id := range names {
		if s.names[id]>>1 != s.step {
			s.names[id] = s.step << 1
			s.seen = append(s.seen, id)
		}
		s.names[id] |= sure
	}
}

// level is how near the nearest word of a name must be at least, that the name
// can reach the threshold with the query. What initials and small words can
// bring is made up for by the words that lead, of which each bears at least
// half of what it bears in the query.
func (q *name) level(threshold float64) float64 {
	const heaviest = 1.23 // of any word
	small, initials, leading, lightest := 0.0, 0.0, 0.0, heaviest
	for i, t := range q.tokens {
		switch {
		case t.class == initial:
			small += max((1-threshold)*t.bears, (besideInitial-threshold)*(t.bears+heaviest)/2)
		case !t.leads():
			small += (1 - threshold) * (t.bears + light) / 2
		case !slices.ContainsFunc(q.tokens[:i], func(o *token) bool { return o.same == t.same }):
			leading, lightest = leading+t.bears, min(lightest, t.bears)
			initials += max(0, besideInitial-threshold) * (t.bears + heaviest) / 2
		}
	}
	if initials > 0 {
		leading = lightest // the listed name may have initials for all the others
	}
	level := threshold - 2*(small+initials)/max(leading, light)
	return max(least, math.Floor(level*100)/100)
}

// remember tells the words and names near a word of the query, from memory where
// it was asked before.
func (b *book) remember(t *token, level float64, d *desk) nearWord {
	key := memoryKey{t.key(), level}
	near, ok := b.known.of(key)
	if !ok {
		near = nearWord{words: b.like(t, level, d), names: b.joined(t, d)}
		b.known.keep(key, near)
	}
	return near
}

// like are the words of the book at least that near to one of the query.
func (b *book) like(t *token, level float64, d *desk) []uint32 {
	d.like = b.mine(d.look(&b.alone, t, level), d.like[:0])
	d.like = append(d.like, b.same[t.same]...)
	for i, r := range []rune(t.source) {
		d.like = append(d.like, b.signs[sign{r, i}]...)
	}
	for s := range t.said.all() {
		d.like = append(d.like, b.said[s].words...)
	}
	if t.class == number {
		d.like = append(d.like, b.numbers(t, level)...)
	}
	slices.Sort(d.like)
	var out []uint32
	for _, w := range slices.Compact(d.like) {
		if near, _ := alike(t, b.words[w]); near >= level {
			out = append(out, w)
		}
	}
	return out
}

// numbers are those as long as one of the query: any is barely like it.
func (b *book) numbers(t *token, level float64) []uint32 {
	var out []uint32
	for i, w := range b.words {
		if level <= least && w.class == number && len(w.text) == len(t.text) {
			out = append(out, uint32(i))
		}
	}
	return out
}

// joined are the names that write a word of the query as several.
func (b *book) joined(t *token, d *desk) []uint32 {
	if !whole(t) {
		return nil
	}
	d.like = b.mine(d.look(&b.runs, t, leastSure), d.like[:0])
	if t.same != t.text {
		same := reader{books: d.books}
		same.seek(lexicons().hand, t.same, shapeOf(t.same))
		for i := range b.runs {
			d.like = b.mine(b.runs[i].spelt.near(&same, 1, 1, nil), d.like)
		}
	}
	for s := range t.said.all() {
		d.like = append(d.like, b.said[s].runs...)
	}
	slices.Sort(d.like)
	var out []uint32
	for _, at := range slices.Compact(d.like) {
		r := b.ran[at]
		parts := b.names[r.name].tokens[r.span[0] : r.span[0]+r.span[1]]
		if !mayBe(parts, t) {
			continue
		}
		if _, ok := asOne(joinTokens(parts), t); ok {
			out = appendNew(out, r.name)
		}
	}
	return out
}

// split reaches the names that write some words of the query as one.
func (b *book) split(q *name, run span, s *sheet, d *desk) {
	parts := q.tokens[run.i : run.i+run.n]
	whole := joinTokens(parts)
	d.like = b.mine(d.look(&b.alone, whole, leastSure), d.like[:0])
	d.like = append(d.like, b.same[whole.text]...)
	for s := range whole.said.all() {
		d.like = append(d.like, b.said[s].words...)
	}
	for _, w := range d.like {
		if !mayBe(parts, b.words[w]) {
			continue
		}
		if _, ok := asOne(whole, b.words[w]); ok {
			s.reach(b.lines[w], 1)
		}
	}
}

// contest weighs what a query can reach with a name at best.
type contest struct {
	q         *name
	book      *book
	threshold float64
	costs     [2]cost // of a name of the book's kind, and of a vessel
}

// cost is what words cost that go with none, beyond what the threshold forgives:
// where each name has such, and where one has.
type cost struct{ conflict, extra float64 }

func (b *book) contest(q *name, threshold float64) contest {
	c := contest{q: q, book: b, threshold: threshold}
	for i, k := range []Kind{b.read, Vessel} {
		s := scaleOf(k)
		c.costs[i] = cost{s.conflict - (1 - threshold), max(0, s.extra-0.5*(1-threshold))}
	}
	return c
}

// open reports whether a name can reach the threshold, were each of its words
// free to go with the word of the query that suits it best. It holds for names
// without a run that the query writes as one, and the other way round.
func (c *contest) open(id uint32, s *sheet) bool {
	n := &c.book.outlines[id]
	cost := &c.costs[n.vessel]
	var gain, missing float64
	var with uint32
	for i, w := range c.book.parts[n.from:n.to] {
		w := c.lay(w, s)
		with |= w.with
		switch {
		case w.with != 0:
			gain += max(float64(w.gain), -cost.extra*float64(w.bears))
		case n.twice>>i&1 == 0:
			missing += float64(w.bears)
		}
	}
	lacking := 0.0
	for i, t := range c.q.tokens {
		if with>>i&1 == 0 && !c.q.again(i) {
			lacking += t.bears
		}
	}
	conflict := min(missing, lacking)
	return gain+1e-6 >= cost.conflict*conflict+cost.extra*(max(missing, lacking)-conflict)
}

// lay lays a word of the book beside each of the query, once a search.
func (c *contest) lay(word uint32, s *sheet) *beside {
	w := &s.beside[word]
	if w.step == s.step {
		return w
	}
	w.step, w.with, w.gain = s.step, 0, -math.MaxFloat32
	t := c.book.words[word]
	for i, a := range c.q.tokens {
		if near, _ := alike(a, t); near >= least && pairable(a, t) {
			w.with |= 1 << i
			w.gain = max(w.gain, float32((a.bears+t.bears)/2*(near-c.threshold)))
		}
	}
	return w
}
