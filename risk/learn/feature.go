package learn

import (
	"context"
	"math"
)

// use is what a feature takes from a row.
type use string

const (
	useValue use = "value" // a quantity, on a log scale
	useRatio use = "ratio" // one quantity over another, logged
	useRate  use = "rate"  // log-odds of the rate under a key
	useSeen  use = "seen"  // how much was seen under a key, logged
)

// feature is one input of the trees.
type feature struct {
	Use use `json:"use"`
	A   int `json:"a"` // column, or key
	B   int `json:"b,omitempty"`
}

const maxRatios = 6

// profiles are the keys with their counts, and the features made of them.
type profiles struct {
	columns  []column
	keys     []key
	tables   []*counts
	base     float64
	features []feature
}

// newProfiles plans the features for keys over a table and counts them.
func newProfiles(t *Table, keys []key) *profiles {
	p := &profiles{columns: t.schema.columns, keys: keys, base: t.rate()}
	p.tables = make([]*counts, len(keys))
	spread(len(keys), func(k int) { p.tables[k] = countKey(t, keys[k].Parts) })
	var positive []int
	for c, col := range p.columns {
		if col.Kind != number {
			continue
		}
		p.features = append(p.features, feature{Use: useValue, A: c})
		if !col.Lattice && t.positive(c) {
			positive = append(positive, c)
		}
	}
	ratios := 0
	for i, a := range positive {
		for _, b := range positive[:i] {
			if ratios++; ratios <= maxRatios {
				p.features = append(p.features, feature{Use: useRatio, A: a, B: b})
			}
		}
	}
	for k := range keys {
		p.features = append(p.features, feature{Use: useRate, A: k}, feature{Use: useSeen, A: k})
	}
	return p
}

// positive reports whether a column's numbers are hardly ever 0 or less.
func (t *Table) positive(c int) bool {
	above, all := 0, 0
	for _, v := range t.data[c] {
		f := math.Float64frombits(v)
		if math.IsNaN(f) {
			continue
		}
		if all++; f > 0 {
			above++
		}
	}
	return all > 0 && above*100 >= all*95
}

// fill works out the features of a row. rates and x are scratch and result.
func (p *profiles) fill(row []Cell, s *scratch) {
	for k, key := range p.keys {
		var h uint64
		for _, c := range key.Parts {
			h = join(h, row[c].hash)
		}
		from := p.base
		if key.Parent >= 0 {
			from = s.rates[key.Parent]
		}
		s.cells[k] = p.tables[k].get(h)
		s.rates[k] = s.cells[k].rate(from)
	}
	for i, f := range p.features {
		switch f.Use {
		case useValue:
			s.x[i] = logValue(row[f.A].num)
		case useRatio:
			s.x[i] = logRatio(row[f.A].num, row[f.B].num)
		case useRate:
			s.x[i] = float32(logit(s.rates[f.A]))
		case useSeen:
			s.x[i] = logSeen(float32(s.cells[f.A].rows()))
		}
	}
}

// scratch is what one scoring needs.
type scratch struct {
	rates []float64
	cells []cell
	x     []float32
}

func (p *profiles) scratch() *scratch {
	return &scratch{rates: make([]float64, len(p.keys)), cells: make([]cell, len(p.keys)), x: make([]float32, len(p.features))}
}

func logValue(v float64) float32 {
	if v < 0 {
		return float32(-math.Log1p(-v))
	}
	return float32(math.Log1p(v))
}

func logRatio(a, b float64) float32 {
	if a > 0 && b > 0 {
		return float32(math.Log(a / b))
	}
	return float32(math.NaN())
}

func logSeen(n float32) float32 { return float32(math.Log1p(float64(n))) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func logLoss(y, p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return -y*math.Log(p) - (1-y)*math.Log(1-p)
}

// matrix is features by column over some rows.
type matrix struct {
	cols [][]float32
	rows int
}

// over works out the features of rows that were not counted.
func (p *profiles) over(ctx context.Context, t *Table) (matrix, error) {
	m := newMatrix(len(p.features), t.Rows())
	spreadRows(t.Rows(), func(from, to int) {
		s, row := p.scratch(), []Cell(nil)
		for i := from; i < to && ctx.Err() == nil; i++ {
			row = t.Row(i, row)
			p.fill(row, s)
			for f, v := range s.x {
				m.cols[f][i] = v
			}
		}
	})
	return m, ctx.Err()
}

func newMatrix(features, rows int) matrix {
	m := matrix{rows: rows, cols: make([][]float32, features)}
	for f := range m.cols {
		m.cols[f] = make([]float32, rows)
	}
	return m
}
