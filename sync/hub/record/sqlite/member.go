package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"postern/journal/wire"
	"postern/sync/enrol"
	"postern/sync/hub/record"
)

// Offer implements enrol.Register.
func (r *Record) Offer(ctx context.Context, o enrol.Offer) error {
	_, err := r.write.ExecContext(ctx, "INSERT OR REPLACE INTO offer (station, office, hash, expires) VALUES (?, ?, ?, ?)",
		o.Station, o.Office, o.Hash[:], o.Expires.UnixMilli())
	return err
}

// Redeem implements enrol.Register.
func (r *Record) Redeem(ctx context.Context, c enrol.Claim) (m enrol.Member, err error) {
	m.Station, m.Since = c.Station, c.At
	err = r.change(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `UPDATE offer SET used = ?1 WHERE station = ?2 AND hash = ?3 AND expires >= ?4 AND (used IS NULL OR used = ?1)
			RETURNING office`, c.Key[:], c.Station, c.Hash[:], c.At.UnixMilli()).Scan(&m.Office)
		if errors.Is(err, sql.ErrNoRows) {
			return enrol.ErrSpent
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO member (station, office, since, revoked) VALUES (?, ?, ?, 0)", m.Station, m.Office, c.At.UnixMilli())
		return err
	})
	return m, err
}

// Revoke implements enrol.Register.
func (r *Record) Revoke(ctx context.Context, station string) error {
	return r.change(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM offer WHERE station = ?", station); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "UPDATE member SET revoked = 1 WHERE station = ?", station)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, enrol.ErrStranger)
		}
		return nil
	})
}

// Members implements enrol.Register.
func (r *Record) Members(ctx context.Context) (all []enrol.Member, err error) {
	rows, err := r.read.QueryContext(ctx, "SELECT station, office, since, revoked FROM member ORDER BY station")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var m enrol.Member
		var since int64
		if err := rows.Scan(&m.Station, &m.Office, &since, &m.Revoked); err != nil {
			return nil, err
		}
		m.Since = time.UnixMilli(since)
		all = append(all, m)
	}
	return all, rows.Err()
}

// Greet implements record.Directory.
func (r *Record) Greet(ctx context.Context, c record.Card) error {
	_, err := r.write.ExecContext(ctx, "INSERT OR REPLACE INTO card (station, key, sealing, at) VALUES (?, ?, ?, ?)",
		c.Station, c.Key, append([]byte{}, c.Sealing...), c.At.UnixMilli())
	return err
}

// Cards implements record.Directory.
func (r *Record) Cards(ctx context.Context) (all []record.Card, err error) {
	rows, err := r.read.QueryContext(ctx, "SELECT station, key, sealing, at FROM card ORDER BY station")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var c record.Card
		var at int64
		if err := rows.Scan(&c.Station, &c.Key, &c.Sealing, &at); err != nil {
			return nil, err
		}
		c.At = time.UnixMilli(at)
		all = append(all, c)
	}
	return all, rows.Err()
}

// Key implements record.Directory.
func (r *Record) Key(ctx context.Context, station, id string) (k wire.Key, known bool, err error) {
	err = r.read.QueryRowContext(ctx, "SELECT id, class, day, reader, sealed FROM datakey WHERE station = ? AND id = ?", station, id).
		Scan(&k.ID, &k.Class, &k.Day, &k.For, &k.Sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return k, false, nil
	}
	return k, err == nil && len(k.Sealed) > 0, err
}

// Destroy implements record.Directory: an empty key stands for one that is gone.
func (r *Record) Destroy(ctx context.Context, station string, ids []string) error {
	return r.change(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			_, err := tx.ExecContext(ctx, `INSERT INTO datakey (station, id, class, day, reader, sealed) VALUES (?, ?, '', '', '', x'')
				ON CONFLICT (station, id) DO UPDATE SET sealed = x''`, station, id)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
