package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"postern/journal/wire"
	"postern/sync/hub/record"
)

// columns are the rows of an intake, one slice a column, as unnest takes them.
type columns struct {
	station, kind, item, key []string
	epoch, record, leaf      [][]byte
	seq                      []int64
	day                      []time.Time
	bodies                   *columns // of the rows that have one
	body                     [][]byte
	heard                    map[wire.Source]bool
}

func (c *columns) add(e record.Row, day time.Time) {
	c.station, c.epoch, c.seq = append(c.station, e.Station), append(c.epoch, e.Epoch[:]), append(c.seq, int64(e.Seq)) //nolint:gosec // under 2^62
	c.record, c.leaf = append(c.record, e.Record), append(c.leaf, e.Leaf[:])
	c.kind, c.item, c.key = append(c.kind, text(string(e.Kind))), append(c.item, text(string(e.Item))), append(c.key, text(e.Key))
	c.day = append(c.day, day)
	c.body = append(c.body, e.Body)
}

// text is outside text as PostgreSQL takes it: it refuses what is no UTF-8, and
// zero bytes. These columns are for searching; the record has it as it was.
func text(s string) string {
	if utf8.ValidString(s) && !strings.Contains(s, "\x00") {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

const (
	insertEvents = `INSERT INTO event (station, epoch, seq, record, leaf, kind, item, day, got)
		SELECT n.*, $9::timestamptz FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[], $6::text[], $7::text[], $8::date[])
			AS n (station, epoch, seq, record, leaf, kind, item, day)
		ON CONFLICT (station, epoch, seq) DO NOTHING`
	insertForks = `INSERT INTO fork (station, epoch, seq, leaf, record, seen)
		SELECT n.station, n.epoch, n.seq, n.leaf, n.record, $6::timestamptz
		FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[]) AS n (station, epoch, seq, leaf, record)
		JOIN event AS e ON e.station = n.station AND e.epoch = n.epoch AND e.seq = n.seq
		WHERE e.leaf <> n.leaf ON CONFLICT DO NOTHING`
	insertBodies = `INSERT INTO body (day, station, epoch, seq, key, bytes)
		SELECT n.day, n.station, n.epoch, n.seq, n.key, n.bytes
		FROM unnest($1::date[], $2::text[], $3::bytea[], $4::bigint[], $5::text[], $6::bytea[], $7::bytea[]) AS n (day, station, epoch, seq, key, bytes, leaf)
		JOIN event AS e ON e.station = n.station AND e.epoch = n.epoch AND e.seq = n.seq AND e.leaf = n.leaf
		ON CONFLICT DO NOTHING`
	insertHeard = `INSERT INTO watermark (station, epoch, upto, heard) VALUES ($1, $2, 0, $3)
		ON CONFLICT (station, epoch) DO UPDATE SET heard = greatest(watermark.heard, excluded.heard)`
	insertRefused = "INSERT INTO refused (station, epoch, seq, why) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
	insertKey     = "INSERT INTO datakey (station, id, class, day, reader, sealed) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
)

// Keep implements record.Record. Nearly always all is new: then it is copied in
// bulk, which costs a quarter of asking for each row whether it is there. The
// unique keys tell where one is, and then each is asked for.
func (r *Record) Keep(ctx context.Context, in record.Intake, at time.Time) (record.Kept, error) {
	c, err := r.columns(ctx, in.Rows, at)
	if err != nil {
		return record.Kept{}, err
	}
	kept, err := r.keep(ctx, c, in, at, (*columns).copied)
	var raised *pgconn.PgError
	if errors.As(err, &raised) && raised.Code == taken {
		kept, err = r.keep(ctx, c, in, at, (*columns).insert)
	}
	if err != nil {
		return record.Kept{}, fmt.Errorf("keep %d events: %w", len(in.Rows), err)
	}
	return kept, nil
}

const taken = "23505" // a unique key

func (r *Record) keep(ctx context.Context, c *columns, in record.Intake, at time.Time,
	events func(*columns, context.Context, pgx.Tx, time.Time) (record.Kept, error),
) (kept record.Kept, err error) {
	err = pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		if kept, err = events(c, ctx, tx, at); err != nil {
			return err
		}
		return others(ctx, tx, c.heard, in, at)
	})
	return kept, err
}

// copied writes rows of which none is there yet.
func (c *columns) copied(ctx context.Context, tx pgx.Tx, at time.Time) (kept record.Kept, err error) {
	if len(c.seq) == 0 {
		return kept, nil
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"event"}, []string{"station", "epoch", "seq", "record", "leaf", "kind", "item", "day", "got"},
		pgx.CopyFromSlice(len(c.seq), func(i int) ([]any, error) {
			return []any{c.station[i], c.epoch[i], c.seq[i], c.record[i], c.leaf[i], c.kind[i], c.item[i], c.day[i], at}, nil
		}))
	if err != nil {
		return kept, err
	}
	b := c.bodies
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"body"}, []string{"day", "station", "epoch", "seq", "key", "bytes"},
		pgx.CopyFromSlice(len(b.seq), func(i int) ([]any, error) {
			return []any{b.day[i], b.station[i], b.epoch[i], b.seq[i], b.key[i], b.body[i]}, nil
		}))
	return record.Kept{New: len(c.seq)}, err
}

func (r *Record) columns(ctx context.Context, rows []record.Row, now time.Time) (*columns, error) {
	c := &columns{bodies: &columns{}, heard: map[wire.Source]bool{}}
	for _, e := range rows {
		day, err := time.Parse(time.DateOnly, string(e.Day))
		if err != nil {
			day = now // a year of five digits
		}
		if err := r.month(ctx, day, now); err != nil {
			return nil, err
		}
		c.heard[e.Source] = true
		c.add(e, day)
		if e.Body != nil {
			c.bodies.add(e, day)
		}
	}
	return c, nil
}

// insert writes rows of which some are there. A body counts only under its own
// event.
func (c *columns) insert(ctx context.Context, tx pgx.Tx, at time.Time) (kept record.Kept, err error) {
	fresh, err := tx.Exec(ctx, insertEvents, c.station, c.epoch, c.seq, c.record, c.leaf, c.kind, c.item, c.day, at)
	if err != nil {
		return kept, err
	}
	forked, err := tx.Exec(ctx, insertForks, c.station, c.epoch, c.seq, c.leaf, c.record, at)
	if err != nil {
		return kept, err
	}
	kept.New, kept.Forks = int(fresh.RowsAffected()), int(forked.RowsAffected())
	kept.Copies = len(c.seq) - kept.New - kept.Forks
	b := c.bodies
	_, err = tx.Exec(ctx, insertBodies, b.day, b.station, b.epoch, b.seq, b.key, b.body, b.leaf)
	return kept, err
}

// others writes what comes in small numbers, in one round trip.
func others(ctx context.Context, tx pgx.Tx, heard map[wire.Source]bool, in record.Intake, at time.Time) error {
	var batch pgx.Batch
	for of := range heard {
		batch.Queue(insertHeard, of.Station, of.Epoch[:], at)
	}
	for _, x := range in.Refused {
		batch.Queue(insertRefused, x.Station, x.Epoch[:], int64(x.Seq), text(x.Why)) //nolint:gosec // under 2^62
	}
	for _, k := range in.Keys {
		batch.Queue(insertKey, k.Station, text(k.ID), text(string(k.Class)), text(string(k.Day)), text(k.For), k.Sealed)
	}
	if batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &batch).Close()
}
