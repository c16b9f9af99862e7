package names

import (
	"iter"
	"math"
	"slices"
	"strings"
)

// token is a word of a name, ready to be laid beside another.
type token struct {
	text   string
	sound  string
	bones  string // the skeleton
	same   string // what it is another spelling of; itself where of nothing
	said   speech
	at     uint32 // its place in the book of which it is a word
	shapes struct{ text, sound shape }
	source string
	script script
	class  class
	bears  float64 // how much it tells of who it is
	breaks float64 // how much it tells against, where the other name has something else
}

// name is a name made comparable.
type name struct {
	tokens []*token
	twice  uint32 // its words that it has again, by bit
	form   form
	bears  float64 // the sum over tokens
}

// parse reads a name as one of that kind. A name of no kind is read as that
// of a person unless it bears a legal form.
func parse(text string, k Kind) name { return read(fold(text), k) }

// read reads the pieces of a name; it leaves them as they are.
func read(pieces []piece, k Kind) name {
	l := lexicons()
	if k == Any {
		k = guess(l.organisation, pieces)
	}
	if k == Person {
		n := build(l.person, l.sounds, person(pieces))
		n.speak()
		return n
	}
	pieces, f := company(l.organisation, pieces)
	pieces = count(l.numbers, pieces)
	n := build(l.organisation, l.sounds, pieces)
	n.form = f
	return n
}

// guess tells a company by its legal form.
func guess(l *lexicon, pieces []piece) Kind {
	for i, p := range pieces {
		if _, n := l.longest(joinLetters(pieces[i:])); n > 0 && (n > 1 || len(p.text) > 2) {
			return Organisation
		}
	}
	return Person
}

// person undoes what only happens to the names of people.
func person(in []piece) []piece {
	out := make([]piece, 0, len(in))
	for _, p := range in {
		if p.capped && len(out) > 0 {
			out[len(out)-1].text = cut(out[len(out)-1].text + p.text)
			continue
		}
		p.text = spellDigits(p.text)
		out = append(out, p)
	}
	return out
}

// company takes the legal forms out and sets single letters together. A name
// that is nothing but forms keeps them as its words.
func company(l *lexicon, in []piece) ([]piece, form) {
	joined := joinLetters(rejoin(l, in))
	var out []piece
	found := form("")
	for i := 0; i < len(joined); {
		f, n := l.longest(joined[i:])
		if n == 0 {
			out, i = append(out, joined[i]), i+1
			continue
		}
		if found == "" || found == formAny {
			found = f
		}
		i += n
	}
	if len(out) == 0 {
		return joined, found
	}
	return l.phrases(out), found
}

// rejoin puts back a tail in capitals that is no legal form.
func rejoin(l *lexicon, in []piece) []piece {
	out := make([]piece, 0, len(in))
	for _, p := range in {
		if _, ok := l.forms[p.text]; p.capped && !ok && len(out) > 0 {
			out[len(out)-1].text = cut(out[len(out)-1].text + p.text)
			continue
		}
		out = append(out, p)
	}
	return out
}

// joinLetters sets single letters together: S.A.R.L., A B C; but not the V of
// Partners V L.P.
func joinLetters(in []piece) []piece {
	out := make([]piece, 0, len(in))
	single, dotted := false, false
	for _, p := range in {
		letter := len(p.text) == 1 && !isDigit(p.text[0])
		if letter && single && (dotted || !p.dotted) {
			out[len(out)-1].text += p.text
			continue
		}
		single, dotted = letter, p.dotted
		out = append(out, p)
	}
	return out
}

// longest finds the longest legal form that begins here, and its words.
func (l *lexicon) longest(in []piece) (form, int) {
	for n := min(l.first[head(in)], len(in)); n > 0; n-- {
		if f, ok := l.forms[phrase(in[:n])]; ok {
			return f, n
		}
	}
	return "", 0
}

// phrases makes one word of those that are always said together.
func (l *lexicon) phrases(in []piece) []piece {
	out := make([]piece, 0, len(in))
	for i := 0; i < len(in); {
		n := min(l.first[in[i].text], len(in)-i)
		for ; n > 1; n-- {
			p := phrase(in[i : i+n])
			_, same := l.same[p]
			_, known := l.class[strings.ReplaceAll(p, " ", "")]
			if same || known {
				break
			}
		}
		p := in[i]
		if n > 1 {
			said := phrase(in[i : i+n])
			p.text = strings.ReplaceAll(said, " ", "")
			if same, ok := l.same[said]; ok {
				p.text = same
			}
		}
		out, i = append(out, p), i+max(n, 1)
	}
	return out
}

func head(in []piece) string {
	if len(in) == 0 {
		return ""
	}
	return in[0].text
}

func phrase(in []piece) string {
	if len(in) == 1 {
		return in[0].text
	}
	var b strings.Builder
	for i, p := range in {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.text)
	}
	return b.String()
}

func build(l *lexicon, sounds *strings.Replacer, pieces []piece) name {
	n := name{tokens: make([]*token, 0, len(pieces))}
	for _, p := range pieces {
		p.text = cut(p.text)
		t := &token{text: p.text, source: p.source, script: p.script, same: p.text}
		t.sound = sound(sounds, p.text)
		t.shapes.text, t.shapes.sound = shapeOf(t.text), shapeOf(t.sound)
		t.bones = skeleton(p.text, p.script == syllables)
		if same, ok := l.same[p.text]; ok {
			t.same = same
		}
		t.class = l.classOf(t)
		n.tokens = append(n.tokens, t)
	}
	n.weigh()
	n.repeats()
	return n
}

func (l *lexicon) classOf(t *token) class {
	if t.script == syllables {
		return word
	}
	if c, ok := l.class[t.text]; ok && len(t.text) > 1 {
		return c
	}
	if c, ok := l.class[t.same]; ok {
		return c
	}
	switch {
	case isDigit(t.text[0]):
		return number
	case len(t.text) == 1 && l.forms["llc"] == "":
		return initial
	case l.class[t.text] == part:
		return part
	}
	return word
}

// weigh gives each word its weight. Where nothing but small words and single
// letters is left, they bear the name.
func (n *name) weigh() {
	for range 2 {
		n.bears = 0
		for _, t := range n.tokens {
			length := math.Sqrt(float64(min(len(t.text), 9)) / 6)
			t.bears, t.breaks = length*t.class.bears(), length*t.class.breaks()
			n.bears += t.bears
		}
		if n.bears >= 0.3 && slices.ContainsFunc(n.tokens, (*token).leads) {
			return
		}
		for _, t := range n.tokens {
			t.class = word
		}
	}
}

// light words stand in so many names that they lead to none.
const light = 0.2

// leads reports whether a word can make a name: small words, titles and single
// letters only go with others.
func (t *token) leads() bool { return t.bears >= light && t.class != initial }

func (c class) bears() float64 {
	switch c {
	case often:
		return 0.6
	case usual:
		return 0.8
	case place:
		return 0.7
	case part:
		return 0.12
	case title:
		return 0.05
	case initial:
		return 0.6
	case number:
		return 0.5
	case word:
	}
	return 1
}

func (c class) breaks() float64 {
	switch c {
	case part, title:
		return c.bears()
	case initial:
		return 1.2
	case number:
		return 0.5
	case often, usual, place, word:
	}
	return 1
}

// runs are the words of a name that may be written as one: two or three, none
// of them a single letter.
func (n *name) runs() iter.Seq[span] {
	return func(yield func(span) bool) {
		for size := 2; size <= 3; size++ {
			for i := 0; i+size <= len(n.tokens); i++ {
				single := slices.ContainsFunc(n.tokens[i:i+size], func(t *token) bool { return t.class == initial })
				if !single && !yield(span{i, size}) {
					return
				}
			}
		}
	}
}

// repeats marks the words that a name has twice.
func (n *name) repeats() {
	for i, t := range n.tokens {
		for j := range i {
			if n.tokens[j].same == t.same {
				n.twice |= 1<<i | 1<<j
			}
		}
	}
}

// again reports whether a name has a word twice.
func (n *name) again(i int) bool { return n.twice>>i&1 == 1 }

// joinTokens writes words as one.
func joinTokens(in []*token) *token {
	t := &token{script: in[0].script}
	for _, w := range in {
		t.text += w.text
		t.bones += w.bones
		t.source += w.source
	}
	if slices.ContainsFunc(in, func(w *token) bool { return w.source == "" }) {
		t.source = "" // signs alone do not tell it
	}
	for i := range t.said {
		for _, w := range in {
			t.said[i] += w.said[i]
		}
		if slices.ContainsFunc(in, func(w *token) bool { return w.said[i] == "" }) {
			t.said[i] = ""
		}
	}
	t.text = cut(t.text)
	t.same = t.text
	t.sound = sound(lexicons().sounds, t.text)
	t.shapes.text, t.shapes.sound = shapeOf(t.text), shapeOf(t.sound)
	return t
}
