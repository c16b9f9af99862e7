// Package messages is the screen of what came in: each file, how much of it
// was taken, what was wrong with it and where, and files that were rejected.
//
// It only reads. A file is tried again by dropping it again.
package messages

import (
	"context"
	"slices"

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
	all     []Message
	fit     []Message
	total   int
	trouble bool // only those with faults, and rejected ones
	rows    window.Cursor
	inside  bool // the reasons of the chosen one have the keys
	sheet   window.Sheet

	answer task.Slot[list]
}

type list struct {
	all   []Message
	total int
}

// New makes the screen.
func New(opt Options) *Screen { return &Screen{opt: opt, rows: window.Cursor{Height: 1}} }

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
	s.all, s.fit, s.total, s.trouble = nil, nil, 0, false
	s.rows = window.Cursor{Height: s.rows.Height}
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
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		s.press(msg.String())
		return nil
	case tea.WindowSizeMsg:
		s.rows.Height = room(msg.Height - 1)
		s.rows.Go(s.rows.At)
		return nil
	case tea.MouseClickMsg:
		if !s.inside {
			s.rows.Click(msg.Y - above)
		}
		return nil
	case task.Refresh:
		return s.load()
	}
	if a, ok := s.answer.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.all, s.total = a.Value.all, a.Value.total
		s.sift()
	}
	return nil
}

// sift keeps those in trouble, where only they are wanted; the chosen file
// stays chosen, wherever its row is now.
func (s *Screen) sift() {
	before, had := s.chosen()
	s.fit = slices.DeleteFunc(slices.Clone(s.all), func(m Message) bool { return s.trouble && !m.Rejected && len(m.Faults) == 0 })
	s.rows.Count(len(s.fit))
	at := slices.IndexFunc(s.fit, func(m Message) bool { return m.At.Equal(before.At) && m.File == before.File })
	if had && at >= 0 {
		s.rows.Go(at)
		return
	}
	s.shut()
}

func (s *Screen) chosen() (Message, bool) {
	if s.rows.At >= len(s.fit) {
		return Message{}, false
	}
	return s.fit[s.rows.At], true
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
		_, s.inside = s.chosen()
	case "tab":
		s.trouble = !s.trouble
		s.sift()
	}
}
