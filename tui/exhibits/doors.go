package exhibits

import (
	"context"

	"postern/parcel"
)

// Book lists the register of exhibits: those that are kept, or all, those in no
// slot first; and tells what officers are called.
type Book interface {
	Exhibits(ctx context.Context, kept bool) ([]parcel.Exhibit, error)
	Names(ctx context.Context) (map[parcel.OfficerID]string, error)
}

// Desk records where an exhibit lies, and holds what was counted blind against
// the register.
type Desk interface {
	MoveExhibit(ctx context.Context, who parcel.Who, number, slot string) error
	Recount(ctx context.Context, who parcel.Who, slot string, found []parcel.FoundExhibit) ([]parcel.Miscount, error)
}
