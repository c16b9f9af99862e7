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

// mark tells which of l, m, n, r and (d or t) a word has. They are taken for no
// other letter, so that each which only one of two words has is a slip. The
// last bit tells whether a letter is doubled.
type mark uint8

const (
	doubled mark = 1 << 5
	marks        = 1 << 6
)

func markOf(word string) mark {
	const l, d, t = 'l' - 'a', 'd' - 'a', 't' - 'a'
	has := lettersOf(word)
	m := mark(has>>l&7 | has>>('r'-'a')&1<<3 | (has>>d|has>>t)&1<<4) //nolint:gosec // five bits
	for i := 1; i < len(word); i++ {
		if word[i] == word[i-1] {
			m |= doubled
		}
	}
	return m
}

// closeTo are the marks that each can be at up to so many slips, doubled
// letters aside.
func closeTo() [3][doubled][]mark {
	var out [3][doubled][]mark
	for slips := range out {
		for a := range doubled {
			for b := range doubled {
				if max(bits.OnesCount8(uint8(a&^b)), bits.OnesCount8(uint8(b&^a))) <= slips || slips == len(out)-1 {
					out[slips][a] = append(out[slips][a], b)
				}
			}
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

// A shelf holds words by length and mark, so that those near another are found
// with hardly another one read.
type shelf struct {
	words   []string
	written []written
	pairs   []uint64
	of      []uint32 // what the word belongs to
	from    [maxWord + 1][marks + 1]int
}

// shelve makes a shelf of words; of tells what each belongs to, by its place.
func shelve(words []string, of []uint32) shelf {
	n := len(words)
	s := shelf{words: make([]string, n), written: make([]written, n), pairs: make([]uint64, n), of: make([]uint32, n)}
	var counts [maxWord + 1][marks]int
	for _, w := range words {
		counts[len(w)][markOf(w)]++
	}
	at := 0
	for n := range counts {
		for m, count := range counts[n] {
			s.from[n][m], at = at, at+count
		}
		s.from[n][marks] = at
	}
	next := s.from
	for i, w := range words {
		shape := shapeOf(w)
		to := &next[len(w)][markOf(w)]
		s.words[*to], s.written[*to], s.pairs[*to], s.of[*to] = w, shape.written, shape.pairs, of[i]
		*to++
	}
	return s
}

// near adds what is as near as level to the word that a reader has, where equal
// words are as near as best.
func (s *shelf) near(r *reader, best, level float64, out []uint32) []uint32 {
	nearby := &lexicons().marks
	for n := range maxWord + 1 {
		longer := n - len(r.word)
		most := spare(max(n, len(r.word)), best, level)
		if most < 0 || abs(longer)*int(r.doubled) > most || s.from[n][0] == s.from[n][marks] {
			continue
		}
		plain := abs(longer)*r.soft <= most || longer < 0 && r.mark&doubled != 0
		for _, m := range nearby[min(most/unit, len(nearby)-1)][r.mark&^doubled] {
			if plain {
				out = s.among(r, s.from[n][m], s.from[n][m+1], most, out)
			}
			if plain || longer > 0 {
				m |= doubled
				out = s.among(r, s.from[n][m], s.from[n][m+1], most, out)
			}
		}
	}
	return out
}

func (s *shelf) among(r *reader, from, to, most int, out []uint32) []uint32 {
	parted := r.parted(most)
	own := r.shape.pairs
	for i, other := range s.pairs[from:to] {
		i += from
		if bits.OnesCount64(own&^other) <= parted && bits.OnesCount64(other&^own) <= parted &&
			r.apart(r.shape.written, s.written[i]) <= most && r.distance(s.words[i], most) <= most {
			out = append(out, s.of[i])
		}
	}
	return out
}
