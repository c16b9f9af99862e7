package learn

import "math"

// node is a split or, where feature is -1, a leaf. Children follow each other:
// at most the threshold (or missing) goes left, else right. A split carries the
// value it would have as a leaf, so that every step of a path has a worth.
type node struct {
	feature   int32
	threshold float32
	left      int32
	value     float32
}

// forest is boosted trees; the log-odds are base plus what the paths add.
type forest struct {
	base  float64
	nodes []node
	roots []int32
}

// add walks x through all trees and adds each step's worth to its feature.
func (f *forest) add(x []float32, worth []float64) {
	for _, at := range f.roots {
		n := &f.nodes[at]
		for n.feature >= 0 {
			next := n.left
			if x[n.feature] > n.threshold {
				next++
			}
			child := &f.nodes[next]
			worth[n.feature] += float64(child.value) - float64(n.value)
			n = child
		}
	}
}

// bias is the log-odds before any split.
func (f *forest) bias() float64 {
	b := f.base
	for _, r := range f.roots {
		b += float64(f.nodes[r].value)
	}
	return b
}

// threshold is the value that splits bins <= b from those above.
func threshold(edges []float32, b int) float32 {
	if b == 0 {
		return float32(math.Inf(-1))
	}
	return edges[b-1]
}
