package enter

import (
	"context"

	"postern/parcel"
)

// Desk takes an item from its paper form and assesses it at once.
type Desk interface {
	Enter(ctx context.Context, who parcel.Who, d parcel.Declaration) (parcel.Reading, error)
}
