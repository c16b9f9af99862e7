package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
	"postern/journal/wire"
)

// ErrReceipt is for a receipt that cannot be ours.
var ErrReceipt = errors.New("the receipt is not of this journal")

// Settle takes a receipt of the hub, whose signature was checked. An older one
// changes nothing; one of another generation of the hub's record counts from
// the beginning, and only then may what it covers fall. A receipt for more than
// is here, for other events, or from a record that was put back is not
// believed: it is put aside as an alarm.
func (db *DB) Settle(ctx context.Context, at wire.Cursor, r wire.Receipt) (believed bool, err error) {
	err = db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		stale, err := w.move(ctx, at)
		if err != nil || stale {
			believed = stale
			return err
		}
		err = w.settle(ctx, r)
		if errors.Is(err, ErrReceipt) {
			return w.aside(ctx, wire.Cursor{Stream: "receipt " + r.Epoch.String(), Created: r.Generation, Seq: r.Upto}, asideRecord, err.Error(), []byte(r.Note))
		}
		believed = err == nil
		return err
	})
	return believed, err
}

// asideRecord is the kind under which lies what cannot be of this journal.
const asideRecord = "record"

func (w *writer) settle(ctx context.Context, r wire.Receipt) error {
	if r.Station != w.db.opt.Station {
		return fmt.Errorf("%w: it is of %s", ErrReceipt, r.Station)
	}
	if err := w.within(ctx, r); err != nil {
		return err
	}
	before, err := w.db.settled(ctx, w.prepared, r.Epoch)
	if err == nil {
		err = before.wentBack(r)
	}
	if err != nil || before.outdates(r) {
		return err
	}
	if err := w.refuse(ctx, r); err != nil {
		return err
	}
	if r.Beyond == nil {
		r.Beyond = []wire.Range{}
	}
	beyond, err := json.Marshal(r.Beyond)
	if err != nil {
		return err
	}
	return w.exec(ctx, "INSERT OR REPLACE INTO receipt (epoch, upto, beyond, generation, at_ms, note) VALUES (?, ?, ?, ?, ?, ?)",
		r.Epoch[:], r.Upto, string(beyond), r.Generation, millis(r.At), r.Note)
}

// hubsApart is how far the clocks of hubs of one record may lie apart.
const hubsApart = 5 * time.Minute

// wentBack refuses a receipt of a record that has less than it had, and does not
// say that it was restored.
func (s settled) wentBack(r wire.Receipt) error {
	if s.Generation == r.Generation && r.Upto < s.Upto && r.At.Sub(s.At) > hubsApart {
		return fmt.Errorf("%w: the hub's record had %d events of it and has %d now: it was put back, or another hub answers", ErrReceipt, s.Upto, r.Upto)
	}
	return nil
}

// outdates reports whether a receipt says nothing new: within a generation
// nothing is taken back.
func (s settled) outdates(r wire.Receipt) bool {
	return s.Generation == r.Generation && (r.Upto < s.Upto || r.Upto == s.Upto && r.At.Before(s.At))
}

// within refuses a receipt for events that are not here.
func (w *writer) within(ctx context.Context, r wire.Receipt) error {
	var last uint64
	if err := w.row(ctx, "SELECT coalesce(max(seq), 0) FROM event WHERE station = ? AND epoch = ?", r.Station, r.Epoch[:]).Scan(&last); err != nil {
		return err
	}
	if r.Upto > last || len(r.Beyond) > 0 && r.Beyond[len(r.Beyond)-1].Last > last {
		return fmt.Errorf("%w: it covers more than the %d events here: another disk wrote under the name of this station", ErrReceipt, last)
	}
	if r.Root == [32]byte{} || r.Upto == 0 {
		return nil
	}
	root, err := tlog.TreeHash(int64(r.Upto), w.db.tree(ctx, w.prepared, journal.Name{Station: r.Station, Epoch: r.Epoch})) //nolint:gosec // at most last
	if errors.Is(err, sql.ErrNoRows) {                                                                                      // of an earlier epoch that came back with gaps
		return nil
	}
	if err == nil && root != r.Root {
		err = fmt.Errorf("%w: up to event %d the hub's record is another than this journal: one of them was rewritten", ErrReceipt, r.Upto)
	}
	return err
}

func (w *writer) refuse(ctx context.Context, r wire.Receipt) error {
	for _, x := range r.Refused {
		if err := w.exec(ctx, "INSERT OR REPLACE INTO refused (epoch, seq, reason, at_ms) VALUES (?, ?, ?, ?)",
			r.Epoch[:], x.Seq, clip(x.Why, 1000), millis(r.At)); err != nil {
			return err
		}
	}
	return nil
}

// Receipt is the last receipt for an epoch; false where none came.
func (db *DB) Receipt(ctx context.Context, epoch journal.Epoch) (wire.Receipt, bool, error) {
	s, err := db.settled(ctx, db.reads, epoch)
	s.Station, s.Epoch = db.opt.Station, epoch
	return s.Receipt, s.Generation != "", err
}

// Recorded reports whether the hub's record has an event, by its last receipt.
func (db *DB) Recorded(ctx context.Context, n journal.Name) (bool, error) {
	if n.Station != db.opt.Station {
		return true, nil // it came from there
	}
	s, err := db.settled(ctx, db.reads, n.Epoch)
	return s.Holds(n.Seq), err
}

// RecordAlarms says why receipts and events of the hub were not believed.
func (db *DB) RecordAlarms(ctx context.Context) (all []string, err error) {
	err = db.reads.each(ctx, func(row scanner) error {
		var why string
		err := row.Scan(&why)
		all = append(all, why)
		return err
	}, "SELECT DISTINCT reason FROM unread WHERE kind = ? ORDER BY reason LIMIT 10", asideRecord)
	return all, err
}

// Alarms counts what a supervisor must look at: forks, events the hub refused,
// and what could not be read.
func (db *DB) Alarms(ctx context.Context) (forks, refused, unread int, err error) {
	err = db.reads.row(ctx, "SELECT (SELECT count(*) FROM fork), (SELECT count(*) FROM refused), (SELECT count(*) FROM unread)").
		Scan(&forks, &refused, &unread)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return forks, refused, unread, err
}
