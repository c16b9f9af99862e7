package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"postern/journal"
)

const eventColumns = "SELECT e.record, b.bytes FROM event e LEFT JOIN body b USING (station, epoch, seq) "

// Event reads one event.
func (db *DB) Event(ctx context.Context, n journal.Name) (journal.Event, error) {
	var found journal.Event
	err := db.events(ctx, db.reads, func(e journal.Event) error {
		found = e
		return nil
	}, eventColumns+"WHERE e.station = ? AND e.epoch = ? AND e.seq = ?", n.Station, n.Epoch[:], n.Seq)
	if err == nil && found.Seq == 0 {
		err = fmt.Errorf("event %s: %w", n, ErrNotFound)
	}
	return found, err
}

// ErrNotFound is for an item, event or shift that is not here.
var ErrNotFound = errors.New("not found")

// Between calls f for the own events of one epoch from first to last, in order.
func (db *DB) Between(ctx context.Context, epoch journal.Epoch, first, last uint64, f func(journal.Event) error) error {
	return db.events(ctx, db.reads, f, eventColumns+"WHERE e.station = ? AND e.epoch = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq",
		db.opt.Station, epoch[:], first, last)
}

// All calls f for every event of every journal, from the journal itself: no
// list that somebody may have changed is asked.
func (db *DB) All(ctx context.Context, f func(journal.Event) error) error {
	var ends []journal.Name
	err := db.reads.each(ctx, func(row scanner) error {
		var n journal.Name
		var epoch []byte
		err := row.Scan(&n.Station, &epoch, &n.Seq)
		copy(n.Epoch[:], epoch)
		ends = append(ends, n)
		return err
	}, "SELECT station, epoch, max(seq) FROM event GROUP BY station, epoch")
	if err != nil {
		return err
	}
	for _, j := range ends {
		for first := uint64(1); first <= j.Seq; first += page {
			err := db.events(ctx, db.reads, f, eventColumns+"WHERE e.station = ? AND e.epoch = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq",
				j.Station, j.Epoch[:], first, min(j.Seq, first+page-1))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Milestones reads the events of this station, of these kinds, that concern no
// single item: officers, packs and shifts of others are not ours.
func (db *DB) Milestones(ctx context.Context, kinds ...journal.Kind) ([]journal.Event, error) {
	return db.milestones(ctx, db.reads, kinds...)
}

func (db *DB) milestones(ctx context.Context, on *prepared, kinds ...journal.Kind) ([]journal.Event, error) {
	var all []journal.Event
	for _, kind := range kinds {
		err := db.events(ctx, on, func(e journal.Event) error {
			all = append(all, e)
			return nil
		}, "SELECT e.record, b.bytes FROM milestone m JOIN event e USING (station, epoch, seq) LEFT JOIN body b USING (station, epoch, seq) WHERE m.kind = ? AND m.station = ?", string(kind), db.opt.Station)
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (db *DB) itemEvents(ctx context.Context, on *prepared, no int64) ([]journal.Event, error) {
	var all []journal.Event
	err := db.events(ctx, on, func(e journal.Event) error {
		all = append(all, e)
		return nil
	}, "SELECT e.record, b.bytes FROM item_event i JOIN event e USING (station, epoch, seq) LEFT JOIN body b USING (station, epoch, seq) WHERE i.item = ?", no)
	return all, err
}

// events reads all rows before it opens any: opening may ask for a data key,
// and a query within a query could use up the pool and wait for itself.
func (db *DB) events(ctx context.Context, on *prepared, f func(journal.Event) error, query string, args ...any) error {
	type raw struct{ record, stored []byte }
	var all []raw
	err := on.each(ctx, func(row scanner) error {
		var r raw
		err := row.Scan(&r.record, &r.stored)
		all = append(all, r)
		return err
	}, query, args...)
	if err != nil {
		return err
	}
	for _, r := range all {
		e, err := db.decode(ctx, on, r.record, r.stored)
		if err != nil {
			return err
		}
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) decode(ctx context.Context, on *prepared, record, stored []byte) (journal.Event, error) {
	r, err := journal.DecodeRecord(record)
	if err != nil {
		return journal.Event{}, err
	}
	body, err := db.open(ctx, on, r, stored)
	if err != nil {
		return journal.Event{}, err
	}
	return journal.Event{Record: r, Raw: record, Stored: stored, Body: body}, nil
}

// open reads a body. What another station sent is outside text: a body that
// does not open stops nothing.
func (db *DB) open(ctx context.Context, on *prepared, r journal.Record, stored []byte) (journal.Body, error) {
	key, err := db.keys.get(ctx, on, r.Key)
	if err != nil {
		return nil, err
	}
	body, err := journal.Open(r, stored, key)
	if err != nil && r.Station != db.opt.Station {
		return journal.Unread{Of: r.Kind, Why: err.Error()}, nil
	}
	return body, err
}

// Size is how many own events the epoch in force has.
func (db *DB) Size(ctx context.Context) (uint64, error) {
	var size sql.NullInt64
	epoch := db.Epoch()
	err := db.reads.row(ctx, "SELECT max(seq) FROM event WHERE station = ? AND epoch = ?", db.opt.Station, epoch[:]).Scan(&size)
	return uint64(size.Int64), err //nolint:gosec // never negative
}

// Count is how many events of every station are here.
func (db *DB) Count(ctx context.Context) (n int, err error) {
	err = db.reads.row(ctx, "SELECT count(*) FROM event").Scan(&n)
	return n, err
}
