package shift

import (
	"context"
	"time"

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
	// WaiveRest waives, in the supervisor's name, what was picked and does not
	// fit the shift's capacity, and says how many items that were.
	WaiveRest(ctx context.Context, who parcel.Who, ground string) (int, error)
}

// Sheet is the hand-over sheet of a shift.
type Sheet struct {
	Shift    parcel.Shift // zero where the station has had none
	Officers []string     // who acted in it
	Arrived  int          // receptacles that came in it
	Emptied  int          // and that were opened

	// These are of now, so only of a shift that is open.

	Open   []parcel.Business    // what would stop the close
	InHand map[parcel.Place]int // items at a place that are still somebody's business
	Holds  int                  // that are open
	Over   int                  // items picked that do not fit the capacity

	Referred int       // items at another agency
	Oldest   time.Time // since when the first of them is
	Late     int       // and are past the time it has
}
