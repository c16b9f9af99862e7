package store

import (
	"context"
	"database/sql"
	"errors"

	"postern/journal"
	"postern/journal/wire"
)

// Cursors lists how far each stream from the hub was taken.
func (db *DB) Cursors(ctx context.Context) ([]wire.Cursor, error) {
	var all []wire.Cursor
	err := db.reads.each(ctx, func(row scanner) error {
		var c wire.Cursor
		err := row.Scan(&c.Stream, &c.Created, &c.Seq)
		all = append(all, c)
		return err
	}, "SELECT stream, created, seq FROM cursor ORDER BY stream")
	return all, err
}

// move brings a cursor forward inside the transaction that keeps what came
// under it. stale is for what was taken before.
func (w *writer) move(ctx context.Context, at wire.Cursor) (stale bool, err error) {
	if at.Stream == "" {
		return false, nil
	}
	var created string
	var seq uint64
	err = w.row(ctx, "SELECT created, seq FROM cursor WHERE stream = ?", at.Stream).Scan(&created, &seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	if err == nil && created == at.Created && at.Seq <= seq {
		return true, nil
	}
	return false, w.exec(ctx, "INSERT OR REPLACE INTO cursor (stream, created, seq) VALUES (?, ?, ?)", at.Stream, at.Created, at.Seq)
}

// Aside keeps what could not be read, and moves on. A later version tries it
// again: see Unread.
func (db *DB) Aside(ctx context.Context, at wire.Cursor, kind, why string, raw []byte) error {
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		stale, err := w.move(ctx, at)
		if err != nil || stale {
			return err
		}
		return w.aside(ctx, at, kind, why, raw)
	})
}

func (w *writer) aside(ctx context.Context, at wire.Cursor, kind, why string, raw []byte) error {
	if raw == nil {
		raw = []byte{}
	}
	return w.exec(ctx, "INSERT OR REPLACE INTO unread (stream, created, seq, kind, reason, raw) VALUES (?, ?, ?, ?, ?, ?)",
		at.Stream, at.Created, at.Seq, kind, clip(why, 1000), raw)
}

// Unread calls f for everything that was put aside from streams of the hub and
// forgets what f could take.
func (db *DB) Unread(ctx context.Context, f func(at wire.Cursor, kind string, raw []byte) error) error {
	type kept struct {
		at   wire.Cursor
		kind string
		raw  []byte
	}
	var all []kept
	err := db.reads.each(ctx, func(row scanner) error {
		var k kept
		err := row.Scan(&k.at.Stream, &k.at.Created, &k.at.Seq, &k.kind, &k.raw)
		all = append(all, k)
		return err
	}, "SELECT stream, created, seq, kind, raw FROM unread WHERE kind NOT IN ('record', 'key') ORDER BY stream, created, seq LIMIT 10000")
	if err != nil {
		return err
	}
	for _, k := range all {
		if f(k.at, k.kind, k.raw) != nil {
			continue // still unread; it says why where it lies
		}
		if err := db.writer.do(ctx, func(ctx context.Context, w *writer) error {
			return w.exec(ctx, "DELETE FROM unread WHERE stream = ? AND created = ? AND seq = ?", k.at.Stream, k.at.Created, k.at.Seq)
		}); err != nil {
			return err
		}
	}
	return nil
}

// Through is a book whose appends also move a cursor: what came down a stream
// and what was made of it are saved together, or neither.
func (db *DB) Through(at wire.Cursor) *Arrival { return &Arrival{DB: db, at: at} }

// Arrival is the database while something from the hub is taken in.
type Arrival struct {
	*DB
	at wire.Cursor
}

// ErrTaken is for what came down a stream and was taken before.
var ErrTaken = errors.New("taken before")

// Append is DB.Append with the move of the cursor in the same transaction.
func (a *Arrival) Append(ctx context.Context, drafts ...journal.Draft) ([]journal.Name, error) {
	return a.append(ctx, func(ctx context.Context, w *writer) error {
		stale, err := w.move(ctx, a.at)
		if err == nil && stale {
			err = ErrTaken
		}
		return err
	}, drafts...)
}

// Note keeps outcomes elsewhere.
func (db *DB) Note(ctx context.Context, at wire.Cursor, all []wire.Digest) error {
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		stale, err := w.move(ctx, at)
		if err != nil || stale {
			return err
		}
		for _, d := range all {
			if d.Station == db.opt.Station {
				continue
			}
			if err := w.exec(ctx, "INSERT OR IGNORE INTO elsewhere (item, station, hlc, outcome) VALUES (?, ?, ?, ?)",
				int64(d.Item.Number()), d.Station, moment(d.HLC), string(d.Outcome)); err != nil { //nolint:gosec // any 64 bits
				return err
			}
		}
		return nil
	})
}

// Elsewhere lists outcomes of an item at other stations, by its keyed hash, the
// latest first.
func (db *DB) Elsewhere(ctx context.Context, item wire.ItemHash) ([]wire.Digest, error) {
	var all []wire.Digest
	err := db.reads.each(ctx, func(row scanner) error {
		d := wire.Digest{Item: item}
		var at int64
		err := row.Scan(&d.Station, &at, &d.Outcome)
		d.HLC = journal.HLC(at) //nolint:gosec // written by moment
		all = append(all, d)
		return err
	}, "SELECT station, hlc, outcome FROM elsewhere WHERE item = ? ORDER BY hlc DESC LIMIT 20", int64(item.Number())) //nolint:gosec // any 64 bits
	return all, err
}
