package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

// Ends names the last event of every journal that is here.
func (db *DB) Ends(ctx context.Context) (all []journal.Name, err error) {
	err = db.reads.each(ctx, func(row scanner) error {
		var n journal.Name
		var epoch []byte
		err := row.Scan(&n.Station, &epoch, &n.Seq)
		copy(n.Epoch[:], epoch)
		all = append(all, n)
		return err
	}, "SELECT station, epoch, max(seq) FROM event GROUP BY station, epoch")
	return all, err
}

// Lain calls f for the events of a journal from first to last as they are
// stored; body is nil where it was taken away.
func (db *DB) Lain(ctx context.Context, of journal.Name, first, last uint64, f func(seq uint64, record, body []byte) error) error {
	return db.reads.each(ctx, func(row scanner) error {
		var seq uint64
		var record, body []byte
		if err := row.Scan(&seq, &record, &body); err != nil {
			return err
		}
		return f(seq, record, body)
	}, `SELECT e.seq, e.record, b.bytes FROM event e LEFT JOIN body b USING (station, epoch, seq)
		WHERE e.station = ? AND e.epoch = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq`, of.Station, of.Epoch[:], first, last)
}

// Keys are the wrapped data keys by id, and the ids of those that an event says
// were destroyed.
func (db *DB) Keys(ctx context.Context) (wrapped map[string][]byte, destroyed []string, err error) {
	wrapped = map[string][]byte{}
	err = db.reads.each(ctx, func(row scanner) error {
		var id string
		var key []byte
		err := row.Scan(&id, &key)
		wrapped[id] = key
		return err
	}, "SELECT id, wrapped FROM datakey WHERE wrapped IS NOT NULL")
	if err != nil {
		return nil, nil, err
	}
	shredded, err := db.Milestones(ctx, journal.KindKeysShredded)
	for _, e := range shredded {
		if b, ok := e.Body.(journal.KeysShredded); ok {
			destroyed = append(destroyed, b.Keys...)
		}
	}
	return wrapped, destroyed, err
}

// Recovered is what was put back from a mirror.
type Recovered struct {
	Taken int      // events that were not here
	Known int      // events that were
	Bad   []string // events that do not fit what is here, and why
}

// Recover puts back the events that read yields, journal by journal and in
// order, under their old names, and data keys that are not known here. Where it
// took any, a new epoch of the station begins in the same transaction, so that
// no number is given twice; key is the station's verifier key for it. The
// projections are left to Replay.
func (db *DB) Recover(ctx context.Context, read func(func(record, body []byte) error) error, keys map[string][]byte, key string) (Recovered, error) {
	var done Recovered
	var epoch journal.Epoch
	db.opt.Random(epoch[:])
	err := db.writer.do(ctx, func(ctx context.Context, w *writer) error {
		for id, wrapped := range keys {
			if err := w.adoptKey(ctx, id, wrapped); err != nil {
				return err
			}
		}
		if err := read(func(record, body []byte) error { return w.putBack(ctx, record, body, &done) }); err != nil {
			return err
		}
		if done.Taken == 0 && db.Epoch() != (journal.Epoch{}) {
			return nil
		}
		if err := w.regrow(ctx); err != nil {
			return err
		}
		return w.beginAgain(ctx, epoch, key)
	})
	if err != nil {
		return Recovered{}, err
	}
	return done, nil
}

// putBack writes an event that is not here. One of the same name and other
// bytes is left where it is: nothing is ever written over.
func (w *writer) putBack(ctx context.Context, record, body []byte, done *Recovered) error {
	r, err := journal.DecodeRecord(record)
	if err != nil {
		return err
	}
	var leaf []byte
	err = w.row(ctx, "SELECT leaf FROM event WHERE station = ? AND epoch = ? AND seq = ?", r.Station, r.Epoch[:], r.Seq).Scan(&leaf)
	own := journal.Leaf(record)
	switch {
	case err == nil && string(leaf) == string(own[:]):
		done.Known++
		return nil
	case err == nil:
		done.Bad = append(done.Bad, fmt.Sprintf("event %s is here with other bytes: keep both files and find out why", r.Name))
		return nil
	case body != nil && sha256.Sum256(body) != r.BodyHash:
		done.Bad = append(done.Bad, fmt.Sprintf("event %s: the %v", r.Name, journal.ErrBody))
		return nil
	}
	done.Taken++
	return w.layBack(ctx, journal.Event{Record: r, Raw: record, Stored: body}, own)
}

// layBack writes the rows of an event that was here before, and lists it where
// it is a milestone: replay judges by the packs that were adopted.
func (w *writer) layBack(ctx context.Context, e journal.Event, leaf tlog.Hash) error {
	if err := w.lay(ctx, e, leaf); err != nil || e.Item != "" {
		return err
	}
	return w.exec(ctx, "INSERT OR IGNORE INTO milestone (kind, station, epoch, seq) VALUES (?, ?, ?, ?)", string(e.Kind), e.Station, e.Epoch[:], e.Seq)
}

// regrow grows the tree of every journal over the events that follow it
// without a gap; verify names a gap.
func (w *writer) regrow(ctx context.Context) error {
	var all []wire.Source
	err := w.each(ctx, func(row scanner) error {
		var of wire.Source
		var epoch []byte
		err := row.Scan(&of.Station, &epoch)
		copy(of.Epoch[:], epoch)
		all = append(all, of)
		return err
	}, "SELECT DISTINCT station, epoch FROM event")
	for _, of := range all {
		err = errors.Join(err, w.growOn(ctx, of))
	}
	return err
}

// beginAgain begins a new epoch of the office the station was last set up for.
func (w *writer) beginAgain(ctx context.Context, epoch journal.Epoch, key string) error {
	opened, err := w.db.milestones(ctx, w.prepared, journal.KindStationOpened)
	if err != nil {
		return err
	}
	var last journal.HLC
	body := journal.StationOpened{Key: key, Restored: true}
	for _, e := range opened {
		if b, ok := e.Body.(journal.StationOpened); ok && e.Station == w.db.opt.Station && e.HLC > last {
			body.Office, last = b.Office, e.HLC
		}
	}
	if body.Office == "" {
		return errors.New("nothing in it tells what office the station belongs to: is it another station's?")
	}
	if err := w.enter(ctx, epoch, body); err != nil {
		return err
	}
	w.onCommit(func() { w.db.epoch.Store(&epoch) })
	t, err := w.tip(ctx, epoch)
	if err != nil {
		return err
	}
	_, err = w.happen(ctx, &t, journal.Draft{Body: body})
	return err
}

// adoptKey takes a wrapped data key whose id is not known here. One that was
// destroyed stays so.
func (w *writer) adoptKey(ctx context.Context, id string, wrapped []byte) error {
	class, rest, ok := strings.Cut(id, "-")
	if !ok || len(rest) < len("2006-01-02") {
		return fmt.Errorf("%s is no data key", parcel.Excerpt(id))
	}
	w.onCommit(func() { w.rekeyed = true })
	return w.exec(ctx, "INSERT OR IGNORE INTO datakey (id, class, day, wrapped) VALUES (?, ?, ?, ?)", id, class, rest[:len("2006-01-02")], wrapped)
}
