package names

import "math/bits"

// letters is a set of letters: a to z, and figures two by two.
type letters uint32

func lettersOf(word string) letters {
	var set letters
	for i := range len(word) {
		set |= bit(word[i])
	}
	return set
}

func bit(b byte) letters {
	if isDigit(b) {
		return 1 << (26 + (b-'0')/2)
	}
	return 1 << (b - 'a')
}

func (l letters) count() int { return bits.OnesCount32(uint32(l)) }

// mark tells which of l, m, n, r and (d or t) a word has, and in its lowest bit
// whether a letter is doubled. Those letters are taken for no other, so that
// each which only one of two words has is a slip.
type mark uint8

const (
	doubled mark = 1
	marks        = 1 << 6
)

func markOf(word string) mark {
	const l, d, t = 'l' - 'a', 'd' - 'a', 't' - 'a'
	has := lettersOf(word)
	m := mark(has>>l&7|has>>('r'-'a')&1<<3|(has>>d|has>>t)&1<<4) << 1 //nolint:gosec // six bits
	for i := 1; i < len(word); i++ {
		if word[i] == word[i-1] {
			m |= doubled
		}
	}
	return m
}

// stretch is some marks one after the other, from the first to before the last.
type stretch struct{ from, to mark }

// closeTo are the marks that each can be at up to so many slips, doubled
// letters aside.
func closeTo() [3][marks][]stretch {
	var out [3][marks][]stretch
	for slips := range out {
		for a := mark(0); a < marks; a += 2 {
			var near []stretch
			for b := mark(0); b < marks; b += 2 {
				if max(bits.OnesCount8(uint8(a&^b)), bits.OnesCount8(uint8(b&^a))) > slips && slips < len(out)-1 {
					continue
				}
				if n := len(near); n > 0 && near[n-1].to == b {
					near[n-1].to = b + 2
					continue
				}
				near = append(near, stretch{b, b + 2})
			}
			out[slips][a], out[slips][a|doubled] = near, near
		}
	}
	return out
}

// written is what letters a word has, and all that any pen takes for one.
type written struct{ has, like letters }

// shape is what a word is told apart by before it is read: its letters, and
// its pairs of neighbours, its edges with them, each as one of 64.
type shape struct {
	written
	pairs uint64
}

func shapeOf(word string) shape {
	s, likes := shape{written: written{has: lettersOf(word)}}, &lexicons().abjad.likes
	last := uint32(0)
	for i := range len(word) {
		b := word[i] & 127
		s.like |= likes[b]
		s.pairs |= pair(last, uint32(b))
		last = uint32(b)
	}
	s.pairs |= pair(last, 0)
	return s
}

func pair(a, b uint32) uint64 { return 1 << ((a<<7 | b) * 0x9E3779B1 >> 26) }

// apart is the least that turning a word of one shape into one of another can
// cost: each letter that only one has is left out, put in or changed by a slip
// of its own, and one slip changes at most one letter of each.
func (p *pen) apart(a, b written) int {
	return max(p.lacking(a.has&^b.has, b.like), p.lacking(b.has&^a.has, a.like))
}

func (p *pen) lacking(only, like letters) int {
	firm := only & p.firm
	return p.soft*only.count() + (int(p.near)-p.soft)*firm.count() + (unit-int(p.near))*(firm&^like).count()
}

// parted is how many pairs of neighbours two words can have, of which one has
// not the other's, at that cost: a slip parts two pairs of a word, a swap three.
func (p *pen) parted(cost int) int { return 2 * cost / p.soft }
