package learn

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Entrant is a model and the random stream's rows, read as that model reads.
type Entrant struct {
	Model *Model
	Rows  *Table
}

// Ruling is whether a new model may be adopted, and why not.
type Ruling struct {
	Adopt     bool     `json:"adopt"`
	Reasons   []string `json:"reasons,omitempty"` // of a refusal
	Candidate Figures  `json:"candidate"`
	InForce   Figures  `json:"in_force"` // all 0 where there is none
	Profiles  Figures  `json:"profiles"` // the candidate's count table alone
	Caveat    string   `json:"caveat"`
}

// What the random stream must hold before it can tell models apart.
const (
	gateRows  = 200
	gateFound = 10
	even      = 1e-6 // of a Brier score: what rounding makes
)

// ErrEntrants is for two models that were not given the same outcomes.
var ErrEntrants = errors.New("the models were not given the same rows")

// Gate compares a new model with the one in force, and with the count table of
// its own strongest key, on items that were drawn at random: selected items
// flatter the model that selected them. Where the new one is worse in Brier
// score (calibration) or in precision at the budget, a percentage of 1, 5 or
// 10, or where the rows are too few to tell, the old one stays.
func Gate(ctx context.Context, candidate Entrant, inForce *Entrant, budget int) (Ruling, error) {
	if !slices.Contains(budgets(), budget) {
		return Ruling{}, fmt.Errorf("a budget of %d %% is not measured; 1, 5 and 10 are", budget)
	}
	r := Ruling{Caveat: Caveat}
	var err error
	if r.Candidate, err = candidate.Model.Measure(ctx, candidate.Rows); err != nil {
		return Ruling{}, fmt.Errorf("the new model: %w", err)
	}
	rows := candidate.Rows
	r.Profiles = figuresOf(candidate.Model.profileRates(rows), rows, candidate.Model.coldRows(rows))
	if candidate.Model.form == BaseRate {
		r.refuse("it knows only the base rate")
	}
	if rows.Rows() < gateRows || rows.Found() < gateFound {
		r.refuse("the random stream has %d rows and %d found; %d and %d are needed to tell", rows.Rows(), rows.Found(), gateRows, gateFound)
	}
	r.compare("the profiles", r.Profiles, budget)
	if inForce != nil {
		if !slices.Equal(rows.found, inForce.Rows.found) {
			return Ruling{}, ErrEntrants
		}
		if r.InForce, err = inForce.Model.Measure(ctx, inForce.Rows); err != nil {
			return Ruling{}, fmt.Errorf("the model in force: %w", err)
		}
		r.compare("the model in force", r.InForce, budget)
	}
	r.Adopt = len(r.Reasons) == 0
	return r, nil
}

// compare refuses what is worse than another.
func (r *Ruling) compare(with string, other Figures, budget int) {
	if r.Candidate.Brier > other.Brier+even {
		r.refuse("Brier %.4f is worse than %.4f of %s", r.Candidate.Brier, other.Brier, with)
	}
	at := fmt.Sprint(budget)
	if r.Candidate.PrecisionAt[at] < other.PrecisionAt[at] {
		r.refuse("precision at %s %% %.3f is worse than %.3f of %s", at, r.Candidate.PrecisionAt[at], other.PrecisionAt[at], with)
	}
}

func (r *Ruling) refuse(form string, args ...any) {
	r.Reasons = append(r.Reasons, fmt.Sprintf(form, args...))
}
