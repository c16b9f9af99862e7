package learn

import (
	"slices"
	"sync"
)

// growth is how trees are grown.
type growth struct {
	Depth     int     `json:"depth"`
	Rate      float64 `json:"rate"`     // how much of each tree is taken
	Rows      float64 `json:"rows"`     // share of rows drawn for a tree
	Features  float64 `json:"features"` // share of features drawn for a tree
	Leaf      float64 `json:"leaf"`     // least curvature in a leaf
	Ridge     float64 `json:"ridge"`    // added to the curvature
	Rounds    int     `json:"rounds"`   // trees at most
	Patience  int     `json:"patience"` // rounds without gain before growing stops
	GainLeast float64 `json:"gain"`     // least gain of a split
}

// grower grows one tree after the other over the same bins.
type grower struct {
	growth
	data     binned
	rows     []int32 // drawn for the tree, parted node by node
	others   []int32 // not drawn
	spare    []int32
	slope    []bucket // of the rows drawn
	ordered  []bucket // in the order of a node's rows
	features []int    // drawn for the tree
	nodes    []node
	leaves   []span
	pool     []*histogram
}

// span is the rows of one node.
type span struct{ node, from, to int }

// bucket is gradient and curvature of the loss, at a row or summed.
type bucket struct{ g, h float64 }

// histogram is buckets by feature and bin.
type histogram [][maxBins]bucket

// work is a node that may be split.
type work struct {
	span
	depth int
	hist  *histogram
	sum   bucket
}

// split is the best cut of a node.
type split struct {
	feature, bin int
	gain         float64
	left         bucket
}

func newGrower(g growth, data binned) *grower {
	n := data.rows
	return &grower{
		growth: g, data: data, slope: make([]bucket, n), ordered: make([]bucket, n),
		rows: make([]int32, 0, n), others: make([]int32, 0, n), spare: make([]int32, n),
	}
}

// grow grows a tree over the rows and features drawn, whose slopes are known.
func (g *grower) grow() []node {
	g.nodes, g.leaves = g.nodes[:0], g.leaves[:0]
	root := work{span: span{0, 0, len(g.rows)}}
	root.hist = g.take()
	g.fill(root.hist, root.span)
	for _, r := range g.rows {
		root.sum.g += g.slope[r].g
		root.sum.h += g.slope[r].h
	}
	g.nodes = append(g.nodes, node{feature: -1, value: g.value(root.sum)})
	for queue := []work{root}; len(queue) > 0; queue = queue[1:] {
		queue = append(queue, g.part(queue[0])...)
	}
	return slices.Clone(g.nodes)
}

// draw draws rows and features for a tree.
func (g *grower) draw(c *chance) {
	g.rows, g.others = g.rows[:0], g.others[:0]
	for i := range g.data.rows {
		if g.Rows >= 1 || c.unit() < g.Rows {
			g.rows = append(g.rows, int32(i))
		} else {
			g.others = append(g.others, int32(i))
		}
	}
	g.features = g.features[:0]
	for f, edges := range g.data.edges {
		if len(edges) > 0 && (g.Features >= 1 || c.unit() < g.Features) {
			g.features = append(g.features, f)
		}
	}
}

// value is a node's worth as a leaf.
func (g *grower) value(b bucket) float32 { return float32(-g.Rate * b.g / (b.h + g.Ridge)) }

// part splits a node and gives its children that may be split further.
func (g *grower) part(w work) []work {
	s := g.best(w)
	if s.gain <= g.GainLeast {
		g.leaves = append(g.leaves, w.span)
		g.give(w.hist)
		return nil
	}
	mid := g.divide(w.span, s)
	at := len(g.nodes)
	right := bucket{w.sum.g - s.left.g, w.sum.h - s.left.h}
	g.nodes = append(g.nodes, node{feature: -1, value: g.value(s.left)}, node{feature: -1, value: g.value(right)})
	n := &g.nodes[w.node]
	n.feature, n.threshold, n.left = int32(s.feature), threshold(g.data.edges[s.feature], s.bin), int32(at) //nolint:gosec // small
	if w.depth+1 >= g.Depth {
		g.leaves = append(g.leaves, span{at, w.from, mid}, span{at + 1, mid, w.to})
		g.give(w.hist)
		return nil
	}
	a := work{span: span{at, w.from, mid}, depth: w.depth + 1, sum: s.left}
	b := work{span: span{at + 1, mid, w.to}, depth: w.depth + 1, sum: right}
	g.histograms(w, &a, &b)
	return []work{a, b}
}

// histograms counts the smaller child and gets the larger by subtraction.
func (g *grower) histograms(w work, a, b *work) {
	small, large := a, b
	if a.to-a.from > b.to-b.from {
		small, large = b, a
	}
	small.hist, large.hist = g.take(), w.hist
	g.fill(small.hist, small.span)
	for _, f := range g.features {
		from, less := &(*large.hist)[f], &(*small.hist)[f]
		for i := range len(g.data.edges[f]) + 2 {
			from[i].g -= less[i].g
			from[i].h -= less[i].h
		}
	}
}

// parallelRows is from where on two threads are worth their start.
const parallelRows = 4096

func (g *grower) fill(h *histogram, s span) {
	rows := g.rows[s.from:s.to]
	for i, r := range rows {
		g.ordered[i] = g.slope[r]
	}
	if len(rows) < parallelRows {
		g.fillSome(h, rows, g.features)
		return
	}
	half := len(g.features) / 2
	var wg sync.WaitGroup
	wg.Go(func() { g.fillSome(h, rows, g.features[:half]) })
	g.fillSome(h, rows, g.features[half:])
	wg.Wait()
}

func (g *grower) fillSome(h *histogram, rows []int32, features []int) {
	ordered := g.ordered[:len(rows)]
	for _, f := range features {
		clear((*h)[f][:len(g.data.edges[f])+2])
	}
	for ; len(features) > 1; features = features[2:] { // two at a time: the rows are read half as often
		one, two := g.data.cols[features[0]], g.data.cols[features[1]]
		first, second := &(*h)[features[0]], &(*h)[features[1]]
		for i, r := range rows {
			s := ordered[i]
			b := &first[one[r]&(maxBins-1)]
			b.g += s.g
			b.h += s.h
			b = &second[two[r]&(maxBins-1)]
			b.g += s.g
			b.h += s.h
		}
	}
	for _, f := range features {
		col, hist := g.data.cols[f], &(*h)[f]
		for i, r := range rows {
			b := &hist[col[r]&(maxBins-1)]
			b.g += ordered[i].g
			b.h += ordered[i].h
		}
	}
}

// best finds the cut of most gain; ties go to the first feature and bin.
func (g *grower) best(w work) split {
	var s split
	if w.sum.h < 2*g.Leaf {
		return s
	}
	whole := w.sum.g * w.sum.g / (w.sum.h + g.Ridge)
	for _, f := range g.features {
		var left bucket
		hist := &(*w.hist)[f]
		for b := range len(g.data.edges[f]) + 1 {
			left.g += hist[b].g
			left.h += hist[b].h
			rest := bucket{w.sum.g - left.g, w.sum.h - left.h}
			if left.h < g.Leaf {
				continue
			}
			if rest.h < g.Leaf {
				break
			}
			gain := left.g*left.g/(left.h+g.Ridge) + rest.g*rest.g/(rest.h+g.Ridge) - whole
			if gain > s.gain {
				s = split{feature: f, bin: b, gain: gain, left: left}
			}
		}
	}
	return s
}

// divide parts a node's rows in place, keeping their order.
func (g *grower) divide(s span, by split) int {
	col, mid, n := g.data.cols[by.feature], s.from, 0
	for _, r := range g.rows[s.from:s.to] {
		if int(col[r]) <= by.bin {
			g.rows[mid] = r
			mid++
		} else {
			g.spare[n] = r
			n++
		}
	}
	copy(g.rows[mid:s.to], g.spare[:n])
	return mid
}

func (g *grower) take() *histogram {
	if n := len(g.pool); n > 0 {
		h := g.pool[n-1]
		g.pool = g.pool[:n-1]
		return h
	}
	h := make(histogram, len(g.data.cols))
	return &h
}

func (g *grower) give(h *histogram) { g.pool = append(g.pool, h) }
