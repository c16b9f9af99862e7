package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"postern/journal"
	"postern/parcel"
	"postern/risk"
)

// Book is what the desk needs of the store. Item fails with an error that is
// parcel.ErrNoItem where there is none.
type Book interface {
	Append(ctx context.Context, drafts ...journal.Draft) ([]journal.Name, error)
	Item(ctx context.Context, id parcel.ItemID) (parcel.Item, error)
	Facts(ctx context.Context, id parcel.ItemID, d parcel.Declaration) (parcel.Facts, error)
	Papers(ctx context.Context, ident string) ([]parcel.Paper, error)
	LastDecision(ctx context.Context, by parcel.OfficerID) (journal.Name, parcel.ItemID, error)
}

// Shifts gives the shift an act belongs to, opening one where none is, and the
// secret its random draws come from.
type Shifts interface {
	Ensure(ctx context.Context, who parcel.Who) (parcel.Shift, error)
	Secret(shift string) []byte
}

// Vault seals bytes and keeps them in the archive, durably.
type Vault interface {
	Keep(ctx context.Context, raw []byte) (name, key string, err error)
	Received(ctx context.Context, digest string) (journal.Name, bool, error)
}

// Options is what a desk is made of.
type Options struct {
	Now    func() time.Time
	Engine func() *risk.Engine // the packs in force
	Rate   float64             // of the random draw
	Place  parcel.Place        // where a read happens unless it says otherwise
	Policy Policy
	Last   func(context.Context) (time.Time, error) // when the last event happened here; nil where the clock is not asked

	Register Register // of the exhibits
}

// Desk does the verbs. It is safe for concurrent use.
type Desk struct {
	book   Book
	bags   Bags
	shifts Shifts
	vault  Vault
	opt    Options
	shown  func(parcel.Reading) // sees a verdict before it is recorded; nil: nobody does
}

// New makes a desk.
func New(book Book, bags Bags, shifts Shifts, vault Vault, opt Options) *Desk {
	return &Desk{book: book, bags: bags, shifts: shifts, vault: vault, opt: opt}
}

// Ahead gives the same desk, whose scans show the verdict as soon as it is
// made: the disk has it only when Scan answers. Where a scan is begun anew, it
// is shown again.
func (d *Desk) Ahead(shown func(parcel.Reading)) *Desk {
	ahead := *d
	ahead.shown = shown
	return &ahead
}

// The reasons an act is refused.
var (
	ErrNotAllowed = errors.New("not allowed")
	ErrLabel      = errors.New("that is no label: 1 to 128 printable characters")
	ErrInput      = errors.New("bad input")
)

// leap is how far the clock may stand ahead of the last event here before an
// officer alone is believed that so much time went by.
const leap = 180 * 24 * time.Hour

// mayAct refuses who only reads, and a clock that has leapt: identifiers are
// used again after a year, so that it would make new items of those that wait.
func (d *Desk) mayAct(ctx context.Context, who parcel.Who) error {
	if err := mayWork(who); err != nil || supervised(who) || d.opt.Last == nil {
		return err
	}
	last, err := d.opt.Last(ctx)
	if now := d.opt.Now(); err == nil && !last.IsZero() && now.Sub(last) > leap {
		return refuse(fmt.Sprintf("the clock stands at %s, %d days after the last event here: set it, or let a supervisor act first if it is right",
			now.UTC().Format(time.DateTime), int(now.Sub(last).Hours()/24)))
	}
	return err
}

// mayWork refuses who only reads, and a witness who is none.
func mayWork(who parcel.Who) error {
	switch {
	case who.Officer.ID == "":
		return refuse("nobody is signed in: sign in first")
	case who.Officer.Role == parcel.Auditor:
		return refuse("an auditor only reads: sign in as an officer")
	case who.Witness != nil && (who.Witness.Role == parcel.Auditor || who.Witness.ID == who.Officer.ID):
		return refuse("the witness must be another officer, and no auditor")
	}
	return nil
}

// tries bounds how often an act is begun anew because what it was based on
// changed under it.
const tries = 20

// settled does an act, and does it again where a message or another process
// came between what it read and what it wrote.
func settled[T any](act func() (T, error)) (done T, err error) {
	for range tries {
		if done, err = act(); !errors.Is(err, journal.ErrMoved) {
			break
		}
	}
	return done, err
}

type refusal struct{ why string }

func refuse(why string) error { return &refusal{why} }

// Error implements error.
func (r *refusal) Error() string { return r.why }

// Is makes every refusal ErrNotAllowed.
func (r *refusal) Is(target error) bool { return target == ErrNotAllowed }
