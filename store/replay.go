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
var projections = []string{"item", "item_event", "milestone", "shift", "message", "sight", "result", "shared", "price", "paper", "ordered", "hearsay", "bag", "ruling", "answer", "quality", "exhibit"}

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
	asked := ctx
	err := db.writer.doLarge(ctx, func(ctx context.Context, w *writer) error {
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
			if err := asked.Err(); err != nil {
				return err // nobody waits for it any more
			}
			if err := w.again(ctx, n, n == adopted, &done); err != nil {
				return fmt.Errorf("replay event %s: %w", n, err)
			}
		}
		return w.row(ctx, "SELECT count(*) FROM item").Scan(&done.Items)
	})
	if err != nil {
		return Replayed{}, err
	}
	return done, nil
}

// inOrder lists every event as it happened, and the last that changed how
// items are judged.
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
		if slices.Contains(journal.Judging(), r.Kind) && r.Station == w.db.opt.Station && r.HLC > last {
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
	if n.Station != w.db.opt.Station {
		return w.rejoin(ctx, e)
	}
	mail := w.contents(ctx, e, done)
	if err := w.project(ctx, e, mail); err != nil {
		return err
	}
	if !lastAdoption {
		return nil
	}
	return w.reassessAll(ctx, e.HLC)
}

// contents reads the archived file of a message again. A file that is gone
// loses its declarations and nothing else.
func (w *writer) contents(ctx context.Context, e journal.Event, done *Replayed) parcel.Mail {
	b, ok := e.Body.(journal.MessageReceived)
	if !ok || w.db.opt.Decode == nil {
		return parcel.Mail{}
	}
	mail, err := w.db.opt.Decode(ctx, b)
	if err != nil {
		done.Unread = append(done.Unread, fmt.Sprintf("event %s: %v", e.Name, err))
		return parcel.Mail{}
	}
	if now := mail.Count(); now != b.Counted {
		done.Diverged = append(done.Diverged, fmt.Sprintf("event %s: %s then, %s now", e.Name, b.Counted, now))
	}
	return mail
}

// Reassess judges open items again that other packs, lists or models judged,
// at most most of them, those in the building first. It returns how many by
// has judged now: 0 when all are up to date.
func (db *DB) Reassess(ctx context.Context, by string, most int) (int, error) {
	if db.opt.Assess == nil {
		return 0, nil
	}
	adopted, err := db.Milestones(ctx, journal.Judging()...)
	if err != nil {
		return 0, err
	}
	var at journal.HLC
	for _, e := range adopted {
		at = max(at, e.HLC)
	}
	n := 0
	err = db.writer.doLarge(ctx, func(ctx context.Context, w *writer) error {
		rows, err := w.judgedByOthers(ctx, by, most)
		if err != nil {
			return err
		}
		if err := w.reassess(ctx, at, rows); err != nil {
			return err
		}
		for _, r := range rows {
			n += one(r.judgedBy == by) // what the engine here judges as another would be judged for ever
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// judgedByOthers asks in two halves, which the index can answer.
func (w *writer) judgedByOthers(ctx context.Context, by string, most int) ([]*itemRow, error) {
	before, err := w.rows(ctx, judgedText+"<"+judgedLast, by, most)
	if err != nil || len(before) >= most {
		return before, err
	}
	after, err := w.rows(ctx, judgedText+">"+judgedLast, by, most-len(before))
	return append(before, after...), err
}

// SQLite would rather take all that is open and sort it.
const (
	judgedText = "SELECT " + rowColumns + " FROM item INDEXED BY item_judged WHERE open = 1 AND judged_at > 0 AND judged_by "
	judgedLast = " ? ORDER BY judged_by, state = 'expected', no LIMIT ?"
	onwardText = "SELECT " + rowColumns + " FROM item WHERE open = 1 AND judged_at > 0 AND no > ? ORDER BY no LIMIT ?"
)

// rows reads open items that were judged, or would have been, since they were
// last decided.
func (w *writer) rows(ctx context.Context, text string, args ...any) (all []*itemRow, err error) {
	err = w.each(ctx, func(row scanner) error {
		r, err := scanRow(row)
		all = append(all, r)
		return err
	}, text, args...)
	return all, err
}

// reassess judges items as of a moment; those judged later keep their own, so
// that nothing is judged by what came after it.
func (w *writer) reassess(ctx context.Context, at journal.HLC, rows []*itemRow) error {
	moments := map[journal.HLC][]*itemRow{}
	for _, r := range rows {
		shown := r.shows()
		r.was = &shown
		m := max(at, r.judgedAt)
		moments[m] = append(moments[m], r)
	}
	for m, some := range moments { // in any order: none speaks of another's items
		if err := w.judgeInTurn(ctx, m, some); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) judgeInTurn(ctx context.Context, at journal.HLC, rows []*itemRow) error {
	var before *judging
	k := knownAt(at)
	for some := range slices.Chunk(rows, chunk) {
		next, err := w.ask(ctx, k, some)
		if err != nil {
			return err
		}
		if err := w.finish(ctx, journal.Event{}, before); err != nil { // no message: nobody is told
			return err
		}
		before = next
	}
	return w.finish(ctx, journal.Event{}, before)
}

// reassessAll judges every open item again, a chunk at a time.
func (w *writer) reassessAll(ctx context.Context, at journal.HLC) error {
	for last := int64(0); ; {
		rows, err := w.rows(ctx, onwardText, last, 4*chunk)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := w.reassess(ctx, at, rows); err != nil {
			return err
		}
		last = rows[len(rows)-1].no
	}
}
