package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"postern/journal"
	"postern/journal/wire"
)

// ErrReceipt is for a receipt that cannot be ours.
var ErrReceipt = errors.New("the receipt is not of this journal")

// Settle takes a receipt of the hub, whose signature was checked. An older one
// changes nothing; one of another generation of the hub's record counts from
// the beginning, and only then may what it covers fall. A receipt for more than
// is here is refused: another disk wrote under our name.
func (db *DB) Settle(ctx context.Context, at wire.Cursor, r wire.Receipt) error {
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		stale, err := w.move(ctx, at)
		if err != nil || stale {
			return err
		}
		err = w.settle(ctx, r)
		if errors.Is(err, ErrReceipt) {
			alarm := w.aside(ctx, wire.Cursor{Stream: "receipt " + r.Epoch.String(), Created: r.Generation, Seq: r.Upto}, "record", err.Error(), []byte(r.Note))
			return alarm
		}
		return err
	})
}

func (w *writer) settle(ctx context.Context, r wire.Receipt) error {
	if r.Station != w.db.opt.Station {
		return fmt.Errorf("%w: it is of %s", ErrReceipt, r.Station)
	}
	if err := w.within(ctx, r); err != nil {
		return err
	}
	before, err := w.db.settled(ctx, w.prepared, r.Epoch)
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
	return nil
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
