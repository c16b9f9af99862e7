package learn

import (
	"cmp"
	"math"
	"slices"

	"postern/parcel"
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
	Rows     Figure  `json:"rows"`     // later rows, by what their weights are worth
	Columns  []Shift `json:"columns"`  // most moved first
	Unseen   Figure  `json:"unseen"`   // share of rows whose strongest key is new
	Expected Figure  `json:"expected"` // share of them that would be new if nothing had changed
	Found    Figure  `json:"found"`    // share found, of the later rows
	Trained  Figure  `json:"trained"`  // share found, in training
}

// Moved reports whether the drift asks for attention: a column moved much, a
// tenth more of the keys are new than was to be expected, or the rate found
// changed by half; each beyond what so few rows do by chance.
func (d Drift) Moved() bool {
	if len(d.Columns) > 0 && d.Columns[0].PSI > .25 {
		return true
	}
	if low, _ := parcel.Wilson(float64(d.Unseen), float64(d.Rows)); low > float64(d.Expected)+.1 {
		return true
	}
	low, high := parcel.Wilson(float64(d.Found), float64(d.Rows))
	trained := float64(d.Trained)
	return float64(d.Found) > 1.5*trained && low > trained || float64(d.Found) < .5*trained && high < trained
}

// Drift compares a later table with what the model was trained on.
func (m *Model) Drift(t *Table) Drift {
	var found float64
	for i, y := range t.found {
		found += y * t.weight[i]
	}
	d := Drift{
		Rows: Figure(t.worth()), Trained: Figure(m.profiles.base), Found: Figure(ratio(found, t.weighs())),
		Unseen: Figure(ratio(float64(len(m.coldRows(t))), float64(t.Rows()))), Expected: Figure(m.novelty()),
	}
	for _, r := range m.drift {
		d.Columns = append(d.Columns, Shift{Column: m.profiles.columns[r.Column].Name, PSI: Figure(r.psi(t))})
	}
	slices.SortStableFunc(d.Columns, func(a, b Shift) int { return cmp.Compare(b.PSI, a.PSI) })
	return d
}

// novelty is the share of rows like those trained on whose strongest key is new:
// that of the rows whose key was seen but once (Good and Turing).
func (m *Model) novelty() float64 {
	if m.strongest < 0 {
		return 0
	}
	var once, all float64
	for _, c := range m.profiles.tables[m.strongest].cells {
		rows := c.rows()
		all += rows
		if rows > 0 && rows < 1.5 {
			once++
		}
	}
	return ratio(once, all)
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

// psi is how far a column moved, less what so few rows move by chance. Levels
// of which fewer than five rows are to be expected count as one with the rest.
func (r reference) psi(t *Table) float64 {
	rows, last := t.worth(), len(r.Shares)-1
	nowRest, thenRest, sum, levels := 0.0, 0.0, 0.0, 0.0
	for i, now := range r.spread(t) {
		if then := r.Shares[i]; i < last && then*rows >= fewestExpected {
			sum += moved(now, then, rows)
			levels++
		} else {
			nowRest, thenRest = nowRest+now, thenRest+then
		}
	}
	sum += moved(nowRest, thenRest, rows)
	return max(sum-ratio(levels, rows), 0)
}

const fewestExpected = 5

// moved is one level's part of a stability index; a share of nothing is taken
// for half a row.
func moved(now, then, rows float64) float64 {
	now, then = max(now, min(ratio(.5, rows), 1e-2)), max(then, 1e-4)
	return (now - then) * math.Log(now/then)
}
