package postgres

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"postern/journal/wire"
	"postern/sync/hub/record"
)

// Nearly always there is no gap after $3, which counting tells at a third of the
// cost of finding the first one.
const gapless = `SELECT max(seq) FROM event WHERE station = $1 AND epoch = $2 AND seq > $3::bigint AND seq < $4::bigint
  HAVING count(*) = max(seq) - $3::bigint`

// The prefix of a journal that is whole, after $3 and before the first fork.
const prefix = `SELECT max(seq) FROM (SELECT seq, $3::bigint + row_number() OVER (ORDER BY seq) AS want
  FROM event WHERE station = $1 AND epoch = $2 AND seq > $3::bigint AND seq < $4::bigint) AS r WHERE seq = want`

// Progress implements record.Record.
func (r *Record) Progress(ctx context.Context, of wire.Source, at time.Time) (p record.Progress, err error) {
	p.Generation = r.generation
	err = pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
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

func refusals(ctx context.Context, tx pgx.Tx, of wire.Source, p *record.Progress) error {
	rows, err := tx.Query(ctx, `SELECT seq, why FROM (
		SELECT seq, why FROM refused WHERE station = $1 AND epoch = $2 UNION ALL
		SELECT DISTINCT seq, $3::text FROM fork WHERE station = $1 AND epoch = $2) AS r ORDER BY seq LIMIT $4`,
		of.Station, of.Epoch[:], record.Forked, wire.MaxRanges)
	if err != nil {
		return err
	}
	p.Refused, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (x wire.Refusal, err error) {
		return x, row.Scan(&x.Seq, &x.Why)
	})
	return err
}

// advance moves the watermark as far as the journal is whole.
func advance(ctx context.Context, tx pgx.Tx, of wire.Source, p *record.Progress) error {
	err := tx.QueryRow(ctx, "SELECT upto FROM watermark WHERE station = $1 AND epoch = $2", of.Station, of.Epoch[:]).Scan(&p.Upto)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	end := uint64(math.MaxInt64)
	err = tx.QueryRow(ctx, "SELECT seq FROM fork WHERE station = $1 AND epoch = $2 AND seq > $3 ORDER BY seq LIMIT 1",
		of.Station, of.Epoch[:], p.Upto).Scan(&end)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	var upto *uint64
	err = tx.QueryRow(ctx, gapless, of.Station, of.Epoch[:], p.Upto, end).Scan(&upto)
	if errors.Is(err, pgx.ErrNoRows) {
		err = tx.QueryRow(ctx, prefix, of.Station, of.Epoch[:], p.Upto, end).Scan(&upto)
	}
	if err != nil || upto == nil {
		return err
	}
	// another hub may have moved it further meanwhile
	return tx.QueryRow(ctx, "UPDATE watermark SET upto = greatest(upto, $3) WHERE station = $1 AND epoch = $2 RETURNING upto",
		of.Station, of.Epoch[:], *upto).Scan(&p.Upto)
}

// beyond finds what is recorded after the watermark, and what is overdue.
func beyond(ctx context.Context, tx pgx.Tx, of wire.Source, p *record.Progress, at time.Time) error {
	var overdue uint64
	err := tx.QueryRow(ctx, "SELECT coalesce(max(seq), 0) FROM event WHERE station = $1 AND epoch = $2 AND seq > $3 AND got <= $4",
		of.Station, of.Epoch[:], p.Upto, at.Add(-record.Patience)).Scan(&overdue)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, "SELECT seq FROM event WHERE station = $1 AND epoch = $2 AND seq > $3 ORDER BY seq LIMIT $4",
		of.Station, of.Epoch[:], p.Upto, record.MostBeyond)
	if err != nil {
		return err
	}
	seqs, err := pgx.CollectRows(rows, pgx.RowTo[uint64])
	p.Gather(seqs, overdue)
	return err
}
