package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"postern/parcel"
	"postern/sync/hub/record"
)

// Standings implements record.Record.
func (r *Record) Standings(ctx context.Context) ([]record.Standing, error) {
	rows, err := r.pool.Query(ctx, `SELECT m.station, coalesce(e.n, 0), coalesce(w.upto, 0), greatest(w.heard, c.at)
		FROM (SELECT station FROM member UNION SELECT station FROM watermark) AS m
		LEFT JOIN (SELECT station, count(*) AS n FROM event GROUP BY station) AS e ON e.station = m.station
		LEFT JOIN (SELECT station, upto, heard, row_number() OVER (PARTITION BY station ORDER BY heard DESC, upto DESC) AS nth
			FROM watermark) AS w ON w.station = m.station AND w.nth = 1
		LEFT JOIN card AS c ON c.station = m.station ORDER BY m.station COLLATE "C"`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s record.Standing, err error) {
		var heard *time.Time
		if err = row.Scan(&s.Station, &s.Events, &s.Upto, &heard); heard != nil {
			s.Contact = *heard
		}
		return s, err
	})
}

// Each implements record.Record.
func (r *Record) Each(ctx context.Context, q record.Query, f func(record.Row) error) error {
	from, to := any(nil), any(nil)
	if q.From != "" {
		from = string(q.From)
	}
	if q.To != "" {
		to = string(q.To)
	}
	rows, err := r.pool.Query(ctx, `SELECT e.station, e.epoch, e.seq, e.record, e.leaf, e.kind, e.item, e.day, coalesce(b.key, ''), b.bytes
		FROM event AS e LEFT JOIN body AS b ON b.day = e.day AND b.station = e.station AND b.epoch = e.epoch AND b.seq = e.seq
		WHERE ($1::text[] IS NULL OR e.station = ANY ($1)) AND ($2::text IS NULL OR e.day >= $2::text::date) AND ($3::text IS NULL OR e.day <= $3::text::date)
		ORDER BY e.station COLLATE "C", e.epoch, e.seq`, q.Stations, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e record.Row
		var epoch, leaf []byte
		var day time.Time
		if err := rows.Scan(&e.Station, &epoch, &e.Seq, &e.Record, &leaf, &e.Kind, &e.Item, &day, &e.Key, &e.Body); err != nil {
			return err
		}
		copy(e.Epoch[:], epoch)
		copy(e.Leaf[:], leaf)
		e.Day = parcel.DayOf(day)
		if err := f(e); err != nil {
			return err
		}
	}
	return rows.Err()
}
