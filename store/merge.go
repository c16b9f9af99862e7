package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
	"postern/journal/wire"
)

// Merge takes events of other stations, or own ones of an earlier epoch, with
// the cursor they came under, in one transaction. Any order and any repetition
// leave the same tables; what has the name of an event that is here and is
// another is kept apart as a fork. One event that cannot be taken stops no
// other: it is kept unread.
func (db *DB) Merge(ctx context.Context, at wire.Cursor, b wire.Batch) (wire.Merged, error) {
	var m wire.Merged
	err := db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		stale, err := w.move(ctx, at)
		if err != nil || stale {
			return err
		}
		m, err = w.merge(ctx, b)
		return err
	})
	if err != nil {
		return wire.Merged{}, err
	}
	return m, nil
}

func (w *writer) merge(ctx context.Context, b wire.Batch) (m wire.Merged, err error) {
	if err := w.takeKeys(ctx, b); err != nil {
		return m, err
	}
	heard := journal.HLC(0)
	for _, sent := range b.Events {
		e, err := w.examine(ctx, b, sent)
		var bad *journal.Bad
		if errors.As(err, &bad) {
			m.Refused = append(m.Refused, wire.Refusal{Seq: sent.Seq, Why: bad.Why})
			err = w.aside(ctx, wire.Cursor{Stream: "event " + b.Station, Created: b.Epoch.String(), Seq: sent.Seq}, asideRecord, bad.Why, sent.Record)
		} else if err == nil {
			heard = max(heard, e.HLC)
			err = w.mergeOne(ctx, e, &m)
		}
		if err != nil {
			return m, fmt.Errorf("merge event %d of %s: %w", sent.Seq, b.Station, err)
		}
	}
	if m.New > 0 {
		if err := w.growOn(ctx, b.Source()); err != nil {
			return m, err
		}
		if err := w.heed(ctx, heard); err != nil {
			return m, err
		}
	}
	return m, w.unlock(ctx, b.Keys)
}

// examine reads an event and holds it against the name it came under.
func (w *writer) examine(ctx context.Context, b wire.Batch, sent wire.Event) (journal.Event, error) {
	r, err := journal.DecodeRecord(sent.Record)
	if err != nil {
		return journal.Event{}, &journal.Bad{Seq: sent.Seq, Why: err.Error()}
	}
	if r.Name != (journal.Name{Station: b.Station, Epoch: b.Epoch, Seq: sent.Seq}) {
		return journal.Event{}, &journal.Bad{Seq: sent.Seq, Why: "the record is that of " + r.String()}
	}
	if sent.Body != nil && sha256.Sum256(sent.Body) != r.BodyHash {
		return journal.Event{}, &journal.Bad{Seq: sent.Seq, Why: "the " + journal.ErrBody.Error()}
	}
	e := journal.Event{Record: r, Raw: sent.Record, Stored: sent.Body}
	e.Body, err = w.db.open(ctx, w.prepared, r, sent.Body)
	return e, err
}

func (w *writer) mergeOne(ctx context.Context, e journal.Event, m *wire.Merged) error {
	leaf := journal.Leaf(e.Raw)
	var here []byte
	var bodied bool
	err := w.row(ctx, `SELECT e.leaf, EXISTS (SELECT 1 FROM body b WHERE b.station = e.station AND b.epoch = e.epoch AND b.seq = e.seq)
		FROM event e WHERE e.station = ? AND e.epoch = ? AND e.seq = ?`, e.Station, e.Epoch[:], e.Seq).Scan(&here, &bodied)
	switch {
	case errors.Is(err, sql.ErrNoRows) && (source{e.Station, e.Epoch}) == w.db.own(), err == nil && string(here) != string(leaf[:]):
		m.Forks++ // a name of ours that we did not give is a cloned disk's
		return w.fork(ctx, e, leaf)
	case errors.Is(err, sql.ErrNoRows):
		m.New++
		err = w.lay(ctx, e, leaf)
	case err == nil:
		m.Copies++
		if bodied || e.Stored == nil {
			return nil
		}
		if gone, err := w.db.erased(ctx, e.Raw); err != nil || gone { // shredded here: it does not come back
			return err
		}
		err = w.layBody(ctx, e)
	}
	if err != nil {
		return err
	}
	if _, unread := e.Body.(journal.Unread); unread {
		m.Sealed++
		return w.lock(ctx, e)
	}
	return w.join(ctx, e)
}

// lay writes the rows of another's event; its tree grows when all before it
// are here.
func (w *writer) lay(ctx context.Context, e journal.Event, leaf tlog.Hash) error {
	if err := w.exec(ctx, "INSERT INTO event (station, epoch, seq, record, leaf) VALUES (?, ?, ?, ?, ?)",
		e.Station, e.Epoch[:], e.Seq, e.Raw, leaf[:]); err != nil {
		return err
	}
	w.onCommit(func() { w.fresh = append(w.fresh, e) })
	if e.Stored == nil {
		return nil
	}
	return w.layBody(ctx, e)
}

func (w *writer) layBody(ctx context.Context, e journal.Event) error {
	var key any
	if e.Key != "" {
		key = e.Key
	}
	return w.exec(ctx, "INSERT INTO body (station, epoch, seq, key, bytes) VALUES (?, ?, ?, ?, ?)", e.Station, e.Epoch[:], e.Seq, key, e.Stored)
}

func (w *writer) fork(ctx context.Context, e journal.Event, leaf tlog.Hash) error {
	return w.exec(ctx, "INSERT OR IGNORE INTO fork (station, epoch, seq, leaf, record, body, seen_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
		e.Station, e.Epoch[:], e.Seq, leaf[:], e.Raw, e.Stored, w.db.opt.Now().UnixMilli())
}

// growOn grows another's tree as far as its events go without a gap.
func (w *writer) growOn(ctx context.Context, of wire.Source) error {
	n, err := w.grown(ctx, of)
	if err != nil {
		return err
	}
	for {
		var leaves []tlog.Hash
		err := w.each(ctx, func(row scanner) error {
			var seq uint64
			var leaf []byte
			if err := row.Scan(&seq, &leaf); err != nil {
				return err
			}
			if len(leaf) == tlog.HashSize && seq == n+uint64(len(leaves))+1 {
				leaves = append(leaves, tlog.Hash(leaf))
			}
			return nil
		}, "SELECT seq, leaf FROM event WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq LIMIT ?", of.Station, of.Epoch[:], n, page)
		if err != nil || len(leaves) == 0 {
			return err
		}
		for _, leaf := range leaves {
			n++
			if err := w.grow(ctx, journal.Name{Station: of.Station, Epoch: of.Epoch, Seq: n}, leaf); err != nil {
				return err
			}
		}
	}
}

// grown is how many events the tree of a journal covers.
func (w *writer) grown(ctx context.Context, of wire.Source) (uint64, error) {
	var hashes int64
	err := w.row(ctx, "SELECT coalesce(max(idx) + 1, 0) FROM tree WHERE station = ? AND epoch = ?", of.Station, of.Epoch[:]).Scan(&hashes)
	return treeSize(hashes), err
}

// treeSize is how many events a tree of so many hashes covers.
func treeSize(hashes int64) uint64 {
	n := hashes / 2
	for tlog.StoredHashCount(n+1) <= hashes {
		n++
	}
	return uint64(n) //nolint:gosec // never negative
}

// mostAhead is how far another station's clock may move ours.
const mostAhead = 5 * time.Minute

// heed moves the logical clock past what was heard, so that what happens here
// next comes after it; a clock that is far ahead is not believed.
func (w *writer) heed(ctx context.Context, h journal.HLC) error {
	if h.Time().After(w.db.opt.Now().Add(mostAhead)) {
		return nil
	}
	before, err := w.heard(ctx)
	if err != nil || h <= before {
		return err
	}
	return w.exec(ctx, "INSERT OR REPLACE INTO meta (key, value) VALUES ('heard', ?)", strconv.FormatUint(uint64(h), 10))
}

func (w *writer) heard(ctx context.Context) (journal.HLC, error) {
	var text string
	err := w.row(ctx, "SELECT value FROM meta WHERE key = 'heard'").Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	h, err := strconv.ParseUint(text, 10, 64)
	return journal.HLC(h), err
}
