package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"postern/fold"
	"postern/journal"
	"postern/risk"
	"postern/risk/learn"
)

// A station's models are those that its journal names; their files lie beside
// the packs, by digest, each with its card.

func (s *station) models(ctx context.Context) ([]journal.ModelAdopted, error) {
	events, err := s.own(ctx, journal.KindModelAdopted)
	return fold.Models(events), err
}

func (s *station) modelFile(digest string) string { return s.path("packs", digest+".model.json") }

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

func (s *station) readModel(a journal.ModelAdopted) (*learn.Model, error) {
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
