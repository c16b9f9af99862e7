package shift

import (
	"context"

	"postern/parcel"
)

// Book opens, counts, closes and exports shifts.
type Book interface {
	// Sheet is the open shift or, where none is open, the last one.
	Sheet(ctx context.Context) (Sheet, error)
	OpenShift(ctx context.Context, who parcel.Who, place parcel.Place) (parcel.Shift, error)
	// CloseShift closes the open shift; where business is open it closes
	// nothing, returns that business and no error.
	CloseShift(ctx context.Context, who parcel.Who) (parcel.Shift, []parcel.Business, error)
	// ExportShift writes the log of the sheet's shift and says where it is.
	ExportShift(ctx context.Context) (path string, err error)
}

// Sheet is the hand-over sheet of a shift.
type Sheet struct {
	Shift parcel.Shift      // zero where the station has had none
	Open  []parcel.Business // what would stop the close now
}
