package names

import (
	"hash/maphash"
	"slices"
	"strings"
)

// A book holds the names of one kind so that those near a query are found
// without reading them all. A query's word is first laid beside the words of
// the book that share letter pairs or a skeleton with it; then the names that
// have enough of the words found are aligned in full. A name whose every word
// is misspelt is found like any other.
type book struct {
	kind   Kind
	seed   maphash.Seed
	words  []*token            // by length, once closed
	sizes  []uint8             // word: its length
	from   [maxWord + 2]int    // length: the first word as long or longer
	found  map[wordKey]uint32  // a word's place in words
	pairs  [][]uint32          // letter pair: words
	bones  map[uint64][]uint32 // skeleton: words
	lines  [][]uint32          // word: names
	joined map[uint64][]uint32 // skeleton of several words of a name as one: names
	names  []listed
}

// listed is a name of an entry.
type listed struct {
	name
	list, entry, at int
	heavy           float64 // the weight of words that lead to the name
}

// wordKey is all that tells one word from another when they are compared.
type wordKey struct {
	text, source string
	script       script
	class        class
}

func (t *token) key() wordKey { return wordKey{t.text, t.source, t.script, t.class} }

// light words stand in so many names that they lead to none.
const light = 0.2

func newBook(k Kind, seed maphash.Seed) *book {
	return &book{
		kind: k, seed: seed, found: map[wordKey]uint32{}, pairs: make([][]uint32, radix*radix),
		bones: map[uint64][]uint32{}, joined: map[uint64][]uint32{},
	}
}

// add puts a name into the book.
func (b *book) add(text string, list, entry, at int) {
	for _, t := range readings(text) {
		n := parse(t, b.kind)
		if len(n.tokens) == 0 {
			continue
		}
		id := uint32(len(b.names)) //nolint:gosec // maxEntries x maxNames keeps it far below
		l := listed{name: n, list: list, entry: entry, at: at}
		l.key = ""
		for i, t := range n.tokens {
			w := b.enter(t)
			n.tokens[i] = b.words[w]
			if leads(t) {
				l.heavy += t.bears
				b.lines[w] = appendNew(b.lines[w], id)
			}
		}
		for size := 2; size <= 3; size++ {
			for i := 0; i+size <= len(n.tokens); i++ {
				h := maphash.String(b.seed, joinTokens(n.tokens[i:i+size]).bones)
				b.joined[h] = appendNew(b.joined[h], id)
			}
		}
		b.names = append(b.names, l)
	}
}

func leads(t *token) bool { return t.bears >= light && t.class != initial }

func (b *book) enter(t *token) uint32 {
	k := t.key()
	if id, ok := b.found[k]; ok {
		return id
	}
	id := uint32(len(b.words)) //nolint:gosec // no more than there are words
	b.found[k] = id
	b.words, b.lines = append(b.words, t), append(b.lines, nil)
	if !leads(t) {
		return id
	}
	for _, p := range letterPairs(t.text, nil) {
		b.pairs[p] = append(b.pairs[p], id)
	}
	for _, bones := range t.skeletons() {
		h := maphash.String(b.seed, bones)
		b.bones[h] = append(b.bones[h], id)
	}
	h := maphash.String(b.seed, "="+t.same)
	b.bones[h] = append(b.bones[h], id)
	return id
}

func appendNew(ids []uint32, id uint32) []uint32 {
	if n := len(ids); n > 0 && ids[n-1] == id {
		return ids
	}
	return append(ids, id)
}

// close drops what only adding needs and puts the words in the order of their
// length, so that a search goes past those that are too short or too long.
func (b *book) close() {
	b.found = nil
	b.names = slices.Clip(b.names)
	order := make([]uint32, len(b.words))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, func(i, j uint32) int { return b.words[i].size() - b.words[j].size() })
	words, lines, now := make([]*token, len(order)), make([][]uint32, len(order)), make([]uint32, len(order))
	b.sizes = make([]uint8, len(order))
	for to, from := range order {
		words[to], lines[to], now[from] = b.words[from], b.lines[from], uint32(to)
		b.sizes[to] = uint8(words[to].size()) //nolint:gosec // no longer than maxWord
	}
	b.words, b.lines = words, lines
	for _, ids := range b.pairs {
		renumber(ids, now)
	}
	for _, ids := range b.bones {
		renumber(ids, now)
	}
	for size := range b.from {
		b.from[size], _ = slices.BinarySearch(b.sizes, uint8(size))
	}
}

func renumber(ids, now []uint32) {
	for i, id := range ids {
		ids[i] = now[id]
	}
	slices.Sort(ids)
}

// readings are the names that stand in one text: the whole, and what a slash
// or semicolon parts where the parts are long enough to be names.
func readings(text string) []string {
	out := []string{text}
	if !strings.ContainsAny(text, "/;") {
		return out
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == ';' }) {
		if len(strings.TrimSpace(part)) >= 7 && len(out) < 5 {
			out = append(out, part)
		}
	}
	return out
}

// radix counts what a letter pair is made of: letters, digits, the edge.
const radix = 37

// letterPairs are the pairs of neighbours in a word, its edges with it, each
// once.
func letterPairs(s string, out []int) []int {
	last := 0
	for i := range len(s) + 1 {
		at := 0
		if i < len(s) {
			at = letter(s[i])
		}
		if p := last*radix + at; !slices.Contains(out, p) {
			out = append(out, p)
		}
		last = at
	}
	return out
}

func letter(b byte) int {
	if isDigit(b) {
		return int(b-'0') + 27
	}
	return int(b-'a') + 1
}
