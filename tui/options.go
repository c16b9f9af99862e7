package tui

import (
	"context"
	"errors"
	"io/fs"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/keys"
	"postern/tui/look"
	"postern/tui/scanner"
	"postern/tui/task"
)

// Options are what the workstation's screen needs.
type Options struct {
	Desk   Desk
	Book   Book
	Roster Roster
	Shifts Shifts

	Now   func() time.Time
	Limit task.Limit                           // makes the context of one call through a door
	After func(time.Duration, tea.Msg) tea.Cmd // sends a message later; nil: Bubble Tea's timer

	Station  string
	Office   string
	Place    parcel.Place    // where the station stands; a read moves the item there
	Officer  *parcel.Officer // signed in already; nil: the sign-in screen comes first
	Name     string          // who signs in as the frame opens; empty: somebody who types a name
	PIN      string          // of Name; empty: it is typed
	Currency string          // of a value typed without one

	Theme  string // one of look.Themes(); empty: ansi16
	Glyphs string // unicode, ascii, auto; empty: auto
	Locale string // LC_ALL, LC_CTYPE or LANG, for auto

	Language  string // of every word; empty: English
	Languages fs.FS  // the station's own language files; nil: none

	Keys keys.Change // bindings that have other keys here

	Belt   bool                               // the next read records a preselected release
	Bell   bool                               // the terminal's bell sounds
	Ring   func(context.Context, Sound) error // makes the sounds instead; nil: the bell
	Mouse  bool                               // the wheel scrolls, a click selects
	Remote bool                               // over SSH, where the terminal must be asked what it can do
	Idle   time.Duration                      // locks after so long without a key; 0: 15 minutes, below 0: never
	Gap    time.Duration                      // how far the scanner's characters lie apart; 0: 50 ms
	Prefix string                             // key that begins a read beside STX, as keys.Press names it; empty: none
	Teach  scanner.Settings                   // keeps what is learned of a scanner; nil: the page is not offered
}

const idle = 15 * time.Minute

func (o *Options) complete() (*look.Look, error) {
	if o.Desk == nil || o.Book == nil || o.Roster == nil || o.Shifts == nil || o.Now == nil || o.Limit == nil {
		return nil, errors.New("the screen needs desk, book, roster, shifts, a clock and a limit")
	}
	if o.After == nil {
		o.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		}
	}
	if o.Place == "" {
		o.Place = parcel.Bench
	}
	if o.Currency == "" {
		o.Currency = "EUR"
	}
	if o.Idle == 0 {
		o.Idle = idle
	}
	return look.New(look.Taste{Theme: o.Theme, Glyphs: o.Glyphs, Locale: o.Locale, Language: o.Language, Languages: o.Languages})
}

// Messages that the program may send to the frame, with tea.Program.Send.
type (
	// Refresh says that data changed; send it at most ten times a second.
	Refresh = task.Refresh
	// Read is a read of a scanner that is no keyboard.
	Read struct{ Scan parcel.Scan }
	// Status is what the header says of link and scanner; empty: nothing.
	Status struct{ Link, Scanner string }
)
