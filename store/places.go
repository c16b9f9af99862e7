package store

import (
	"context"
	"fmt"
	"time"

	"postern/parcel"
)

// InHand counts the items in hand by the place they are at: seen here, and
// still somebody's business. It walks the queue's index and looks up only what
// was seen.
func (db *DB) InHand(ctx context.Context) (map[parcel.Place]int, error) {
	counts := map[parcel.Place]int{}
	err := db.reads.each(ctx, func(row scanner) error {
		var place parcel.Place
		var n int
		err := row.Scan(&place, &n)
		counts[place] = n
		return err
	}, "SELECT place, count(*) FROM item INDEXED BY item_queue WHERE open = 1 AND state <> 'expected' AND place <> '' GROUP BY place")
	if err != nil {
		return nil, fmt.Errorf("count what is in hand: %w", err)
	}
	return counts, nil
}

// referredText reads an index that holds no other items.
const referredText = "SELECT count(*), coalesce(min(since), 0), count(CASE WHEN since < ? THEN 1 END) FROM item WHERE state = 'referred'"

// Referred counts the items at another agency, says since when the first of
// them is, and how many are since before a moment.
func (db *DB) Referred(ctx context.Context, before time.Time) (all, late int, oldest time.Time, err error) {
	var since int64
	if err := db.reads.row(ctx, referredText, before.UnixMilli()).Scan(&all, &since, &late); err != nil {
		return 0, 0, oldest, fmt.Errorf("count the referrals: %w", err)
	}
	if all > 0 {
		oldest = time.UnixMilli(since)
	}
	return all, late, oldest, nil
}

// BagsOf counts the receptacles that came to this station, and those that were
// opened here, from one moment to another; a zero end is now.
func (db *DB) BagsOf(ctx context.Context, from, until time.Time) (arrived, opened int, err error) {
	end := int64(1<<62 - 1)
	if !until.IsZero() {
		end = until.UnixMilli()
	}
	err = db.reads.row(ctx, `SELECT count(DISTINCT CASE WHEN what = 'arrived' THEN receptacle END), count(DISTINCT CASE WHEN what = 'opened' THEN receptacle END)
	FROM bag WHERE station = ? AND wall BETWEEN ? AND ? AND what <> 'announced'`, db.opt.Station, from.UnixMilli(), end).Scan(&arrived, &opened)
	if err != nil {
		return 0, 0, fmt.Errorf("count the receptacles: %w", err)
	}
	return arrived, opened, nil
}
