package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"postern/journal/wire"
	"postern/sync/hub/record"
)

// Leaves implements record.Heads.
func (r *Record) Leaves(ctx context.Context, of wire.Source, after, upto uint64, f func([32]byte)) error {
	rows, err := r.pool.Query(ctx, "SELECT seq, leaf FROM event WHERE station = $1 AND epoch = $2 AND seq > $3 AND seq <= $4 ORDER BY seq",
		of.Station, of.Epoch[:], int64(after), int64(upto)) //nolint:gosec // under 2^62
	if err != nil {
		return err
	}
	defer rows.Close()
	next := after + 1
	for rows.Next() {
		var seq uint64
		var leaf []byte
		if err := rows.Scan(&seq, &leaf); err != nil {
			return err
		}
		if seq != next || len(leaf) != 32 {
			return record.ErrGap
		}
		next++
		f([32]byte(leaf))
	}
	if err := rows.Err(); err != nil || next <= upto {
		return errors.Join(err, record.ErrGap)
	}
	return nil
}

// KeepHead implements record.Heads.
func (r *Record) KeepHead(ctx context.Context, h record.Head) error {
	_, err := r.pool.Exec(ctx, `INSERT INTO head (station, epoch, size, note, alarm, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (station, epoch) DO UPDATE SET size = excluded.size, note = excluded.note, alarm = excluded.alarm, at = excluded.at WHERE head.alarm = ''`,
		h.Station, h.Epoch[:], int64(h.Size), text(h.Note), text(h.Alarm), h.At) //nolint:gosec // under 2^62
	return err
}

// Heads implements record.Heads.
func (r *Record) Heads(ctx context.Context) ([]record.Head, error) {
	rows, err := r.pool.Query(ctx, `SELECT station, epoch, size, note, alarm, at FROM head ORDER BY station COLLATE "C", epoch`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h record.Head, err error) {
		var epoch []byte
		err = row.Scan(&h.Station, &epoch, &h.Size, &h.Note, &h.Alarm, &h.At)
		copy(h.Epoch[:], epoch)
		return h, err
	})
}

// Receipted implements record.Heads.
func (r *Record) Receipted(ctx context.Context) (n uint64, err error) {
	return n, r.pool.QueryRow(ctx, "SELECT coalesce(sum(upto), 0)::bigint FROM watermark").Scan(&n)
}
