package store

import (
	"context"
	"maps"
	"slices"
	"strings"

	"postern/fold"
	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// join brings the projections after an event of another station. It may be
// older than what was projected already, so its item is folded from its
// beginning. Message files of others are not here: their items come as
// pre-advice.
func (w *writer) join(ctx context.Context, e journal.Event) error {
	if e.Item == "" {
		return w.milestone(ctx, e)
	}
	r, err := w.rowFor(ctx, e)
	if err != nil {
		return err
	}
	events, err := w.db.itemEvents(ctx, w.prepared, r.no)
	if err != nil {
		return err
	}
	for _, other := range events {
		if other.HLC >= e.HLC {
			return w.relive(ctx, r, e)
		}
	}
	return w.projectItem(ctx, e)
}

// relive folds an item from its beginning, an event later than others having
// come before it: all that its events did is taken back and done again. What
// messages declared stays as it is.
func (w *writer) relive(ctx context.Context, r *itemRow, late journal.Event) error {
	if err := w.exec(ctx, "INSERT OR IGNORE INTO item_event (item, station, epoch, seq) VALUES (?, ?, ?, ?)",
		r.no, late.Station, late.Epoch[:], late.Seq); err != nil {
		return err
	}
	events, err := w.db.itemEvents(ctx, w.prepared, r.no)
	if err != nil {
		return err
	}
	events = fold.Order(events)
	if err := w.takeBack(ctx, r, events, late.Name); err != nil {
		return err
	}
	if r.message == 0 {
		r.declared, r.source, r.received = nil, "", 0
		r.judged, r.judgedAt, r.judgedBy = nil, 0, ""
	}
	r.folded = nil
	for i := range events {
		if len(events) > mostSteps && i < len(events)-1 && events[i].Kind == journal.KindItemScanned {
			continue // the step changes little, and each costs as much as all before it
		}
		if err := w.step(ctx, r, events[i], events[:i+1]); err != nil {
			return err
		}
		if !r.folded.State.Open() {
			r.judged, r.judgedBy, r.judgedAt = nil, "", 0 // as save does
		}
	}
	if err := w.rule(ctx, r.no, r.events(), events); err != nil {
		return err
	}
	return w.save(ctx, r)
}

// mostSteps is how many events an item may have and still be relived scan by
// scan.
const mostSteps = 200

// takeBack removes what an item's events noted about its parties, with and
// without the late one.
func (w *writer) takeBack(ctx context.Context, r *itemRow, events []journal.Event, late journal.Name) error {
	parties := w.db.parties(events, journal.Name{})
	maps.Copy(parties, w.db.parties(events, late))
	if r.declared != nil {
		parties[w.db.senderKey(r.declared)] = true
	}
	delete(parties, 0)
	for _, e := range events {
		for key := range parties {
			if err := w.exec(ctx, "DELETE FROM result WHERE key = ? AND at = ? AND item = ?", key, moment(e.HLC), r.no); err != nil {
				return err
			}
			if r.message != 0 {
				continue // what messages declared stays
			}
			if err := w.exec(ctx, "DELETE FROM sight WHERE key = ? AND at = ? AND item = ?", key, moment(e.HLC), r.no); err != nil {
				return err
			}
		}
	}
	return nil
}

// parties are the keys of all whom an item's forms named, one event left out.
func (db *DB) parties(events []journal.Event, but journal.Name) map[int64]bool {
	all := map[int64]bool{}
	var r itemRow
	events = slices.DeleteFunc(slices.Clone(events), func(e journal.Event) bool { return e.Name == but })
	for i, e := range events {
		if !brings(e.Body, parcel.FromPapers) && !brings(e.Body, parcel.FromForm) {
			continue
		}
		now := fold.OfItem(events[:i+1])
		if r.takeForm(&now, e.Body) {
			all[db.senderKey(r.declared)], all[db.addresseeKey(r.declared)] = true, true
		}
	}
	return all
}

// rejoin is join for replay: what said nothing when it came says nothing yet.
func (w *writer) rejoin(ctx context.Context, e journal.Event) error {
	if _, unread := e.Body.(journal.Unread); unread {
		var locked bool
		err := w.row(ctx, "SELECT EXISTS (SELECT 1 FROM locked WHERE key IN (?, ?) AND station = ? AND epoch = ? AND seq = ?)",
			e.Key, ofKind+string(e.Kind), e.Station, e.Epoch[:], e.Seq).Scan(&locked)
		if err != nil || locked {
			return err
		}
	}
	return w.join(ctx, e)
}

// lock notes that an event says nothing yet.
func (w *writer) lock(ctx context.Context, e journal.Event) error {
	if e.Key == "" || e.Stored != nil && !w.db.keyless(ctx, w.prepared, e.Key) {
		return w.locks(ctx, ofKind+string(e.Kind), e)
	}
	return w.locks(ctx, e.Key, e)
}

// ofKind stands before the kind of an event that only a newer program reads.
const ofKind = "kind "

func (w *writer) locks(ctx context.Context, key string, e journal.Event) error {
	return w.exec(ctx, "INSERT OR IGNORE INTO locked (key, station, epoch, seq) VALUES (?, ?, ?, ?)", key, e.Station, e.Epoch[:], e.Seq)
}

// unlock reads the events whose keys have come.
func (w *writer) unlock(ctx context.Context, keys []wire.Key) error {
	for _, k := range keys {
		if err := w.reread(ctx, k.ID); err != nil {
			return err
		}
	}
	return nil
}

// Reread reads what could not be read when it came: events of kinds that a
// newer program knows. It returns how many it could read.
func (db *DB) Reread(ctx context.Context) (n int, err error) {
	err = db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		var keys []string
		err := w.each(ctx, func(row scanner) error {
			var key string
			err := row.Scan(&key)
			keys = append(keys, key)
			return err
		}, "SELECT DISTINCT key FROM locked")
		before, after := 0, 0
		if err == nil {
			err = w.row(ctx, "SELECT count(*) FROM locked").Scan(&before)
		}
		for _, key := range keys {
			if err == nil {
				err = w.reread(ctx, key)
			}
		}
		if err == nil {
			err = w.row(ctx, "SELECT count(*) FROM locked").Scan(&after)
		}
		n = before - after
		return err
	})
	return n, err
}

func (w *writer) reread(ctx context.Context, key string) error {
	var all []journal.Event
	err := w.db.events(ctx, w.prepared, func(e journal.Event) error {
		all = append(all, e)
		return nil
	}, "SELECT e.record, b.bytes FROM locked l JOIN event e USING (station, epoch, seq) LEFT JOIN body b USING (station, epoch, seq) WHERE l.key = ?", key)
	if err != nil {
		return err
	}
	for _, e := range all {
		_, unread := e.Body.(journal.Unread)
		if unread && (strings.HasPrefix(key, ofKind) || w.db.keyless(ctx, w.prepared, key)) {
			continue // as before
		}
		if err := w.exec(ctx, "DELETE FROM locked WHERE key = ? AND station = ? AND epoch = ? AND seq = ?", key, e.Station, e.Epoch[:], e.Seq); err != nil {
			return err
		}
		if unread { // the key is here, and it is of a kind that this program does not know
			err = w.locks(ctx, ofKind+string(e.Kind), e)
		} else {
			err = w.join(ctx, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
