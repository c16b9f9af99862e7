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
	for k, key := range p.keys {
		if err := ctx.Err(); err != nil {
			return matrix{}, err
		}
		var parent []float64
		if key.Parent >= 0 {
			parent = rates[key.Parent]
		}
		rates[k], seen[k] = p.foldKey(t, key.Parts, fold, func(i int) float64 {
			if parent != nil {
				return parent[i]
			}
			return base[fold[i]]
		})
	}
	var row []Cell
	for i := range t.Rows() {
		row = t.Row(i, row)
		for f, feat := range p.features {
			switch feat.Use {
			case useValue:
				m.cols[f][i] = logValue(row[feat.A].num)
			case useRatio:
				m.cols[f][i] = logRatio(row[feat.A].num, row[feat.B].num)
			case useRate:
				m.cols[f][i] = float32(logit(rates[feat.A][i]))
			case useSeen:
				m.cols[f][i] = logSeen(seen[feat.A][i])
			}
		}
	}
	return m, nil
}

// foldKey counts one key per fold and gives each row the rate and the
// weight of the other folds.
func (p *profiles) foldKey(t *Table, parts []int, fold []uint8, parent func(int) float64) (rates []float64, seen []float32) {
	all, own := newCounts(1024), newCounts(1024)
	keys := make([]uint64, t.Rows())
	for i := range keys {
		w := t.weight[i]
		n, hits := float32(w), float32(w*t.found[i])
		keys[i] = t.key(i, parts)
		all.add(keys[i], n, hits)
		own.add(join(keys[i], uint64(fold[i])), n, hits)
	}
	rates, seen = make([]float64, t.Rows()), make([]float32, t.Rows())
	for i := range rates {
		a, o := all.get(keys[i]), own.get(join(keys[i], uint64(fold[i])))
		rest := cell{n: max(a.n-o.n, 0), hits: max(a.hits-o.hits, 0)}
		rest.hits = min(rest.hits, rest.n) // sums of floats do not part cleanly
		rates[i], seen[i] = backOff(rest, parent(i)), rest.n*folds/(folds-1)
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
