package store

import (
	"context"
	"time"

	"postern/journal"
	"postern/parcel"
)

// How far back the counts look, and where they stop counting.
const (
	senderWindow    = 365 * 24 * time.Hour
	addresseeWindow = 30 * 24 * time.Hour
	mostCounted     = 500
)

func (db *DB) senderKey(d parcel.Declaration) int64    { return db.partyKey("sender", d.Sender) }
func (db *DB) addresseeKey(d parcel.Declaration) int64 { return db.partyKey("addressee", d.Addressee) }

func (db *DB) partyKey(role string, p parcel.Party) int64 {
	key := p.Key()
	if key == "" {
		return 0
	}
	return db.keys.blind(role, key)
}

// sight notes the parties of an item, keyed, as of a moment. Rows are only
// added, so that the facts of any past moment can be had again.
func (w *writer) sight(ctx context.Context, r *itemRow, at journal.HLC) error {
	if r.declared == nil {
		return nil
	}
	sender, addressee := w.db.senderKey(*r.declared), w.db.addresseeKey(*r.declared)
	total := r.declared.Total()
	const text = "INSERT OR REPLACE INTO sight (key, at, item, other, minor, currency) VALUES (?, ?, ?, ?, ?, ?)"
	if sender != 0 {
		if err := w.exec(ctx, text, sender, int64(at), r.no, addressee, total.Minor, total.Currency); err != nil { //nolint:gosec // under 2^63
			return err
		}
	}
	if addressee != 0 {
		return w.exec(ctx, text, addressee, int64(at), r.no, sender, total.Minor, total.Currency) //nolint:gosec // under 2^63
	}
	return nil
}

// Facts is what is known beyond the item itself, now.
func (db *DB) Facts(ctx context.Context, id parcel.ItemID, d parcel.Declaration) (parcel.Facts, error) {
	var no int64 = -1
	r, err := rowByID(ctx, db.reads, id)
	if err != nil {
		return parcel.Facts{}, err
	}
	if r != nil {
		no = r.no
	}
	return db.facts(ctx, db.reads, no, d, journal.HLC(0).Tick(db.opt.Now())|0xffff)
}

// facts is what was known at a moment beyond the item itself. Counts stop at
// mostCounted, so that one busy sender costs no more than another.
func (db *DB) facts(ctx context.Context, on *prepared, no int64, d parcel.Declaration, at journal.HLC) (parcel.Facts, error) {
	var f parcel.Facts
	if err := db.senderFacts(ctx, on, no, d, at, &f); err != nil {
		return f, err
	}
	if err := db.addresseeFacts(ctx, on, no, d, at, &f); err != nil {
		return f, err
	}
	var reused int
	err := on.row(ctx, "SELECT count(*) FROM item WHERE ident = ? AND no <> ? AND no < ?", d.Identifier.Text, no, beforeNo(no)).Scan(&reused)
	if err != nil {
		return f, err
	}
	f.Reused = reused > 0
	return f, db.paperFacts(ctx, on, d, at, &f)
}

// beforeNo bounds the items that came before one; an item not here yet comes
// after all.
func beforeNo(no int64) int64 {
	if no < 0 {
		return 1<<62 - 1
	}
	return no
}

func (db *DB) senderFacts(ctx context.Context, on *prepared, no int64, d parcel.Declaration, at journal.HLC, f *parcel.Facts) error {
	key := db.senderKey(d)
	if key == 0 {
		return nil
	}
	err := on.row(ctx, `SELECT count(DISTINCT item), count(DISTINCT CASE WHEN at >= ? THEN other END) FROM
		(SELECT item, other, at FROM sight WHERE key = ? AND at BETWEEN ? AND ? AND item <> ? ORDER BY at DESC LIMIT ?)`,
		ago(at, addresseeWindow), key, ago(at, senderWindow), int64(at), no, mostCounted).Scan(&f.SenderItems, &f.SenderReached) //nolint:gosec // under 2^63
	if err != nil {
		return err
	}
	return on.row(ctx, `SELECT coalesce(sum(examined), 0), coalesce(sum(found), 0) FROM
		(SELECT examined, found FROM result WHERE key = ? AND at BETWEEN ? AND ? AND item <> ? ORDER BY at DESC LIMIT ?)`,
		key, ago(at, senderWindow), int64(at), no, mostCounted).Scan(&f.SenderExamined, &f.SenderFound) //nolint:gosec // under 2^63
}

func (db *DB) addresseeFacts(ctx context.Context, on *prepared, no int64, d parcel.Declaration, at journal.HLC, f *parcel.Facts) error {
	key := db.addresseeKey(d)
	if key == 0 {
		return nil
	}
	currency := d.Total().Currency
	var minor int64
	err := on.row(ctx, `SELECT count(*), coalesce(sum(at >= ?), 0), coalesce(sum(CASE WHEN currency = ? THEN minor END), 0) FROM
		(SELECT item, max(at) AS at, minor, currency FROM
			(SELECT item, at, minor, currency FROM sight WHERE key = ? AND at BETWEEN ? AND ? AND item <> ? ORDER BY at DESC LIMIT ?) GROUP BY item)`,
		ago(at, 24*time.Hour), currency, key, ago(at, addresseeWindow), int64(at), no, mostCounted). //nolint:gosec // under 2^63
		Scan(&f.AddresseeItems, &f.AddresseeToday, &minor)
	if minor != 0 {
		f.AddresseeValue = parcel.Money{Minor: minor, Currency: currency}
	}
	return err
}

// ago is the logical clock a while before.
func ago(at journal.HLC, d time.Duration) int64 {
	return at.Time().Add(-d).UnixMilli() << 16
}
