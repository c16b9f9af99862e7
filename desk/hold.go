package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"postern/journal"
	"postern/parcel"
)

// Hold asks for an item to be stopped, whether it has come or not.
func (d *Desk) Hold(ctx context.Context, who parcel.Who, ident parcel.Identifier, agency parcel.Agency, reason string) (parcel.Hold, error) {
	reason = strings.TrimSpace(reason)
	if err := errors.Join(d.mayAct(ctx, who), checkHold(ident, agency, reason)); err != nil {
		return parcel.Hold{}, err
	}
	return settled(func() (parcel.Hold, error) {
		return d.hold(ctx, who, ident, journal.HoldIssued{Agency: agency, Reason: reason})
	})
}

func (d *Desk) hold(ctx context.Context, who parcel.Who, ident parcel.Identifier, asked journal.HoldIssued) (parcel.Hold, error) {
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return parcel.Hold{}, err
	}
	r, before, err := d.look(ctx, ident)
	if err != nil {
		return parcel.Hold{}, err
	}
	if r.Item == "" {
		r.Item = parcel.NewItemID(ident.Text, parcel.DayOf(d.opt.Now().UTC()))
	}
	names, err := d.book.Append(ctx, journal.Draft{
		Body: asked, Officers: who.IDs(), Item: r.Item, Given: before.Mark, Shift: shift.ID,
	})
	if err != nil {
		return parcel.Hold{}, err
	}
	it, err := d.book.Item(ctx, r.Item)
	for _, h := range it.Holds {
		if h.Event == names[0].String() {
			return h, err
		}
	}
	return parcel.Hold{}, errors.Join(err, fmt.Errorf("the hold of event %s is not among the item's", names[0]))
}

func checkHold(ident parcel.Identifier, agency parcel.Agency, reason string) error {
	switch {
	case !ident.Valid:
		return fmt.Errorf("%w: %s is no valid identifier; a hold on a misprinted one would never be met", ErrInput, parcel.Excerpt(ident.Text))
	case ident.Kind == parcel.KindS9 || ident.Kind == parcel.KindS8:
		return fmt.Errorf("%w: %s is a receptacle or despatch; hold the items in it", ErrInput, ident.Text)
	case !agency.Known():
		return fmt.Errorf("%w: %q is no agency: use one of %v", ErrInput, agency, parcel.Agencies())
	case reason == "" || len(reason) > mostText:
		return fmt.Errorf("%w: a hold needs its reason, at most %d bytes", ErrInput, mostText)
	}
	return nil
}

// Likely stands for the cause that the ledger infers.
const Likely parcel.Cause = "likely"

// CloseHold closes the open holds on an item with the cause of the miss; with
// the one inferred where it is Likely.
func (d *Desk) CloseHold(ctx context.Context, who parcel.Who, id parcel.ItemID, cause parcel.Cause) ([]parcel.Hold, error) {
	if err := d.mayAct(ctx, who); err != nil {
		return nil, err
	}
	if cause != Likely && !cause.Known() {
		return nil, fmt.Errorf("%w: %q is no cause: use one of %v", ErrInput, cause, parcel.Causes())
	}
	return settled(func() ([]parcel.Hold, error) { return d.closeHold(ctx, who, id, cause) })
}

func (d *Desk) closeHold(ctx context.Context, who parcel.Who, id parcel.ItemID, cause parcel.Cause) ([]parcel.Hold, error) {
	it, err := d.book.Item(ctx, id)
	if err != nil {
		return nil, err
	}
	if open := it.OpenHolds(); cause == Likely && len(open) > 0 {
		if cause = open[0].Likely; cause == "" {
			return nil, fmt.Errorf("%w: nothing says why the hold was missed: name the cause, one of %v", ErrInput, parcel.Causes())
		}
	}
	if err := mayMiss(who, it, cause); err != nil {
		return nil, err
	}
	var of []journal.Name
	for _, h := range it.OpenHolds() {
		n, err := journal.ParseName(h.Event)
		if err != nil {
			return nil, err
		}
		of = append(of, n)
	}
	if len(of) == 0 {
		return nil, refuse("there is no open hold on that item")
	}
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return nil, err
	}
	if _, err := d.book.Append(ctx, journal.Draft{
		Body: journal.HoldClosed{Cause: cause}, Officers: who.IDs(), Item: it.ID, Supersedes: of, Given: it.Mark, Shift: shift.ID,
	}); err != nil {
		return nil, err
	}
	it, err = d.book.Item(ctx, it.ID)
	return it.Holds, err
}

// mayMiss refuses a cause that the journal contradicts, and one officer alone
// calling off what was asked of an item that is here and that nobody examined.
func mayMiss(who parcel.Who, it parcel.Item, cause parcel.Cause) error {
	switch {
	case it.Scans == 0:
		return nil
	case cause == parcel.NotScanned || cause == parcel.NotArrived:
		return refuse("the item was read here: " + string(cause) + " cannot be the cause")
	case !it.Inspected && !supervised(who):
		return refuse("the item is here and not inspected: examine it, or let a supervisor close the hold")
	}
	return nil
}
