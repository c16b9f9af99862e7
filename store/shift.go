package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// OpenShift is the shift that is open here, with its opening only: no counts.
// ok is false where none is.
func (db *DB) OpenShift(ctx context.Context) (s parcel.Shift, ok bool, err error) {
	var first uint64
	epoch := db.Epoch()
	err = db.reads.row(ctx, "SELECT first FROM shift WHERE station = ? AND epoch = ? AND last IS NULL ORDER BY first DESC LIMIT 1",
		db.opt.Station, epoch[:]).Scan(&first)
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	if err != nil {
		return s, false, err
	}
	e, err := db.opening(ctx, journal.Name{Station: db.opt.Station, Epoch: epoch, Seq: first})
	if err != nil {
		return s, false, err
	}
	b, ok := e.Body.(journal.ShiftOpened)
	return parcel.Shift{
		ID: b.Shift, Place: b.Place, Opened: e.Wall, Officers: e.Officers, First: e.Seq, Commit: b.Commit, Rate: b.Rate,
	}, ok, nil
}

// opening is the event that opened a shift. The last is kept: every act in a
// shift asks for it, and it never changes.
func (db *DB) opening(ctx context.Context, n journal.Name) (journal.Event, error) {
	if e := db.opened.Load(); e != nil && e.Name == n {
		return *e, nil
	}
	e, err := db.Event(ctx, n)
	if err == nil {
		db.opened.Store(&e)
	}
	return e, err
}

// Shifts lists the station's shifts, the oldest first.
func (db *DB) Shifts(ctx context.Context) ([]journal.Run, error) {
	var all []journal.Run
	epoch := db.Epoch()
	err := db.reads.each(ctx, func(row scanner) error {
		var s journal.Run
		var epoch []byte
		var last sql.NullInt64
		err := row.Scan(&s.ID, &epoch, &s.First, &last)
		copy(s.Epoch[:], epoch)
		s.Last = uint64(last.Int64) //nolint:gosec // never negative
		all = append(all, s)
		return err
	}, "SELECT s.id, s.epoch, s.first, s.last FROM shift s WHERE s.station = ? ORDER BY s.epoch = ?, s.first", db.opt.Station, epoch[:])
	return all, err
}

// Shift is a shift with all its counts, and its signed head once it is closed.
func (db *DB) Shift(ctx context.Context, ref journal.Run) (parcel.Shift, error) {
	last := ref.Last
	if last == 0 {
		last = 1<<62 - 1
	}
	var events []journal.Event
	err := db.Between(ctx, ref.Epoch, ref.First, last, func(e journal.Event) error {
		events = append(events, e)
		return nil
	})
	if err != nil {
		return parcel.Shift{}, err
	}
	s, ok := fold.OfShift(ref.ID, events)
	if !ok {
		return s, fmt.Errorf("shift %s: its opening cannot be read: %w", ref.ID, ErrNotFound)
	}
	if ref.Last == 0 {
		return s, nil
	}
	root, err := db.root(ctx, ref.Epoch, ref.Last)
	if err != nil {
		return s, err
	}
	s.Root = root.String()
	err = db.reads.row(ctx, "SELECT note FROM head WHERE station = ? AND epoch = ? AND size = ?", db.opt.Station, ref.Epoch[:], ref.Last).Scan(&s.Signature)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	return s, err
}

func (db *DB) root(ctx context.Context, epoch journal.Epoch, size uint64) (tlog.Hash, error) {
	of := journal.Name{Station: db.opt.Station, Epoch: epoch, Seq: size}
	return tlog.TreeHash(int64(size), db.tree(ctx, db.reads, of)) //nolint:gosec // seq is under 2^63
}

// SignHead signs the head of the own journal at a size, with lines about the
// shift, and keeps it.
func (db *DB) SignHead(ctx context.Context, epoch journal.Epoch, size uint64, lines []string, signer note.Signer) error {
	root, err := db.root(ctx, epoch, size)
	if err != nil {
		return err
	}
	signed, err := journal.Head{Station: db.opt.Station, Epoch: epoch, Size: size, Root: root, Lines: lines}.Sign(signer)
	if err != nil {
		return err
	}
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, "INSERT OR IGNORE INTO head (station, epoch, size, note) VALUES (?, ?, ?, ?)", db.opt.Station, epoch[:], size, signed)
	})
}

// Business lists what stops the close of a shift: items picked and not dealt
// with, contradictions, holds on items that are here, and exhibits of this
// station that no keeper has put anywhere.
func (db *DB) Business(ctx context.Context) ([]parcel.Business, error) {
	all := []parcel.Business{}
	err := db.reads.each(ctx, func(row scanner) error {
		r, err := scanRow(row)
		if err != nil {
			return err
		}
		all = append(all, unfinished(r))
		return nil
	}, "SELECT "+rowColumns+" FROM item WHERE state IN ('selected', 'examining', 'conflict') ORDER BY since LIMIT 1000")
	if err != nil {
		return nil, err
	}
	holds, err := db.Held(ctx, true)
	if err != nil {
		return nil, err
	}
	listed := map[parcel.ItemID]bool{}
	for _, b := range all {
		listed[b.Item] = true
	}
	for _, h := range holds {
		if h.State.Due() && !listed[h.Item] {
			listed[h.Item] = true
			all = append(all, parcel.Business{Kind: "hold", Item: h.Item, Text: owed(h)})
		}
	}
	unplaced, err := db.unplaced(ctx)
	unplaced = slices.DeleteFunc(unplaced, func(b parcel.Business) bool { return listed[b.Item] })
	return append(all, unplaced...), err
}

// owed says of a hold what it waits for.
func owed(h parcel.Hold) string {
	text := "held by " + string(h.Agency) + " since " + h.Since.UTC().Format(time.DateTime)
	if h.State == parcel.HoldReceptacle {
		text = "held by " + string(h.Agency) + ", its receptacle came and it was not seen"
	}
	if h.Likely != "" {
		text += " (likely " + string(h.Likely) + ")"
	}
	return text + ": decide it, or close the hold with its cause"
}

func unfinished(r *itemRow) parcel.Business {
	f := r.events()
	if f.State == parcel.Conflict {
		return parcel.Business{Kind: "conflict", Item: r.id, Text: "contradictory decisions: a supervisor settles them"}
	}
	if f.State == parcel.Examining {
		return parcel.Business{Kind: "examination", Item: r.id, Text: "under examination, without an outcome"}
	}
	return parcel.Business{Kind: "selected", Item: r.id, Text: "selected by " + string(f.Selection.Reason) + ": examine it, decide, or waive"}
}
