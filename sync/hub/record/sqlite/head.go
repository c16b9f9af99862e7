package sqlite

import (
	"context"
	"errors"
	"time"

	"postern/journal/wire"
	"postern/sync/hub/record"
)

// Leaves implements record.Heads.
func (r *Record) Leaves(ctx context.Context, of wire.Source, after, upto uint64, f func([32]byte)) (err error) {
	rows, err := r.read.QueryContext(ctx, "SELECT seq, leaf FROM event WHERE station = ? AND epoch = ? AND seq > ? AND seq <= ? ORDER BY seq", of.Station, of.Epoch[:], after, upto)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
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
	_, err := r.write.ExecContext(ctx, `INSERT INTO head (station, epoch, size, note, alarm, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (station, epoch) DO UPDATE SET size = excluded.size, note = excluded.note, alarm = excluded.alarm, at = excluded.at WHERE head.alarm = ''`,
		h.Station, h.Epoch[:], h.Size, h.Note, h.Alarm, h.At.UnixMilli())
	return err
}

// Heads implements record.Heads.
func (r *Record) Heads(ctx context.Context) (all []record.Head, err error) {
	rows, err := r.read.QueryContext(ctx, "SELECT station, epoch, size, note, alarm, at FROM head ORDER BY station, epoch")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var h record.Head
		var epoch []byte
		var at int64
		if err := rows.Scan(&h.Station, &epoch, &h.Size, &h.Note, &h.Alarm, &at); err != nil {
			return nil, err
		}
		copy(h.Epoch[:], epoch)
		h.At = time.UnixMilli(at)
		all = append(all, h)
	}
	return all, rows.Err()
}

// Receipted implements record.Heads.
func (r *Record) Receipted(ctx context.Context) (n uint64, err error) {
	return n, spoilt(r.read.QueryRowContext(ctx, "SELECT coalesce(sum(upto), 0) FROM watermark").Scan(&n))
}
