package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// Due is what a retention class has that is older than it may be kept.
type Due struct {
	Class  journal.Class
	Before parcel.Day
	Keys   []string // to destroy
	Kept   []string // as old, but under a legal hold or of items that are still open
}

// Due lists the own data keys of a class from before a day.
func (db *DB) Due(ctx context.Context, class journal.Class, before parcel.Day) (Due, error) {
	d := Due{Class: class, Before: before}
	kept, err := db.protected(ctx)
	if err != nil {
		return d, err
	}
	err = db.reads.each(ctx, func(row scanner) error {
		var id string
		err := row.Scan(&id)
		if kept[id] {
			d.Kept = append(d.Kept, id)
		} else {
			d.Keys = append(d.Keys, id)
		}
		return err
	}, "SELECT id FROM datakey WHERE class = ? AND day < ? AND wrapped IS NOT NULL AND station = '' ORDER BY id", string(class), string(before))
	return d, err
}

// protected are the keys of what is sealed about items that are here and open,
// and about those under a legal hold.
func (db *DB) protected(ctx context.Context) (map[string]bool, error) {
	held, err := db.LegalHolds(ctx)
	if err != nil {
		return nil, err
	}
	all, messages := map[string]bool{}, map[int64]bool{}
	take := func(row scanner) error {
		var key string
		var message int64
		err := row.Scan(&key, &message)
		all[key], messages[message] = true, true
		return err
	}
	const keys = `SELECT coalesce(b.key, ''), i.message FROM item i LEFT JOIN item_event e ON e.item = i.no
		LEFT JOIN body b ON b.station = e.station AND b.epoch = e.epoch AND b.seq = e.seq WHERE `
	err = db.reads.each(ctx, take, keys+"i.open = 1 AND i.state <> 'expected'")
	for item := range held {
		err = errors.Join(err, db.reads.each(ctx, take, keys+"i.ident = ? AND i.day = ?", item.Ident(), string(item.Day())))
	}
	for no := range messages {
		err = errors.Join(err, db.messageKeys(ctx, no, all))
	}
	return all, errors.Join(err, db.fileKeys(ctx, held, all))
}

// messageKeys adds the keys of a message file and of its event.
func (db *DB) messageKeys(ctx context.Context, no int64, all map[string]bool) error {
	return db.events(ctx, db.reads, func(e journal.Event) error {
		all[e.Key] = true
		if b, ok := e.Body.(journal.MessageReceived); ok {
			all[b.Key] = true
		}
		return nil
	}, "SELECT e.record, b.bytes FROM message m JOIN event e USING (station, epoch, seq) LEFT JOIN body b USING (station, epoch, seq) WHERE m.no = ?", no)
}

// fileKeys adds the keys of photos and X-rays, which may be of the day before
// their event's.
func (db *DB) fileKeys(ctx context.Context, held map[parcel.ItemID]string, all map[string]bool) error {
	if err := db.findFiles(ctx); err != nil {
		return err
	}
	return db.reads.each(ctx, func(row scanner) error {
		var key string
		var item parcel.ItemID
		var open bool
		err := row.Scan(&key, &item, &open)
		if _, kept := held[item]; kept || open {
			all[key] = true
		}
		return err
	}, "SELECT f.key, f.item, EXISTS (SELECT 1 FROM item i WHERE i.ident || '@' || i.day = f.item AND i.open = 1) FROM file f")
}

// LegalHolds are the items whose data may not be destroyed, and who asks.
func (db *DB) LegalHolds(ctx context.Context) (map[parcel.ItemID]string, error) {
	set, err := db.Milestones(ctx, journal.KindLegalHoldSet, journal.KindLegalHoldLifted)
	last, held := map[parcel.ItemID]journal.HLC{}, map[parcel.ItemID]string{}
	for _, e := range set {
		switch b := e.Body.(type) {
		case journal.LegalHoldSet:
			if e.HLC > last[b.Item] {
				last[b.Item], held[b.Item] = e.HLC, b.Ref
			}
		case journal.LegalHoldLifted:
			if e.HLC > last[b.Item] {
				last[b.Item] = e.HLC
				delete(held, b.Item)
			}
		default: // unread here; a hold that cannot be read is set again
		}
	}
	return held, err
}

// Shred destroys the keys that are due and everything that was made of what
// they sealed: an event says so, the projections are made anew without it, and
// nothing of it stays in the files of the database. It needs the station to
// itself.
func (db *DB) Shred(ctx context.Context, d Due, by ...parcel.OfficerID) error {
	if len(d.Keys) > 0 {
		if _, err := db.Append(ctx, journal.Draft{Body: journal.KeysShredded{Of: d.Class, Before: d.Before, Keys: d.Keys}, Officers: by}); err != nil {
			return err
		}
	}
	return db.FinishShredding(ctx)
}

// Erase destroys own data keys at the hub's word, with the cursor under which it
// came. What is open or under a legal hold is not destroyed: then nothing is.
// Plain copies in the lists go with FinishShredding, at the next start.
func (db *DB) Erase(ctx context.Context, at wire.Cursor, keys []string) error {
	kept, err := db.protected(ctx)
	if err != nil {
		return err
	}
	byClass := map[journal.Class][]string{}
	for _, id := range keys {
		if kept[id] {
			return fmt.Errorf("key %s is not destroyed: what it seals is of open items, or under a legal hold", parcel.Excerpt(id))
		}
		class, _, _ := strings.Cut(id, "-")
		byClass[journal.Class(class)] = append(byClass[journal.Class(class)], id)
	}
	var drafts []journal.Draft
	for _, class := range slices.Sorted(maps.Keys(byClass)) {
		drafts = append(drafts, journal.Draft{Body: journal.KeysShredded{Of: class, Keys: byClass[class]}})
	}
	_, err = db.Through(at).Append(ctx, drafts...)
	return err
}

// FinishShredding does what is left of a shredding that was cut short; nothing
// where none was.
func (db *DB) FinishShredding(ctx context.Context) error {
	var left int
	if err := db.reads.row(ctx, "SELECT count(*) FROM meta WHERE key = 'shredding'").Scan(&left); err != nil || left == 0 {
		return err
	}
	if _, err := db.Replay(ctx); err != nil {
		return err
	}
	if err := db.truncate(ctx); err != nil {
		return err
	}
	return db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, "DELETE FROM meta WHERE key = 'shredding'")
	})
}

// truncate folds the write-ahead log into the file and empties it.
func (db *DB) truncate(ctx context.Context) error {
	var busy, frames, done int
	if err := db.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done); err != nil {
		return err
	}
	if busy != 0 {
		return fmt.Errorf("the write-ahead log is in use by another program: end it and run this again")
	}
	return nil
}

// shred destroys data keys: what they sealed can never be read again, while
// every hash over it holds.
func (w *writer) shred(ctx context.Context, keys []string) error {
	for _, id := range keys {
		if err := w.exec(ctx, "INSERT OR IGNORE INTO meta (key, value) SELECT 'shredding', '1' FROM datakey WHERE id = ? AND wrapped IS NOT NULL", id); err != nil {
			return err
		}
		if err := w.exec(ctx, "UPDATE datakey SET wrapped = NULL WHERE id = ?", id); err != nil {
			return err
		}
	}
	w.onCommit(func() {
		w.rekeyed = true
		w.db.keys.forget(keys)
	})
	return nil
}

// forget drops keys that were destroyed.
func (k *keyring) forget(keys []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range keys {
		delete(k.open, id)
	}
	clear(k.today) // the next seal asks the table
}
