package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
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

// sight notes the parties of an item, keyed, as of a moment. Rows are only
// added, so that the facts of any past moment can be had again.
func (w *writer) sight(ctx context.Context, no int64, d *parcel.Declaration, at journal.HLC) error {
	sender, addressee := w.db.senderKey(d), w.db.addresseeKey(d)
	total := d.Total()
	minor := max(-mostMinor, min(mostMinor, total.Minor))
	gross := max(0, min(int64(d.Gross), mostGrams))
	const text = "INSERT OR REPLACE INTO sight (key, at, item, other, minor, currency, gross) VALUES (?, ?, ?, ?, ?, ?, ?)"
	if sender != 0 {
		if err := w.exec(ctx, text, sender, moment(at), no, addressee, minor, total.Currency, gross); err != nil {
			return err
		}
	}
	if addressee != 0 {
		return w.exec(ctx, text, addressee, moment(at), no, sender, minor, total.Currency, gross)
	}
	return nil
}

// learnFrom notes what a message declares besides: shared addresses and
// telephones, prices and masses. Forms do not teach: a late one makes an item
// be relived, and what it taught could not be told apart again.
func (w *writer) learnFrom(ctx context.Context, no int64, d *parcel.Declaration, at journal.HLC) error {
	for _, s := range w.db.sharedKeys(d) {
		if err := w.share(ctx, s, at); err != nil {
			return err
		}
	}
	return w.price(ctx, no, d, at)
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
func (db *DB) Facts(ctx context.Context, id parcel.ItemID, d parcel.Declaration) (parcel.Facts, error) {
	no := notHere
	err := db.reads.row(ctx, "SELECT no FROM item WHERE ident = ?1 AND (day = ?2 OR ?2 = '') ORDER BY day DESC LIMIT 1", id.Ident(), string(id.Day())).Scan(&no)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return parcel.Facts{}, err
	}
	last, err := db.last(ctx, db.reads, db.Epoch())
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return parcel.Facts{}, err
	}
	now := journal.HLC(0).Tick(db.opt.Now()) | 0xffff
	return db.facts(ctx, db.reads, no, &d, max(now, last.HLC)) // the wall clock may have been set back
}

// notHere is the number of an item that has none yet: it comes after all.
const notHere int64 = 1<<62 - 1

// facts is what was known at a moment beyond the item itself. Counts stop at
// mostCounted, so that one busy party costs no more than another.
func (db *DB) facts(ctx context.Context, on *prepared, no int64, d *parcel.Declaration, at journal.HLC) (parcel.Facts, error) {
	var f parcel.Facts
	papers, err := db.partyFacts(ctx, on, no, d, at, &f)
	if err != nil {
		return f, err
	}
	if err := db.sharedFacts(ctx, on, d, at, &f); err != nil {
		return f, err
	}
	if f.Norms, err = db.norms(ctx, on, no, d, at); err != nil {
		return f, err
	}
	if !papers {
		return f, nil
	}
	return f, db.paperFacts(ctx, on, d, at, &f)
}

// partyFacts counts what is known of sender and addressee, and tells whether
// trade papers name the item.
func (db *DB) partyFacts(ctx context.Context, on *prepared, no int64, d *parcel.Declaration, at journal.HLC, f *parcel.Facts) (papers bool, err error) {
	var firstSent, firstGot sql.NullInt64
	var sent, values, results, got sql.NullString
	sender, currency := db.senderKey(d), d.Total().Currency
	err = on.row(ctx, factsText, sender, moment(at), ago(at, senderWindow), ago(at, addresseeWindow), no, mostCounted,
		db.addresseeKey(d), currency, d.Identifier.Text, mostValues).
		Scan(&sent, &values, &results, &got, &firstSent, &firstGot, &f.Reused, &papers)
	if err != nil {
		return false, err
	}
	countSender(f, sightsOf(sent.String), ago(at, addresseeWindow))
	countAddressee(f, sightsOf(got.String), sender, currency, at)
	f.SenderExamined, f.SenderFound = countResults(numbers(results.String))
	f.SenderValues = lastValues(numbers(values.String))
	f.SenderDays, f.AddresseeDays = daysSince(firstSent, at), daysSince(firstGot, at)
	return papers, nil
}

// daysSince counts whole days since somebody was first seen.
func daysSince(first sql.NullInt64, at journal.HLC) int {
	if !first.Valid {
		return 0
	}
	const day = int64(24 * time.Hour / time.Millisecond)
	return int((at.Time().UnixMilli() - first.Int64>>16) / day)
}

// numbers reads integers with spaces between.
func numbers(text string) []int64 {
	var all []int64
	for s := range strings.FieldsSeq(text) {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// factsText asks all in one go, rows as text: they are counted here, since
// SQLite makes a tree of its own for each number of different things. Party key
// 0 is nobody and has no rows. The newest rows come first.
const factsText = `SELECT
  (SELECT group_concat(concat_ws(' ', item, at, other, 0, gross), ' ')
   FROM (SELECT item, at, other, gross FROM sight WHERE key = ?1 AND at BETWEEN ?3 AND ?2 AND item <> ?5 ORDER BY at DESC LIMIT ?6)),
  (SELECT group_concat(concat_ws(' ', item, minor), ' ')
   FROM (SELECT item, minor FROM sight WHERE key = ?1 AND at BETWEEN ?3 AND ?2 AND item <> ?5 AND currency = ?8 AND minor > 0 ORDER BY at DESC LIMIT ?10)),
  (SELECT group_concat(concat_ws(' ', item, examined, found), ' ')
   FROM (SELECT item, examined, found FROM result WHERE key = ?1 AND at BETWEEN ?3 AND ?2 AND item <> ?5 ORDER BY at DESC LIMIT ?6)),
  (SELECT group_concat(concat_ws(' ', item, at, other, minor, 0), ' ')
   FROM (SELECT item, at, other, CASE WHEN currency = ?8 THEN minor ELSE 0 END AS minor
    FROM sight WHERE key = ?7 AND at BETWEEN ?4 AND ?2 AND item <> ?5 ORDER BY at DESC LIMIT ?6)),
  (SELECT at FROM sight WHERE key = ?1 AND at <= ?2 AND item <> ?5 ORDER BY at LIMIT 1),
  (SELECT at FROM sight WHERE key = ?7 AND at <= ?2 AND item <> ?5 ORDER BY at LIMIT 1),
  EXISTS (SELECT 1 FROM item WHERE ident = ?9 AND no < ?5),
  EXISTS (SELECT 1 FROM paper WHERE number = ?9 AND number <> '' AND at <= ?2)`

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
