package learn

import (
	"context"
	"fmt"
	"io"
	"time"
)

// EvalOptions name the tables and their roles. Valid may be nil.
type EvalOptions struct {
	Test, Train, Valid io.Reader
	Roles              Roles
	Seed               uint64
	Now                func() time.Time // the caller's clock, for train_s and ns_per_row
}

// Report is how a model trained on one table does on another.
type Report struct {
	Figures
	TrainSeconds float64  `json:"train_s"`
	RowNanos     float64  `json:"ns_per_row"` // score with contributions
	Label        string   `json:"label"`      // what counts as found
	Form         Form     `json:"form"`
	Key          []string `json:"key"`      // the strongest key combination
	Profiles     Figures  `json:"profiles"` // its count table alone, on the same rows
	Drift        Drift    `json:"drift"`
	Notes        []string `json:"notes,omitempty"`
	Caveat       string   `json:"caveat"`

	card Card
}

// Text is the report for a terminal.
func (r Report) Text() string {
	return fmt.Sprintf("model     %s\nprofiles  %s\ntrained in %.1f s, %.0f ns a row, %s\n\nCalibration\n%s\nDrift\n%s\n%s\n",
		r.line(), r.Profiles.line(), r.TrainSeconds, r.RowNanos, r.Form, CalibrationChart(r.Figures), DriftChart(r.Drift), r.Caveat)
}

// Card is the card of the model that was tried.
func (r Report) Card() Card { return r.card }

// Eval trains on one labelled table and measures on another. Settings are
// chosen on the valid table alone, or on the latest part of the train table;
// the test table is opened when the model is done.
func Eval(ctx context.Context, o EvalOptions) (Report, error) {
	train, err := ReadTable(ctx, o.Train, o.Roles)
	if err != nil {
		return Report{}, fmt.Errorf("train table: %w", err)
	}
	var valid *Table
	if o.Valid != nil {
		if valid, err = ReadLike(ctx, o.Valid, train); err != nil {
			return Report{}, fmt.Errorf("valid table: %w", err)
		}
	}
	start := o.Now()
	m, err := Train(ctx, train, valid, Options{Seed: o.Seed})
	if err != nil {
		return Report{}, fmt.Errorf("training: %w", err)
	}
	trained := o.Now()
	test, err := ReadLike(ctx, o.Test, train)
	if err != nil {
		return Report{}, fmt.Errorf("test table: %w", err)
	}
	begin := o.Now()
	p, err := m.probabilities(ctx, test)
	if err != nil {
		return Report{}, fmt.Errorf("scoring: %w", err)
	}
	nanos := ratio(float64(o.Now().Sub(begin)), float64(test.Rows()))
	cold := m.coldRows(test)
	return Report{
		Figures: figuresOf(p, test, cold), Profiles: figuresOf(m.profileRates(test), test, cold), Drift: m.Drift(test),
		TrainSeconds: trained.Sub(start).Seconds(), RowNanos: nanos,
		Label: m.card.Label, Form: m.form, Key: m.Key(), Notes: test.Notes(), Caveat: Caveat, card: m.card,
	}, nil
}
