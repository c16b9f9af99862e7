package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"time"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// How far back the counts look, and where they stop counting.
const (
	senderWindow    = 365 * 24 * time.Hour
	addresseeWindow = 30 * 24 * time.Hour
	week            = 7 * 24 * time.Hour
	today           = 24 * time.Hour
	mostCounted     = 500
)

// mostMinor bounds a value where values are summed: absurd ones are outside
// text too, and 500 of them must not overflow.
const mostMinor = 1e15

const (
	mostGrams  = 1_000_000_000
	mostValues = 50 // of a sender's values that are looked at
)

func (db *DB) senderKey(d *parcel.Declaration) int64 {
	if d == nil {
		return 0
	}
	return db.partyKey("sender", d.Sender)
}

func (db *DB) addresseeKey(d *parcel.Declaration) int64 { return db.partyKey("addressee", d.Addressee) }

func (db *DB) partyKey(role string, p parcel.Party) int64 {
	key := p.Key()
	if key == "" {
		return 0
	}
	return db.keys.blind(role, key)
}

// outcome is what is known of an item's examination, and of whom.
type outcome struct {
	declared        *parcel.Declaration
	examined, found bool
}

func (r *itemRow) outcome() outcome {
	f := r.events()
	return outcome{declared: r.declared, examined: f.Inspected, found: f.Found}
}

// result notes for an item's sender what was examined and found from a moment
// on, and for a sender it was taken for before that it was not theirs.
func (w *writer) result(ctx context.Context, no int64, at journal.HLC, before, now outcome) error {
	if !before.examined && !before.found && !now.examined && !now.found {
		return nil
	}
	was, is := w.db.senderKey(before.declared), w.db.senderKey(now.declared)
	if was == is && before.examined == now.examined && before.found == now.found {
		return nil
	}
	const text = "INSERT OR REPLACE INTO result (key, at, item, examined, found) VALUES (?, ?, ?, ?, ?)"
	if was != is && was != 0 {
		if err := w.exec(ctx, text, was, moment(at), no, 0, 0); err != nil {
			return err
		}
	}
	if is == 0 {
		return nil
	}
	return w.exec(ctx, text, is, moment(at), no, one(now.examined), one(now.found))
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Facts is what is known beyond the item itself, now.
func (db *DB) Facts(ctx context.Context, id parcel.ItemID, d parcel.Declaration) (f parcel.Facts, err error) {
	err = db.directly(ctx, func(on *direct) error {
		no, last, err := db.standing(ctx, on, id)
		if err != nil {
			return err
		}
		now := journal.HLC(0).Tick(db.opt.Now()) | 0xffff
		f, err = factsOf(ctx, on, max(now, last), db.asked(no, &d)) // the wall clock may have been set back
		return err
	})
	return f, err
}

// directly has f ask on a reading connection, of one state of the database.
func (db *DB) directly(ctx context.Context, f func(*direct) error) error {
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return err
	}
	err = db.directs.on(conn, func(on *direct) error {
		return on.snapshot(ctx, func() error { return f(on) })
	})
	return errors.Join(err, conn.Close())
}

const standingText = `SELECT coalesce((SELECT no FROM item WHERE ident = ?1 AND (day = ?2 OR ?2 = '') ORDER BY day DESC LIMIT 1), ?3),
 (SELECT record FROM event WHERE station = ?4 AND epoch = ?5 ORDER BY seq DESC LIMIT 1)`

// standing is the number of an item and when the last own event happened.
func (db *DB) standing(ctx context.Context, on *direct, id parcel.ItemID) (no int64, last journal.HLC, err error) {
	var record []byte
	epoch := db.Epoch()
	err = on.values(ctx, func(row []driver.Value) {
		no, record = integer(row[0]), bytesOf(row[1])
	}, standingText, id.Ident(), string(id.Day()), notHere, db.opt.Station, epoch[:])
	if err != nil || record == nil {
		return no, 0, err
	}
	r, err := journal.DecodeRecord(record)
	return no, r.HLC, err
}

// notHere is the number of an item that has none yet: it comes after all.
const notHere int64 = 1<<62 - 1

// factsOf is what was known of one item at a moment.
func factsOf(ctx context.Context, on *direct, at journal.HLC, a asked) (parcel.Facts, error) {
	all, err := knownAt(at).facts(ctx, on, []asked{a})
	if err != nil {
		return parcel.Facts{}, err
	}
	return all[0], nil
}

// facts is what was known at a moment beyond the items themselves. Counts stop
// at mostCounted, so that one busy party costs no more than another.
func (k *known) facts(ctx context.Context, on *direct, items []asked) ([]parcel.Facts, error) {
	if err := k.learn(ctx, on, items); err != nil {
		return nil, err
	}
	all := make([]parcel.Facts, len(items))
	for i, a := range items {
		f := &all[i]
		if err := k.partyFacts(ctx, on, a, f); err != nil {
			return nil, err
		}
		s := a.shared
		f.AddressNames, f.PhoneNames, f.SenderPhoneNames = k.others(s[0]), k.others(s[1]), k.others(s[2])
		f.Norms, f.Reused = k.normsOf(a), k.reused(a)
		if k.idents[a.d.Identifier.Text].papers || a.d.PlatformCode != "" {
			if err := paperFacts(ctx, on, a.d, k.at, f); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// partyFacts counts what is known of sender and addressee.
func (k *known) partyFacts(ctx context.Context, on *direct, a asked, f *parcel.Facts) (err error) {
	currency := a.d.Total().Currency
	if p := k.parties[a.sender]; p != nil {
		p.countSender(f, a.no, ago(k.at, addresseeWindow))
		f.SenderValues = p.values(a.no, currency)
		if f.SenderDays, err = daysKnown(ctx, on, k, a.sender, a.no); err != nil {
			return err
		}
	}
	if p := k.parties[a.addressee]; p != nil {
		p.countAddressee(f, a.no, a.sender, currency, k.at)
		f.AddresseeDays, err = daysKnown(ctx, on, k, a.addressee, a.no)
	}
	return err
}

// daysKnown counts whole days since somebody was first seen.
func daysKnown(ctx context.Context, on *direct, k *known, party, item int64) (int, error) {
	first, sure := k.parties[party].first(item)
	if !sure {
		err := on.values(ctx, func(row []driver.Value) { first = integer(row[0]) },
			"SELECT coalesce(min(at), 0) FROM sight WHERE key = ? AND at <= ? AND item <> ?", party, moment(k.at), item)
		if err != nil {
			return 0, err
		}
	}
	if first == 0 {
		return 0, nil
	}
	const day = int64(24 * time.Hour / time.Millisecond)
	return int((k.at.Time().UnixMilli() - first>>16) / day), nil
}

// moment is a logical clock as the tables keep it.
func moment(at journal.HLC) int64 { return int64(at) } //nolint:gosec // 48 bits of milliseconds: under 2^63 for ages

// ago is the logical clock a while before.
func ago(at journal.HLC, d time.Duration) int64 { return at.Time().Add(-d).UnixMilli() << 16 }

// heldAt are the holds that were open at a moment. Those of the row are today's.
func (w *writer) heldAt(ctx context.Context, r *itemRow, at journal.HLC) ([]parcel.Hold, error) {
	if len(r.events().Holds) == 0 {
		return nil, nil
	}
	events, err := w.db.itemEvents(ctx, w.prepared, r.no)
	if err != nil {
		return nil, err
	}
	var then []journal.Event
	for _, e := range events {
		if e.HLC <= at {
			then = append(then, e)
		}
	}
	return openHolds(fold.OfItem(then).Holds), nil
}

func openHolds(all []parcel.Hold) []parcel.Hold { return parcel.Item{Holds: all}.OpenHolds() }
