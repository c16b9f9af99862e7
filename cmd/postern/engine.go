package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"postern/fold"
	"postern/journal"
	"postern/risk"
)

// engineRoom holds the engine in force. It is compiled when it is first asked
// for: a station's screen opens before its rules are ready.
type engineRoom struct {
	load func() (*risk.Engine, error)
	mu   sync.Mutex
	now  atomic.Pointer[risk.Engine]
	err  error

	adopted atomic.Int64 // events that had put something in force when it was loaded; see follow
}

// get is the engine in force; one without packs where they cannot be read, so
// that work goes on and says so (see problem).
func (r *engineRoom) get() *risk.Engine {
	if e := r.now.Load(); e != nil {
		return e
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.now.Load(); e != nil {
		return e
	}
	e, err := r.load()
	if err != nil {
		r.err = err
	}
	r.now.Store(e)
	return e
}

// problem is why packs in force are not at work.
func (r *engineRoom) problem() error {
	r.get()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *engineRoom) set(e *risk.Engine) { r.now.Store(e) }

// loadEngine makes ready what the journal says is in force: packs, lists and
// models. A file that is missing or changed is left out and reported.
func (s *station) loadEngine(ctx context.Context) (*risk.Engine, error) {
	if events, err := s.db.Milestones(ctx, journal.Judging()...); err == nil {
		s.engine.adopted.Store(int64(len(events)))
	}
	packs, problem := s.packsInForce(ctx)
	lists, err := s.listsInForce(ctx)
	problem = errors.Join(problem, err)
	models, err := s.modelsInForce(ctx)
	problem = errors.Join(problem, err)
	engine, err := risk.NewEngine(packs, risk.WithLists(lists...), risk.WithModels(models...))
	if err != nil {
		problem = errors.Join(problem, err)
		if engine, err = risk.NewEngine(nil); err != nil {
			panic(err) // an engine without packs always compiles
		}
	}
	return engine, problem
}

func (s *station) packsInForce(ctx context.Context) ([]*risk.Pack, error) {
	adopted, err := s.adopted(ctx)
	if err != nil {
		return nil, err
	}
	var packs []*risk.Pack
	var problems []error
	for _, a := range adopted {
		p, err := s.readPack(a)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		packs = append(packs, p)
	}
	return packs, errors.Join(problems...)
}

func (s *station) adopted(ctx context.Context) ([]journal.PackAdopted, error) {
	events, err := s.db.Milestones(ctx, journal.KindPackAdopted)
	return fold.Packs(events), err
}

// readPack reads an adopted pack and holds it against its digest in the
// journal: nobody changes rules by editing a file.
func (s *station) readPack(a journal.PackAdopted) (*risk.Pack, error) {
	data, err := os.ReadFile(s.packFile(a.ID, a.Version))
	if err != nil {
		return nil, fmt.Errorf("pack %s@%s is in force and its file cannot be read: %w", a.ID, a.Version, err)
	}
	p, problems := risk.ParsePack(a.ID, data)
	if p == nil || len(problems) > 0 {
		return nil, fmt.Errorf("pack %s@%s: %v", a.ID, a.Version, problems)
	}
	if p.Digest != a.Digest {
		return nil, fmt.Errorf("pack %s@%s was changed after it was adopted: adopt it again, or put the file back", a.ID, a.Version)
	}
	return p, nil
}

func (s *station) packFile(id, version string) string {
	return s.path("packs", id+"-"+version+".yaml")
}

// follow takes up what another process put in force, and judges again what is
// in the building. It does nothing before the engine was first asked for.
func (s *station) follow(ctx context.Context) error {
	if s.engine.now.Load() == nil {
		return nil
	}
	events, err := s.db.Milestones(ctx, journal.Judging()...)
	if err != nil || s.engine.adopted.Load() == int64(len(events)) {
		return err
	}
	if err := s.reload(ctx); err != nil {
		return err
	}
	return s.catchUp(ctx)
}

// catchUp judges again what other packs judged, in small steps so that work
// goes on meanwhile.
func (s *station) catchUp(ctx context.Context) error {
	by := s.engine.get().Version()
	for {
		n, err := s.db.Reassess(ctx, by, reassessStep)
		if err != nil || n == 0 {
			return err
		}
	}
}

// reassessStep is how many items are judged again in one transaction: others
// wait no longer than that.
const reassessStep = 500
