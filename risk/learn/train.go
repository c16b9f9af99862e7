package learn

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"postern/parcel"
)

// Options are the settings of a training. The zero value will do.
type Options struct {
	Agency parcel.Agency // whose outcomes these are; one model an agency
	Seed   uint64
	line   bool // no trees, however many outcomes
}

// Training bounds.
const (
	trainRows   = 200_000 // rows trained on; of more, all found and a fair share of the rest
	heldShare   = .2      // of the rows, held to choose settings on where no others are given
	lineRows    = 10_000  // rows a regression is fitted to
	fewFound    = 200     // found below which there are no trees
	fewest      = 5       // found, or not found, below which there is only a base rate
	coldFound   = 30      // found, or not, among rows of held keys below which new keys get no trees of their own
	leastBetter = .002    // share of the loss that a further setting must save
	logSingles  = 2       // parts of the keys that the regression reads
)

// ErrRows is for a table too small to learn anything from.
var ErrRows = errors.New("too few rows")

// The settings tried; the held rows choose.
//
//nolint:gochecknoglobals // a constant table
var growths = [...]growth{
	{Depth: 6, Rate: .1, Rows: .8, Features: .5, Leaf: 1, Ridge: 1, Rounds: 400, Patience: 12},
	{Depth: 4, Rate: .1, Rows: .8, Features: .5, Leaf: 5, Ridge: 5, Rounds: 400, Patience: 12},
}

// Train makes a model of examined rows. Settings are chosen on valid; where it
// is nil or holds too few of either outcome, on the latest fifth of the rows,
// after which the model is made of all of them.
func Train(ctx context.Context, train, valid *Table, o Options) (*Model, error) {
	if train.Rows() == 0 {
		return nil, fmt.Errorf("%w: none is labelled", ErrRows)
	}
	if valid != nil && !slices.Equal(valid.schema.columns, train.schema.columns) {
		return nil, fmt.Errorf("the valid table: %w", ErrColumns)
	}
	fit, held := train, valid
	if valid == nil || tooFew(valid) {
		fit, held = train.hold(heldShare, o.Seed)
		valid = nil
	}
	if tooFew(fit) || held.Rows() == 0 {
		return baseModel(train), nil
	}
	fit, held = fit.condense(o.Seed), held.condense(o.Seed+1)
	t := &trainer{ctx: ctx, seed: o.Seed, line: o.line, fit: fit, held: held}
	c, err := t.choose()
	if err != nil {
		return nil, fmt.Errorf("choosing settings: %w", err)
	}
	card := t.card(c, o.Agency, valid)
	m := c.model
	if valid == nil {
		if m, err = t.again(c, train.condense(o.Seed)); err != nil {
			return nil, fmt.Errorf("training on all rows: %w", err)
		}
	}
	m.finish(train, card)
	return m, nil
}

func tooFew(t *Table) bool {
	found := t.Found()
	return found < fewest || t.Rows()-found < fewest || len(t.schema.columns) == 0
}

// baseModel knows the base rate and nothing else.
func baseModel(t *Table) *Model {
	p := newProfiles(t, nil)
	p.features = nil
	m := &Model{form: BaseRate, profiles: p, strongest: -1, known: newLimb(&forest{base: logit(p.base)}, plain())}
	m.finish(t, Card{Form: BaseRate})
	return m
}

// finish adds what is shown of a model.
func (m *Model) finish(t *Table, card Card) {
	m.schema = t.schema
	for _, c := range m.profiles.tables {
		c.settle()
	}
	m.group()
	m.drift = referencesOf(t)
	card.describe(m, t)
	m.card = card
}

// trainer is one training run.
type trainer struct {
	ctx       context.Context //nolint:containedctx // lives for one call of Train
	seed      uint64
	line      bool // no trees
	fit, held *Table
}

// choice is the settings chosen, with the model they made on the fitted rows.
type choice struct {
	model       *Model
	growth      growth
	rounds      int
	coldGrowth  growth
	coldRounds  int // 0: rows of new keys have no trees of their own
	ridge       float64
	calibration [2]calibration // known, cold
}

// choose searches keys, tries the settings and calibrates the best.
func (t *trainer) choose() (*choice, error) {
	keys, strongest, err := newSearch(t.fit, t.held, t.seed).keys(t.ctx)
	if err != nil {
		return nil, err
	}
	p := newProfiles(t.fit, keys)
	held, err := p.over(t.ctx, t.held)
	if err != nil {
		return nil, err
	}
	own, err := p.outOfFold(t.ctx, t.fit, dealt(t.fit.Rows(), t.seed))
	if err != nil {
		return nil, err
	}
	c := &choice{model: &Model{profiles: p, strongest: strongest}}
	best, err := t.body(c, own, held)
	if err != nil {
		return nil, err
	}
	cold, err := t.chooseCold(c)
	if err != nil {
		return nil, err
	}
	c.calibration = t.calibrations(c.model, best, cold, held)
	c.model.known = newLimb(best, c.calibration[0])
	if cold != nil {
		c.model.cold = newLimb(cold, c.calibration[1])
	}
	return c, nil
}

// body chooses between trees and regression by the loss on the held rows.
func (t *trainer) body(c *choice, own, held matrix) (scorer, error) {
	line, low, err := t.chooseLine(c, own, held)
	if err != nil {
		return nil, err
	}
	c.model.form = Logistic
	if t.line || t.fit.Found() < fewFound {
		return line, nil
	}
	b := t.boosting(t.fit, own)
	b.held, b.heldY, b.heldW = cut(held, b.fit.edges), t.held.found, t.held.weight
	all, err := t.growAll(b, growths[:])
	if err != nil {
		return nil, err
	}
	var best scorer = line
	for i, r := range all {
		if r.loss < low*(1-leastBetter) {
			best, low, c.growth, c.rounds, c.model.form = r.forest, r.loss, growths[i], len(r.forest.roots), Trees
		}
	}
	return best, nil
}

// grown is what a setting came to.
type grown struct {
	forest *forest
	loss   float64 // on the held rows
	err    error
}

// growAll grows a forest by each setting.
func (t *trainer) growAll(b *boosting, settings []growth) ([]grown, error) {
	all := make([]grown, len(settings))
	spread(len(settings), func(i int) { all[i].forest, all[i].loss, all[i].err = b.run(t.ctx, settings[i], t.seed) })
	for _, r := range all {
		if r.err != nil {
			return nil, r.err
		}
	}
	return all, nil
}

func (t *trainer) boosting(rows *Table, own matrix) *boosting {
	return &boosting{fit: cut(own, nil), found: rows.found, weight: rows.fair(), base: rows.rate()}
}

// chooseLine fits the regression with the ridge that loses least.
func (t *trainer) chooseLine(c *choice, own, held matrix) (*logistic, float64, error) {
	features := c.model.profiles.simple()
	fit := t.fit
	if fit.Rows() > lineRows {
		rows := fit.sample(lineRows, t.seed)
		fit, own = fit.part(rows), own.part(rows)
	}
	var best *logistic
	low := 0.0
	for _, ridge := range []float64{1, 10, 100, 1000} {
		l, err := regress(t.ctx, own, features, fit.found, fit.fair(), ridge)
		if err != nil {
			return nil, 0, err
		}
		loss := meanLoss(rawScores(l, held), t.held)
		if best == nil || loss < low {
			best, low, c.ridge = l, loss, ridge
		}
	}
	return best, low, nil
}

// simple are the features of the regression: quantities, and the rates of
// small keys.
func (p *profiles) simple() []int {
	var out []int
	for i, f := range p.features {
		if f.Use == useValue || f.Use == useRate && len(p.keys[f.A].Parts) <= logSingles {
			out = append(out, i)
		}
	}
	return out
}

// again makes the model anew of all rows, with the settings chosen.
func (t *trainer) again(c *choice, all *Table) (*Model, error) {
	old := c.model
	m := &Model{form: old.form, strongest: old.strongest, profiles: newProfiles(all, old.profiles.keys)}
	m.profiles.features = old.profiles.features
	own, err := m.profiles.outOfFold(t.ctx, all, dealt(all.Rows(), t.seed))
	if err != nil {
		return nil, err
	}
	if m.form == Logistic {
		l, err := regress(t.ctx, own, m.profiles.simple(), all.found, all.fair(), c.ridge)
		if err != nil {
			return nil, err
		}
		m.known = newLimb(l, c.calibration[0])
		return m, nil
	}
	limbs := []func() error{func() error {
		b := t.boosting(all, own)
		b.rounds = c.rounds
		f, _, err := b.run(t.ctx, c.growth, t.seed)
		if err == nil {
			m.known = newLimb(f, c.calibration[0])
		}
		return err
	}}
	if c.coldRounds > 0 {
		limbs = append(limbs, func() error {
			cold, err := t.strangers(m, all)
			if err != nil {
				return err
			}
			f, err := cold.all(t, c.coldGrowth, c.coldRounds)
			if err == nil {
				m.cold = newLimb(f, c.calibration[1])
			}
			return err
		})
	}
	failed := make([]error, len(limbs))
	spread(len(limbs), func(i int) { failed[i] = limbs[i]() })
	return m, errors.Join(failed...)
}
