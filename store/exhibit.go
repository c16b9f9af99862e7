package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"postern/parcel"
)

// register notes the exhibits that an item is or was.
func (w *writer) register(ctx context.Context, no int64, all []parcel.Exhibit) error {
	if err := w.exec(ctx, "DELETE FROM exhibit WHERE item = ?", no); err != nil {
		return err
	}
	for _, x := range all {
		if err := w.exec(ctx, "INSERT INTO exhibit (item, number, state, slot, station) VALUES (?, ?, ?, ?, ?)",
			no, x.Number, string(x.State), x.Slot, x.Station); err != nil {
			return err
		}
	}
	return nil
}

// Exhibits lists the register by slot, those in none first: what is kept, or
// everything that ever was.
func (db *DB) Exhibits(ctx context.Context, kept bool) ([]parcel.Exhibit, error) {
	all, err := db.exhibits(ctx, "SELECT "+rowColumns+" FROM item WHERE no IN (SELECT item FROM exhibit WHERE state = 'kept' OR NOT ?)", kept)
	if kept {
		all = slices.DeleteFunc(all, func(x parcel.Exhibit) bool { return x.State != parcel.ExhibitKept })
	}
	slices.SortFunc(all, func(a, b parcel.Exhibit) int {
		return cmp.Or(strings.Compare(a.Slot, b.Slot), strings.Compare(a.Number, b.Number))
	})
	return all, err
}

// Exhibit finds an exhibit by its number.
func (db *DB) Exhibit(ctx context.Context, number string) (parcel.Exhibit, error) {
	all, err := db.exhibits(ctx, "SELECT "+rowColumns+" FROM item WHERE no IN (SELECT item FROM exhibit WHERE number = ?)", number)
	for _, x := range all {
		if x.Number == number {
			return x, err
		}
	}
	if err == nil {
		err = fmt.Errorf("exhibit %s: %w: see 'postern exhibit list --all'", parcel.Excerpt(number), ErrNotFound)
	}
	return parcel.Exhibit{}, err
}

func (db *DB) exhibits(ctx context.Context, text string, args ...any) (all []parcel.Exhibit, err error) {
	err = db.reads.each(ctx, func(row scanner) error {
		r, err := scanRow(row)
		if err == nil {
			all = append(all, r.events().Exhibits...)
		}
		return err
	}, text, args...)
	return all, err
}

// unplaced are the exhibits of this station that lie in no slot.
func (db *DB) unplaced(ctx context.Context) (all []parcel.Business, err error) {
	err = db.reads.each(ctx, func(row scanner) error {
		var number, ident string
		var day parcel.Day
		err := row.Scan(&number, &ident, &day)
		all = append(all, parcel.Business{
			Kind: "exhibit", Item: parcel.NewItemID(ident, day),
			Text: "exhibit " + number + " lies in no slot: the exhibit keeper puts it into one",
		})
		return err
	}, `SELECT x.number, i.ident, i.day FROM exhibit x JOIN item i ON i.no = x.item
		WHERE x.state = 'kept' AND x.slot = '' AND x.station = ? ORDER BY x.item, x.number LIMIT 1000`, db.opt.Station)
	return all, err
}
