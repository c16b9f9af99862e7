package words

import (
	"sort"
	"strings"
)

// MaxTerm is the most bytes a term may fold to.
const MaxTerm = 128

// Term is something to look for. A Whole term matches whole words; a star at
// either side of its text opens that side ("*samen" is also found in
// "Blumensamen"). A term that is not Whole matches anywhere.
type Term struct {
	Text  string
	Theme string
	Whole bool
}

// pattern is a term as the automaton knows it.
type pattern struct {
	theme, term string
	length      int  // of the folded text, bytes
	head, tail  bool // must begin, end with a word
	next        int32
}

// Matcher finds terms in text. It never changes.
type Matcher struct {
	patterns []pattern
	label    []byte   // the byte that leads to the state
	child    []uint32 // the first child; children stand in a row, up to the next state's first
	fail     []uint32 // the longest other state that is a suffix of this one
	link     []uint32 // the nearest suffix at which a pattern ends, 0 for none
	ends     []int32  // the first pattern that ends here, -1 for none
	root     [256]uint32
}

// New builds a matcher of the terms.
func New(terms []Term) *Matcher {
	m := &Matcher{}
	folded := make([]string, 0, len(terms))
	for _, t := range terms {
		p, text := compile(t)
		if text == "" || len(text) > MaxTerm {
			continue
		}
		m.patterns = append(m.patterns, p)
		folded = append(folded, text)
	}
	m.plant(folded)
	m.join()
	return m
}

// Fold is the text as the matcher compares it. Two terms are the same exactly
// when they fold to the same text.
func Fold(text string) string {
	var b strings.Builder
	c := newCursor(text)
	for c.next() {
		b.Write(c.buf[:c.n])
	}
	return strings.Trim(b.String(), " \n")
}

func compile(t Term) (pattern, string) {
	text := strings.TrimSpace(t.Text)
	bare, openHead := strings.CutPrefix(text, "*")
	bare, openTail := strings.CutSuffix(bare, "*")
	folded := Fold(bare)
	return pattern{
		theme: t.Theme, term: strings.TrimSpace(bare), length: len(folded),
		head: t.Whole && !openHead, tail: t.Whole && !openTail, next: -1,
	}, folded
}

// span is the run of sorted texts that share the state's prefix.
type span struct{ from, to, depth int }

// plant lays the states out breadth first. Texts are sorted, so a state is a
// run of them, and its children are the runs by the next byte.
func (m *Matcher) plant(folded []string) {
	order := make([]int, len(folded))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return folded[order[i]] < folded[order[j]] })
	queue := []span{{0, len(order), 0}}
	m.label = []byte{0}
	for s := 0; s < len(queue); s++ {
		run := queue[s]
		m.child = append(m.child, state(len(queue)))
		first := int32(-1)
		for run.from < run.to && len(folded[order[run.from]]) == run.depth {
			p := place(order[run.from])
			m.patterns[p].next, first = first, p
			run.from++
		}
		m.ends = append(m.ends, first)
		for i := run.from; i < run.to; {
			b, from := folded[order[i]][run.depth], i
			for i < run.to && folded[order[i]][run.depth] == b {
				i++
			}
			m.label = append(m.label, b)
			queue = append(queue, span{from, i, run.depth + 1})
		}
	}
	m.child = append(m.child, state(len(queue)))
}

// join sets the suffix links, parents before children.
func (m *Matcher) join() {
	m.fail = make([]uint32, len(m.label))
	m.link = make([]uint32, len(m.label))
	for c := m.child[0]; c < m.child[1]; c++ {
		m.root[m.label[c]] = c
	}
	for s := 1; s < len(m.label); s++ {
		for c := m.child[s]; c < m.child[s+1]; c++ {
			f := m.step(m.fail[s], m.label[c])
			m.fail[c] = f
			if m.link[c] = m.link[f]; m.ends[f] >= 0 {
				m.link[c] = f
			}
		}
	}
}

// state and place narrow a count; a matcher of two thousand million states
// would not fit a machine first.
func state(n int) uint32 { return uint32(n) } //nolint:gosec // see above
func place(n int) int32  { return int32(n) }  //nolint:gosec // see above
