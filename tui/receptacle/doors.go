package receptacle

import (
	"context"

	"postern/parcel"
	"postern/tui/window"
)

// Book lists receptacles by what a minute of work on each may bring, and the
// items of one.
type Book interface {
	window.Book
	// Bags lists those with something left to see, or all.
	Bags(ctx context.Context, left bool, most int) ([]parcel.Bag, error)
	Bag(ctx context.Context, r parcel.S9) (parcel.Bag, error)
}
