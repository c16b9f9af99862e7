package learn

import "math"

// The settings tried for rows of new keys; keys held out of training choose.
// They are cautious: there is little to learn about what was never seen.
//
//nolint:gochecknoglobals // a constant table
var coldGrowths = [...]growth{
	{Depth: 2, Rate: .05, Rows: .6, Features: .3, Leaf: 5, Ridge: 5, Rounds: 200, Patience: 15},
	{Depth: 3, Rate: .05, Rows: .6, Features: .3, Leaf: 5, Ridge: 5, Rounds: 200, Patience: 15},
}

// stranger is rows as if the strongest key of each were new: each is shown the
// counts of other keys only.
type stranger struct {
	rows   *Table
	own    matrix
	fold   []uint8 // all rows of a key are in one
	weight []float64
}

// strangers makes strangers of rows. A row weighs less the more share its key:
// a new key is drawn from keys, not from rows.
func (t *trainer) strangers(m *Model, rows *Table) (stranger, error) {
	parts := m.profiles.keys[m.strongest].Parts
	s := stranger{rows: rows, fold: dealtByKey(rows, parts, t.seed), weight: rareFirst(m.profiles.tables[m.strongest], rows, parts)}
	var err error
	s.own, err = m.profiles.outOfFold(t.ctx, rows, s.fold)
	return s, err
}

// all grows so many trees over all rows.
func (s stranger) all(t *trainer, g growth, rounds int) (*forest, error) {
	b := t.boosting(s.rows, s.own)
	b.weight, b.rounds = s.weight, rounds
	f, _, err := b.run(t.ctx, g, t.seed)
	return f, err
}

// parted is a run over the keys of four folds, stopped by those of the last.
func (s stranger) parted(t *trainer) *boosting {
	var fit, stop []int
	for i, f := range s.fold {
		if f == folds-1 {
			stop = append(stop, i)
		} else {
			fit = append(fit, i)
		}
	}
	b := t.boosting(s.rows.part(fit), s.own.part(fit))
	b.weight = pick(s.weight, fit)
	b.held, b.heldY, b.heldW = cut(s.own.part(stop), b.fit.edges), pick(s.rows.found, stop), pick(s.weight, stop)
	return b
}

// chooseCold grows trees for rows whose strongest key is new. The settings are
// chosen on a fifth of the keys, held out of training whole; then the trees are
// grown on all. nil where too little is held to tell.
func (t *trainer) chooseCold(c *choice) (*forest, error) {
	m := c.model
	if m.form != Trees || m.strongest < 0 {
		return nil, nil //nolint:nilnil // no trees of their own is an answer
	}
	s, err := t.strangers(m, t.fit)
	if err != nil {
		return nil, err
	}
	b := s.parted(t)
	found := 0.0
	for _, y := range b.heldY {
		found += y
	}
	if found < coldFound || float64(len(b.heldY))-found < coldFound {
		return nil, nil //nolint:nilnil // as above
	}
	all, err := t.growAll(b, coldGrowths[:])
	if err != nil {
		return nil, err
	}
	low := math.Inf(1)
	for i, r := range all {
		if n := len(r.forest.roots); n > 0 && r.loss < low {
			c.coldGrowth, c.coldRounds, low = coldGrowths[i], n, r.loss*(1-leastBetter)
		}
	}
	if c.coldRounds == 0 {
		return nil, nil //nolint:nilnil // as above
	}
	return s.all(t, c.coldGrowth, c.coldRounds)
}
