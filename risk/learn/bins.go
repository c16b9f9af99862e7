package learn

import "slices"

const (
	maxBins    = 128 // bin 0 is for what is missing
	sampleBins = 10_000
)

// binned is a matrix cut into quantile bins.
type binned struct {
	cols  [][]uint8
	edges [][]float32 // by feature: the upper end of bins 1, 2, ...
	rows  int
}

// edgesOf finds quantile edges of a column; a value is in the first bin whose
// edge is not below it.
func edgesOf(col []float32) []float32 {
	step := max(1, len(col)/sampleBins)
	values := make([]float32, 0, len(col)/step+1)
	for i := 0; i < len(col); i += step {
		if v := col[i]; !isNaN(v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	var edges []float32
	distinct := slices.Compact(slices.Clone(values))
	if len(distinct) <= maxBins-2 {
		for i := 1; i < len(distinct); i++ {
			edges = append(edges, (distinct[i-1]+distinct[i])/2)
		}
		return edges
	}
	for b := 1; b < maxBins-1; b++ {
		e := values[b*len(values)/(maxBins-1)]
		if len(edges) == 0 || e > edges[len(edges)-1] {
			edges = append(edges, e)
		}
	}
	return edges
}

func bin(v float32, edges []float32) uint8 {
	if isNaN(v) {
		return 0
	}
	lo, hi := 0, len(edges)
	for lo < hi {
		mid := (lo + hi) / 2
		if edges[mid] < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return uint8(lo + 1)
}

// cut bins a matrix; edges of an earlier cut may be given.
func cut(m matrix, edges [][]float32) binned {
	b := binned{rows: m.rows, cols: make([][]uint8, len(m.cols)), edges: edges}
	if edges == nil {
		b.edges = make([][]float32, len(m.cols))
	}
	spread(len(m.cols), func(f int) {
		if edges == nil {
			b.edges[f] = edgesOf(m.cols[f])
		}
		b.cols[f] = make([]uint8, len(m.cols[f]))
		for i, v := range m.cols[f] {
			b.cols[f][i] = bin(v, b.edges[f])
		}
	})
	return b
}

func isNaN(v float32) bool { return v != v } //nolint:gocritic // the float32 form of math.IsNaN
