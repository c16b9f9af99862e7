package scan

import (
	"context"

	"postern/parcel"
)

// Desk answers a label. A label nobody knows is an answer too: its reading has
// lane unknown and Known false.
type Desk interface {
	Scan(ctx context.Context, who parcel.Who, s parcel.Scan) (parcel.Reading, error)
}

// Book lists what waits, for the officer who has no item in hand, and finds
// the rest of a damaged label.
type Book interface {
	Lines(ctx context.Context, f parcel.Filter) (lines []parcel.Line, total int, err error)
}
