package store

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"

	"postern/parcel"
	"postern/quality"
)

const (
	rowHead = `INSERT INTO item (no, ident, day, kind, state, open, place, lane, rank, asks, agency, score, since, seen, received, posted,
  source, receptacle, words, addressee, origin, minor, currency, declared, judged, judged_at, judged_by, folded, holds, message, bag, walk, panel, arrived, departed)`
	rowTail = ` ON CONFLICT (no) DO UPDATE SET kind = excluded.kind, state = excluded.state, open = excluded.open, place = excluded.place,
  lane = excluded.lane, rank = excluded.rank, asks = excluded.asks, agency = excluded.agency, score = excluded.score, since = excluded.since,
  seen = excluded.seen, received = excluded.received, posted = excluded.posted, source = excluded.source, receptacle = excluded.receptacle,
  words = excluded.words, addressee = excluded.addressee, origin = excluded.origin, minor = excluded.minor, currency = excluded.currency,
  declared = excluded.declared, judged = excluded.judged, judged_at = excluded.judged_at, judged_by = excluded.judged_by,
  folded = excluded.folded, holds = excluded.holds, message = excluded.message, bag = excluded.bag, walk = excluded.walk, panel = excluded.panel,
  arrived = excluded.arrived, departed = excluded.departed`
	rowWide, qualityWide = 35, 9

	// No index but that of who judged has to be changed for it.
	rejudged = "UPDATE item SET judged = ?, judged_at = ?, judged_by = ?, panel = ? WHERE no = ?"
)

// written is a row as it goes into the tables.
type written struct {
	item    []any
	judged  []any // instead of the item, where lists show of it what they did
	quality []any // nil where nothing can be said
	panel   panel
}

// write makes the columns of a row. It reads and changes nothing else, so it
// may run beside the writer.
func (r *itemRow) write(book *quality.Book) (written, error) {
	f := r.events()
	if !f.State.Open() {
		r.judged, r.judgedBy, r.judgedAt = nil, "", 0 // what was decided stands in the events
	}
	declared, err1 := toJSON(r.declared)
	panel, verdict := brief(r.judged)
	judged, err2 := toJSON(verdict)
	folded, err3 := toJSON(r.folded)
	if err := errors.Join(err1, err2, err3); err != nil {
		return written{}, err
	}
	shows := r.shows()
	if r.was != nil && *r.was == shows {
		return written{panel: panel, judged: []any{judged, moment(r.judgedAt), r.judgedBy, panel.no, r.no}}, nil
	}
	var d parcel.Declaration
	if r.declared != nil {
		d = *r.declared
	}
	since := f.Since.UnixMilli()
	if f.Since.IsZero() {
		since = r.received
	}
	words := d.Words()
	if open := openHolds(f.Holds); words == "" && len(open) > 0 { // all that is known of it
		words, shows.agency = "hold: "+open[0].Reason, open[0].Agency
	}
	total := d.Total()
	kind := parcel.ParseIdentifier(r.id.Ident()).Kind
	return written{quality: r.qualityRow(book), panel: panel, item: []any{
		r.no, r.id.Ident(), string(r.id.Day()), string(kind), string(f.State), f.State.Open(), string(f.Place), string(shows.lane),
		shows.lane.Rank(), shows.asks, string(shows.agency), shows.score, since, r.seen, r.received, millis(d.Posted), string(r.source), string(d.Receptacle),
		clip(words, 200), clip(strings.TrimSpace(d.Addressee.Name), 80), d.Origin, total.Minor, total.Currency,
		declared, judged, moment(r.judgedAt), r.judgedBy, folded, held(f.Holds), r.message, string(f.Bag), shows.walk, panel.no, r.arrived, r.departed,
	}}, nil
}

func (w *writer) save(ctx context.Context, r *itemRow) error { return w.saveAll(ctx, []*itemRow{r}) }

func (w *writer) saveAll(ctx context.Context, rows []*itemRow) error {
	all, err := w.db.writeAll(rows)
	if err != nil {
		return err
	}
	return w.put(ctx, all)
}

// writeAll writes rows out, on every core.
func (db *DB) writeAll(rows []*itemRow) ([]written, error) {
	all := make([]written, len(rows))
	workers := min(runtime.GOMAXPROCS(0), 1+len(rows)/64)
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(rows) && errs[w] == nil; i += workers {
				all[i], errs[w] = rows[i].write(db.book)
			}
		})
	}
	wait.Wait()
	return all, errors.Join(errs...)
}

// put writes rows into the tables.
func (w *writer) put(ctx context.Context, rows []written) error {
	if err := w.seat(ctx, rows); err != nil {
		return err
	}
	items := many{on: w.prepared, wide: rowWide, head: rowHead, tail: rowTail}
	figures := many{on: w.prepared, wide: qualityWide, head: qualityHead}
	for _, r := range rows {
		if r.judged != nil {
			if err := w.exec(ctx, rejudged, r.judged...); err != nil {
				return err
			}
			continue
		}
		if err := items.add(ctx, r.item...); err != nil {
			return err
		}
		if r.quality == nil {
			continue
		}
		if err := figures.add(ctx, r.quality...); err != nil {
			return err
		}
	}
	return errors.Join(items.flush(ctx), figures.flush(ctx))
}
