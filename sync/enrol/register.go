package enrol

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"postern/parcel"
)

// Offer is a place that waits for its station.
type Offer struct {
	Hash    [sha256.Size]byte // of the token's secret
	Station string
	Office  parcel.Office
	Expires time.Time
}

// Claim is a station's use of an offer.
type Claim struct {
	Hash    [sha256.Size]byte // of the token's secret
	Station string
	Key     [sha256.Size]byte // of the key that is to be certified
	At      time.Time
}

// Member is a station that belongs, or did.
type Member struct {
	Station string
	Office  parcel.Office
	Since   time.Time
	Revoked bool
}

// Register keeps who belongs. All hubs of one record share it.
type Register interface {
	// Offer keeps an offer; a later one for the same station takes its place.
	Offer(ctx context.Context, o Offer) error
	// Redeem spends an offer and makes its station a member, as one act. It
	// answers ErrSpent where there is none, or not any more. The same claim
	// again is granted again while the offer lasts: its answer may have been
	// lost on the way.
	Redeem(ctx context.Context, c Claim) (Member, error)
	// Revoke shows a station out. It answers ErrStranger for one that is none.
	Revoke(ctx context.Context, station string) error
	// Members lists all, the revoked too, by name.
	Members(ctx context.Context) ([]Member, error)
}

// What a register refuses.
var (
	ErrSpent    = errors.New("the token is not valid: it was used, is out of date, is for another station, or a newer one took its place; ask the hub's keeper for a new one")
	ErrStranger = errors.New("no station of that name is enrolled here")
	ErrRevoked  = errors.New("this station was revoked by the hub's keeper")
)

// The life of an offer.
const (
	ShortestOffer = 15 * time.Minute
	LongestOffer  = 24 * time.Hour
)
