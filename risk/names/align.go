package names

import (
	"math"
	"slices"
	"unicode/utf8"
)

// Likeness says how two words were found to go together.
type Likeness string

// The likenesses. Missing: one name has the word and the other has not.
const (
	Equal           Likeness = "equal"
	Transliteration Likeness = "transliteration" // one word, spelt by another custom or script
	Spelling        Likeness = "spelling"        // a slip of the pen apart
	Initial         Likeness = "initial"         // one is the beginning of the other
	Joined          Likeness = "joined"          // written in one on the query
	Split           Likeness = "split"           // written in one on the list
	Missing         Likeness = "missing"
)

// least is the likeness below which two words are two words.
const least = 0.64

// besideInitial is how near a word is to its initial: as the threshold asks, so
// that it takes a name neither over nor below.
const besideInitial = Threshold

// heardAlike is how near two words are at most that only sound alike.
const heardAlike = 0.97

// join is a run of words of the one name that goes with a run of the other.
type join struct {
	a, b   span
	like   Likeness
	near   float64 // 0-1
	weight float64 // what it bears
}

// span is words i to i+n.
type span struct{ i, n int }

// alike says how near two words are; what is below least is only said to be
// below it.
func alike(a, b *token) (float64, Likeness) {
	switch {
	case a.text == b.text && (a.source == b.source || a.source == "" || b.source == ""):
		return 1, Equal
	case a.source != "" && b.source != "":
		return signs(a.source, b.source)
	case a.same == b.same:
		return 0.97, Transliteration
	case a.class == number && b.class == number:
		return figures(a.text, b.text), Spelling
	case a.class == initial || b.class == initial:
		return opening(a, b)
	}
	return spelling(a, b)
}

// signs compares words of one sign a syllable: another sign, another name.
func signs(a, b string) (float64, Likeness) {
	x, y := []rune(a), []rune(b)
	same := 0
	for i := range min(len(x), len(y)) {
		if x[i] == y[i] {
			same++
		}
	}
	return float64(same) / float64(max(len(x), len(y))), Spelling
}

// figures compares numbers: the second of a series is not the third, yet the
// name it stands in is all but the same.
func figures(a, b string) float64 {
	if len(a) == len(b) {
		return least
	}
	return 0
}

func opening(a, b *token) (float64, Likeness) {
	if a.text[0] == b.text[0] || a.sound != "" && b.sound != "" && a.sound[0] == b.sound[0] {
		return besideInitial, Initial
	}
	return 0, Missing
}

func spelling(a, b *token) (float64, Likeness) {
	if a.said.like(&b.said) {
		return saidAlike, Transliteration
	}
	if a.script == consonants != (b.script == consonants) {
		return across(a, b), Transliteration
	}
	if a.sound == b.sound {
		return 0.96, Transliteration
	}
	short, long := len(a.text), len(b.text)
	if short > long {
		short, long = long, short
	}
	if 2*short < long {
		return 0, Missing
	}
	p := lexicons().hand
	heard := max(len(a.sound), len(b.sound), 1)
	d := p.within(a.sound, b.sound, &a.shapes.sound, &b.shapes.sound, spare(heard, heardAlike, least))
	said := heardAlike - float64(d)/float64(unit*heard)
	if a.script != b.script {
		return strange(a, b, max(said, foreign(a, b))), Transliteration
	}
	return max(said, 1-float64(p.within(a.text, b.text, &a.shapes.text, &b.shapes.text, spare(long, 1, least)))/float64(unit*long)), Spelling
}

// strange asks more of short words that are not of one script: there are only
// so many syllables.
func strange(a, b *token, near float64) float64 {
	if min(len(a.text), len(b.text)) < 5 && near < 0.85 {
		return 0
	}
	return near
}

// across compares a word of a script without vowels with one that has them.
func across(a, b *token) float64 {
	long := max(len(a.text), len(b.text))
	d := lexicons().abjad.within(a.text, b.text, &a.shapes.text, &b.shapes.text, spare(long, heardAlike, least))
	return heardAlike - float64(d)/float64(unit*long)
}

// foreign compares a word written down in syllables with one in letters by
// their consonants, where there are enough of them to go by.
func foreign(a, b *token) float64 {
	x, y := a.loose(), b.loose()
	if len(x) < fewestBones || x != y {
		return 0
	}
	return 0.85
}

// fewestBones are the consonants that are enough to go by.
const fewestBones = 3

// align lays the words of two names side by side: the best pair first, each
// word once.
func align(a, b *name) []join {
	joins := pairs(a, b)
	joins = runs(a, b, Split, joins)
	joins = runs(b, a, Joined, joins)
	slices.SortStableFunc(joins, func(x, y join) int {
		switch {
		case x.near*x.weight > y.near*y.weight:
			return -1
		case x.near*x.weight < y.near*y.weight:
			return 1
		}
		return abs(x.a.i-x.b.i) - abs(y.a.i-y.b.i)
	})
	var usedA, usedB uint64
	out := joins[:0]
	for _, j := range joins {
		if usedA&j.a.bits() != 0 || usedB&j.b.bits() != 0 {
			continue
		}
		usedA, usedB = usedA|j.a.bits(), usedB|j.b.bits()
		out = append(out, j)
	}
	return out
}

func (s span) bits() uint64 { return (1<<s.n - 1) << s.i }

// pairable reports whether two words may be laid side by side: small words go
// with small words only.
func pairable(a, b *token) bool {
	return a.leads() == b.leads() || a.class == initial || b.class == initial
}

func pairs(a, b *name) []join {
	out := make([]join, 0, len(a.tokens)+len(b.tokens))
	for i := range a.tokens {
		for j := range b.tokens {
			s, t := a.tokens[i], b.tokens[j]
			if near, like := alike(s, t); near >= least && pairable(s, t) {
				out = append(out, join{span{i, 1}, span{j, 1}, like, near, (s.bears + t.bears) / 2})
			}
		}
	}
	return out
}

// runs finds two or three words of a written as one in b. Called with the
// names the other way round it finds the words of b written as one in a.
func runs(a, b *name, like Likeness, out []join) []join {
	for s := range a.runs() {
		parts := a.tokens[s.i : s.i+s.n]
		var whole *token
		for j, t := range b.tokens {
			if !mayBe(parts, t) {
				continue
			}
			if whole == nil {
				whole = joinTokens(parts)
			}
			near, ok := asOne(whole, t)
			if !ok {
				continue
			}
			x, y := s, span{j, 1}
			if like == Joined {
				x, y = y, x
			}
			out = append(out, join{x, y, like, near * 0.99, max(a.borne(s), t.bears)})
		}
	}
	return out
}

// mayBe reports whether a word is one that several can be written as.
func mayBe(parts []*token, t *token) bool {
	size := 0
	for _, p := range parts {
		size += len(p.text)
	}
	return whole(t) && (t.script != alphabetic || abs(len(t.text)-size) <= 2)
}

// whole reports whether a word is long enough for several.
func whole(t *token) bool {
	return t.leads() && len(t.text) >= 4 && utf8.RuneCountInString(t.source) != 1
}

// asOne says how near words written as one are to a word, and whether that is
// enough.
func asOne(whole, t *token) (float64, bool) {
	near, _ := alike(whole, t)
	return near, near >= whole.sure()
}

// sure is how near words written as one must be. Syllables written as one are
// soon like any other.
func (t *token) sure() float64 {
	if t.script == syllables {
		return 0.95
	}
	return leastSure
}

// leastSure is how near words written as one are at least.
const leastSure = 0.85

// spare is what slips between words that long may cost, where equal ones are
// as near as best, before they are less near than level.
func spare(long int, best, level float64) int {
	return int(math.Floor((best-level)*float64(unit*max(long, 1)) + 1e-9))
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
