package names

import (
	"slices"
	"strings"
)

// A book holds the names that are read by one of the lexicons, so that those near a query are found
// without reading them all, and none is lost that reading them all would find:
// a name that reaches the threshold has at least one word, or one run of words,
// that is about as near as the threshold asks.
type book struct {
	read Kind   // as names of which kind
	at   uint32 // its place among the books
	*stock
	names    []listed
	outlines []outline // of the names
	parts    []uint32  // the words of all names, one name after the other
	words    []*token
	lines    [][]uint32 // word: names
	ran      []run
	same     map[string][]uint32 // what a word is another spelling of: words
	signs    map[sign][]uint32   // words
	said     map[string]homonyms // what a word is in some tongue
	known    memory
	found    map[wordKey]uint32 // a word's place in words, while names are added
}

// listed is a name of an entry.
type listed struct {
	name
	kind            Kind
	list, entry, at int
}

// outline is as much of a name as tells whether it is to be aligned, in little
// room: its words in parts, those that it has twice by bit, 1 for a vessel's.
type outline struct {
	from, to, twice uint32
	vessel          uint8
}

// run is some words of a name one after the other.
type run struct {
	name uint32
	span [2]uint8 // the first, and how many
}

// homonyms are what is one word in some tongue, by whichever spelling.
type homonyms struct{ words, runs []uint32 }

// sign is one of those that a word is written with in Han or Hangul.
type sign struct {
	sign rune
	at   int
}

// wordKey is all that tells one word from another when they are compared.
type wordKey struct {
	text, source string
	said         speech
	script       script
	class        class
}

func (t *token) key() wordKey { return wordKey{t.text, t.source, t.said, t.script, t.class} }

func newBook(read Kind, at uint32, s *stock) *book {
	return &book{
		read: read, at: at, stock: s,
		found: map[wordKey]uint32{}, same: map[string][]uint32{}, signs: map[sign][]uint32{}, said: map[string]homonyms{},
	}
}

// add puts the name of somebody of that kind into the book.
func (b *book) add(text string, k Kind, list, entry, at int) {
	for _, t := range readings(text) {
		n := parse(t, b.read)
		if len(n.tokens) == 0 {
			continue
		}
		id := uint32(len(b.names))   //nolint:gosec // maxEntries x maxNames keeps it far below
		from := uint32(len(b.parts)) //nolint:gosec // maxWords to each name
		for i, t := range n.tokens {
			w := b.enter(t)
			n.tokens[i] = b.words[w]
			b.parts = append(b.parts, w)
			if t.leads() {
				b.lines[w] = appendNew(b.lines[w], id)
			}
		}
		for s := range n.runs() {
			b.ran = append(b.ran, run{id, [2]uint8{uint8(s.i), uint8(s.n)}}) //nolint:gosec // below maxWords
		}
		o := outline{from: from, to: uint32(len(b.parts)), twice: n.twice} //nolint:gosec // as above
		if k == Vessel {
			o.vessel = 1
		}
		b.outlines = append(b.outlines, o)
		b.names = append(b.names, listed{name: n, kind: k, list: list, entry: entry, at: at})
	}
}

func (b *book) enter(t *token) uint32 {
	k := t.key()
	if id, ok := b.found[k]; ok {
		return id
	}
	t.at = uint32(len(b.words)) //nolint:gosec // no more than there are words
	b.found[k] = t.at
	b.words, b.lines = append(b.words, t), append(b.lines, nil)
	if !t.leads() {
		return t.at
	}
	b.same[t.same] = append(b.same[t.same], t.at)
	for i, r := range []rune(t.source) {
		b.signs[sign{r, i}] = append(b.signs[sign{r, i}], t.at)
	}
	return t.at
}

func appendNew(ids []uint32, id uint32) []uint32 {
	if n := len(ids); n > 0 && ids[n-1] == id {
		return ids
	}
	return append(ids, id)
}

// close gathers what was added for the shelves.
func (b *book) close(words, runs *gathered) {
	b.found = nil
	b.names = slices.Clip(b.names)
	b.ran = slices.Clip(b.ran)
	b.outlines, b.parts = slices.Clip(b.outlines), slices.Clip(b.parts)
	for id, words := range b.same {
		if len(words) == 1 && b.words[words[0]].text == id {
			delete(b.same, id) // its own spelling leads there
		}
	}
	for _, t := range b.words {
		if t.leads() {
			words.take(t, b.own(t.at))
			for s := range t.said.all() {
				said := b.said[s]
				said.words = append(said.words, t.at)
				b.said[s] = said
			}
		}
	}
	for i, r := range b.ran {
		at := uint32(i)
		t := joinTokens(b.names[r.name].tokens[r.span[0] : r.span[0]+r.span[1]])
		runs.take(t, b.own(at))
		for s := range t.said.all() {
			said := b.said[s]
			said.runs = append(said.runs, at)
			b.said[s] = said
		}
	}
}

// own is the owner on the shelves of what lies at that place in the book.
func (b *book) own(at uint32) uint32 { return at<<1 | b.at }

// mine adds the places in the book of what owners are of it.
func (b *book) mine(owners, out []uint32) []uint32 {
	for _, o := range owners {
		if o&1 == b.at {
			out = append(out, o>>1)
		}
	}
	return out
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
