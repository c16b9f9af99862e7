package names

import (
	"maps"
	"math/bits"
	"slices"
)

// A shelf holds words by length and mark, each once, so that those near another
// are found with hardly another one read; the words of people before those that
// only others have.
type shelf struct {
	words   []string
	written []written
	pairs   []uint64
	owners  []uint32 // word: where what it belongs to begins in of
	of      []uint32
	from    [maxWord + 1][2][marks + 1]uint32
}

// shelve makes a shelf of words; of tells what each belongs to.
func shelve(of map[string][]uint32) shelf {
	n := len(of)
	s := shelf{words: make([]string, n), written: make([]written, n), pairs: make([]uint64, n), owners: make([]uint32, n+1)}
	var counts [maxWord + 1][2][marks]uint32
	for w, owners := range of {
		counts[len(w)][others(owners)][markOf(w)]++
	}
	at := uint32(0)
	for n := range counts {
		for o := range counts[n] {
			for m, count := range counts[n][o] {
				s.from[n][o][m], at = at, at+count
			}
			s.from[n][o][marks] = at
		}
	}
	next := s.from
	for _, w := range slices.Sorted(maps.Keys(of)) {
		shape := shapeOf(w)
		to := &next[len(w)][others(of[w])][markOf(w)]
		s.words[*to], s.written[*to], s.pairs[*to] = w, shape.written, shape.pairs
		*to++
	}
	for i, w := range s.words {
		s.of = append(s.of, of[w]...)
		s.owners[i+1] = uint32(len(s.of)) //nolint:gosec // no more than there are words
	}
	s.of = slices.Clip(s.of)
	return s
}

// others is 1 where a word is none of people.
func others(owners []uint32) int {
	if slices.ContainsFunc(owners, func(o uint32) bool { return o&1 == 0 }) {
		return 0
	}
	return 1
}

// near adds what is as near as level to the word that a reader has, where equal
// words are as near as best.
func (s *shelf) near(r *reader, best, level float64, out []uint32) []uint32 {
	nearby := &lexicons().marks
	most := spare(len(r.word), best, level)
	if most < 0 || len(s.words) == 0 {
		return out
	}
	for n := max(0, len(r.word)-most/int(r.doubled)); n <= maxWord; n++ {
		apart := n - len(r.word)
		if apart > 0 {
			most = spare(n, best, level)
		}
		if apart*int(r.doubled) > most {
			break
		}
		plain := abs(apart)*r.soft <= most || apart < 0 && r.mark&doubled != 0
		if !plain && apart < 0 {
			continue // it would need a letter doubled in the one in hand
		}
		near := nearby[min(most/unit, len(nearby)-1)][r.mark]
		for o := range s.from[n][:r.books] {
			out = s.along(r, &s.from[n][o], near, plain, most, out)
		}
	}
	return out
}

// along looks through some stretches of words of one length; if not plain, only
// at those with a letter doubled.
func (s *shelf) along(r *reader, from *[marks + 1]uint32, near []stretch, plain bool, most int, out []uint32) []uint32 {
	if from[0] == from[marks] {
		return out
	}
	for _, m := range near {
		if plain {
			out = s.among(r, from[m.from], from[m.to], most, out)
			continue
		}
		for at := m.from | doubled; at < m.to; at += 2 {
			out = s.among(r, from[at], from[at+1], most, out)
		}
	}
	return out
}

func (s *shelf) among(r *reader, from, to uint32, most int, out []uint32) []uint32 {
	parted := r.parted(most)
	own := r.shape.pairs
	for i, other := range s.pairs[from:to] {
		if bits.OnesCount64(own^other) > 2*parted || bits.OnesCount64(own&^other) > parted || bits.OnesCount64(other&^own) > parted {
			continue
		}
		i := from + uint32(i)
		if r.apart(r.shape.written, s.written[i]) <= most && r.distance(s.words[i], most) <= most {
			out = append(out, s.of[s.owners[i]:s.owners[i+1]]...)
		}
	}
	return out
}

// stock holds the words of all books, and those written as one.
type stock struct{ alone, runs shelves }

// shelves are words by the script they come from, each by how it is spelt, by
// its sound and by its skeleton.
type shelves [syllables + 1]struct{ spelt, heard, bones shelf }

// near adds whose the words are that are as near a word as level, and a few
// that are not, in the first or both of the books.
func (s *shelves) near(t *token, level float64, books int, out []uint32) []uint32 {
	l := lexicons()
	r := reader{books: books}
	for i := range s {
		on := &s[i]
		if len(on.spelt.words) == 0 {
			continue
		}
		switch from := script(i); {
		case from == t.script:
			r.seek(l.hand, t.text, t.shapes.text)
			out = on.spelt.near(&r, 1, level, out)
			r.seek(l.hand, t.sound, t.shapes.sound)
			out = on.heard.near(&r, heardAlike, level, out)
		case from == consonants, t.script == consonants:
			r.seek(l.abjad, t.text, t.shapes.text)
			out = on.spelt.near(&r, heardAlike, level, out)
		default:
			r.seek(l.hand, t.sound, t.shapes.sound)
			out = on.heard.near(&r, heardAlike, level, out)
			if loose := t.loose(); len(loose) >= fewestBones {
				r.seek(l.hand, loose, shapeOf(loose))
				out = on.bones.near(&r, 1, 1, out)
			}
		}
	}
	return out
}

// gathered are words on their way to the shelves, and whose each is.
type gathered [syllables + 1]struct{ spelt, heard, bones map[string][]uint32 }

func gather() *gathered {
	g := &gathered{}
	for i := range g {
		g[i].spelt, g[i].heard, g[i].bones = map[string][]uint32{}, map[string][]uint32{}, map[string][]uint32{}
	}
	return g
}

func (g *gathered) take(t *token, owner uint32) {
	s := &g[t.script]
	s.spelt[t.text] = append(s.spelt[t.text], owner)
	s.heard[t.sound] = append(s.heard[t.sound], owner)
	if bones := t.loose(); len(bones) >= fewestBones {
		s.bones[bones] = append(s.bones[bones], owner)
	}
}

func (g *gathered) shelve() shelves {
	var out shelves
	for i, s := range g {
		out[i].spelt, out[i].heard, out[i].bones = shelve(s.spelt), shelve(s.heard), shelve(s.bones)
	}
	return out
}
