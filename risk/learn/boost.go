package learn

import (
	"context"
	"math"
)

// boosting is a training run: rows to fit and rows to stop on.
type boosting struct {
	fit, held     binned
	found, weight []float64
	heldY, heldW  []float64
	base          float64
	rounds        int // fixed number of trees; 0 stops on the held rows
}

// run grows trees until the held rows gain no more, and keeps the best count.
func (b *boosting) run(ctx context.Context, g growth, seed uint64) (*forest, float64, error) {
	f := &forest{base: logit(b.base)}
	draw := chance(seed)
	gr := newGrower(g, b.fit)
	z, hz := filled(b.fit.rows, f.base), filled(b.held.rows, f.base)
	best, bestTrees, bestNodes := b.loss(hz), 0, 0
	most := g.Rounds
	if b.rounds > 0 {
		most = b.rounds
	}
	for round := range most {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		gr.draw(&draw)
		b.slopes(gr, z)
		at := f.plant(gr.grow())
		gr.settle(z)
		walk(f, at, b.fit, gr.others, z)
		if b.rounds > 0 {
			continue
		}
		walk(f, at, b.held, nil, hz)
		if loss := b.loss(hz); loss < best {
			best, bestTrees, bestNodes = loss, len(f.roots), len(f.nodes)
		}
		if round-bestTrees >= g.Patience {
			break
		}
	}
	if b.rounds == 0 {
		f.roots, f.nodes = f.roots[:bestTrees], f.nodes[:bestNodes]
	}
	return f, best, nil
}

// slopes works out gradients and curvatures of the weighted log-loss at the
// rows drawn.
func (b *boosting) slopes(g *grower, z []float64) {
	spreadRows(len(g.rows), func(from, to int) {
		for _, i := range g.rows[from:to] {
			p, w := sigmoid(z[i]), b.weight[i]
			g.slope[i] = bucket{w * (p - b.found[i]), w * max(p*(1-p), 1e-6)}
		}
	})
}

// settle adds the tree's leaf values to the log-odds of the rows that it was
// grown over: they lie leaf by leaf.
func (g *grower) settle(z []float64) {
	for _, l := range g.leaves {
		v := float64(g.nodes[l.node].value)
		for _, r := range g.rows[l.from:l.to] {
			z[r] += v
		}
	}
}

func (b *boosting) loss(z []float64) float64 {
	var sum, n float64
	for i, v := range z {
		sum += b.heldW[i] * logLoss(b.heldY[i], sigmoid(v))
		n += b.heldW[i]
	}
	if n == 0 {
		return math.Inf(1)
	}
	return sum / n
}

// plant adds a tree to the forest and gives its root.
func (f *forest) plant(tree []node) int32 {
	at := int32(len(f.nodes)) //nolint:gosec // bounded by rounds and depth
	for _, n := range tree {
		if n.feature >= 0 {
			n.left += at
		}
		f.nodes = append(f.nodes, n)
	}
	f.roots = append(f.roots, at)
	return at
}

// walk adds one tree's leaf values to the log-odds of some binned rows; nil is
// all of them.
func walk(f *forest, root int32, data binned, rows []int32, z []float64) {
	cuts := make([]uint8, len(f.nodes)-int(root))
	for at := root; int(at) < len(f.nodes); at++ {
		if n := f.nodes[at]; n.feature >= 0 {
			cuts[at-root] = lastBin(data.edges[n.feature], n.threshold)
		}
	}
	n := len(z)
	if rows != nil {
		n = len(rows)
	}
	spreadRows(n, func(from, to int) {
		for i := from; i < to; i++ {
			r := i
			if rows != nil {
				r = int(rows[i])
			}
			n := &f.nodes[root]
			at := root
			for n.feature >= 0 {
				next := n.left
				if data.cols[n.feature][r] > cuts[at-root] {
					next++
				}
				at, n = next, &f.nodes[next]
			}
			z[r] += float64(n.value)
		}
	})
}

// lastBin is the last bin that goes left of a threshold.
func lastBin(edges []float32, threshold float32) uint8 {
	b := uint8(0)
	for _, e := range edges {
		if e > threshold {
			break
		}
		b++
	}
	return b
}

func filled(n int, v float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}
