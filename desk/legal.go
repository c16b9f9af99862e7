package desk

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"postern/journal"
	"postern/parcel"
)

const mostRef = 60 // bytes of a file number

// HoldData keeps what is sealed about an item from being destroyed, for the
// file number ref of who asks. A supervisor does it.
func (d *Desk) HoldData(ctx context.Context, who parcel.Who, id parcel.ItemID, ref string) (Done, error) {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > mostRef || strings.ContainsFunc(ref, func(c rune) bool { return !unicode.IsGraphic(c) }) {
		return Done{}, fmt.Errorf("%w: a legal hold names the file number of who asks, 1 to %d printable bytes", ErrInput, mostRef)
	}
	return d.legal(ctx, who, id, func(item parcel.ItemID) journal.Body { return journal.LegalHoldSet{Item: item, Ref: ref} })
}

// FreeData ends the legal holds on an item. A supervisor does it.
func (d *Desk) FreeData(ctx context.Context, who parcel.Who, id parcel.ItemID) (Done, error) {
	return d.legal(ctx, who, id, func(item parcel.ItemID) journal.Body { return journal.LegalHoldLifted{Item: item} })
}

func (d *Desk) legal(ctx context.Context, who parcel.Who, id parcel.ItemID, body func(parcel.ItemID) journal.Body) (Done, error) {
	if err := d.mayAct(ctx, who); err != nil {
		return Done{}, err
	}
	if !supervised(who) {
		return Done{}, refuse("what may be destroyed is a supervisor's to say")
	}
	it, err := d.book.Item(ctx, id)
	if err != nil {
		return Done{}, err
	}
	return d.done(ctx, it.ID, journal.Draft{Body: body(it.ID), Officers: who.IDs()})
}
