package names

import (
	"slices"
	"strings"
)

// A book holds the names of one kind so that those near a query are found
// without reading them all, and none is lost that reading them all would find:
// a name that reaches the threshold has at least one word, or one run of words,
// that is about as near as the threshold asks.
type book struct {
	kind  Kind
	names []listed
	words []*token
	lines [][]uint32 // word: names
	alone shelves    // of words
	runs  shelves    // of two or three words written as one
	ran   []run
	same  map[string][]uint32 // what a word is another spelling of: words
	signs map[sign][]uint32   // words
	said  map[string]homonyms // what a word is in some tongue
	found map[wordKey]uint32  // a word's place in words, while names are added
}

// listed is a name of an entry.
type listed struct {
	name
	list, entry, at int
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

// shelves are words by the script they come from, each by how it is spelt, by
// its sound and by its skeleton.
type shelves [syllables + 1]struct{ spelt, heard, bones shelf }

// wordKey is all that tells one word from another when they are compared.
type wordKey struct {
	text, source string
	said         speech
	script       script
	class        class
}

func (t *token) key() wordKey { return wordKey{t.text, t.source, t.said, t.script, t.class} }

func newBook(k Kind) *book {
	return &book{kind: k, found: map[wordKey]uint32{}, same: map[string][]uint32{}, signs: map[sign][]uint32{}, said: map[string]homonyms{}}
}

// add puts a name into the book.
func (b *book) add(text string, list, entry, at int) {
	for _, t := range readings(text) {
		n := parse(t, b.kind)
		if len(n.tokens) == 0 {
			continue
		}
		id := uint32(len(b.names)) //nolint:gosec // maxEntries x maxNames keeps it far below
		for i, t := range n.tokens {
			w := b.enter(t)
			n.tokens[i] = b.words[w]
			if t.leads() {
				b.lines[w] = appendNew(b.lines[w], id)
			}
		}
		for s := range n.runs() {
			b.ran = append(b.ran, run{id, [2]uint8{uint8(s.i), uint8(s.n)}}) //nolint:gosec // below maxWords
		}
		b.names = append(b.names, listed{name: n, list: list, entry: entry, at: at})
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

// close shelves what was added.
func (b *book) close() {
	b.found = nil
	b.names = slices.Clip(b.names)
	b.ran = slices.Clip(b.ran)
	for id, words := range b.same {
		if len(words) == 1 && b.words[words[0]].text == id {
			delete(b.same, id) // its own spelling leads there
		}
	}
	var words, runs gathered
	for at, t := range b.words {
		if t.leads() {
			words.take(t, at)
			for s := range t.said.all() {
				said := b.said[s]
				said.words = append(said.words, t.at)
				b.said[s] = said
			}
		}
	}
	for at, r := range b.ran {
		t := joinTokens(b.names[r.name].tokens[r.span[0] : r.span[0]+r.span[1]])
		runs.take(t, at)
		for s := range t.said.all() {
			said := b.said[s]
			said.runs = append(said.runs, uint32(at)) //nolint:gosec // no more than there are words
			b.said[s] = said
		}
	}
	b.alone, b.runs = words.shelve(), runs.shelve()
}

// gathered are words on their way to the shelves.
type gathered [syllables + 1]struct {
	spelt, heard, bones []string
	of, boned           []uint32
}

func (g *gathered) take(t *token, at int) {
	s, id := &g[t.script], uint32(at) //nolint:gosec // no more than there are words
	s.spelt, s.heard, s.of = append(s.spelt, t.text), append(s.heard, t.sound), append(s.of, id)
	if bones := t.loose(); len(bones) >= fewestBones {
		s.bones, s.boned = append(s.bones, bones), append(s.boned, id)
	}
}

func (g *gathered) shelve() shelves {
	var out shelves
	for i, s := range g {
		out[i].spelt, out[i].heard, out[i].bones = shelve(s.spelt, s.of), shelve(s.heard, s.of), shelve(s.bones, s.boned)
	}
	return out
}

// near adds what is shelved of words that are as near a word as level, and a
// few that are not.
func (s *shelves) near(t *token, level float64, out []uint32) []uint32 {
	l := lexicons()
	var spelt, heard, bare, bones reader
	spelt.seek(l.hand, t.text, t.shapes.text)
	heard.seek(l.hand, t.sound, t.shapes.sound)
	bare.seek(l.abjad, t.text, t.shapes.text)
	loose := t.loose()
	bones.seek(l.hand, loose, shapeOf(loose))
	for i := range s {
		switch from := script(i); {
		case from == t.script:
			out = s[i].spelt.near(&spelt, 1, level, out)
			out = s[i].heard.near(&heard, heardAlike, level, out)
		case from == consonants, t.script == consonants:
			out = s[i].spelt.near(&bare, heardAlike, level, out)
		default:
			out = s[i].heard.near(&heard, heardAlike, level, out)
			if len(loose) >= fewestBones {
				out = s[i].bones.near(&bones, 1, 1, out)
			}
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
