package postgres

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"postern/journal/wire"
	"postern/sync/enrol"
	"postern/sync/hub/record"
)

// Offer implements enrol.Register.
func (r *Record) Offer(ctx context.Context, o enrol.Offer) error {
	_, err := r.pool.Exec(ctx, `INSERT INTO offer (station, office, hash, expires) VALUES ($1, $2, $3, $4)
		ON CONFLICT (station) DO UPDATE SET office = excluded.office, hash = excluded.hash, expires = excluded.expires, used = NULL`,
		o.Station, o.Office, o.Hash[:], o.Expires)
	return err
}

// Redeem implements enrol.Register.
func (r *Record) Redeem(ctx context.Context, c enrol.Claim) (enrol.Member, error) {
	m := enrol.Member{Station: c.Station, Since: c.At}
	err := pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `UPDATE offer SET used = $1 WHERE station = $2 AND hash = $3 AND expires >= $4 AND (used IS NULL OR used = $1)
			RETURNING office`, c.Key[:], text(c.Station), c.Hash[:], c.At).Scan(&m.Office)
		if errors.Is(err, pgx.ErrNoRows) {
			return enrol.ErrSpent
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO member (station, office, since, revoked) VALUES ($1, $2, $3, false)
			ON CONFLICT (station) DO UPDATE SET office = excluded.office, since = excluded.since, revoked = false`, m.Station, m.Office, c.At)
		return err
	})
	return m, err
}

// Revoke implements enrol.Register.
func (r *Record) Revoke(ctx context.Context, station string) error {
	return pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM offer WHERE station = $1", text(station)); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, "UPDATE member SET revoked = true WHERE station = $1", text(station))
		if err == nil && tag.RowsAffected() == 0 {
			err = enrol.ErrStranger
		}
		return err
	})
}

// Members implements enrol.Register.
func (r *Record) Members(ctx context.Context) ([]enrol.Member, error) {
	rows, err := r.pool.Query(ctx, `SELECT station, office, since, revoked FROM member ORDER BY station COLLATE "C"`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m enrol.Member, err error) {
		return m, row.Scan(&m.Station, &m.Office, &m.Since, &m.Revoked)
	})
}

// Greet implements record.Directory.
func (r *Record) Greet(ctx context.Context, c record.Card) error {
	_, err := r.pool.Exec(ctx, `INSERT INTO card (station, key, sealing, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (station) DO UPDATE SET key = excluded.key, sealing = excluded.sealing, at = excluded.at`,
		c.Station, text(c.Key), append([]byte{}, c.Sealing...), c.At)
	return err
}

// Cards implements record.Directory.
func (r *Record) Cards(ctx context.Context) ([]record.Card, error) {
	rows, err := r.pool.Query(ctx, `SELECT station, key, sealing, at FROM card ORDER BY station COLLATE "C"`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c record.Card, err error) {
		return c, row.Scan(&c.Station, &c.Key, &c.Sealing, &c.At)
	})
}

// Key implements record.Directory.
func (r *Record) Key(ctx context.Context, station, id string) (k wire.Key, known bool, err error) {
	err = r.pool.QueryRow(ctx, "SELECT id, class, day, reader, sealed FROM datakey WHERE station = $1 AND id = $2", station, text(id)).
		Scan(&k.ID, &k.Class, &k.Day, &k.For, &k.Sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		return k, false, nil
	}
	return k, err == nil && len(k.Sealed) > 0, err
}

// Destroy implements record.Directory: an empty key stands for one that is gone.
func (r *Record) Destroy(ctx context.Context, station string, ids []string) error {
	named := make([]string, len(ids))
	for i, id := range ids {
		named[i] = text(id)
	}
	_, err := r.pool.Exec(ctx, `INSERT INTO datakey (station, id, class, day, reader, sealed) SELECT $1, n.id, '', '', '', ''::bytea FROM unnest($2::text[]) AS n (id)
		ON CONFLICT (station, id) DO UPDATE SET sealed = ''::bytea`, station, slices.Compact(slices.Sorted(slices.Values(named))))
	return err
}
