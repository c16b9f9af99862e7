package store

import (
	"context"
	"fmt"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// Sealing is the public key that data keys for this station are sealed with.
func (db *DB) Sealing() []byte { return db.keys.reader.Public() }

// share seals the data keys of events for the reader of a public key: a key
// that was destroyed cannot be.
func (db *DB) share(ctx context.Context, ids map[string]bool, public []byte) ([]wire.Key, error) {
	var all []wire.Key
	for id := range ids {
		raw, class, day, err := db.keys.raw(ctx, db.reads, id)
		if err != nil {
			return nil, err
		}
		if raw == nil {
			continue
		}
		k, err := wire.SealKey(id, class, day, raw, public)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

// raw is a data key in the open; nil where it was destroyed.
func (k *keyring) raw(ctx context.Context, on *prepared, id string) (raw []byte, class journal.Class, day parcel.Day, err error) {
	var wrapped []byte
	err = on.row(ctx, "SELECT wrapped, class, day FROM datakey WHERE id = ?", id).Scan(&wrapped, &class, &day)
	if err != nil || wrapped == nil {
		return nil, class, day, err
	}
	if raw, err = k.wrap.Open(nil, nil, wrapped, []byte(id)); err != nil {
		return nil, class, day, fmt.Errorf("data key %s was wrapped by another station's secret: restore keys/ from its backup", id)
	}
	return raw, class, day, nil
}

// takeKeys keeps the data keys that were sealed for this station. One that does
// not open is kept unread; one that is here stays as it is.
func (w *writer) takeKeys(ctx context.Context, b wire.Batch) error {
	own := wire.KeyName(w.db.Sealing())
	for _, k := range b.Keys {
		if k.For != own {
			continue
		}
		raw, err := w.db.keys.reader.Open(k)
		if err == nil && len(raw) != secretSize {
			err = fmt.Errorf("data key %s has %d bytes", parcel.Excerpt(k.ID), len(raw))
		}
		if err != nil {
			if err := w.aside(ctx, wire.Cursor{Stream: "key " + k.ID, Created: b.Epoch.String(), Seq: b.First()}, "key", err.Error(), k.Sealed); err != nil {
				return err
			}
			continue
		}
		wrapped := w.db.keys.wrap.Seal(nil, nil, raw, []byte(k.ID)) //nolint:gosec // the key draws its own nonce
		if err := w.exec(ctx, "INSERT OR IGNORE INTO datakey (id, class, day, wrapped, station) VALUES (?, ?, ?, ?, ?)",
			k.ID, string(k.Class), string(k.Day), wrapped, b.Station); err != nil {
			return err
		}
	}
	return nil
}

// keyless reports whether a data key has not come.
func (db *DB) keyless(ctx context.Context, on *prepared, id string) bool {
	var here bool
	err := on.row(ctx, "SELECT EXISTS (SELECT 1 FROM datakey WHERE id = ? AND wrapped IS NOT NULL)", id).Scan(&here)
	return err != nil || !here
}
