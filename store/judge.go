package store

import (
	"context"
	"fmt"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// judging is an assessment of items under way, beside the writer's own work.
type judging struct {
	rows    []*itemRow
	written []written // once it is done
	done    chan error
}

// wait has the verdicts put into the rows, and these written out.
func (j *judging) wait() error { return <-j.done }

// speaksOf reports whether one of its items is among these.
func (j *judging) speaksOf(places []place) bool {
	if j == nil {
		return false
	}
	own := make(map[int64]bool, len(j.rows))
	for _, r := range j.rows {
		own[r.no] = true
	}
	return slices.ContainsFunc(places, func(p place) bool { return own[p.no] })
}

// ask reads the facts of the open and declared among some items and has them
// assessed and written out.
func (w *writer) ask(ctx context.Context, k *known, rows []*itemRow) (*judging, error) {
	j := &judging{rows: rows, done: make(chan error, 1)}
	of := openAmong(rows, k.at)
	cases, err := w.cases(ctx, k, of)
	if err != nil {
		return nil, err
	}
	go func() {
		err := w.db.assess(cases, of)
		if err == nil {
			j.written, err = w.db.writeAll(rows)
		}
		j.done <- err
	}()
	return j, nil
}

func openAmong(rows []*itemRow, at journal.HLC) (of []*itemRow) {
	for _, r := range rows {
		if r.declared != nil && r.events().State.Open() {
			r.judgedAt = at
			of = append(of, r)
		}
	}
	return of
}

// cases are items with the facts and holds of a moment.
func (w *writer) cases(ctx context.Context, k *known, rows []*itemRow) ([]Case, error) {
	if w.db.opt.Assess == nil || len(rows) == 0 {
		return nil, nil
	}
	ask := make([]asked, len(rows))
	for i, r := range rows {
		ask[i] = w.db.asked(r.no, r.declared)
	}
	var facts []parcel.Facts
	err := w.db.directs.on(w.conn, func(on *direct) (err error) {
		facts, err = k.facts(ctx, on, ask)
		return err
	})
	if err != nil {
		return nil, err
	}
	cases := make([]Case, len(rows))
	for i, r := range rows {
		holds, err := w.heldAt(ctx, r, k.at)
		if err != nil {
			return nil, err
		}
		facts[i].Reused = facts[i].Reused || r.reused
		cases[i] = Case{Item: r.id, Decl: *r.declared, Facts: facts[i], Holds: holds, At: k.at.Time()}
	}
	return cases, nil
}

// assess puts verdicts into rows; into none where nobody judges.
func (db *DB) assess(cases []Case, of []*itemRow) error {
	if len(cases) == 0 {
		return nil
	}
	verdicts, by := db.opt.Assess(cases)
	if len(verdicts) != len(cases) {
		return fmt.Errorf("%d items assessed, %d verdicts", len(cases), len(verdicts))
	}
	for i := range verdicts {
		of[i].judged, of[i].judgedBy = &verdicts[i], by
	}
	return nil
}

// judge assesses open items that are declared, as of a moment.
func (w *writer) judge(ctx context.Context, at journal.HLC, rows []*itemRow) error {
	of := openAmong(rows, at)
	cases, err := w.cases(ctx, knownAt(at), of)
	if err != nil {
		return err
	}
	return w.db.assess(cases, of)
}

// judgeGone judges items that left as if they were here still, without holds.
func (w *writer) judgeGone(ctx context.Context, at journal.HLC, rows []*itemRow) ([]parcel.Verdict, error) {
	cases, err := w.cases(ctx, knownAt(at), rows)
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	for i := range cases {
		cases[i].Holds = nil
	}
	verdicts, _ := w.db.opt.Assess(cases)
	return verdicts, nil
}
