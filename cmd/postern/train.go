package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"postern/journal"
	"postern/parcel"
	"postern/risk/learn"
)

// trainAnswer is what came of one agency's training.
type trainAnswer struct {
	Agency  parcel.Agency  `json:"agency"`
	Rows    int            `json:"rows"`  // examined items
	Found   int            `json:"found"` // of them, by this agency
	Drawn   int            `json:"random_rows"`
	Adopted bool           `json:"adopted"`
	Reasons []string       `json:"reasons"` // why not
	Form    learn.Form     `json:"form,omitempty"`
	Budget  int            `json:"budget,omitempty"`
	Cut     float64        `json:"cut,omitempty"`
	Figures *learn.Figures `json:"figures,omitempty"` // on the random stream it was not trained on
	Digest  string         `json:"digest,omitempty"`
	Card    string         `json:"card,omitempty"` // file
	Event   string         `json:"event,omitempty"`
	Seq     uint64         `json:"seq,omitempty"`
	Caveat  string         `json:"caveat"`

	refused bool // trained, tried and found worse
}

func (r *run) learnTrain(ctx context.Context, s *station, who parcel.Who) error {
	if who.Officer.Role != parcel.Supervisor {
		return coded{errors.New("only a supervisor puts models in force"), exitRefused}
	}
	rows, err := s.train(ctx, who.IDs())
	if err != nil {
		return err
	}
	err = list(r.answers, rows, "AGENCY\tROWS\tFOUND\tRANDOM\tMODEL\tSTATE", func(a trainAnswer) string {
		state := "in force, card " + a.Card
		if !a.Adopted {
			state = "rules only: " + a.Reasons[0]
		}
		return fmt.Sprintf("%s\t%d\t%d\t%d\t%s\t%s", a.Agency, a.Rows, a.Found, a.Drawn, firstOf(string(a.Form), "-"), cell(state, 200))
	})
	for _, a := range rows {
		if a.refused && err == nil {
			err = silent(exitRefused)
		}
	}
	return err
}

// mostExamined bounds the items held in memory; of more, the latest count.
const mostExamined = 100_000

// train trains a model for each agency and puts in force what passes.
func (s *station) train(ctx context.Context, by []parcel.OfficerID) ([]trainAnswer, error) {
	var examined []parcel.Examination
	err := s.db.Examined(ctx, func(x parcel.Examination) error {
		if len(examined) == mostExamined {
			examined = append(examined[:0], examined[mostExamined/2:]...)
		}
		examined = append(examined, x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	work := studies(examined)
	budget := s.config.Selection.budget(len(work))
	rows := make([]trainAnswer, 0, len(parcel.Agencies()))
	adopted := false
	for _, agency := range parcel.Agencies() {
		a := trainAnswer{Agency: agency, Rows: len(examined), Reasons: []string{}, Caveat: learn.Caveat}
		if examples, ok := work[agency]; ok {
			if err := s.study(ctx, &a, examples, budget, by); err != nil {
				return nil, err
			}
		} else {
			a.Reasons = append(a.Reasons, "nothing was ever found for this agency")
		}
		adopted = adopted || a.Adopted
		rows = append(rows, a)
	}
	if !adopted {
		return rows, nil
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	return rows, s.catchUp(ctx)
}

// studies are the examples of each agency for which something was found.
func studies(examined []parcel.Examination) map[parcel.Agency][]learn.Example {
	work := map[parcel.Agency][]learn.Example{}
	for _, agency := range parcel.Agencies() {
		examples := make([]learn.Example, len(examined))
		found := false
		for i, x := range examined {
			examples[i] = learn.ExampleOf(x, agency)
			found = found || examples[i].Found
		}
		if found {
			work[agency] = examples
		}
	}
	return work
}

// study trains one agency's model, tries it, and puts it in force if it passes.
func (s *station) study(ctx context.Context, a *trainAnswer, examples []learn.Example, budget int, by []parcel.OfficerID) error {
	for _, e := range examples {
		a.Found += one(e.Found)
		a.Drawn += one(e.Drawn)
	}
	inForce, err := s.modelOf(ctx, a.Agency)
	if err != nil {
		return err
	}
	study, err := learn.Learn(ctx, examples, inForce, budget, learn.Options{Agency: a.Agency})
	if errors.Is(err, learn.ErrRows) {
		a.Reasons = append(a.Reasons, err.Error())
		return nil
	}
	if err != nil {
		return fmt.Errorf("training for %s: %w", a.Agency, err)
	}
	a.Form, a.Budget, a.Cut, a.Figures = study.Model.Form(), study.Budget, study.Cut, &study.Ruling.Candidate
	a.Figures.Reliability = nil // it stands in the card
	if a.refused = !study.Ruling.Adopt; a.refused {
		a.Reasons = study.Ruling.Reasons
		return nil
	}
	return s.takeModel(ctx, a, study, by)
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// modelOf is the model of an agency in force; nil where there is none, or none
// that this program can read: then the new one is held against its counts only.
func (s *station) modelOf(ctx context.Context, agency parcel.Agency) (*learn.Model, error) {
	adopted, err := s.models(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range adopted {
		if a.Agency == agency {
			m, err := s.readModel(a)
			if err != nil {
				return nil, nil //nolint:nilnil,nilerr // doctor tells of it
			}
			return m, nil
		}
	}
	return nil, nil //nolint:nilnil // none is an answer
}

// takeModel keeps model and card, then records that the model is in force.
func (s *station) takeModel(ctx context.Context, a *trainAnswer, study learn.Study, by []parcel.OfficerID) error {
	data, err := study.Model.Encode()
	if err != nil {
		return err
	}
	a.Digest = learn.Digest(data)
	a.Card = s.cardFile(a.Digest)
	if err := errors.Join(writeFile(s.modelFile(a.Digest), data), writeFile(a.Card, []byte(study.Model.Card().Text()))); err != nil {
		return err
	}
	card := study.Model.Card()
	name, err := s.desk.Adopt(ctx, by, journal.ModelAdopted{
		Agency: a.Agency, Digest: a.Digest, Form: string(card.Form), Rows: card.Rows, Found: card.Found,
		From: parcel.Day(card.From), Until: parcel.Day(card.Until), Budget: study.Budget, Cut: study.Cut,
	})
	a.Adopted, a.Event, a.Seq = err == nil, name.String(), name.Seq
	return err
}

// How the workstation learns by itself: once a day, when nothing was written
// for a while. It takes some seconds.
const learnEvery = 24 * time.Hour

// learnIdle trains in the background while nobody works here, until ctx ends.
func (s *station) learnIdle(ctx context.Context, look time.Duration, tell func(error)) {
	if !s.config.Learning.Background {
		return
	}
	s.whenIdle(ctx, look, learnEvery, func(ctx context.Context) error {
		_, err := s.train(ctx, nil)
		return err
	}, tell)
}
