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
func (w *writer) project(ctx context.Context, e journal.Event, items []parcel.Declaration, papers []parcel.Paper) error {
	if e.Item != "" {
		return w.projectItem(ctx, e)
	}
	if err := w.exec(ctx, "INSERT OR IGNORE INTO milestone (kind, station, epoch, seq) VALUES (?, ?, ?, ?)",
		string(e.Kind), e.Station, e.Epoch[:], e.Seq); err != nil {
		return err
	}
	switch b := e.Body.(type) {
	case journal.MessageReceived:
		return w.projectMessage(ctx, e, b, items, papers)
	case journal.ShiftOpened:
		return w.exec(ctx, "INSERT OR IGNORE INTO shift (station, epoch, first, id) VALUES (?, ?, ?, ?)", e.Station, e.Epoch[:], e.Seq, b.Shift)
	case journal.ShiftClosed:
		return w.exec(ctx, "UPDATE shift SET last = ? WHERE station = ? AND epoch = ? AND id = ?", e.Seq, e.Station, e.Epoch[:], b.Shift)
	default:
		return nil
	}
}

func (w *writer) projectMessage(ctx context.Context, e journal.Event, b journal.MessageReceived, items []parcel.Declaration, papers []parcel.Paper) error {
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
	return w.declare(ctx, arrival{e, no}, items, papers)
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
	before := r.events()
	now := fold.OfItem(r.source == parcel.FromMessage, events)
	now.Form = w.takeForm(r, now)
	r.folded = &now
	r.seen = max(r.seen, e.Wall.UnixMilli())
	if err := w.result(ctx, r, e.HLC, before, now); err != nil {
		return err
	}
	if e.Kind == journal.KindItemEntered || now.Scans > 0 && before.Scans == 0 && r.source == parcel.FromPapers {
		if err := w.sight(ctx, r, e.HLC); err != nil {
			return err
		}
		if err := w.judge(ctx, e.HLC, []*itemRow{r}); err != nil {
			return err
		}
	}
	return w.save(ctx, r)
}

// takeForm moves what was typed from a form, or joined from papers, to the
// item's declaration; a message that declared it stays.
func (w *writer) takeForm(r *itemRow, now fold.Item) *parcel.Declaration {
	if now.Form != nil && r.source != parcel.FromMessage {
		r.declared, r.source, r.received = now.Form, now.Source, now.Formed.UnixMilli()
	}
	return nil // it stands in the row
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
	r = &itemRow{no: no, id: e.Item, fresh: true}
	return r, w.save(ctx, r)
}

func (w *writer) nextItem(ctx context.Context) (no int64, err error) {
	err = w.row(ctx, "SELECT coalesce(max(no), 0) + 1 FROM item").Scan(&no)
	return no, err
}

// result notes for the item's sender that something changed in what was
// examined or found, as a difference, so that any past moment can be summed.
func (w *writer) result(ctx context.Context, r *itemRow, at journal.HLC, before, now fold.Item) error {
	examined, found := one(now.Inspected)-one(before.Inspected), one(now.Found)-one(before.Found)
	if r.declared == nil || examined == 0 && found == 0 {
		return nil
	}
	key := w.db.senderKey(*r.declared)
	if key == 0 {
		return nil
	}
	return w.exec(ctx, "INSERT OR IGNORE INTO result (key, at, item, examined, found) VALUES (?, ?, ?, ?, ?)", key, int64(at), r.no, examined, found) //nolint:gosec // 64 bits
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
