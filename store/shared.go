package store

import (
	"postern/journal"
	"postern/parcel"
)

// shared names a key several parties may have in common, and the party.
type shared struct{ key, other int64 }

// sharedKeys are the addressee's address and telephone and the sender's
// telephone, keyed; a key of 0 where it is not known.
func (db *DB) sharedKeys(d *parcel.Declaration, sender, addressee int64) [3]shared {
	place := func(role, key string, name int64) shared {
		if key == "" || name == 0 {
			return shared{}
		}
		return shared{db.keys.blind(role, key), name}
	}
	return [3]shared{
		place("address", d.Addressee.PlaceKey(), addressee),
		place("phone", d.Addressee.PhoneKey(), addressee),
		place("sender phone", d.Sender.PhoneKey(), sender),
	}
}

// Of several sights of a name at a place in a day the first stands, in whatever
// order they come.
const sharedTail = " ON CONFLICT (key, day, other) DO UPDATE SET at = excluded.at WHERE excluded.at < at"

// dayOf counts days since 1970, in UTC.
func dayOf(at journal.HLC) int64 {
	const day = 24 * 60 * 60
	return at.Time().Unix() / day
}
