package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

// Item reads an item by its id, or by its identifier alone: then the item that
// has it now.
func (db *DB) Item(ctx context.Context, id parcel.ItemID) (parcel.Item, error) {
	r, latest, err := db.row(ctx, id)
	if err != nil {
		return parcel.Item{}, err
	}
	it := r.item(latest)
	it.Holds, err = db.ledger(ctx, r)
	return it, err
}

// row is an item's row, and whether no later item has its identifier.
func (db *DB) row(ctx context.Context, id parcel.ItemID) (r *itemRow, latest bool, err error) {
	err = db.directly(ctx, func(on *direct) error {
		if r, err = rowByID(ctx, on, id); r == nil || err != nil {
			return err
		}
		latest, err = isLatest(ctx, on, r.id)
		return err
	})
	if err == nil && r == nil {
		err = fmt.Errorf("%s: %w", id, parcel.ErrNoItem)
	}
	return r, latest, err
}

func isLatest(ctx context.Context, on asks, id parcel.ItemID) (bool, error) {
	var later int
	err := on.each(ctx, func(row scanner) error { return row.Scan(&later) },
		"SELECT count(*) FROM item WHERE ident = ? AND day > ?", id.Ident(), string(id.Day()))
	return later == 0, err
}

// Dossier is everything stored about an item: its Reading is for the desk.
func (db *DB) Dossier(ctx context.Context, id parcel.ItemID) (parcel.Dossier, error) {
	r, latest, err := db.row(ctx, id)
	if err != nil {
		return parcel.Dossier{}, err
	}
	d := parcel.Dossier{Item: r.item(latest), Checked: r.events().Checked, Replies: r.events().Replies}
	if d.Holds, err = db.ledger(ctx, r); err != nil {
		return d, err
	}
	d.Item.Holds = d.Holds
	if d.Papers, err = papersOf(ctx, db.reads, r.id.Ident(), r.declared, ever); err != nil {
		return d, err
	}
	events, err := db.itemEvents(ctx, db.reads, r.no)
	if err != nil {
		return d, err
	}
	d.Entries = fold.Entries(events)
	if err := db.hearsay(ctx, r, &d); err != nil {
		return d, err
	}
	if d.Quality, err = db.quality(ctx, r); err != nil {
		return d, err
	}
	c := r.dataCase()
	if err := db.reads.row(ctx, "SELECT EXISTS (SELECT 1 FROM item WHERE ident = ? AND day < ?)", r.id.Ident(), string(r.id.Day())).Scan(&c.Reused); err != nil {
		return d, err
	}
	d.Data = db.book.Judge(c)
	err = db.reads.each(ctx, func(row scanner) error {
		var day parcel.Day
		err := row.Scan(&day)
		d.Earlier = append(d.Earlier, parcel.NewItemID(r.id.Ident(), day))
		return err
	}, "SELECT day FROM item WHERE ident = ? AND day < ? ORDER BY day", r.id.Ident(), string(r.id.Day()))
	return d, err
}

// quality is what its message's decoder found wrong with the item.
func (db *DB) quality(ctx context.Context, r *itemRow) ([]string, error) {
	if r.message == 0 {
		return nil, nil
	}
	var n journal.Name
	var epoch []byte
	if err := db.reads.row(ctx, "SELECT station, epoch, seq FROM message WHERE no = ?", r.message).Scan(&n.Station, &epoch, &n.Seq); err != nil {
		return nil, err
	}
	copy(n.Epoch[:], epoch)
	e, err := db.Event(ctx, n)
	if err != nil {
		return nil, err
	}
	var faults []string
	if b, ok := e.Body.(journal.MessageReceived); ok {
		for _, f := range b.Faults {
			if f.Item == r.id.Ident() {
				faults = append(faults, f.Text)
			}
		}
	}
	return faults, nil
}

// Declared is the message an item was declared by last: where it lies.
func (db *DB) Declared(ctx context.Context, id parcel.ItemID) (journal.Name, error) {
	var n journal.Name
	var epoch []byte
	err := db.reads.row(ctx, "SELECT m.station, m.epoch, m.seq FROM item i JOIN message m ON m.no = i.message WHERE i.ident = ? AND i.day = ?",
		id.Ident(), string(id.Day())).Scan(&n.Station, &epoch, &n.Seq)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("%s: no message declared it: %w", id, ErrNotFound)
	}
	copy(n.Epoch[:], epoch)
	return n, err
}

// LastDecision finds the last decision an officer made here that was not taken
// back, and its item.
func (db *DB) LastDecision(ctx context.Context, by parcel.OfficerID) (journal.Name, parcel.ItemID, error) {
	size, err := db.Size(ctx)
	if err != nil {
		return journal.Name{}, "", err
	}
	var found journal.Event
	void := map[journal.Name]bool{}
	for last := size; last > 0 && found.Seq == 0; last -= min(last, page) {
		var events []journal.Event
		err := db.Between(ctx, db.Epoch(), max(1, last-min(last, page)+1), last, func(e journal.Event) error {
			events = append(events, e)
			return nil
		})
		if err != nil {
			return journal.Name{}, "", err
		}
		found = lastOf(events, by, void)
	}
	if found.Seq == 0 {
		return journal.Name{}, "", fmt.Errorf("no decision of yours to take back: %w", ErrNotFound)
	}
	return found.Name, found.Item, nil
}

func lastOf(events []journal.Event, by parcel.OfficerID, void map[journal.Name]bool) journal.Event {
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		if e.Kind == journal.KindDecisionWithdrawn {
			for _, n := range e.Supersedes {
				void[n] = true
			}
		}
		if e.Kind == journal.KindItemDecided && len(e.Officers) > 0 && e.Officers[0] == by && !void[e.Name] {
			return e
		}
	}
	return journal.Event{}
}
