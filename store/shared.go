package store

import (
	"context"

	"postern/journal"
	"postern/parcel"
)

// shared names a key several parties may have in common, and the party.
type shared struct{ key, other int64 }

// sharedKeys are the addressee's address and telephone and the sender's
// telephone, keyed; a key of 0 where it is not known.
func (db *DB) sharedKeys(d *parcel.Declaration) [3]shared {
	place := func(role, key string, name int64) shared {
		if key == "" || name == 0 {
			return shared{}
		}
		return shared{db.keys.blind(role, key), name}
	}
	sender, addressee := db.senderKey(d), db.addresseeKey(d)
	return [3]shared{
		place("address", d.Addressee.PlaceKey(), addressee),
		place("phone", d.Addressee.PhoneKey(), addressee),
		place("sender phone", d.Sender.PhoneKey(), sender),
	}
}

// share notes that a name was seen there; of several sights of a day the first
// stands, in whatever order they come.
func (w *writer) share(ctx context.Context, s shared, at journal.HLC) error {
	if s.key == 0 {
		return nil
	}
	return w.exec(ctx, `INSERT INTO shared (key, day, other, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (key, day, other) DO UPDATE SET at = excluded.at WHERE excluded.at < at`, s.key, dayOf(at), s.other, moment(at))
}

// dayOf counts days since 1970, in UTC.
func dayOf(at journal.HLC) int64 {
	const day = 24 * 60 * 60
	return at.Time().Unix() / day
}

const sharedText = `SELECT
 (SELECT count(DISTINCT other) FROM (SELECT other FROM shared WHERE key = ?1 AND day BETWEEN ?8 AND ?9 AND at <= ?7 AND other <> ?2 LIMIT ?10)),
 (SELECT count(DISTINCT other) FROM (SELECT other FROM shared WHERE key = ?3 AND day BETWEEN ?8 AND ?9 AND at <= ?7 AND other <> ?4 LIMIT ?10)),
 (SELECT count(DISTINCT other) FROM (SELECT other FROM shared WHERE key = ?5 AND day BETWEEN ?8 AND ?9 AND at <= ?7 AND other <> ?6 LIMIT ?10))`

// sharedFacts counts other names at the same address and telephones.
func (db *DB) sharedFacts(ctx context.Context, on *prepared, d *parcel.Declaration, at journal.HLC, f *parcel.Facts) error {
	k := db.sharedKeys(d)
	return on.row(ctx, sharedText, k[0].key, k[0].other, k[1].key, k[1].other, k[2].key, k[2].other, moment(at),
		dayOf(at)-int64(addresseeWindow.Hours()/24), dayOf(at), mostCounted).
		Scan(&f.AddressNames, &f.PhoneNames, &f.SenderPhoneNames)
}
