package words

import (
	"bytes"
	"unicode/utf8"
)

// Hit is a term found in a text, at bytes Start to End of it.
type Hit struct {
	Theme string
	Term  string // as the term was given, without stars
	Start int
	End   int
}

// Match appends the terms found in the text to out, in order of their end; of
// terms with one end the longest comes first. It allocates only to grow out.
func (m *Matcher) Match(text string, out []Hit) []Hit {
	if len(m.patterns) == 0 {
		return out
	}
	w := walk{m: m, out: out}
	c := newCursor(text)
	for c.next() {
		if w.state != 0 {
			w.settle(c.glued)
		}
		w.take(&c)
	}
	w.settle(false)
	return w.out
}

// Len is the number of terms it looks for.
func (m *Matcher) Len() int { return len(m.patterns) }

// step is the state after one more byte.
func (m *Matcher) step(s uint32, b byte) uint32 {
	for s != 0 {
		from, to := m.child[s], m.child[s+1]
		if from < to {
			if i := bytes.IndexByte(m.label[from:to], b); i >= 0 {
				return from + state(i)
			}
		}
		s = m.fail[s]
	}
	return m.root[b]
}

// history is how many folded bytes the walk remembers: more than MaxTerm, and a
// power of two.
const history = 256

// walk is one pass over a text. A match is settled one character late, since
// only then is it known whether the word goes on.
type walk struct {
	m     *Matcher
	out   []Hit
	state uint32
	count int           // folded bytes so far
	start [history]int  // where in the text each of the last folded bytes comes from
	glued [history]bool // whether it goes on with a word
	until int           // end in the text of the last character
}

// take feeds one folded character.
func (w *walk) take(c *cursor) {
	for i, b := range c.buf[:c.n] {
		at := w.count % history
		w.start[at], w.glued[at] = c.from, c.glued && i == 0
		w.count++
		w.state = w.m.step(w.state, b)
	}
	w.until = c.to
}

// settle reports the patterns that end at the last character; onward says that
// its word goes on.
func (w *walk) settle(onward bool) {
	s := w.state
	if w.m.ends[s] < 0 {
		s = w.m.link[s]
	}
	for ; s != 0; s = w.m.link[s] {
		for p := w.m.ends[s]; p >= 0; p = w.m.patterns[p].next {
			pat := &w.m.patterns[p]
			at := (w.count - pat.length) % history
			if pat.tail && onward || pat.head && w.glued[at] {
				continue
			}
			w.out = append(w.out, Hit{Theme: pat.theme, Term: pat.term, Start: w.start[at], End: w.until})
		}
	}
}

// cursor folds a text character by character.
type cursor struct {
	text     string
	pos      int
	from, to int      // the character in the text
	buf      [64]byte // what it folds to; the longest decomposition is 33 bytes
	n        int      // bytes of buf
	glued    bool     // it goes on with the word before it
	last     class
}

func newCursor(text string) cursor { return cursor{text: text, last: end} }

// next goes to the next character that is not folded away. Runs of gaps are
// one space; a gap at the start of a line is none.
func (c *cursor) next() bool {
	for c.pos < len(c.text) {
		c.from = c.pos
		as := c.read()
		if as == nothing || as == gap && (c.last == gap || c.last == end) {
			continue
		}
		c.to = c.pos
		c.skipMarks()
		c.glued = as == letter && c.last == letter
		c.last = as
		return true
	}
	return false
}

// read folds the character at pos and steps over it.
func (c *cursor) read() class {
	if b := c.text[c.pos]; b < utf8.RuneSelf {
		c.pos++
		folded, as := foldByte(b)
		c.buf[0], c.n = folded, 1
		return as
	}
	r, size := utf8.DecodeRuneInString(c.text[c.pos:])
	c.pos += size
	folded, as := foldRune(c.buf[:0], r)
	c.n = min(len(folded), len(c.buf))
	if as == gap {
		c.n = 1 // an ellipsis folds to three spaces
	}
	return as
}

// skipMarks takes the combining marks after a character into it.
func (c *cursor) skipMarks() {
	for c.pos+1 < len(c.text) && (c.text[c.pos] == 0xcc || c.text[c.pos] == 0xcd) {
		r, size := utf8.DecodeRuneInString(c.text[c.pos:])
		if r < 0x300 || r > 0x36f {
			return
		}
		c.pos += size
		c.to = c.pos
	}
}
