package desk

import (
	"context"
	"fmt"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// Purposes are what the names of an item's parties may be shown for.
func Purposes() []string { return []string{"inspection", "contact", "referral", "complaint"} }

// ShowParties records that an officer has the parties of an item shown, and for
// what. Only then may they be shown; an auditor's look is recorded too.
func (d *Desk) ShowParties(ctx context.Context, who parcel.Who, id parcel.ItemID, purpose string) error {
	switch {
	case who.Officer.ID == "":
		return refuse("nobody is signed in: sign in first")
	case !slices.Contains(Purposes(), purpose):
		return fmt.Errorf("%w: parties are shown for one of %v", ErrInput, Purposes())
	}
	it, err := d.book.Item(ctx, id)
	if err != nil {
		return err
	}
	_, err = d.book.Append(ctx, journal.Draft{
		Body: journal.PartiesShown{Purpose: purpose}, Officers: []parcel.OfficerID{who.Officer.ID}, Item: it.ID,
	})
	return err
}
