// Package force is the screen of what items are judged by: packs with their
// rules and signer, denied-party lists with their date, and learned models
// with their card.
//
// It only reads; putting something in force takes a file and a supervisor, by
// command. What is stale, ends soon or is not at work is said above the list.
package force

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

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
	Book  Book
}

// Screen is the screen of what is in force.
type Screen struct {
	opt    Options
	rows   window.List[thing]
	inside bool // what there is to say of the chosen one has the keys
	sheet  window.Sheet
	asked  time.Time
	answer task.Slot[InForce]
}

// New makes the screen.
func New(opt Options) *Screen {
	return &Screen{opt: opt, rows: window.NewList(func(a, b thing) bool { return a.key == b.key })}
}

// Begin shows what is in force now.
func (s *Screen) Begin() tea.Cmd {
	s.shut()
	return s.load()
}

func (s *Screen) load() tea.Cmd {
	s.asked = s.opt.Now()
	return s.answer.Start(s.opt.Limit, s.opt.Book.InForce)
}

// calm is how long what was read stands while data changes: the files of
// everything in force are read for it, and scans do not change them.
const calm = 5 * time.Second

func (s *Screen) shut() {
	s.inside = false
	s.sheet.Top()
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.rows.Leave()
	s.shut()
}

// Typing is nil: nothing is typed here.
func (s *Screen) Typing() *field.Field { return nil }

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Back goes from one thing to the list; false in the list.
func (s *Screen) Back() (bool, tea.Cmd) {
	was := s.inside
	s.shut()
	return was, nil
}

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	return append(window.Keys(s.opt.Look), key.NewBinding(key.WithKeys("enter", "*"), key.WithHelp("Enter", s.opt.Look.Word("force.enter"))))
}

// Update takes answers, keys and clicks.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	_, click := msg.(tea.MouseClickMsg)
	if click && s.inside || s.rows.Sense(msg, above, room) {
		if click && !s.inside {
			s.sheet.Top()
		}
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		s.press(msg.String())
		return nil
	case task.Refresh:
		if s.opt.Now().Sub(s.asked) >= calm {
			return s.load()
		}
		return nil
	}
	if a, ok := s.answer.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		if !s.rows.Set(s.things(a.Value)) {
			s.shut()
		}
	}
	return nil
}

func (s *Screen) press(name string) {
	switch {
	case s.inside:
		s.sheet.Press(name)
	case s.rows.Press(name):
		s.sheet.Top()
	case name == "enter", name == "*":
		_, s.inside = s.rows.Chosen()
	}
}
