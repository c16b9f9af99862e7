package queue

import (
	"context"

	"postern/parcel"
)

// Book lists items, lane first and then age, a page at a time; total counts
// all that the filter lets through.
type Book interface {
	Lines(ctx context.Context, f parcel.Filter) (lines []parcel.Line, total int, err error)
}
