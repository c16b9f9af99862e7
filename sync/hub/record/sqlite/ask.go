package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"postern/sync/hub/record"
)

// Standings implements record.Record.
func (r *Record) Standings(ctx context.Context) (all []record.Standing, err error) {
	rows, err := r.read.QueryContext(ctx, `SELECT m.station, coalesce(e.n, 0), coalesce(w.upto, 0), max(coalesce(w.heard, 0), coalesce(c.at, 0))
		FROM (SELECT station FROM member UNION SELECT station FROM watermark) AS m
		LEFT JOIN (SELECT station, count(*) AS n FROM event GROUP BY station) AS e ON e.station = m.station
		LEFT JOIN (SELECT station, upto, heard, row_number() OVER (PARTITION BY station ORDER BY heard DESC, upto DESC) AS nth
			FROM watermark) AS w ON w.station = m.station AND w.nth = 1
		LEFT JOIN card AS c ON c.station = m.station ORDER BY m.station`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s record.Standing
		var heard int64
		if err := rows.Scan(&s.Station, &s.Events, &s.Upto, &heard); err != nil {
			return nil, err
		}
		if heard > 0 {
			s.Contact = time.UnixMilli(heard)
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// Each implements record.Record.
func (r *Record) Each(ctx context.Context, q record.Query, f func(record.Row) error) (err error) {
	stations := any(nil)
	if q.Stations != nil {
		list, err := json.Marshal(q.Stations)
		if err != nil {
			return err
		}
		stations = string(list)
	}
	rows, err := r.read.QueryContext(ctx, `SELECT e.station, e.epoch, e.seq, e.record, e.leaf, e.kind, e.item, e.day, coalesce(b.key, ''), b.bytes
		FROM event AS e LEFT JOIN body AS b ON b.station = e.station AND b.epoch = e.epoch AND b.seq = e.seq
		WHERE (?1 IS NULL OR e.station IN (SELECT value FROM json_each(?1))) AND (?2 = '' OR e.day >= ?2) AND (?3 = '' OR e.day <= ?3)
		ORDER BY e.station, e.epoch, e.seq`, stations, q.From, q.To)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var e record.Row
		var epoch, leaf []byte
		if err := rows.Scan(&e.Station, &epoch, &e.Seq, &e.Record, &leaf, &e.Kind, &e.Item, &e.Day, &e.Key, &e.Body); err != nil {
			return err
		}
		copy(e.Epoch[:], epoch)
		copy(e.Leaf[:], leaf)
		if err := f(e); err != nil {
			return err
		}
	}
	return rows.Err()
}
