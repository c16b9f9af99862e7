// Package messages is the screen of what came in: each file, how much of it
// was taken, what was wrong with it and where, and files that were rejected.
//
// It only reads. A file is tried again by dropping it again.
package messages

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
	"postern/tui/window"
)

// mostMessages is how many of the last files the list has.
const mostMessages = 500

// Options are what the screen needs.
type Options struct {
	Look  *look.Look
	Limit task.Limit
	Book  Book
}

// Screen is the messages screen.
type Screen struct {
	opt     Options
	rows    window.List[Message]
	total   int
	trouble bool // only those with faults, and rejected ones
	inside  bool // the reasons of the chosen one have the keys
	sheet   window.Sheet

	answer task.Slot[list]
}

type list struct {
	all   []Message
	total int
}

// New makes the screen.
func New(opt Options) *Screen {
	return &Screen{opt: opt, rows: window.NewList(func(a, b Message) bool { return a.At.Equal(b.At) && a.File == b.File })}
}

// Begin lists what came, the newest first.
func (s *Screen) Begin() tea.Cmd {
	s.shut()
	return s.load()
}

// shut goes back to the list.
func (s *Screen) shut() {
	s.inside = false
	s.sheet.Top()
}

func (s *Screen) load() tea.Cmd {
	book := s.opt.Book
	return s.answer.Start(s.opt.Limit, func(ctx context.Context) (list, error) {
		all, total, err := book.Messages(ctx, mostMessages)
		return list{all, total}, err
	})
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.shut()
	s.rows.Leave()
	s.total, s.trouble = 0, false
}

// Typing is nil: nothing is typed here.
func (s *Screen) Typing() *field.Field { return nil }

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Back goes from a file's reasons to the list, then from those in trouble to
// all; false at the top.
func (s *Screen) Back() (bool, tea.Cmd) {
	switch {
	case s.inside:
		s.shut()
	case s.trouble:
		s.trouble = false
		s.sift()
	default:
		return false, nil
	}
	return true, nil
}

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	l := s.opt.Look
	return append(window.Keys(l),
		key.NewBinding(key.WithKeys("enter", "*"), key.WithHelp("Enter", l.Word("messages.enter"))),
		key.NewBinding(key.WithKeys("tab"), key.WithHelp("Tab", l.Word("messages.tab"))),
	)
}

// Update takes answers, keys and clicks.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if _, click := msg.(tea.MouseClickMsg); click && s.inside || s.rows.Sense(msg, above, room) {
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		s.press(msg.String())
		return nil
	case task.Refresh:
		return s.load()
	}
	if a, ok := s.answer.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.total = a.Value.total
		if !s.rows.Set(a.Value.all) {
			s.shut()
		}
	}
	return nil
}

// sift keeps those in trouble, where only they are wanted.
func (s *Screen) sift() {
	trouble := s.trouble
	if !s.rows.Sift(func(m Message) bool { return !trouble || m.Rejected || len(m.Faults) > 0 }) {
		s.shut()
	}
}

func (s *Screen) press(name string) {
	if s.inside {
		s.sheet.Press(name)
		return
	}
	if s.rows.Press(name) {
		s.sheet.Top()
		return
	}
	switch name {
	case "enter", "*":
		_, s.inside = s.rows.Chosen()
	case "tab":
		s.trouble = !s.trouble
		s.sift()
	}
}
