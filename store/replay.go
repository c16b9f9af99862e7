package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// projections are the tables that are a function of events and archive.
//
//nolint:gochecknoglobals // a constant list
var projections = []string{"item", "item_event", "milestone", "shift", "message", "sight", "result", "paper"}

// Replayed counts what a replay went through.
type Replayed struct {
	Events   int
	Items    int
	Unread   []string // messages whose archived file could not be read, and why
	Diverged []string // messages this program's decoder reads otherwise than it was read then
}

// Replay empties the projections and makes them anew from the journal and the
// archive, in one transaction: a crash in the middle changes nothing.
func (db *DB) Replay(ctx context.Context) (Replayed, error) {
	var done Replayed
	err := db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		done = Replayed{}
		for _, table := range projections {
			if err := w.exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		names, adopted, err := w.inOrder(ctx)
		if err != nil {
			return err
		}
		for _, n := range names {
			if err := w.again(ctx, n, n == adopted, &done); err != nil {
				return fmt.Errorf("replay event %s: %w", n, err)
			}
		}
		return w.row(ctx, "SELECT count(*) FROM item").Scan(&done.Items)
	})
	return done, err
}

// inOrder lists every event as it happened, and the last adoption of a pack.
func (w *writer) inOrder(ctx context.Context) (names []journal.Name, adopted journal.Name, err error) {
	type at struct {
		name journal.Name
		hlc  journal.HLC
	}
	var all []at
	var last journal.HLC
	err = w.each(ctx, func(row scanner) error {
		var record []byte
		if err := row.Scan(&record); err != nil {
			return err
		}
		r, err := journal.DecodeRecord(record)
		if r.Kind == journal.KindPackAdopted && r.HLC > last {
			adopted, last = r.Name, r.HLC
		}
		all = append(all, at{r.Name, r.HLC})
		return err
	}, "SELECT record FROM event")
	slices.SortStableFunc(all, func(a, b at) int { return cmp.Compare(a.hlc, b.hlc) })
	names = make([]journal.Name, len(all))
	for i := range all {
		names[i] = all[i].name
	}
	return names, adopted, err
}

func (w *writer) again(ctx context.Context, n journal.Name, lastAdoption bool, done *Replayed) error {
	var record, stored []byte
	if err := w.row(ctx, eventColumns+"WHERE e.station = ? AND e.epoch = ? AND e.seq = ?", n.Station, n.Epoch[:], n.Seq).Scan(&record, &stored); err != nil {
		return err
	}
	e, err := w.db.decode(ctx, w.prepared, record, stored)
	if err != nil {
		return err
	}
	done.Events++
	items, papers := w.contents(ctx, e, done)
	if err := w.project(ctx, e, items, papers); err != nil {
		return err
	}
	if !lastAdoption {
		return nil
	}
	_, err = w.reassess(ctx, e.HLC, "", 1<<30)
	return err
}

// contents reads the archived file of a message again. A file that is gone
// loses its declarations and nothing else.
func (w *writer) contents(ctx context.Context, e journal.Event, done *Replayed) ([]parcel.Declaration, []parcel.Paper) {
	b, ok := e.Body.(journal.MessageReceived)
	if !ok || w.db.opt.Decode == nil {
		return nil, nil
	}
	items, papers, err := w.db.opt.Decode(ctx, b)
	if err != nil {
		done.Unread = append(done.Unread, fmt.Sprintf("event %s: %v", e.Name, err))
	}
	if len(items) != b.Items || len(papers) != b.Papers {
		done.Diverged = append(done.Diverged, fmt.Sprintf("event %s: %d items and %d papers then, %d and %d now", e.Name, b.Items, b.Papers, len(items), len(papers)))
	}
	return items, papers
}

// Reassess judges open items again that another set of packs judged than by,
// at most most of them, those in the building first. It returns how many it
// did: 0 when all are up to date.
func (db *DB) Reassess(ctx context.Context, by string, most int) (n int, err error) {
	adopted, err := db.Milestones(ctx, journal.KindPackAdopted)
	if err != nil {
		return 0, err
	}
	var at journal.HLC
	for _, e := range adopted {
		at = max(at, e.HLC)
	}
	err = db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		n, err = w.reassess(ctx, at, by, most)
		return err
	})
	return n, err
}

func (w *writer) reassess(ctx context.Context, at journal.HLC, by string, most int) (int, error) {
	var rows []*itemRow
	err := w.each(ctx, func(row scanner) error {
		r, err := scanRow(row)
		rows = append(rows, r)
		return err
	}, "SELECT "+rowColumns+" FROM item WHERE open = 1 AND declared IS NOT NULL AND judged_by <> ? AND (judged IS NOT NULL OR folded IS NULL) ORDER BY state = 'expected', no LIMIT ?", by, most)
	if err != nil {
		return 0, err
	}
	var older []*itemRow // judged before the moment asked for; later ones keep their own
	for _, r := range rows {
		if r.judgedAt <= at {
			older = append(older, r)
		} else if err := w.judge(ctx, r.judgedAt, []*itemRow{r}); err != nil {
			return 0, err
		}
	}
	if err := w.judge(ctx, at, older); err != nil {
		return 0, err
	}
	for _, r := range rows {
		if err := w.save(ctx, r); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}
