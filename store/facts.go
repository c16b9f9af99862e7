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
	var sender, addressee sql.NullInt64 // first seen
	var values sql.NullString
	var sums [5]int64
	currency := d.Total().Currency
	err = on.row(ctx, factsText, db.senderKey(d), moment(at), ago(at, senderWindow), ago(at, addresseeWindow), no, mostCounted,
		db.addresseeKey(d), ago(at, today), currency, d.Identifier.Text, ago(at, week), mostValues).
		Scan(&f.SenderItems, &f.SenderReached, &f.SenderRecent, &f.SenderLight, &sender, &values, &f.SenderExamined, &f.SenderFound,
			&f.AddresseeItems, &f.AddresseeToday, &f.AddresseeWeek, &sums[0], &sums[1], &sums[2], &f.PairItems, &f.PairToday, &sums[3], &sums[4], &addressee,
			&f.Reused, &papers)
	for i, dst := range []*parcel.Money{&f.AddresseeValue, &f.TodayValue, &f.WeekValue, &f.PairValue, &f.PairTodayValue} {
		if sums[i] != 0 {
			*dst = parcel.Money{Minor: sums[i], Currency: currency}
		}
	}
	f.SenderDays, f.AddresseeDays = daysSince(sender, at), daysSince(addressee, at)
	f.SenderValues = numbers(values.String)
	return papers, err
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

// factsText asks all in one go. Party key 0 is nobody and has no rows. Where an
// item has several rows under a key, its last before the moment counts.
const factsText = `SELECT s.items, s.reached, s.recent, s.light,
  (SELECT at FROM sight WHERE key = ?1 AND at <= ?2 AND item <> ?5 ORDER BY at LIMIT 1), v.minors, r.examined, r.found,
  a.items, a.today, a.week, a.minor, a.minor_today, a.minor_week, a.pair, a.pair_today, a.pair_minor, a.pair_minor_today,
  (SELECT at FROM sight WHERE key = ?7 AND at <= ?2 AND item <> ?5 ORDER BY at LIMIT 1),
  EXISTS (SELECT 1 FROM item WHERE ident = ?10 AND no < ?5),
  EXISTS (SELECT 1 FROM paper WHERE number = ?10 AND number <> '' AND at <= ?2)
FROM
 (SELECT count(DISTINCT item) AS items, count(DISTINCT CASE WHEN at >= ?4 AND other <> 0 THEN other END) AS reached,
   count(DISTINCT CASE WHEN at >= ?4 THEN item END) AS recent,
   count(DISTINCT CASE WHEN at >= ?4 AND gross BETWEEN 1 AND 100 THEN item END) AS light
  FROM (SELECT item, other, at, gross FROM sight WHERE key = ?1 AND at BETWEEN ?3 AND ?2 AND item <> ?5 ORDER BY at DESC LIMIT ?6)) s,
 (SELECT group_concat(minor, ' ') AS minors
  FROM (SELECT item, max(at), minor
   FROM (SELECT item, at, minor FROM sight WHERE key = ?1 AND at BETWEEN ?3 AND ?2 AND item <> ?5 AND currency = ?9 AND minor > 0 ORDER BY at DESC LIMIT ?12)
   GROUP BY item)) v,
 (SELECT coalesce(sum(examined), 0) AS examined, coalesce(sum(found), 0) AS found
  FROM (SELECT item, max(at), examined, found
   FROM (SELECT item, at, examined, found FROM result WHERE key = ?1 AND at BETWEEN ?3 AND ?2 AND item <> ?5 ORDER BY at DESC LIMIT ?6)
   GROUP BY item)) r,
 (SELECT count(*) AS items, coalesce(sum(at >= ?8), 0) AS today, coalesce(sum(at >= ?11), 0) AS week,
   coalesce(sum(minor), 0) AS minor, coalesce(sum(CASE WHEN at >= ?8 THEN minor END), 0) AS minor_today,
   coalesce(sum(CASE WHEN at >= ?11 THEN minor END), 0) AS minor_week,
   coalesce(sum(same), 0) AS pair, coalesce(sum(same AND at >= ?8), 0) AS pair_today,
   coalesce(sum(CASE WHEN same THEN minor END), 0) AS pair_minor, coalesce(sum(CASE WHEN same AND at >= ?8 THEN minor END), 0) AS pair_minor_today
  FROM (SELECT item, max(at) AS at, CASE WHEN currency = ?9 THEN minor ELSE 0 END AS minor, other = ?1 AND other <> 0 AS same
   FROM (SELECT item, at, minor, currency, other FROM sight WHERE key = ?7 AND at BETWEEN ?4 AND ?2 AND item <> ?5 ORDER BY at DESC LIMIT ?6)
   GROUP BY item)) a`

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
