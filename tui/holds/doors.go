package holds

import (
	"context"

	"postern/parcel"
)

// Book lists holds, open ones only or all, the oldest first.
type Book interface {
	Held(ctx context.Context, open bool) ([]parcel.Hold, error)
}

// Desk closes the open holds on an item with the cause of the miss.
type Desk interface {
	CloseHold(ctx context.Context, who parcel.Who, item parcel.ItemID, cause parcel.Cause) ([]parcel.Hold, error)
}
