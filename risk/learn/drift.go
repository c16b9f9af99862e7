package learn

import (
	"cmp"
	"math"
	"slices"
)

// reference is how one column was distributed in training.
type reference struct {
	Column int       `json:"column"`
	Levels []uint64  `json:"levels,omitempty"` // commonest values of a category
	Edges  []float64 `json:"edges,omitempty"`  // deciles of a number
	Shares []float64 `json:"shares"`           // by level or between edges; the last is everything else, or missing
}

const topLevels = 20

// Shift is how far a column has moved since training. PSI is the population
// stability index: below .1 little, above .25 much.
type Shift struct {
	Column string `json:"column"`
	PSI    Figure `json:"psi"`
}

// Drift is what moved between training and a later table.
type Drift struct {
	Columns []Shift `json:"columns"` // most moved first
	Unseen  Figure  `json:"unseen"`  // share of rows whose strongest key is new
	Found   Figure  `json:"found"`   // share found, of the later rows
	Trained Figure  `json:"trained"` // share found, in training
}

// Moved reports whether the drift asks for attention: a column moved much, a
// fifth of the keys are new, or the rate found changed by half.
func (d Drift) Moved() bool {
	if len(d.Columns) > 0 && d.Columns[0].PSI > .25 || d.Unseen > .2 {
		return true
	}
	return d.Found > d.Trained*1.5 || d.Found < d.Trained*.5
}

// Drift compares a later table with what the model was trained on.
func (m *Model) Drift(t *Table) Drift {
	d := Drift{
		Trained: Figure(m.profiles.base), Found: Figure(t.rate()),
		Unseen: Figure(ratio(float64(len(m.coldRows(t))), float64(t.Rows()))),
	}
	for _, r := range m.drift {
		d.Columns = append(d.Columns, Shift{Column: m.profiles.columns[r.Column].Name, PSI: Figure(r.psi(t))})
	}
	slices.SortStableFunc(d.Columns, func(a, b Shift) int { return cmp.Compare(b.PSI, a.PSI) })
	return d
}

// referencesOf notes how a table's columns are distributed.
func referencesOf(t *Table) []reference {
	var all []reference
	for c, col := range t.schema.columns {
		r := reference{Column: c}
		if col.Kind == number {
			r.Edges = deciles(t.data[c])
		} else {
			r.Levels = commonest(t.data[c])
		}
		r.Shares = r.spread(t)
		all = append(all, r)
	}
	return all
}

func deciles(data []uint64) []float64 {
	var values []float64
	for i := 0; i < len(data); i += max(1, len(data)/sampleBins) {
		if v := math.Float64frombits(data[i]); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	var edges []float64
	for d := 1; d < 10 && len(values) > 0; d++ {
		if e := values[d*len(values)/10]; len(edges) == 0 || e > edges[len(edges)-1] {
			edges = append(edges, e)
		}
	}
	return edges
}

func commonest(data []uint64) []uint64 {
	seen := map[uint64]int{}
	for i := 0; i < len(data); i += max(1, len(data)/sampleBins) {
		seen[data[i]]++
	}
	levels := make([]uint64, 0, len(seen))
	for v := range seen {
		levels = append(levels, v)
	}
	slices.SortFunc(levels, func(a, b uint64) int {
		return cmp.Or(cmp.Compare(seen[b], seen[a]), cmp.Compare(a, b))
	})
	return levels[:min(len(levels), topLevels)]
}

// spread is the share of a table's rows by level or between edges.
func (r reference) spread(t *Table) []float64 {
	shares := make([]float64, max(len(r.Levels), len(r.Edges)+1)+1)
	var n float64
	for i, v := range t.data[r.Column] {
		at := len(shares) - 1
		if f := math.Float64frombits(v); r.Levels == nil && !math.IsNaN(f) {
			at, _ = slices.BinarySearch(r.Edges, f)
		}
		if l := slices.Index(r.Levels, v); l >= 0 {
			at = l
		}
		shares[at] += t.weight[i]
		n += t.weight[i]
	}
	for i := range shares {
		shares[i] = ratio(shares[i], n)
	}
	return shares
}

func (r reference) psi(t *Table) float64 {
	var sum float64
	for i, now := range r.spread(t) {
		then := max(r.Shares[i], 1e-4)
		now = max(now, 1e-4)
		sum += (now - then) * math.Log(now/then)
	}
	return sum
}
