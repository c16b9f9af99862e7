package learn

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"postern/parcel"
)

// ExampleOf is an examination as one agency sees it.
func ExampleOf(x parcel.Examination, agency parcel.Agency) Example {
	return Example{
		Declaration: x.Declaration, Facts: x.Facts, Day: x.Day, Examined: true, Found: x.Found(agency),
		Probability: x.Chance(), Drawn: x.Selection.Drawn, Rate: x.Selection.Rate,
	}
}

// Study is one agency's training from recorded outcomes: the model, how it did
// on the random stream, and from which probability it may pick items itself.
type Study struct {
	Model  *Model // its card tells what the random stream said of it
	Ruling Ruling
	Budget int     // percentage of the flow that it may pick
	Cut    float64 // probability from which it picks; never where above 1
	Drawn  int     // rows of the random stream it was tried on
}

// Never is a cut that no probability reaches.
const Never = 2.0

// gateShare is the part of the random stream, the latest, that a new model is
// tried on and not trained on.
const gateShare = .3

// Learn trains on what was examined until the latest part of the random stream
// and tries the model, and the one in force, on that part. It is the model that
// was tried that may be adopted. budget is a percentage of the flow, 1, 5 or 10;
// 0 is for a model that only advises.
func Learn(ctx context.Context, all []Example, inForce *Model, budget int, o Options) (Study, error) {
	past, drawn, err := forward(all)
	if err != nil {
		return Study{}, err
	}
	train, rows := TableOf(past, false), TableOf(drawn, true)
	m, err := Train(ctx, train, nil, o)
	if err != nil {
		return Study{}, err
	}
	s, err := try(ctx, m, inForce, rows, budget)
	if err != nil || s.Ruling.Adopt {
		return s, err
	}
	plainer, err := m.plainer(ctx, train, o)
	if err != nil {
		return Study{}, err
	}
	for _, m := range plainer {
		if other, err := try(ctx, m, inForce, rows, budget); err != nil || other.Ruling.Adopt {
			return other, err
		}
	}
	return s, nil
}

// plainer are what a refused model may give way to, which may still be better
// than what is in force: a regression, and the counts of its strongest key.
func (m *Model) plainer(ctx context.Context, train *Table, o Options) (all []*Model, err error) {
	if m.form == Trees {
		o.line = true
		line, err := Train(ctx, train, nil, o)
		if err != nil {
			return nil, err
		}
		all = append(all, line)
	}
	if m.strongest >= 0 && m.form != BaseRate {
		all = append(all, m.counts(train))
	}
	return all, nil
}

// try holds a model against the random stream.
func try(ctx context.Context, m, inForce *Model, rows *Table, budget int) (Study, error) {
	s := Study{Model: m, Budget: budget, Drawn: rows.Rows()}
	var old *Entrant
	if inForce != nil {
		old = &Entrant{Model: inForce, Rows: rows}
	}
	var err error
	if s.Ruling, err = Gate(ctx, Entrant{Model: m, Rows: rows}, old, max(budget, budgets()[0])); err != nil {
		return Study{}, err
	}
	p, err := m.probabilities(ctx, rows)
	if err != nil {
		return Study{}, err
	}
	s.Cut = cutAt(p, budget)
	m.card.Tried = fmt.Sprintf("the random stream after the rows trained on: %d rows", rows.Rows())
	m.card.Measured, m.card.Profiles, m.card.Drift = s.Ruling.Candidate, s.Ruling.Profiles, m.Drift(rows)
	return s, nil
}

// counts is the count table of the strongest key as a model of its own.
func (m *Model) counts(t *Table) *Model {
	p := newProfiles(t, []key{{Parts: m.profiles.keys[m.strongest].Parts, Parent: -1}})
	p.features = []feature{{Use: useRate, A: 0}}
	base := logit(p.base)
	c := &Model{form: Counts, profiles: p, strongest: 0}
	c.known = newLimb(&logistic{Base: base, Features: []int{0}, Mean: []float64{base}, Weight: []float64{1}}, plain())
	c.finish(t, Card{Agency: m.card.Agency, Form: Counts, Seed: m.card.Seed, Settings: "counts of the strongest key alone", Calibration: plain().kind()})
	return c
}

// forward parts examples in time: what is trained on, and the later part of the
// random stream, long enough to tell models apart. Everything of a day falls on
// one side.
func forward(all []Example) (past, drawn []Example, err error) {
	var stream []Example
	found := 0
	for _, e := range all {
		if e.Drawn && e.Examined {
			stream = append(stream, e)
			found += int(oneIf(e.Found))
		}
	}
	if len(stream) < gateRows || found < gateFound {
		return nil, nil, fmt.Errorf("%w: the random stream has %d examined and %d found; %d and %d are needed to tell models apart",
			ErrRows, len(stream), found, gateRows, gateFound)
	}
	from := since(stream)
	for _, e := range all {
		switch {
		case e.Day < from:
			past = append(past, e)
		case e.Drawn:
			drawn = append(drawn, e)
		}
	}
	if len(past) == 0 {
		return nil, nil, fmt.Errorf("%w: all examined items are of the last days, on which a model is tried", ErrRows)
	}
	return past, drawn, nil
}

// since is the day from which the random stream holds a share of its rows, and
// enough of them and of the found.
func since(stream []Example) parcel.Day {
	slices.SortStableFunc(stream, func(a, b Example) int { return cmp.Compare(b.Day, a.Day) })
	least, found := max(gateRows, int(gateShare*float64(len(stream)))), 0
	for i, e := range stream {
		if found += int(oneIf(e.Found)); i+1 >= least && found >= gateFound {
			return e.Day
		}
	}
	return stream[len(stream)-1].Day
}

// cutAt is the probability from which no more than a percentage of rows lie.
func cutAt(p []float64, budget int) float64 {
	sorted := slices.Clone(p)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	room := int(math.Floor(float64(len(sorted)) * float64(budget) / 100))
	for room > 0 && room < len(sorted) && sorted[room] == sorted[room-1] {
		room-- // equal rows are picked all or not at all
	}
	if room <= 0 {
		return Never
	}
	return sorted[room-1]
}
