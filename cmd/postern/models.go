package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
	"postern/risk"
	"postern/risk/learn"
)

// A station's models are those that its journal names; their files lie beside
// the packs, by digest, each with its card.

func (s *station) models(ctx context.Context) ([]fold.Model, error) {
	events, err := s.own(ctx, journal.KindModelAdopted)
	return fold.Models(events), err
}

func (s *station) modelFile(digest string) string { return s.path("packs", digest+".model.json") }

func (s *station) cardFile(digest string) string { return s.path("packs", digest+".card.txt") }

// modelsInForce reads the models in force. One that cannot be read, or was
// changed, is left out and reported: the rules go on without it.
func (s *station) modelsInForce(ctx context.Context) (all []risk.Learned, problem error) {
	adopted, err := s.models(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range adopted {
		m, err := s.readModel(a)
		if err != nil {
			problem = errors.Join(problem, fmt.Errorf("the model of %s is in force and cannot be read, train another: %w", a.Agency, err))
			continue
		}
		all = append(all, risk.Learned{Agency: a.Agency, Digest: a.Digest, Model: m, Cut: a.Cut, Budget: a.Budget})
	}
	return all, problem
}

func (s *station) readModel(a fold.Model) (*learn.Model, error) {
	data, err := os.ReadFile(s.modelFile(a.Digest))
	if err != nil {
		return nil, err
	}
	if learn.Digest(data) != a.Digest {
		return nil, errors.New("its file was changed after it was adopted")
	}
	m, err := learn.Decode(data)
	if err == nil && !m.ReadsItems() {
		err = errors.New("it was made for other columns than this program's")
	}
	return m, err
}

// modelCard is the card of an agency's model in force, for a screen and for
// 'postern learn card'. Its figures are of the random stream.
type modelCard struct {
	Agency  parcel.Agency `json:"agency"`
	Digest  string        `json:"digest"`
	File    string        `json:"file"` // the card as text
	Adopted time.Time     `json:"adopted"`
	By      []string      `json:"by,omitempty"` // empty: by the workstation itself
	Budget  int           `json:"budget"`       // percentage of the flow that it may pick
	Cut     float64       `json:"cut"`          // probability from which it picks
	Moved   bool          `json:"moved"`        // the flow it was tried on had drifted from what it learned
	Problem string        `json:"problem,omitempty"`
	Card    learn.Card    `json:"card"`
}

// modelCards are the cards of the models in force. One whose model cannot be
// read says so in place of figures.
func (s *station) modelCards(ctx context.Context) ([]modelCard, error) {
	adopted, err := s.models(ctx)
	if err != nil {
		return nil, err
	}
	called, err := s.roster.Names(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]modelCard, len(adopted))
	for i, a := range adopted {
		all[i] = modelCard{Agency: a.Agency, Digest: a.Digest, File: s.cardFile(a.Digest), Adopted: a.At, Budget: a.Budget, Cut: a.Cut}
		for _, id := range a.By {
			all[i].By = append(all[i].By, firstOf(called[id], string(id)))
		}
		m, err := s.readModel(a)
		if err != nil {
			all[i].Problem = err.Error()
			continue
		}
		all[i].Card = m.Card()
		all[i].Moved = all[i].Card.Drift.Moved()
	}
	return all, nil
}

// text is the card for a terminal, with its charts.
func (c modelCard) text() string {
	var p page
	by := "the workstation itself"
	if len(c.By) > 0 {
		by = strings.Join(c.By, ", ")
	}
	p.say("%s: in force since %s by %s, model %.12s\n", c.Agency, c.Adopted.Format(time.DateOnly), by, c.Digest)
	if c.Problem != "" {
		p.say("It cannot be read, train another: %s\n", c.Problem)
		return p.String()
	}
	p.say("It may pick %d %% of the flow, from a probability of %.3f\n", c.Budget, c.Cut)
	if c.Moved {
		p.say("DRIFT: the flow is no longer what it learned\n")
	}
	p.say("\n%s", c.Card.Text())
	return p.String()
}
