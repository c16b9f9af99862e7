// Package walk is the list of items to be fetched: what came after their last
// read asks for more than the officer was shown then.
//
// It watches the list while other screens are in sight too, and reports each
// item that is new on it, so that the officer hears of it.
package walk

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
	"postern/tui/window"
)

// Book lists what is to be fetched, by the place it was read last, the most
// severe first.
type Book interface {
	Walk(ctx context.Context) ([]parcel.Errand, error)
}

// Options are what the screen needs.
type Options struct {
	Look  *look.Look
	Limit task.Limit
	Now   func() time.Time
	Book  Book
}

// What the screen reports up.
type (
	// Opened asks for everything known of an item.
	Opened struct{ Item parcel.ItemID }
	// Risen tells of an item that is new on the list, or asks for more than
	// when it was last told of; More are others like it.
	Risen struct {
		Errand parcel.Errand
		More   int
	}
)

// Screen is the walk list.
type Screen struct {
	opt   Options
	rows  window.List[parcel.Errand]
	told  map[parcel.ItemID]parcel.Lane // what the officer knows to be on the list
	again bool                          // data changed while the list was being asked for

	answer task.Slot[[]parcel.Errand]
}

// New makes the screen.
func New(opt Options) *Screen {
	return &Screen{opt: opt, rows: window.NewList(func(a, b parcel.Errand) bool { return a.Item == b.Item })}
}

// Watch asks what is to be fetched now.
func (s *Screen) Watch() tea.Cmd {
	if s.answer.Waiting() {
		s.again = true
		return nil
	}
	return s.answer.Start(s.opt.Limit, s.opt.Book.Walk)
}

// Count is how many items are to be fetched.
func (s *Screen) Count() int { return s.rows.Total }

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.rows.Leave()
	s.told, s.again = nil, false
}

// Typing is nil: nothing is typed here.
func (s *Screen) Typing() *field.Field { return nil }

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Back is false: there is one level.
func (s *Screen) Back() (bool, tea.Cmd) { return false, nil }

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	return append(window.Keys(s.opt.Look), key.NewBinding(key.WithKeys("enter", "*"), key.WithHelp("Enter", s.opt.Look.Word("walk.open"))))
}

// Update takes answers, keys and clicks.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.rows.Sense(msg, above, room) {
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg.String())
	case task.Refresh:
		return s.Watch()
	}
	if a, ok := s.answer.Take(msg); ok {
		return s.answered(a)
	}
	return nil
}

func (s *Screen) press(name string) tea.Cmd {
	if s.rows.Press(name) {
		return nil
	}
	if e, ok := s.rows.Chosen(); ok && (name == "enter" || name == "*") {
		return task.Up(Opened{e.Item})
	}
	return nil
}

func (s *Screen) answered(a task.Answer[[]parcel.Errand]) (cmd tea.Cmd) {
	if s.again {
		s.again = false
		cmd = s.Watch()
	}
	if a.Err != nil {
		return tea.Batch(cmd, task.Up(look.Sorry(a.Err)))
	}
	s.rows.Set(a.Value)
	return tea.Batch(cmd, s.tell())
}

// tell reports what the officer does not know of yet, the gravest by name.
func (s *Screen) tell() tea.Cmd {
	var gravest parcel.Errand
	fresh := 0
	told := make(map[parcel.ItemID]parcel.Lane, s.rows.Total)
	for _, e := range s.rows.All() {
		told[e.Item] = e.Lane
		if was, known := s.told[e.Item]; known && !parcel.Rises(was, e.Lane) {
			continue
		}
		if fresh == 0 || e.Lane.Rank() > gravest.Lane.Rank() {
			gravest = e
		}
		fresh++
	}
	s.told = told
	if fresh == 0 {
		return nil
	}
	return task.Up(Risen{gravest, fresh - 1})
}
