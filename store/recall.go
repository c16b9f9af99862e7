package store

import (
	"context"
	"database/sql"
	"errors"

	"postern/journal"
	"postern/parcel"
)

// Recall is what a scan recorded of its facts with what it left to the store to
// tell again: see parcel.Facts.Kept. at is the scan's own moment.
func (db *DB) Recall(ctx context.Context, id parcel.ItemID, d parcel.Declaration, at journal.HLC, kept parcel.Facts) (parcel.Facts, error) {
	no := notHere
	err := db.reads.row(ctx, "SELECT no FROM item WHERE ident = ? AND day = ?", id.Ident(), string(id.Day())).Scan(&no)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return kept, err
	}
	var then parcel.Facts
	err = db.directly(ctx, func(on *direct) (err error) {
		then, err = factsOf(ctx, on, at-1, db.asked(no, &d))
		return err
	})
	if err != nil {
		return kept, err
	}
	if kept.SenderValues == nil {
		kept.SenderValues = then.SenderValues
	}
	if kept.Norms == nil {
		kept.Norms = then.Norms
	}
	return kept, nil
}
