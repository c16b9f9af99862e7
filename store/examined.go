package store

import (
	"context"

	"postern/fold"
	"postern/parcel"
)

// Examined calls f for every item that was examined, in the order in which
// items came to be known: what the learned model learns from. A page of items
// is read at a time, so that others are not kept waiting.
func (db *DB) Examined(ctx context.Context, f func(parcel.Examination) error) error {
	for last := int64(0); ; {
		rows, err := db.inspected(ctx, last)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			last = r.no
			if r.declared == nil || !r.events().Opened() {
				continue
			}
			events, err := db.itemEvents(ctx, db.reads, r.no)
			if err != nil {
				return err
			}
			x, ok := fold.Examined(events)
			if !ok {
				continue
			}
			x.Declaration = *r.declared
			if err := f(x); err != nil {
				return err
			}
		}
	}
}

// inspected reads the next items that have events.
func (db *DB) inspected(ctx context.Context, after int64) (all []*itemRow, err error) {
	err = db.reads.each(ctx, func(row scanner) error {
		r, err := scanRow(row)
		all = append(all, r)
		return err
	}, "SELECT "+rowColumns+" FROM item WHERE folded IS NOT NULL AND no > ? ORDER BY no LIMIT ?", after, page)
	return all, err
}
