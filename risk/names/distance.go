package names

import "strings"

// unit is the cost of one plain slip of the pen.
const unit = 10

// pen is what each slip costs whom: a writer of Latin letters, or one who
// writes names down from a script that leaves vowels out.
type pen struct {
	vowel, vowelGap, doubled, near uint8
	confused                       string // letters that ears and alphabets confuse, in pairs
	readings                       string // letters that are one letter read otherwise, in pairs
	changes                        [128][128]uint8
	gaps                           [128][128]uint8 // by the letter before, 0 for none
	soft                           int             // the least that any letter costs but a doubled one
	firm                           letters         // those that cost a plain slip to leave out
	likes                          [128]letters    // by letter: those that cost less than a plain slip in its place
}

// confusedByAll are the letters that every pen confuses.
const confusedByAll = "bp bv dt gk gq gj kq kc kh sz sc vw vf jy jz wa we wi wo wu wy"

func newPen(vowel, vowelGap, doubled, nearly uint8, confused, readings string) *pen {
	p := &pen{vowel: vowel, vowelGap: vowelGap, doubled: doubled, near: nearly, confused: confused, readings: readings}
	for a := range p.changes {
		for b := range p.changes[a] {
			p.changes[a][b] = p.change(byte(a), byte(b))
			p.gaps[a][b] = p.gap(byte(a), byte(b))
		}
	}
	const all = "abcdefghijklmnopqrstuvwxyz0123456789"
	p.soft, p.firm = unit, lettersOf(all)
	for i := range len(all) {
		for j := range len(all) {
			a, b := all[i], all[j]
			if p.changes[a][b] < unit {
				p.likes[a] |= bit(b)
			}
			if gap := min(p.gaps[b][a], p.gaps[0][a]); a != b && gap < unit {
				p.firm &^= bit(a)
			}
			if a != b {
				p.soft = min(p.soft, int(p.gaps[b][a]), int(p.changes[a][b]))
			}
		}
	}
	return p
}

// reader has a word in hand to lay it beside others by a pen.
type reader struct {
	*pen
	word  string
	shape shape
	mark  mark
	books int              // how many are looked through
	gaps  [maxWord]int     // the cost of each of its letters, left out
	first [maxWord + 1]int // of all before one
}

func (r *reader) take(p *pen, word string) {
	r.pen, r.word = p, cut(word)
	last := byte(0)
	for j := range len(r.word) {
		r.gaps[j] = int(p.gaps[last&127][r.word[j]&127])
		r.first[j+1], last = r.first[j]+r.gaps[j], r.word[j]
	}
}

// seek takes a word that is to be looked for on shelves.
func (r *reader) seek(p *pen, word string, s shape) {
	r.take(p, word)
	r.mark, r.shape = markOf(r.word), s
}

// within is the distance of two words of those shapes where that is no more
// than most; else something more.
func (p *pen) within(a, b string, s, t *shape, most int) int {
	if p.apart(s.written, t.written) > most {
		return most + 1
	}
	var r reader
	r.take(p, b)
	return r.distance(a, most)
}

// distance is what it costs to turn one word into the other: letters put in,
// left out, changed or swapped with their neighbour. Slips that are easily
// made (vowel for vowel, a letter doubled) cost less than a whole one. Where
// it is more than most, it is only said to be more.
func (r *reader) distance(a string, most int) int {
	b := r.word
	var rows [3][maxWord + 1]int
	before, above := &r.first, &r.first
	last, least := byte(0), 0
	for i := 1; i <= len(a); i++ {
		row := &rows[i%3]
		drop := int(r.pen.gaps[last&127][a[i-1]&127])
		row[0] = above[0] + drop
		lowest := row[0]
		changes := &r.changes[a[i-1]&127]
		for j := 1; j <= len(b); j++ {
			best := min(above[j-1]+int(changes[b[j-1]&127]), above[j]+drop, row[j-1]+r.gaps[j-1])
			if i > 1 && j > 1 && a[i-1] == b[j-2] && last == b[j-1] {
				best = min(best, before[j-2]+unit)
			}
			row[j] = best
			lowest = min(lowest, best)
		}
		if lowest > most && least+unit > most { // a swap may still save one
			return most + 1
		}
		least, last = lowest, a[i-1]
		before, above = above, row
	}
	return above[len(b)]
}

// gap is the cost of a letter that one word has and the other has not.
func (p *pen) gap(before, letter byte) uint8 {
	switch {
	case letter == before:
		return p.doubled
	case isDigit(letter):
		return 2 * unit
	case letter == 'h', isVowel(letter) && isVowel(before):
		return min(6, p.vowelGap)
	case isVowel(letter), letter == 'w':
		return p.vowelGap
	}
	return unit
}

// change is the cost of one letter written for another.
func (p *pen) change(a, b byte) uint8 {
	switch {
	case a == b:
		return 0
	case hasPair(p.readings, a, b):
		return 1
	case isVowel(a) && isVowel(b):
		return p.vowel
	case isDigit(a) != isDigit(b):
		return 2 * unit
	case hasPair(p.confused, a, b):
		return p.near
	}
	return unit
}

func hasPair(pairs string, a, b byte) bool {
	return strings.Contains(pairs, string([]byte{a, b})) || strings.Contains(pairs, string([]byte{b, a}))
}
