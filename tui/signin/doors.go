package signin

import (
	"context"

	"postern/parcel"
)

// Roster knows the officers. First makes the station's first officer, a
// supervisor; it fails where there is one already.
type Roster interface {
	Officers(ctx context.Context) ([]parcel.Officer, error)
	First(ctx context.Context, name, pin string) (parcel.Officer, error)
	SignIn(ctx context.Context, name, pin string) (parcel.Officer, error)
}
