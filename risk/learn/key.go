package learn

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// key is a combination of columns whose values are counted together. Its rate
// backs off to that of its parent, a combination of one column less.
type key struct {
	Parts  []int `json:"parts"`
	Parent int   `json:"parent"` // place in the list of keys, always earlier; -1 is the base rate
}

// Bounds of the search for keys.
const (
	maxSingles  = 18 // columns that are combined
	maxParts    = 6  // columns in one key
	searchRows  = 100_000
	searchTries = 30_000
	gains       = .999 // a key's loss over its parent's, to be worth keeping
	maxNarrow   = 10   // keys with a recurring number
	smooth      = 1    // weight of the parent's rate, in rows
)

// keep is how many keys of 1, 2, ... parts become profiles.
//
//nolint:gochecknoglobals // a constant table
var keep = [maxParts + 1]int{0, 10, 6, 6, 4, 3, 1}

// widen is how many keys of 1, 2, ... parts are tried with one part more.
//
//nolint:gochecknoglobals // a constant table
var widen = [maxParts + 1]int{0, maxSingles, 6, 4, 3, 2, 0}

// trial is a key tried: counted on one part of the rows, judged on another.
type trial struct {
	parts  []int
	parent *trial
	rates  []float64 // on the rows judged
	loss   float64
}

// search finds keys that foretell. It tries every column, then widens the best
// keys column by column, each judged by its log-loss on rows it was not
// counted on.
type search struct {
	fit, held *Table
	base      []float64
	done      map[string]*trial
}

func newSearch(fit, held *Table, seed uint64) *search {
	s := &search{fit: fit.thin(searchRows, seed), held: held.thin(searchTries, seed+1), done: map[string]*trial{}}
	s.base = make([]float64, s.held.Rows())
	rate := s.fit.rate()
	for i := range s.base {
		s.base[i] = rate
	}
	return s
}

// keys gives the keys chosen, parents first, and the place of the strongest:
// the combination of codes that alone foretells best. -1 where there is none.
func (s *search) keys(ctx context.Context) (keys []key, strongest int, err error) {
	chosen, err := s.codes(ctx)
	if err != nil {
		return nil, 0, err
	}
	strong := slices.MinFunc(append(chosen, nil), byLoss)
	narrow, err := s.narrower(ctx, chosen)
	if err != nil {
		return nil, 0, err
	}
	keys, place := listed(append(chosen, narrow...))
	if strong == nil {
		return keys, -1, nil
	}
	return keys, place[strong], nil
}

// codes searches the combinations of codes.
func (s *search) codes(ctx context.Context) ([]*trial, error) {
	var tries [][]int
	for c, col := range s.fit.schema.columns {
		if col.code() {
			tries = append(tries, []int{c})
		}
	}
	singles := s.tryAll(tries)
	slices.SortStableFunc(singles, byLoss)
	singles = singles[:min(len(singles), maxSingles)]
	level, chosen := singles, slices.Clone(singles[:min(len(singles), keep[1])])
	for size := 1; size < maxParts && len(level) > 0; size++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		next := s.wider(level[:min(len(level), widen[size])], singles)
		next = slices.DeleteFunc(next, (*trial).idle)
		chosen = append(chosen, next[:min(len(next), keep[size+1])]...)
		level = next
	}
	return chosen, nil
}

// narrower tries the keys of codes together with a number that recurs: the very
// same mass or price under the same codes is most likely the same goods.
func (s *search) narrower(ctx context.Context, chosen []*trial) ([]*trial, error) {
	var found []*trial
	for c, col := range s.fit.schema.columns {
		if !col.Recurs || len(found) > maxNarrow*8 {
			continue
		}
		found = append(found, s.tryAll([][]int{{c}})...)
		for size := 1; size <= maxParts; size++ { // the smaller first: they are parents
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			var tries [][]int
			for _, t := range chosen {
				if len(t.parts) == size {
					tries = append(tries, slices.Sorted(slices.Values(append(slices.Clone(t.parts), c))))
				}
			}
			found = append(found, s.tryAll(tries)...)
		}
	}
	found = slices.DeleteFunc(found, (*trial).idle)
	slices.SortStableFunc(found, byLoss)
	return found[:min(len(found), maxNarrow)], nil
}

// idle reports whether a key tells nothing beyond its parent.
func (t *trial) idle() bool { return t.parent != nil && t.loss > t.parent.loss*gains }

// wider tries each key with each single column more, best first.
func (s *search) wider(level, singles []*trial) []*trial {
	var tries [][]int
	seen := map[string]bool{}
	for _, t := range level {
		for _, one := range singles {
			parts, ok := s.union(t.parts, one.parts[0])
			if ok && !seen[name(parts)] {
				seen[name(parts)] = true
				tries = append(tries, parts)
			}
		}
	}
	next := s.tryAll(tries)
	slices.SortStableFunc(next, byLoss)
	return next
}

// union adds a column to a key unless the key holds it, or what it is cut from.
func (s *search) union(parts []int, c int) ([]int, bool) {
	cols := s.fit.schema.columns
	for _, p := range parts {
		if cols[p].Source == cols[c].Source {
			return nil, false
		}
	}
	wider := append(slices.Clone(parts), c)
	slices.Sort(wider)
	return wider, true
}

// tryAll tries keys of one size; none is the parent of another.
func (s *search) tryAll(tries [][]int) []*trial {
	all := make([]*trial, len(tries))
	spread(len(tries), func(i int) { all[i] = s.try(tries[i]) })
	for _, t := range all {
		s.done[name(t.parts)] = t
	}
	return all
}

// try counts a key on the one part and judges it on the other.
func (s *search) try(parts []int) *trial {
	if t := s.done[name(parts)]; t != nil {
		return t
	}
	t := &trial{parts: parts, parent: s.parent(parts)}
	from := s.base
	if t.parent != nil {
		from = t.parent.rates
	}
	table := countKey(s.fit, parts)
	t.rates = make([]float64, s.held.Rows())
	for i := range t.rates {
		c := table.get(s.held.key(i, parts))
		t.rates[i] = c.rate(from[i])
		t.loss += s.held.weight[i] * logLoss(s.held.found[i], t.rates[i])
	}
	return t
}

// parent is the best tried key of one part less.
func (s *search) parent(parts []int) *trial {
	var best *trial
	for i := range parts {
		less := slices.Delete(slices.Clone(parts), i, i+1)
		if t := s.done[name(less)]; t != nil && (best == nil || t.loss < best.loss) {
			best = t
		}
	}
	return best
}

// byLoss orders trials best first; no trial at all comes last.
func byLoss(a, b *trial) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(a.loss, b.loss)
}

// listed puts keys and their parents in order and says where each is.
func listed(chosen []*trial) (keys []key, place map[*trial]int) {
	place = map[*trial]int{}
	var put func(t *trial) int
	put = func(t *trial) int {
		if t == nil {
			return -1
		}
		if at, ok := place[t]; ok {
			return at
		}
		parent := put(t.parent)
		place[t] = len(keys)
		keys = append(keys, key{Parts: t.parts, Parent: parent})
		return place[t]
	}
	for _, t := range chosen {
		put(t)
	}
	return keys, place
}

func name(parts []int) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteRune(rune(p)) //nolint:gosec // fewer columns than runes
	}
	return b.String()
}

// countKey counts a key over all rows of a table.
func countKey(t *Table, parts []int) *counts {
	table := newCounts(1024)
	for i := range t.Rows() {
		table.add(t.key(i, parts), t.weight[i], t.found[i])
	}
	return table
}

// rate is the share found, by weight; never quite 0 or 1.
func (t *Table) rate() float64 {
	rows, found := t.worth(), 0.0
	for i, w := range t.weight {
		found += w * t.found[i]
	}
	return (rows*ratio(found, t.weighs()) + 1) / (rows + 2)
}

// thin is a fair sample of at most so many rows.
func (t *Table) thin(most int, seed uint64) *Table {
	if t.Rows() <= most {
		return t
	}
	return t.part(t.sample(most, seed))
}

// sample draws so many rows, in order.
func (t *Table) sample(n int, seed uint64) []int {
	c, rows := chance(seed), make([]int, 0, n)
	for i := range t.Rows() {
		if c.below(t.Rows()-i) < n-len(rows) {
			rows = append(rows, i)
		}
	}
	return rows
}
