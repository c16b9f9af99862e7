package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"

	"postern/journal/wire"
	"postern/sync/hub/record"
)

// The prefix of a journal that is whole, after ?3 and before the first fork.
const prefix = `SELECT max(seq) FROM (SELECT seq, ?3 + row_number() OVER (ORDER BY seq) AS want
  FROM event WHERE station = ?1 AND epoch = ?2 AND seq > ?3 AND seq < ?4) AS r WHERE seq = want`

// Progress implements record.Record.
func (r *Record) Progress(ctx context.Context, of wire.Source, at time.Time) (p record.Progress, err error) {
	p.Generation = r.generation
	err = r.change(ctx, func(tx *sql.Tx) error {
		if err := refusals(ctx, tx, of, &p); err != nil {
			return err
		}
		if err := advance(ctx, tx, of, &p); err != nil {
			return err
		}
		return beyond(ctx, tx, of, &p, at)
	})
	return p, err
}

func refusals(ctx context.Context, tx *sql.Tx, of wire.Source, p *record.Progress) (err error) {
	rows, err := tx.QueryContext(ctx, `SELECT seq, why FROM (
		SELECT seq, why FROM refused WHERE station = ?1 AND epoch = ?2 UNION ALL
		SELECT DISTINCT seq, ?3 FROM fork WHERE station = ?1 AND epoch = ?2) ORDER BY seq LIMIT ?4`,
		of.Station, of.Epoch[:], record.Forked, wire.MaxRanges)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var x wire.Refusal
		if err := rows.Scan(&x.Seq, &x.Why); err != nil {
			return err
		}
		p.Refused = append(p.Refused, x)
	}
	return rows.Err()
}

// advance moves the watermark as far as the journal is whole.
func advance(ctx context.Context, tx *sql.Tx, of wire.Source, p *record.Progress) error {
	err := tx.QueryRowContext(ctx, "SELECT upto FROM watermark WHERE station = ? AND epoch = ?", of.Station, of.Epoch[:]).Scan(&p.Upto)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	end := uint64(math.MaxInt64)
	err = tx.QueryRowContext(ctx, "SELECT seq FROM fork WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq LIMIT 1",
		of.Station, of.Epoch[:], p.Upto).Scan(&end)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var upto sql.Null[uint64]
	if err := tx.QueryRowContext(ctx, prefix, of.Station, of.Epoch[:], p.Upto, end).Scan(&upto); err != nil || !upto.Valid {
		return err
	}
	p.Upto = upto.V
	_, err = tx.ExecContext(ctx, "UPDATE watermark SET upto = ? WHERE station = ? AND epoch = ?", p.Upto, of.Station, of.Epoch[:])
	return err
}

// beyond finds what is recorded after the watermark, and what is overdue.
func beyond(ctx context.Context, tx *sql.Tx, of wire.Source, p *record.Progress, at time.Time) (err error) {
	var overdue sql.Null[uint64]
	err = tx.QueryRowContext(ctx, "SELECT max(seq) FROM event WHERE station = ? AND epoch = ? AND seq > ? AND got <= ?",
		of.Station, of.Epoch[:], p.Upto, at.Add(-record.Patience).UnixMilli()).Scan(&overdue)
	if err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, "SELECT seq FROM event WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq LIMIT ?",
		of.Station, of.Epoch[:], p.Upto, record.MostBeyond)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var seqs []uint64
	for rows.Next() {
		var seq uint64
		if err := rows.Scan(&seq); err != nil {
			return err
		}
		seqs = append(seqs, seq)
	}
	p.Gather(seqs, overdue.V)
	return rows.Err()
}
