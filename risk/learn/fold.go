package learn

import "context"

const folds = 5

// outOfFold works out the features of the very rows that were counted: each
// row is shown the counts of the other folds only, or it would see its own
// outcome. fold says in which fold each row is.
func (p *profiles) outOfFold(ctx context.Context, t *Table, fold []uint8) (matrix, error) {
	m := newMatrix(len(p.features), t.Rows())
	rates, seen := make([][]float64, len(p.keys)), make([][]float32, len(p.keys))
	base := p.foldBase(t, fold)
	for _, level := range p.levels() {
		if err := ctx.Err(); err != nil {
			return matrix{}, err
		}
		spread(len(level), func(i int) {
			k := level[i]
			from := func(i int) float64 { return base[fold[i]] }
			if parent := p.keys[k].Parent; parent >= 0 {
				from = func(i int) float64 { return rates[parent][i] }
			}
			rates[k], seen[k] = foldKey(t, p.tables[k], p.keys[k].Parts, fold, from)
		})
	}
	spread(len(p.features), func(f int) {
		for i := range t.Rows() {
			switch feat := p.features[f]; feat.Use {
			case useValue:
				m.cols[f][i] = logValue(t.number(i, feat.A))
			case useRatio:
				m.cols[f][i] = logRatio(t.number(i, feat.A), t.number(i, feat.B))
			case useRate:
				m.cols[f][i] = float32(logit(rates[feat.A][i]))
			case useSeen:
				m.cols[f][i] = logSeen(seen[feat.A][i])
			}
		}
	})
	return m, nil
}

// levels are the keys in steps: a key's parent is in an earlier one.
func (p *profiles) levels() (all [][]int) {
	depth := make([]int, len(p.keys))
	for k, key := range p.keys {
		if key.Parent >= 0 {
			depth[k] = depth[key.Parent] + 1
		}
		if depth[k] == len(all) {
			all = append(all, nil)
		}
		all[depth[k]] = append(all[depth[k]], k)
	}
	return all
}

// foldKey counts one key per fold and gives each row the rate and the
// weight of the other folds: what all rows have, less what its fold has.
func foldKey(t *Table, all *counts, parts []int, fold []uint8, parent func(int) float64) (rates []float64, seen []float32) {
	own, place := make([]cell, len(all.cells)*folds), make([]uint64, t.Rows())
	for i := range place {
		place[i] = all.slot(awake(t.key(i, parts)))
		c := &own[place[i]*folds+uint64(fold[i])]
		*c = c.plus(t.weight[i], t.found[i])
	}
	rates, seen = make([]float64, t.Rows()), make([]float32, t.Rows())
	for i, at := range place {
		rest := all.cells[at].less(own[at*folds+uint64(fold[i])])
		rates[i], seen[i] = rest.rate(parent(i)), float32(rest.rows()*folds/(folds-1))
	}
	return rates, seen
}

// foldBase is the base rate outside each fold.
func (p *profiles) foldBase(t *Table, fold []uint8) [folds]float64 {
	var n, hits [folds]float64
	var allN, allHits float64
	for i, w := range t.weight {
		n[fold[i]] += w
		hits[fold[i]] += w * t.found[i]
		allN += w
		allHits += w * t.found[i]
	}
	var base [folds]float64
	for f := range base {
		base[f] = (allHits - hits[f] + 1) / (allN - n[f] + 2)
	}
	return base
}

// dealt deals rows to folds by chance.
func dealt(n int, seed uint64) []uint8 {
	c, fold := chance(seed), make([]uint8, n)
	for i := range fold {
		fold[i] = uint8(c.below(folds)) //nolint:gosec // below folds
	}
	return fold
}

// dealtByKey deals whole keys to folds: a row then never sees another of its
// key, as if the key were new.
func dealtByKey(t *Table, parts []int, seed uint64) []uint8 {
	fold := make([]uint8, t.Rows())
	for i := range fold {
		fold[i] = uint8(join(seed, t.key(i, parts)) % folds)
	}
	return fold
}
