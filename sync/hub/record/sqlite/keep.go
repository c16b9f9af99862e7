package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"postern/journal/wire"
	"postern/sync/hub/record"
)

// Keep implements record.Record.
func (r *Record) Keep(ctx context.Context, in record.Intake, at time.Time) (kept record.Kept, err error) {
	err = r.change(ctx, func(tx *sql.Tx) error {
		k := keeper{ctx: ctx, tx: tx, at: at.UnixMilli(), stmts: map[string]*sql.Stmt{}}
		defer k.close()
		if err := k.events(in.Rows); err != nil {
			return err
		}
		kept = k.kept
		return errors.Join(k.refusals(in.Refused), k.keys(in.Keys))
	})
	return kept, err
}

// keeper writes one intake.
type keeper struct {
	ctx   context.Context //nolint:containedctx // it lives no longer than the call
	tx    *sql.Tx
	at    int64
	stmts map[string]*sql.Stmt
	kept  record.Kept
}

func (k *keeper) exec(text string, args ...any) (int64, error) {
	s := k.stmts[text]
	if s == nil {
		var err error
		if s, err = k.tx.PrepareContext(k.ctx, text); err != nil {
			return 0, err
		}
		k.stmts[text] = s
	}
	res, err := s.ExecContext(k.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (k *keeper) close() {
	for _, s := range k.stmts {
		s.Close() //nolint:errcheck,gosec // it ends with the transaction
	}
}

func (k *keeper) events(rows []record.Row) error {
	heard := map[wire.Source]bool{}
	for _, e := range rows {
		if err := k.event(e); err != nil {
			return err
		}
		heard[e.Source] = true
	}
	for of := range heard {
		_, err := k.exec(`INSERT INTO watermark (station, epoch, upto, heard) VALUES (?, ?, 0, ?)
			ON CONFLICT (station, epoch) DO UPDATE SET heard = max(heard, excluded.heard)`, of.Station, of.Epoch[:], k.at)
		if err != nil {
			return err
		}
	}
	return nil
}

func (k *keeper) event(e record.Row) error {
	fresh, err := k.exec("INSERT INTO event (station, epoch, seq, record, leaf, kind, item, day, got) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.Station, e.Epoch[:], e.Seq, e.Record, e.Leaf[:], e.Kind, e.Item, e.Day, k.at)
	if err != nil {
		return err
	}
	if fresh == 0 {
		forked, err := k.exec(`INSERT INTO fork (station, epoch, seq, leaf, record, seen)
			SELECT station, epoch, seq, ?1, ?2, ?3 FROM event WHERE station = ?4 AND epoch = ?5 AND seq = ?6 AND leaf <> ?1
			ON CONFLICT DO NOTHING`, e.Leaf[:], e.Record, k.at, e.Station, e.Epoch[:], e.Seq)
		if err != nil {
			return err
		}
		k.kept.Forks += int(forked)
		k.kept.Copies += 1 - int(forked)
	}
	k.kept.New += int(fresh)
	if e.Body == nil {
		return nil
	}
	_, err = k.exec(`INSERT INTO body (station, epoch, seq, key, bytes)
		SELECT station, epoch, seq, ?1, ?2 FROM event WHERE station = ?3 AND epoch = ?4 AND seq = ?5 AND leaf = ?6
		ON CONFLICT DO NOTHING`, e.Key, e.Body, e.Station, e.Epoch[:], e.Seq, e.Leaf[:])
	return err
}

func (k *keeper) refusals(all []record.Refused) error {
	for _, x := range all {
		_, err := k.exec("INSERT INTO refused (station, epoch, seq, why) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", x.Station, x.Epoch[:], x.Seq, x.Why)
		if err != nil {
			return err
		}
	}
	return nil
}

func (k *keeper) keys(all []record.StationKey) error {
	for _, x := range all {
		_, err := k.exec("INSERT INTO datakey (station, id, class, day, reader, sealed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			x.Station, x.ID, x.Class, x.Day, x.For, x.Sealed)
		if err != nil {
			return err
		}
	}
	return nil
}
