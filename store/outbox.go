package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"postern/journal"
	"postern/journal/wire"
)

// Epochs lists the epochs of this station, the one in force last.
func (db *DB) Epochs(ctx context.Context) ([]journal.Epoch, error) {
	var all []journal.Epoch
	own := db.Epoch()
	err := db.reads.each(ctx, func(row scanner) error {
		var epoch []byte
		err := row.Scan(&epoch)
		all = append(all, journal.Epoch(append(epoch, own[:]...)[:len(own)]))
		return err
	}, "SELECT epoch FROM event WHERE station = ? GROUP BY epoch ORDER BY epoch = ?, min(record)", db.opt.Station, own[:])
	return all, err
}

// settled is what the hub has of a journal.
type settled struct {
	wire.Receipt
	refused map[uint64]bool
}

func (db *DB) settled(ctx context.Context, on *prepared, epoch journal.Epoch) (s settled, err error) {
	s.refused = map[uint64]bool{}
	var beyond string
	var at int64
	err = on.row(ctx, "SELECT upto, beyond, generation, at_ms, note FROM receipt WHERE epoch = ?", epoch[:]).
		Scan(&s.Upto, &beyond, &s.Generation, &at, &s.Note)
	if errors.Is(err, sql.ErrNoRows) {
		err, beyond = nil, "[]"
	}
	if err != nil {
		return s, err
	}
	s.At = fromMillis(at)
	if err := json.Unmarshal([]byte(beyond), &s.Beyond); err != nil {
		return s, fmt.Errorf("receipt of %s: %w", epoch, err)
	}
	err = on.each(ctx, func(row scanner) error {
		var seq uint64
		err := row.Scan(&seq)
		s.refused[seq] = true
		return err
	}, "SELECT seq FROM refused WHERE epoch = ?", epoch[:])
	return s, err
}

// waits reports whether an event is still to be sent.
func (s settled) waits(seq uint64) bool { return !s.Holds(seq) && !s.refused[seq] }

// Waiting lists own events of an epoch after a seq that no receipt covers.
func (db *DB) Waiting(ctx context.Context, epoch journal.Epoch, after uint64, most int) ([]wire.Waiting, error) {
	s, err := db.settled(ctx, db.reads, epoch)
	if err != nil {
		return nil, err
	}
	var all []wire.Waiting
	for after = max(after, s.Upto); len(all) < most; {
		var seen int
		err := db.events(ctx, db.reads, func(e journal.Event) error {
			seen, after = seen+1, e.Seq
			if s.waits(e.Seq) && len(all) < most {
				all = append(all, wire.Waiting{
					Seq: e.Seq, Priority: wire.PriorityOf(e.Kind, e.Body), Size: len(e.Raw) + len(e.Stored), Item: e.Item, At: e.Wall,
				})
			}
			return nil
		}, eventColumns+"WHERE e.station = ? AND e.epoch = ? AND e.seq > ? ORDER BY e.seq LIMIT ?", db.opt.Station, epoch[:], after, page)
		if err != nil || seen < page {
			return all, err
		}
	}
	return all, nil
}

// Batch gives own events as they lie, with the data keys of their bodies sealed
// for the reader of a public key. Seqs that are not here are left out. The
// priority is that of the gravest.
func (db *DB) Batch(ctx context.Context, epoch journal.Epoch, seqs []uint64, reader []byte) (wire.Batch, error) {
	b := wire.Batch{Station: db.opt.Station, Epoch: epoch, Priority: wire.Priorities - 1}
	ids := map[string]bool{}
	seqs = slices.Clone(seqs)
	slices.Sort(seqs)
	for _, seq := range slices.Compact(seqs) {
		err := db.events(ctx, db.reads, func(e journal.Event) error {
			b.Events = append(b.Events, wire.Event{Seq: e.Seq, Record: e.Raw, Body: e.Stored})
			b.Priority = min(b.Priority, wire.PriorityOf(e.Kind, e.Body))
			if e.Key != "" {
				ids[e.Key] = true
			}
			return nil
		}, eventColumns+"WHERE e.station = ? AND e.epoch = ? AND e.seq = ?", db.opt.Station, epoch[:], seq)
		if err != nil {
			return b, err
		}
	}
	if reader == nil {
		return b, nil
	}
	var err error
	b.Keys, err = db.share(ctx, ids, reader)
	return b, err
}

// Backlog counts what waits to be recorded at the hub, over all epochs.
func (db *DB) Backlog(ctx context.Context) ([]wire.Backlog, error) {
	all := make([]wire.Backlog, wire.Priorities)
	for p := range all {
		all[p].Priority = wire.Priority(p)
	}
	epochs, err := db.Epochs(ctx)
	if err != nil {
		return nil, err
	}
	for _, epoch := range epochs {
		for after := uint64(0); ; {
			waiting, err := db.Waiting(ctx, epoch, after, page)
			if err != nil {
				return nil, err
			}
			for _, w := range waiting {
				after = w.Seq
				b := &all[w.Priority]
				b.Events++
				if b.Oldest.IsZero() || w.At.Before(b.Oldest) {
					b.Oldest = w.At
				}
			}
			if len(waiting) < page {
				break
			}
		}
	}
	return all, nil
}
