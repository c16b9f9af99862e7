package scan

import (
	"context"

	"postern/parcel"
)

// Desk answers a label. A label nobody knows is an answer too: its reading has
// lane unknown and Known false.
type Desk interface {
	// Scan may show the verdict ahead, while it is still being recorded.
	Scan(ctx context.Context, who parcel.Who, s parcel.Scan, ahead func(parcel.Reading)) (parcel.Reading, error)
	// Assess judges an item as it stands now, and records nothing.
	Assess(ctx context.Context, id parcel.ItemID) (parcel.Reading, error)
}

// Book lists what waits, for the officer who has no item in hand, and finds
// the rest of a damaged label.
type Book interface {
	Lines(ctx context.Context, f parcel.Filter) (lines []parcel.Line, total int, err error)
}
