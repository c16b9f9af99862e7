// Package queue is the screen of what waits, by lane, agency and age.
//
// However many items there are, it holds a few pages of them and asks the book
// for the page in sight. It only reads; what is opened it reports up.
package queue

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
	"postern/tui/window"
)

// Options are what the screen needs.
type Options struct {
	Look  *look.Look
	Limit task.Limit
	Now   func() time.Time
	Book  window.Book
}

// What the screen reports up.
type (
	// Opened asks for everything known of an item.
	Opened struct{ Item parcel.ItemID }
	// Copied asks for a label to be put into the clipboard.
	Copied struct{ Label string }
)

// Screen is the queue screen.
type Screen struct {
	opt    Options
	text   field.Field // the filter as typed
	typing bool
	wrong  look.Text // what is wrong with the filter
	items  window.Items
}

// New makes the screen.
func New(opt Options) *Screen {
	s := &Screen{opt: opt, items: window.NewItems(opt.Limit, opt.Book)}
	s.items.Height = 20
	return s
}

// Begin shows the queue from what it was last narrowed to, anew.
func (s *Screen) Begin() tea.Cmd {
	filter, wrong := parse(s.opt.Look, s.text.Text)
	s.wrong = wrong
	if filter != s.items.Filter() {
		return s.items.Begin(filter)
	}
	return s.items.Anew()
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.items.Leave()
	s.text.Text, s.typing, s.wrong = "", false, look.Text{}
}

// Narrow sets the filter.
func (s *Screen) Narrow(text string) tea.Cmd {
	s.text.Text = text
	return s.narrow()
}

// Typing is the field that has the keys, or nil.
func (s *Screen) Typing() *field.Field {
	if s.typing {
		return &s.text
	}
	return nil
}

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Back leaves the filter field, then clears the filter; false where there is
// neither.
func (s *Screen) Back() (bool, tea.Cmd) {
	switch {
	case s.typing:
		s.typing = false
		return true, nil
	case s.text.Text != "":
		return true, s.Narrow("")
	}
	return false, nil
}

func (s *Screen) narrow() tea.Cmd {
	filter, wrong := parse(s.opt.Look, s.text.Text)
	s.wrong = wrong
	if filter == s.items.Filter() {
		return nil
	}
	return s.items.Begin(filter)
}

// Update takes answers, keys and clicks.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.WindowSizeMsg:
		return s.items.Room(msg.Height - around)
	case tea.MouseClickMsg:
		return s.items.Clicked(msg.Y - above)
	case task.Refresh:
		return s.items.Refresh()
	}
	return s.items.Take(msg)
}

const (
	above  = 3 // rows of the window above the list: frame's header, rule, heading
	around = 6 // above and below it: status, keys, prompt
)
