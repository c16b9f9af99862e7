package store

import (
	"context"
	"database/sql"
	"errors"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// project brings the tables to what they are after one more event. Live and
// replay both come through here, event by event, so that they cannot differ.
func (w *writer) project(ctx context.Context, e journal.Event, mail parcel.Mail) error {
	if e.Item != "" {
		return w.projectItem(ctx, e)
	}
	if err := w.milestone(ctx, e); err != nil {
		return err
	}
	if b, ok := e.Body.(journal.MessageReceived); ok {
		return w.projectMessage(ctx, e, b, mail)
	}
	return nil
}

// milestone notes an event that is about no single item. The end of a shift may
// come before its beginning, where another station sent them.
func (w *writer) milestone(ctx context.Context, e journal.Event) error {
	if err := w.exec(ctx, "INSERT OR IGNORE INTO milestone (kind, station, epoch, seq) VALUES (?, ?, ?, ?)",
		string(e.Kind), e.Station, e.Epoch[:], e.Seq); err != nil {
		return err
	}
	switch b := e.Body.(type) {
	case journal.KeysShredded:
		return w.shred(ctx, b.Keys)
	case journal.ItemScanned:
		return w.meetBag(ctx, e, b)
	case journal.ItemsAnswered:
		return w.projectAnswered(ctx, e, b)
	case journal.ShiftOpened:
		if err := w.exec(ctx, "INSERT OR IGNORE INTO shift (station, epoch, first, id, opened) VALUES (?, ?, ?, ?, ?)", e.Station, e.Epoch[:], e.Seq, b.Shift, e.Wall.UnixMilli()); err != nil {
			return err
		}
		return w.closed(ctx, e, b.Shift)
	case journal.ShiftClosed:
		return w.exec(ctx, `UPDATE shift SET last = min(coalesce(last, ?1), ?1), closed = CASE WHEN last <= ?1 THEN closed ELSE ?5 END
			WHERE station = ?2 AND epoch = ?3 AND id = ?4 AND first < ?1`, e.Seq, e.Station, e.Epoch[:], b.Shift, e.Wall.UnixMilli())
	default:
		return nil
	}
}

// closed finds the end of a shift among what came before its beginning.
func (w *writer) closed(ctx context.Context, opening journal.Event, shift string) error {
	var ends []journal.Event
	err := w.db.events(ctx, w.prepared, func(e journal.Event) error {
		if b, ok := e.Body.(journal.ShiftClosed); ok && b.Shift == shift {
			ends = append(ends, e)
		}
		return nil
	}, `SELECT e.record, b.bytes FROM milestone m JOIN event e USING (station, epoch, seq) LEFT JOIN body b USING (station, epoch, seq)
		WHERE m.kind = ? AND m.station = ? AND m.epoch = ? AND m.seq > ?`, string(journal.KindShiftClosed), opening.Station, opening.Epoch[:], opening.Seq)
	for _, e := range ends {
		if err == nil {
			err = w.milestone(ctx, e)
		}
	}
	return err
}

func (w *writer) projectMessage(ctx context.Context, e journal.Event, b journal.MessageReceived, mail parcel.Mail) error {
	digest := w.db.digestKey(b.Digest)
	before, archive, err := w.messageEvent(ctx, digest)
	switch {
	case err == nil && before != e.Name:
		return &DuplicateError{Event: before, Archive: archive}
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	}
	no, err := w.insert(ctx, "INSERT INTO message (digest, station, epoch, seq, archive) VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
		digest, e.Station, e.Epoch[:], e.Seq, b.Archive)
	if err != nil {
		return err
	}
	return w.declare(ctx, arrival{e, no}, mail)
}

func (p *prepared) messageEvent(ctx context.Context, digest []byte) (n journal.Name, archive string, err error) {
	var epoch []byte
	err = p.row(ctx, "SELECT station, epoch, seq, archive FROM message WHERE digest = ?", digest).Scan(&n.Station, &epoch, &n.Seq, &archive)
	copy(n.Epoch[:], epoch)
	return n, archive, err
}

// digestKey is the keyed index of a file as received: a plain digest of
// personal data could be guessed.
func (db *DB) digestKey(digest string) []byte { return derive(db.opt.Secret, "file "+digest) }

// Received tells which event received a file with this digest before.
func (db *DB) Received(ctx context.Context, digest string) (n journal.Name, known bool, err error) {
	n, _, err = db.reads.messageEvent(ctx, db.digestKey(digest))
	if errors.Is(err, sql.ErrNoRows) {
		return journal.Name{}, false, nil
	}
	return n, err == nil, err
}

// projectItem folds an item again with its new event.
func (w *writer) projectItem(ctx context.Context, e journal.Event) error {
	r, err := w.rowFor(ctx, e)
	if err != nil {
		return err
	}
	if err := w.exec(ctx, "INSERT OR IGNORE INTO item_event (item, station, epoch, seq) VALUES (?, ?, ?, ?)",
		r.no, e.Station, e.Epoch[:], e.Seq); err != nil {
		return err
	}
	events, err := w.db.itemEvents(ctx, w.prepared, r.no)
	if err != nil {
		return err
	}
	if err := w.step(ctx, r, e, events); err != nil {
		return err
	}
	return w.save(ctx, r)
}

// step brings a row, and all that is noted beside it, after one of its events.
// Live work and the reliving of an item both come through here.
func (w *writer) step(ctx context.Context, r *itemRow, e journal.Event, events []journal.Event) error {
	before := r.outcome()
	now := fold.OfItem(events)
	if err := errors.Join(w.rule(ctx, r.no, now, events), w.register(ctx, r.no, now.Exhibits)); err != nil {
		return err
	}
	formed := r.takeForm(&now, e.Body)
	r.folded = &now
	r.seen = max(r.seen, e.Wall.UnixMilli())
	if err := w.journey(ctx, r); err != nil {
		return err
	}
	if err := w.result(ctx, r.no, e.HLC, before, r.outcome()); err != nil {
		return err
	}
	if formed {
		notes := w.notes(e.HLC)
		notes.sight(w.db.asked(r.no, r.declared))
		if err := notes.flush(ctx); err != nil {
			return err
		}
	}
	if formed || e.Kind == journal.KindHoldIssued || e.Kind == journal.KindHoldClosed {
		return w.judge(ctx, e.HLC, []*itemRow{r})
	}
	return nil
}

// takeForm moves what was typed from a form, or joined from papers, to the
// item's declaration; a message that declared its goods stays. It reports
// whether this event brought it.
func (r *itemRow) takeForm(now *fold.Item, by journal.Body) bool {
	form := now.Form
	now.Form = nil // it stands in the row
	if form == nil || !brings(by, now.Source) || r.source == parcel.FromMessage && !r.declared.Partial {
		return false
	}
	if r.message == 0 {
		r.received = now.Formed.UnixMilli()
	}
	r.source = now.Source
	r.join(form)
	return true
}

// brings reports whether an event holds the declaration that counts: what
// papers suggest does not where there is a form.
func brings(by journal.Body, source parcel.Source) bool {
	if _, entered := by.(journal.ItemEntered); entered {
		return true
	}
	scanned, ok := by.(journal.ItemScanned)
	return ok && scanned.Declaration != nil && source == parcel.FromPapers
}

// rowFor is the row of the item an event names, made where it is new.
func (w *writer) rowFor(ctx context.Context, e journal.Event) (*itemRow, error) {
	r, err := rowByID(ctx, w.prepared, e.Item)
	if err != nil || r != nil {
		return r, err
	}
	no, err := w.nextItem(ctx)
	if err != nil {
		return nil, err
	}
	r = &itemRow{no: no, id: e.Item}
	return r, w.save(ctx, r)
}

func (w *writer) nextItem(ctx context.Context) (no int64, err error) {
	err = w.row(ctx, "SELECT coalesce(max(no), 0) + 1 FROM item").Scan(&no)
	return no, err
}
