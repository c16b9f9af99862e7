package desk

import (
	"context"
	"fmt"
	"strings"

	"postern/journal"
	"postern/parcel"
)

const mostFileName = 200 // bytes

// Attach ties a photo or an X-ray image to an item. Its bytes are in the archive
// already, since an event names no file that is not.
func (d *Desk) Attach(ctx context.Context, who parcel.Who, id parcel.ItemID, file journal.FileAttached) (Done, error) {
	if err := d.mayAct(ctx, who); err != nil {
		return Done{}, err
	}
	if file.Name = strings.TrimSpace(file.Name); file.Name == "" || len(file.Name) > mostFileName {
		return Done{}, fmt.Errorf("%w: a file's name has 1 to %d bytes", ErrInput, mostFileName)
	}
	if file.Original.Archive == "" && file.Preview.Archive == "" {
		return Done{}, fmt.Errorf("%w: nothing of %s was kept", ErrInput, parcel.Excerpt(file.Name))
	}
	return settled(func() (Done, error) {
		it, err := d.book.Item(ctx, id)
		if err != nil {
			return Done{}, err
		}
		shift, err := d.shifts.Ensure(ctx, who)
		if err != nil {
			return Done{}, err
		}
		file.Shift = shift.ID
		return d.done(ctx, it.ID, journal.Draft{Body: file, Officers: who.IDs(), Item: it.ID, Given: it.Mark, Shift: shift.ID})
	})
}
