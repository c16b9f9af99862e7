package learn

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Form is how a model works.
type Form string

// The forms.
const (
	Trees    Form = "trees"    // boosted trees over profiles
	Logistic Form = "logistic" // a regression over profiles: few outcomes
	Counts   Form = "counts"   // the rate under the strongest key, and nothing else
	BaseRate Form = "base"     // hardly any outcome: every row gets the base rate
)

// scorer is what a form adds to profiles.
type scorer interface {
	add(x []float32, worth []float64)
	bias() float64
}

// limb is one scorer with its calibration.
type limb struct {
	scorer    scorer
	bias      float64 // of the scorer, worked out once
	base      float64 // the same, calibrated
	calibrate calibration
}

func newLimb(s scorer, c calibration) *limb {
	return &limb{scorer: s, bias: s.bias(), base: c.apply(s.bias()), calibrate: c}
}

// Model scores rows. It never changes and may be used by many at once, each
// with a Scorer of its own.
type Model struct {
	form      Form
	profiles  *profiles
	strongest int   // key; -1 where there is none
	known     *limb // for rows whose strongest key was trained on
	cold      *limb // for rows whose was not; nil: the same
	parts     []part
	partOf    []int // by feature
	card      Card
	drift     []reference
	schema    schema
}

// part is features that are shown as one: all of a key, or of a column.
type part struct {
	name string
	key  int // -1: not a key
}

// Contribution is what one key or column added to a row's log-odds. It
// contributed; it did not necessarily cause.
type Contribution struct {
	Name  string  // the columns, joined by " + "
	Worth float64 // log-odds
	Seen  float64 // rows seen under the key, by what their weights are worth; 0 for a mere column
	Found float64 // of them found wrong
}

// Score is a model's answer for one row. LogOdds is Base plus the worth of all
// contributions, added in order: exactly.
type Score struct {
	Probability   float64
	LogOdds       float64
	Base          float64
	Cold          bool // the strongest key was never trained on
	Contributions []Contribution
}

// Scorer scores rows one after the other; it is not for several at once.
type Scorer struct {
	model   *Model
	scratch *scratch
	worth   []float64
	parts   []Contribution
}

// Scorer makes a scorer.
func (m *Model) Scorer() *Scorer {
	s := &Scorer{model: m, scratch: m.profiles.scratch(), worth: make([]float64, len(m.profiles.features)), parts: make([]Contribution, len(m.parts))}
	for i, p := range m.parts {
		s.parts[i].Name = p.name
	}
	return s
}

// Score scores a row whose cells are in the order of Columns. Cells that are
// too few count as missing. The contributions are good until the next call.
func (s *Scorer) Score(row []Cell) Score {
	m := s.model
	for len(row) < len(m.profiles.columns) {
		row = append(slices.Clip(row), Number(math.NaN()))
	}
	m.profiles.fill(row, s.scratch)
	cold := m.strongest >= 0 && s.scratch.cells[m.strongest].n == 0
	l := m.known
	if cold && m.cold != nil {
		l = m.cold
	}
	clear(s.worth)
	l.scorer.add(s.scratch.x, s.worth)
	for i := range s.parts {
		s.parts[i].Worth = 0
		if k := m.parts[i].key; k >= 0 {
			s.parts[i].Seen, s.parts[i].Found = float64(s.scratch.cells[k].n), float64(s.scratch.cells[k].hits)
		}
	}
	raw := l.bias
	for f, w := range s.worth {
		raw += w
		s.parts[m.partOf[f]].Worth += w
	}
	z := s.settle(l, raw)
	return Score{Probability: sigmoid(z), LogOdds: z, Base: l.base, Cold: cold, Contributions: s.parts}
}

// settle calibrates: contributions are stretched alike, so that they still add
// up to the log-odds.
func (s *Scorer) settle(l *limb, raw float64) float64 {
	stretch := 1.0
	if raw != l.bias {
		stretch = (l.calibrate.apply(raw) - l.base) / (raw - l.bias)
	}
	z := l.base
	for i := range s.parts {
		s.parts[i].Worth *= stretch
		z += s.parts[i].Worth
	}
	return z
}

// Columns names the cells a row must have, in order. A name such as
// "HS6[:2]" is a column's first characters.
func (m *Model) Columns() []string {
	names := make([]string, len(m.profiles.columns))
	for i, c := range m.profiles.columns {
		names[i] = c.Name
	}
	return names
}

// Form is how the model works.
func (m *Model) Form() Form { return m.form }

// Card is the model's card.
func (m *Model) Card() Card { return m.card }

// Key names the columns of the strongest key.
func (m *Model) Key() []string {
	if m.strongest < 0 {
		return nil
	}
	return m.profiles.names(m.profiles.keys[m.strongest].Parts)
}

func (p *profiles) names(parts []int) []string {
	names := make([]string, len(parts))
	for i, c := range parts {
		names[i] = p.columns[c].Name
	}
	return names
}

// group settles which features are shown as one.
func (m *Model) group() {
	place := map[string]int{}
	m.parts, m.partOf = nil, make([]int, len(m.profiles.features))
	for f, feat := range m.profiles.features {
		p := part{name: m.profiles.title(feat), key: -1}
		if feat.Use == useRate || feat.Use == useSeen {
			p.key = feat.A
		}
		id := string(rune(p.key+1)) + p.name //nolint:gosec // fewer keys than runes
		if _, ok := place[id]; !ok {
			place[id] = len(m.parts)
			m.parts = append(m.parts, p)
		}
		m.partOf[f] = place[id]
	}
}

// title is what a feature is called where it is shown.
func (p *profiles) title(f feature) string {
	switch f.Use {
	case useRatio:
		return p.columns[f.A].Name + " / " + p.columns[f.B].Name
	case useRate, useSeen:
		return strings.Join(p.names(p.keys[f.A].Parts), " + ")
	case useValue:
	}
	return p.columns[f.A].Name
}

// Strongest gives the n contributions that weigh most either way, most first.
func (s Score) Strongest(n int) []Contribution {
	all := slices.Clone(s.Contributions)
	slices.SortStableFunc(all, func(a, b Contribution) int { return cmp.Compare(math.Abs(b.Worth), math.Abs(a.Worth)) })
	return all[:min(n, len(all))]
}
