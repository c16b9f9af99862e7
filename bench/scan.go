package bench

import (
	"context"
	"errors"
	"time"
)

// scan measures reads of labels at the large station: until the verdict is
// made, and until it is on the disk.
func (r *runner) scan(ctx context.Context) error {
	const warm, reads = 100, 3000
	b, err := r.largeStation(ctx)
	if err != nil {
		return err
	}
	if len(b.labels) == 0 {
		return errors.New("no item to scan: ask for more items")
	}
	decided, durable := make([]time.Duration, 0, reads), make([]time.Duration, 0, reads)
	for i := range warm + reads {
		var until time.Duration
		took, err := r.timed(func() (err error) {
			until, err = b.Scan(ctx, b.pick(i))
			return err
		})
		if err != nil {
			return err
		}
		if i >= warm {
			decided, durable = append(decided, until), append(durable, took)
		}
	}
	row, err := r.rawReads(ctx, b, reads)
	if err != nil {
		return err
	}
	sync, err := r.rawSyncs(reads)
	if err != nil {
		return err
	}
	return r.give(
		beside("scan to verdict p50", ms(quantile(decided, .5)), "ms", "the bare row from SQLite", ms(quantile(row, .5))),
		beside("scan to verdict p99", ms(quantile(decided, .99)), "ms", "limit", limitDecide),
		beside("scan to verdict p99", ms(quantile(decided, .99)), "ms", "the bare row from SQLite", ms(quantile(row, .99))),
		beside("scan to recorded p50", ms(quantile(durable, .5)), "ms", "4 KiB appended and synced", ms(quantile(sync, .5))),
		beside("scan to recorded p99", ms(quantile(durable, .99)), "ms", "4 KiB appended and synced", ms(quantile(sync, .99))))
}
