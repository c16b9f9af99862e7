package names

import "strings"

// unit is the cost of one plain slip of the pen.
const unit = 10

// pen is what each slip costs whom: a writer of Latin letters, or one who
// writes names down from a script that leaves vowels out.
type pen struct {
	vowel, vowelGap, doubled, near uint8
	changes                        [128][128]uint8
	gaps                           [128][128]uint8 // by the letter before, 0 for none
}

func newPen(vowel, vowelGap, doubled, nearly uint8) *pen {
	p := &pen{vowel: vowel, vowelGap: vowelGap, doubled: doubled, near: nearly}
	for a := range p.changes {
		for b := range p.changes[a] {
			p.changes[a][b] = p.change(byte(a), byte(b))
			p.gaps[a][b] = p.gap(byte(a), byte(b))
		}
	}
	return p
}

// distance is what it costs to turn one word into the other: letters put in,
// left out, changed or swapped with their neighbour. Slips that are easily
// made (vowel for vowel, a letter doubled) cost less than a whole one. Where
// it is more than most, it is only said to be more.
func (p *pen) distance(a, b string, most int) int {
	a, b = a[:min(len(a), maxWord)], b[:min(len(b), maxWord)]
	var rows [3][maxWord + 1]int
	var gaps [maxWord]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	last := byte(0)
	for j := range len(b) {
		gaps[j] = int(p.gaps[last&127][b[j]&127])
		above[j+1], last = above[j]+gaps[j], b[j]
	}
	last = 0
	for i := 1; i <= len(a); i++ {
		drop := int(p.gaps[last&127][a[i-1]&127])
		last = a[i-1]
		row[0] = above[0] + drop
		least := row[0]
		changes := &p.changes[a[i-1]&127]
		for j := 1; j <= len(b); j++ {
			best := min(above[j-1]+int(changes[b[j-1]&127]), above[j]+drop, row[j-1]+gaps[j-1])
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				best = min(best, before[j-2]+unit)
			}
			row[j] = best
			least = min(least, best)
		}
		if least > most+unit { // a swap may still save one
			return least
		}
		before, above, row = above, row, before
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
	case isVowel(a) && isVowel(b):
		return p.vowel
	case isDigit(a) != isDigit(b):
		return 2 * unit
	case near(a, b) || near(b, a):
		return p.near
	}
	return unit
}

// near are letters that ears and alphabets confuse.
func near(a, b byte) bool {
	const confused = "bp bv dt gk gq gj kq kc kh sz sc vw vf jy jz wa we wi wo wu wy"
	return strings.Contains(confused, string([]byte{a, b}))
}
