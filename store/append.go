package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
	"postern/parcel"
)

// DuplicateError is for a message file that was received before.
type DuplicateError struct {
	Event   journal.Name // that received it
	Archive string
}

// Error implements error.
func (e *DuplicateError) Error() string { return "received before, as event " + e.Event.String() }

// Append writes events, in order and all or none, with what they make of the
// projections, and returns their names once they are on the disk. An error says
// that nothing was saved, unless it is the context's: then it may be, later.
func (db *DB) Append(ctx context.Context, drafts ...journal.Draft) ([]journal.Name, error) {
	return db.append(ctx, nil, drafts...)
}

// append is Append with something else in the same transaction, before.
func (db *DB) append(ctx context.Context, with func(context.Context, *writer) error, drafts ...journal.Draft) ([]journal.Name, error) {
	epoch := db.Epoch()
	if epoch == (journal.Epoch{}) {
		return nil, ErrNotInitialised
	}
	do := db.writer.do
	if slices.ContainsFunc(drafts, func(d journal.Draft) bool { return d.Body != nil && d.Body.Kind() == journal.KindMessageReceived }) {
		do = db.writer.doLarge
	}
	var names []journal.Name
	err := do(ctx, func(ctx context.Context, w *writer) error {
		if with != nil {
			if err := with(ctx, w); err != nil {
				return err
			}
		}
		t, err := w.tip(ctx, epoch)
		if err != nil {
			return err
		}
		for _, d := range drafts {
			n, err := w.happen(ctx, &t, d)
			if err != nil {
				return err
			}
			names = append(names, n)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return names, nil
}

// happen writes one event and brings the projections after it; and behind a
// message, the events of what it says too late.
func (w *writer) happen(ctx context.Context, t *tip, d journal.Draft) (journal.Name, error) {
	if d.Body == nil {
		return journal.Name{}, errors.New("an event without a body")
	}
	if d.Follows != 0 && d.Follows != t.seq {
		return journal.Name{}, journal.ErrMoved
	}
	if err := w.unmoved(ctx, t.epoch, d); err != nil {
		return journal.Name{}, err
	}
	var err error
	if d.Item, err = w.complete(ctx, d.Item); err != nil {
		return journal.Name{}, fmt.Errorf("%s: %w", d.Body.Kind(), err)
	}
	var late []journal.Draft
	w.late = &late
	e, err := w.add(ctx, t, d)
	if err == nil {
		err = w.project(ctx, e, d.Mail)
	}
	w.late = nil
	if err != nil {
		return journal.Name{}, fmt.Errorf("%s: %w", d.Body.Kind(), err)
	}
	for _, l := range late {
		if _, err := w.happen(ctx, t, l); err != nil {
			return journal.Name{}, err
		}
	}
	return e.Name, nil
}

// unmoved refuses a draft whose item or shift is no longer what it was when the
// draft was made. Between reading and appending a message may have raised the
// lane, or another process closed the shift.
func (w *writer) unmoved(ctx context.Context, epoch journal.Epoch, d journal.Draft) error {
	if d.Given != 0 {
		r, err := rowByID(ctx, w.prepared, d.Item)
		if err == nil && r == nil { // to be a new item: of the identifier's last one then
			r, err = rowByIdent(ctx, w.prepared, d.Item.Ident())
		}
		if err != nil {
			return err
		}
		if r.mark() != d.Given {
			return journal.ErrMoved
		}
	}
	if d.Shift == "" {
		return nil
	}
	var open bool
	err := w.row(ctx, "SELECT EXISTS (SELECT 1 FROM shift WHERE station = ? AND epoch = ? AND id = ? AND last IS NULL)",
		w.db.opt.Station, epoch[:], d.Shift).Scan(&open)
	if err == nil && !open {
		err = journal.ErrMoved
	}
	return err
}

// tip is where an own journal stands.
type tip struct {
	epoch journal.Epoch
	seq   uint64
	hlc   journal.HLC
}

// tip reads the end of the own journal. It is read in every transaction, since
// another process may have written.
func (w *writer) tip(ctx context.Context, epoch journal.Epoch) (tip, error) {
	last, err := w.db.last(ctx, w.prepared, epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return w.tipBefore(ctx, epoch)
	}
	if err != nil {
		return tip{}, err
	}
	heard, err := w.heard(ctx)
	return tip{epoch: epoch, seq: last.Seq, hlc: max(last.HLC, heard)}, err
}

// Last is when the last own event happened; zero where there is none.
func (db *DB) Last(ctx context.Context) (time.Time, error) {
	last, err := db.last(ctx, db.reads, db.Epoch())
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return last.Wall, err
}

// last is the record of the last own event of an epoch.
func (db *DB) last(ctx context.Context, on *prepared, epoch journal.Epoch) (journal.Record, error) {
	var record []byte
	err := on.row(ctx, "SELECT record FROM event WHERE station = ? AND epoch = ? ORDER BY seq DESC LIMIT 1", db.opt.Station, epoch[:]).Scan(&record)
	if err != nil {
		return journal.Record{}, err
	}
	r, err := journal.DecodeRecord(record)
	if err != nil {
		return r, fmt.Errorf("the last event: %w", err)
	}
	return r, nil
}

// tipBefore carries the logical clock over into a new epoch.
func (w *writer) tipBefore(ctx context.Context, epoch journal.Epoch) (tip, error) {
	t := tip{epoch: epoch}
	err := w.each(ctx, func(row scanner) error {
		var record []byte
		if err := row.Scan(&record); err != nil {
			return err
		}
		r, err := journal.DecodeRecord(record)
		t.hlc = max(t.hlc, r.HLC)
		return err
	}, "SELECT record FROM event e WHERE seq = (SELECT max(seq) FROM event WHERE station = e.station AND epoch = e.epoch)")
	return t, err
}

// add names, seals, hashes and writes one event.
func (w *writer) add(ctx context.Context, t *tip, d journal.Draft) (journal.Event, error) {
	now := time.UnixMilli(w.db.opt.Now().UnixMilli()) // as the record keeps it, so that live and replay agree
	t.seq, t.hlc = t.seq+1, t.hlc.Tick(now)
	r := journal.Record{
		Name: journal.Name{Station: w.db.opt.Station, Epoch: t.epoch, Seq: t.seq},
		Kind: d.Body.Kind(), Version: 1, HLC: t.hlc, Wall: now, Zone: w.db.opt.Zone, Boot: w.db.opt.Boot,
		Officers: d.Officers, Pack: d.Pack, Item: d.Item, Supersedes: d.Supersedes,
	}
	id, key, err := w.db.keys.current(ctx, w, d.Body.Class(), parcel.DayOf(now.UTC()))
	if err != nil {
		return journal.Event{}, err
	}
	stored, err := journal.Seal(r, d.Body, key)
	if err != nil {
		return journal.Event{}, err
	}
	r.Key, r.BodyHash = id, sha256.Sum256(stored)
	e := journal.Event{Record: r, Raw: r.Encode(), Stored: stored, Body: d.Body}
	if len(e.Raw) > journal.MaxRecord {
		return journal.Event{}, fmt.Errorf("%s: the record has %d bytes, more than %d", r.Kind, len(e.Raw), journal.MaxRecord)
	}
	return e, w.keep(ctx, e)
}

// keep writes an event's rows and grows the tree by its leaf.
func (w *writer) keep(ctx context.Context, e journal.Event) error {
	leaf := journal.Leaf(e.Raw)
	if err := w.exec(ctx, "INSERT INTO event (station, epoch, seq, record, leaf) VALUES (?, ?, ?, ?, ?)",
		e.Station, e.Epoch[:], e.Seq, e.Raw, leaf[:]); err != nil {
		return err
	}
	var key any
	if e.Key != "" {
		key = e.Key
	}
	if err := w.exec(ctx, "INSERT INTO body (station, epoch, seq, key, bytes) VALUES (?, ?, ?, ?, ?)",
		e.Station, e.Epoch[:], e.Seq, key, e.Stored); err != nil {
		return err
	}
	w.onCommit(func() { w.fresh = append(w.fresh, e) })
	return w.grow(ctx, e.Name, leaf)
}

func (w *writer) grow(ctx context.Context, n journal.Name, leaf tlog.Hash) error {
	record := int64(n.Seq - 1) //nolint:gosec // seq is under 2^63
	hashes, err := tlog.StoredHashesForRecordHash(record, leaf, w.db.tree(ctx, w.prepared, n))
	if err != nil {
		return fmt.Errorf("grow the tree: %w", err)
	}
	at := tlog.StoredHashIndex(0, record)
	for i, h := range hashes {
		if err := w.exec(ctx, "INSERT INTO tree (station, epoch, idx, hash) VALUES (?, ?, ?, ?)",
			n.Station, n.Epoch[:], at+int64(i), h[:]); err != nil {
			return err
		}
	}
	return nil
}

// tree reads the stored hashes of the journal an event belongs to.
func (db *DB) tree(ctx context.Context, on *prepared, of journal.Name) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, idx := range indexes {
			var hash []byte
			err := on.row(ctx, "SELECT hash FROM tree WHERE station = ? AND epoch = ? AND idx = ?", of.Station, of.Epoch[:], idx).Scan(&hash)
			if err != nil {
				return nil, fmt.Errorf("tree hash %d: %w", idx, err)
			}
			if len(hash) != tlog.HashSize {
				return nil, fmt.Errorf("tree hash %d has %d bytes", idx, len(hash))
			}
			out[i] = tlog.Hash(hash)
		}
		return out, nil
	})
}
