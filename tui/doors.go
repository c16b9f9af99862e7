package tui

import (
	"context"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/enter"
	"postern/tui/exhibits"
	"postern/tui/force"
	"postern/tui/holds"
	"postern/tui/inspect"
	"postern/tui/link"
	"postern/tui/messages"
	"postern/tui/receptacle"
	"postern/tui/scan"
	"postern/tui/shift"
	"postern/tui/signin"
	"postern/tui/walk"
)

// Desk is every act on an item that the screens can ask for. Each error is
// shown to the officer in its own words, so it says what to do next.
type Desk interface {
	Reader
	inspect.Desk
	holds.Desk
	exhibits.Desk
	Decider
}

// Reader takes items in hand: by their label, or from their paper form.
type Reader interface {
	scan.Desk
	enter.Desk
}

// Decider records decisions and takes them back.
type Decider interface {
	Decide(ctx context.Context, who parcel.Who, c choice.Choice) (choice.Recorded, error)
	// Undo takes back the officer's decision named by the event, by a
	// superseding one.
	Undo(ctx context.Context, who parcel.Who, event string) (choice.Recorded, error)
}

// Book is every list and card that the screens show.
type Book interface {
	Floor
	inspect.Book
	link.Book
	force.Book
	exhibits.Book
}

// Floor is every list of what is in the building, or should be.
type Floor interface {
	receptacle.Book // the lists of items too
	holds.Book
	walk.Book
	messages.Book
}

// Roster signs officers in, also as the second of a two-officer act.
type Roster interface{ signin.Roster }

// Shifts opens, counts, closes and exports shifts.
type Shifts interface{ shift.Book }

// The scan screen's list is one the book can give.
var _ scan.Book = Book(nil)
