package learn

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
)

// Figure is a measured number; null in JSON where it cannot be measured.
type Figure float64

// MarshalJSON writes null for what could not be measured.
func (f Figure) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(f), 'g', 6, 64), nil
}

// UnmarshalJSON reads null as not measured.
func (f *Figure) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*f = Figure(math.NaN())
		return nil
	}
	v, err := strconv.ParseFloat(string(b), 64)
	*f = Figure(v)
	return err
}

// Figures are how well scores told found rows from the others.
type Figures struct {
	Rows        int               `json:"rows"`
	Found       int               `json:"found"`
	AUC         Figure            `json:"auc"`
	PrecisionAt map[string]Figure `json:"precision_at"` // of the highest 1, 5, 10 % of rows
	RecallAt    map[string]Figure `json:"recall_at"`
	Brier       Figure            `json:"brier"`
	Gap         Figure            `json:"calibration_gap"` // mean distance of probability from rate
	AUCCold     Figure            `json:"auc_cold"`        // rows whose strongest key was never trained on
	RowsCold    int               `json:"rows_cold"`
	Reliability []Reliability     `json:"reliability,omitempty"`
}

// Reliability is rows of like probability: what was said and what came.
type Reliability struct {
	Rows int    `json:"rows"`
	Said Figure `json:"said"` // mean probability
	Came Figure `json:"came"` // share found
}

// Budgets are the shares of rows, in percent, at which precision is measured.
func budgets() []int { return []int{1, 5, 10} }

// figuresOf measures probabilities against outcomes.
func figuresOf(p []float64, t *Table, cold []int) Figures {
	f := Figures{
		Rows: t.Rows(), Found: t.Found(), RowsCold: len(cold),
		PrecisionAt: map[string]Figure{}, RecallAt: map[string]Figure{},
		AUC:     Figure(auc(p, t.found, t.weight)),
		AUCCold: Figure(auc(pick(p, cold), pick(t.found, cold), pick(t.weight, cold))),
		Brier:   Figure(math.NaN()),
	}
	if t.Rows() == 0 {
		return f
	}
	f.Brier = Figure(brier(p, t.found, t.weight))
	for _, b := range budgets() {
		precision, recall := atBudget(p, t.found, t.weight, float64(b)/100)
		f.PrecisionAt[strconv.Itoa(b)], f.RecallAt[strconv.Itoa(b)] = Figure(precision), Figure(recall)
	}
	f.Reliability = reliability(p, t)
	var all float64
	for _, r := range f.Reliability {
		f.Gap += Figure(float64(r.Rows) * math.Abs(float64(r.Said-r.Came)))
		all += float64(r.Rows)
	}
	f.Gap /= Figure(all)
	return f
}

// reliability cuts rows into tenths of probability.
func reliability(p []float64, t *Table) []Reliability {
	var rows [10]int
	var n, said, came [10]float64
	for i, v := range p {
		b := min(int(v*10), 9)
		rows[b]++
		n[b] += t.weight[i]
		said[b] += t.weight[i] * v
		came[b] += t.weight[i] * t.found[i]
	}
	var out []Reliability
	for b := range rows {
		if rows[b] > 0 {
			out = append(out, Reliability{Rows: rows[b], Said: Figure(said[b] / n[b]), Came: Figure(came[b] / n[b])})
		}
	}
	return out
}

// ErrColumns is for a table that was not read as the model or table beside it.
var ErrColumns = errors.New("the columns are not those of the model")

// Measure scores a table that was read like the one trained on.
func (m *Model) Measure(ctx context.Context, t *Table) (Figures, error) {
	if !slices.Equal(t.schema.columns, m.profiles.columns) {
		return Figures{}, ErrColumns
	}
	p, err := m.probabilities(ctx, t)
	if err != nil {
		return Figures{}, err
	}
	return figuresOf(p, t, m.coldRows(t)), nil
}

func (m *Model) probabilities(ctx context.Context, t *Table) ([]float64, error) {
	p, s, row := make([]float64, t.Rows()), m.Scorer(), []Cell(nil)
	for i := range p {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		row = t.Row(i, row)
		p[i] = s.Score(row).Probability
	}
	return p, nil
}

// profileRates are what the count table of the strongest key says by itself:
// the model to beat.
func (m *Model) profileRates(t *Table) []float64 {
	p := filled(t.Rows(), m.profiles.base)
	if m.strongest < 0 {
		return p
	}
	parts, table := m.profiles.keys[m.strongest].Parts, m.profiles.tables[m.strongest]
	for i := range p {
		p[i] = table.get(t.key(i, parts)).rate(m.profiles.base)
	}
	return p
}
