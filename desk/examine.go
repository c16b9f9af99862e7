package desk

import (
	"context"
	"fmt"
	"strings"

	"postern/journal"
	"postern/parcel"
)

const (
	mostChecked = 100
	mostFound   = 200 // bytes of what a field is instead
)

// Examine records which declared fields the officer found true at the bench, and
// which not. A later word on a field takes the place of an earlier one. It is
// no decision, and by itself lets nothing go.
func (d *Desk) Examine(ctx context.Context, who parcel.Who, id parcel.ItemID, checked []parcel.Checked) (Done, error) {
	if err := d.mayAct(ctx, who); err != nil {
		return Done{}, err
	}
	return settled(func() (Done, error) { return d.examine(ctx, who, id, checked) })
}

func (d *Desk) examine(ctx context.Context, who parcel.Who, id parcel.ItemID, checked []parcel.Checked) (Done, error) {
	it, err := d.book.Item(ctx, id)
	if err != nil {
		return Done{}, err
	}
	if err := checkChecked(it, checked); err != nil {
		return Done{}, err
	}
	shift, err := d.shifts.Ensure(ctx, who)
	if err != nil {
		return Done{}, err
	}
	return d.done(ctx, it.ID, journal.Draft{
		Body: journal.ItemExamined{Checked: checked, Shift: shift.ID}, Officers: who.IDs(), Item: it.ID, Given: it.Mark, Shift: shift.ID,
	})
}

func checkChecked(it parcel.Item, checked []parcel.Checked) error {
	switch {
	case len(checked) == 0 || len(checked) > mostChecked:
		return fmt.Errorf("%w: 1 to %d fields are checked at a time", ErrInput, mostChecked)
	case !it.Known:
		return fmt.Errorf("%w: nothing was declared of %s: there is no field to check", ErrInput, parcel.Excerpt(it.ID.Ident()))
	case it.Scans == 0:
		return refuse("the item has not been read here: scan it first")
	}
	for _, c := range checked {
		if c.Line < 0 || c.Line > len(it.Decl.Contents) {
			return fmt.Errorf("%w: %s has %d contents, there is none numbered %d", ErrInput, parcel.Excerpt(it.ID.Ident()), len(it.Decl.Contents), c.Line)
		}
		if err := checkField(c); err != nil {
			return err
		}
	}
	return nil
}

func checkField(c parcel.Checked) error {
	found := strings.TrimSpace(c.Found)
	switch {
	case !c.Field.Known():
		return fmt.Errorf("%w: %q is no field to check: use one of %v", ErrInput, c.Field, parcel.CheckedFields())
	case !c.True && found == "", len(c.Found) > mostFound:
		return fmt.Errorf("%w: what %s is instead takes 1 to %d bytes", ErrInput, c.Field, mostFound)
	case c.True && found != "":
		return fmt.Errorf("%w: %s is confirmed or something else was found, not both", ErrInput, c.Field)
	}
	return nil
}
