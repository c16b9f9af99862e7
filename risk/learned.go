package risk

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"postern/parcel"
	"postern/risk/learn"
)

// Learned is a learned model in force. From a probability of Cut it picks items
// by itself: so many as its budget, a percentage of the flow, has room for.
type Learned struct {
	Agency parcel.Agency
	Digest string
	Model  *learn.Model // one that reads items
	Cut    float64      // above 1: it never picks by itself
	Budget int
}

// WithModels lets an engine ask a learned model for each agency.
func WithModels(models ...Learned) Aid {
	return func(e *Engine) {
		for _, m := range models {
			if !m.Model.ReadsItems() {
				continue
			}
			e.digests = append(e.digests, fmt.Sprintf("model %s %s %g", m.Agency, m.Digest, m.Cut))
			e.models = append(e.models, adviser{Learned: m, scorers: &sync.Pool{New: func() any { return m.Model.Scorer() }}})
		}
	}
}

// adviser is a model made ready for many at once.
type adviser struct {
	Learned
	scorers *sync.Pool
}

// pointsModel is the most that a model adds to a score: weak evidence, less
// than the least threshold above green.
const pointsModel = 15

// advise words what the model says of an item. Its points add up to its share
// of pointsModel.
func (a *adviser) advise(d *parcel.Declaration, f *parcel.Facts) []parcel.Hit {
	s, ok := a.scorers.Get().(*learn.Scorer)
	if !ok {
		s = a.Model.Scorer()
	}
	defer a.scorers.Put(s)
	score := s.Score(learn.Row(d, f))
	hits := score.HitsOf(pointsModel)
	picks := score.Probability >= a.Cut
	if !picks && score.PointsOf(pointsModel) == 0 {
		return nil // nothing an officer could use
	}
	first := &hits[0]
	first.Reason = fmt.Sprintf("Learned model: %.0f %% likely; %s", 100*score.Probability, strings.ToLower(first.Reason[:1])+first.Reason[1:])
	first.Evidence = fmt.Sprintf("model %s", a.Digest[:min(12, len(a.Digest))])
	if picks {
		first.Floor = parcel.Red
		first.Tasks = []string{"The learned model picked this item: examine it in full; write down also that nothing was found"}
		first.Evidence += fmt.Sprintf(", among the %d %% it may pick", a.Budget)
	}
	return hits
}

// evidence is what lists and models have to say to one agency.
type evidence struct {
	listed, modelled []parcel.Hit
}

// beyond asks lists and models; an agency that has neither is not in the answer.
func (e *Engine) beyond(d *parcel.Declaration, f *parcel.Facts) map[parcel.Agency]*evidence {
	if len(e.watches)+len(e.models) == 0 {
		return nil
	}
	more := map[parcel.Agency]*evidence{}
	of := func(a parcel.Agency) *evidence {
		if more[a] == nil {
			more[a] = &evidence{}
		}
		return more[a]
	}
	for i := range e.watches {
		of(e.watches[i].agency).listed = e.watches[i].match(d)
	}
	for i := range e.models {
		of(e.models[i].Agency).modelled = e.models[i].advise(d, f)
	}
	return more
}

// weigh adds what a model says to what rules and lists said. It picks alone
// only within its budget; its points lift what rules have raised, never an item
// that nothing else speaks against.
func (e *Engine) weigh(a *parcel.Assessment, hits []parcel.Hit) {
	raised := a.Score > 0
	before := a.Lane
	a.Hits = append(a.Hits, hits...)
	a.Score, a.Lane = e.sum(a.Agency, a.Hits)
	within := slices.ContainsFunc(hits, func(h parcel.Hit) bool { return h.Floor == parcel.Red })
	if !within && !raised {
		a.Lane = before
	}
	a.Learned = asks(a.Lane) && !asks(before)
}

// asks reports whether a lane is for a human to look.
func asks(l parcel.Lane) bool { return l == parcel.Red || l == parcel.Yellow }
