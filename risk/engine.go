package risk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"cel.dev/cel-go/common/types/ref"

	"postern/parcel"
	"postern/risk/words"
)

// Engine judges items by the packs it was made of. It never changes: new packs
// make a new engine. It may be used by many at once.
type Engine struct {
	packs   []*Pack
	books   []*book
	vars    []variable
	matcher *words.Matcher
	themes  map[string]slot
	version string
	hits    sync.Pool // of *[]words.Hit, scratch
	watches []watch
	models  []adviser
	digests []string // of lists and models
}

// NewEngine compiles packs. An agency may have several, e.g. a national and a
// local one: their points add up. It fails on a pack that does not compile and
// on two packs with one id.
func NewEngine(packs []*Pack, aids ...Aid) (*Engine, error) {
	base, err := language()
	if err != nil {
		return nil, err
	}
	e := &Engine{vars: readable()}
	for _, aid := range aids {
		aid(e)
	}
	e.version = versionOf(packs, e.digests)
	ids := map[string]bool{}
	for _, p := range packs {
		if ids[p.ID] {
			return nil, fmt.Errorf("two packs are called %s", p.ID)
		}
		ids[p.ID] = true
		b, problems := bind(base, p)
		if len(problems) > 0 {
			return nil, fmt.Errorf("pack %s: %s", p.Name(), problems[0])
		}
		e.add(b)
	}
	e.listen()
	return e, nil
}

// newBench is an engine of one bound pack, to try its rules on.
func newBench(b *book) *Engine {
	e := &Engine{vars: readable()}
	e.add(b)
	e.listen()
	return e
}

func (e *Engine) add(b *book) {
	e.books = append(e.books, b)
	e.packs = append(e.packs, b.pack)
}

// listen merges the terms of all packs into one matcher.
func (e *Engine) listen() {
	e.themes = map[string]slot{}
	var all []words.Term
	for i, b := range e.books {
		for theme, list := range b.pack.Terms {
			key := strconv.Itoa(len(e.themes))
			e.themes[key] = slot{book: i, theme: theme}
			for _, w := range list {
				all = append(all, words.Term{Text: w, Theme: key, Whole: true})
			}
		}
	}
	e.matcher = words.New(all)
	e.hits.New = func() any { return new([]words.Hit) }
}

// Packs are the packs in force, as they were given.
func (e *Engine) Packs() []*Pack { return slices.Clone(e.packs) }

// Version names the set of packs, lists and models and the rule language: twelve hex digits.
// Equal versions judge alike.
func (e *Engine) Version() string { return e.version }

func versionOf(packs []*Pack, more []string) string {
	lines := slices.Clone(more)
	for _, p := range packs {
		lines = append(lines, p.Name()+" "+p.Digest)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(Edition + "\n" + strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:6])
}

// Assess judges a declaration by what is known at a moment: one assessment for
// each agency that has a pack, a list or a model, in the order of parcel.Agencies.
func (e *Engine) Assess(d parcel.Declaration, f parcel.Facts, now time.Time) []parcel.Assessment {
	day := parcel.DayOf(now.UTC())
	views := e.look(&d, &f, now)
	more := e.beyond(&d, &f)
	all := []parcel.Assessment{}
	for _, agency := range parcel.Agencies() {
		if a, ok := e.assess(agency, views, day, more[agency]); ok {
			all = append(all, a)
		}
	}
	return all
}

// look works an item out once and shows it to each pack.
func (e *Engine) look(d *parcel.Declaration, f *parcel.Facts, now time.Time) []view {
	s := newSubject(d, f, now)
	shared := &boxed{vars: e.vars, of: s, vals: make([]ref.Val, len(e.vars))}
	day := parcel.DayOf(now.UTC())
	seen := e.read(s.words)
	views := make([]view, len(e.books))
	for i, b := range e.books {
		views[i] = view{item: shared, rows: &rows{book: b, of: s, day: day}, found: seen[i]}
	}
	lines := strings.Split(s.words, string(lineBreak))
	if len(lines) == 1 {
		return views
	}
	for _, line := range lines[:min(len(lines), mostLines)] {
		for i, found := range e.read(line) {
			if len(found) > 0 {
				views[i].lines = append(views[i].lines, view{item: shared, rows: views[i].rows, found: found})
			}
		}
	}
	return views
}

// mostLines bounds how many lines of an item are also looked at alone.
const mostLines = 32

// read finds the terms of all packs in a text.
func (e *Engine) read(text string) [][]found {
	scratch, ok := e.hits.Get().(*[]words.Hit)
	if !ok {
		scratch = new([]words.Hit)
	}
	hits := e.matcher.Match(text, (*scratch)[:0])
	seen := sortHits(text, hits, e.themes, len(e.books))
	*scratch = hits
	e.hits.Put(scratch)
	return seen
}

// assess judges for one agency; ok is false where it has nothing to judge by.
func (e *Engine) assess(agency parcel.Agency, views []view, day parcel.Day, more *evidence) (parcel.Assessment, bool) {
	a := parcel.Assessment{Agency: agency, Hits: []parcel.Hit{}}
	var names []string
	for i, b := range e.books {
		if b.pack.Agency == agency {
			names = append(names, b.name)
			a.Hits = b.run(a.Hits, &views[i], day)
		}
	}
	if names == nil && more == nil {
		return parcel.Assessment{}, false
	}
	a.Pack = strings.Join(names, " ")
	if more != nil {
		a.Hits = append(a.Hits, more.listed...)
	}
	a.Score, a.Lane = e.sum(agency, a.Hits)
	if more != nil && len(more.modelled) > 0 {
		e.weigh(&a, more.modelled)
	}
	slices.SortStableFunc(a.Hits, func(x, y parcel.Hit) int { return y.Points - x.Points })
	return a, true
}

// sum adds hits up to a score and the lane it asks for.
func (e *Engine) sum(agency parcel.Agency, hits []parcel.Hit) (score int, lane parcel.Lane) {
	lane = parcel.Green
	for _, h := range hits {
		score += h.Points
		lane = parcel.Highest(lane, h.Floor)
	}
	score = min(100, max(0, score))
	for _, b := range e.books {
		if b.pack.Agency == agency {
			lane = parcel.Highest(lane, b.pack.Thresholds.Lane(score))
		}
	}
	return score, lane
}

// run puts every rule of a pack that has not expired to an item.
func (b *book) run(hits []parcel.Hit, v *view, day parcel.Day) []parcel.Hit {
	for i := range b.rules {
		r := &b.rules[i]
		if r.rule.Expires != "" && r.rule.Expires < day {
			continue
		}
		seen, err := r.firesOn(v)
		switch {
		case err != nil:
			hits = append(hits, r.spoilt(err))
		case seen != nil:
			hits = append(hits, r.hit(seen))
		}
	}
	return hits
}

// firesOn is the view a rule fires on, nil where on none: the whole item, or,
// for a rule that asks for words, one of its lines alone. So a harmless line
// clears no other: a toy car beside a grenade makes the grenade no toy.
func (r *ready) firesOn(v *view) (*view, error) {
	yes, err := r.holds(v)
	if yes || err != nil {
		return orNone(v, yes), err
	}
	if len(r.themes) == 0 {
		return nil, nil
	}
	for i := range v.lines {
		if yes, err = r.holds(&v.lines[i]); yes || err != nil {
			return orNone(&v.lines[i], yes), err
		}
	}
	return nil, nil
}

func orNone(v *view, yes bool) *view {
	if yes {
		return v
	}
	return nil
}
