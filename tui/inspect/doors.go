package inspect

import (
	"context"

	"postern/parcel"
)

// Book tells everything known of an item, and what officers are called.
type Book interface {
	Dossier(ctx context.Context, item parcel.ItemID) (parcel.Dossier, error)
	Names(ctx context.Context) (map[parcel.OfficerID]string, error)
}

// Desk records that an officer has the parties of an item shown, and for what;
// what was seen at the bench; where an exhibit lies; and a photo, which it reads
// from a path on this station.
type Desk interface {
	Examine(ctx context.Context, who parcel.Who, item parcel.ItemID, seen parcel.Seen) error
	MoveExhibit(ctx context.Context, who parcel.Who, number, slot string) error
	AttachPhoto(ctx context.Context, who parcel.Who, item parcel.ItemID, path string) error
	ShowParties(ctx context.Context, who parcel.Who, item parcel.ItemID, purpose string) error
}
