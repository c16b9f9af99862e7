package store

import (
	"cmp"
	"context"
	"slices"

	"postern/journal"
)

// Arrivals reads what became of the files that came here last, taken and
// rejected ones, newest first, and counts all that ever came.
func (db *DB) Arrivals(ctx context.Context, most int) (all []journal.Event, total int, err error) {
	const those = " FROM milestone m WHERE m.kind = ? AND m.station = ?"
	for _, kind := range []journal.Kind{journal.KindMessageReceived, journal.KindMessageRejected} {
		var epochs [][]byte
		err := db.reads.each(ctx, func(row scanner) error {
			var epoch []byte
			var n int
			err := row.Scan(&epoch, &n)
			epochs, total = append(epochs, epoch), total+n
			return err
		}, "SELECT m.epoch, count(*)"+those+" GROUP BY m.epoch", string(kind), db.opt.Station)
		if err != nil {
			return nil, 0, err
		}
		for _, epoch := range epochs {
			err := db.events(ctx, db.reads, func(e journal.Event) error {
				all = append(all, e)
				return nil
			}, `SELECT e.record, b.bytes FROM milestone m JOIN event e USING (station, epoch, seq) LEFT JOIN body b USING (station, epoch, seq)
				WHERE m.kind = ? AND m.station = ? AND m.epoch = ? ORDER BY m.seq DESC LIMIT ?`, string(kind), db.opt.Station, epoch, max(most, 0))
			if err != nil {
				return nil, 0, err
			}
		}
	}
	slices.SortFunc(all, func(a, b journal.Event) int { return cmp.Compare(b.HLC, a.HLC) })
	return all[:min(len(all), max(most, 0))], total, nil
}
