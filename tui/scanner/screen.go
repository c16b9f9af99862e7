// Package scanner is the page on which a scanner that types is learned: three
// test labels say which key begins a read, which ends it and how far its keys
// lie apart.
//
// While it listens every key belongs to the scanner; none acts. What was
// learned goes into the settings only when the officer says so. It tells what
// is wrong with a scanner that cannot be used as it is.
package scanner

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/scanners/wedge"
	"postern/tui/choice"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

// Settings keep what was learned.
type Settings interface {
	// TeachWedge writes how far the scanner's keys lie apart and, where it is
	// no usual one, the key that begins a read.
	TeachWedge(ctx context.Context, gap time.Duration, prefix string) error
}

// Options are what the screen needs.
type Options struct {
	Look     *look.Look
	Limit    task.Limit
	Now      func() time.Time
	After    func(time.Duration, tea.Msg) tea.Cmd
	Settings Settings
}

// Screen is the page.
type Screen struct {
	opt    Options
	labels [][]wedge.Stroke // complete ones
	now    []wedge.Stroke   // of the label that is being read
	armed  bool
	lesson wedge.Lesson
	acts   choice.Acts
	kept   bool

	written task.Slot[struct{}]
}

// over is how long the keys must be quiet for a label to be over.
const over = 500 * time.Millisecond

// paused comes when the keys may have been quiet for so long.
type paused struct{}

// New makes the page.
func New(opt Options) *Screen { return &Screen{opt: opt} }

// Begin listens for the first label.
func (s *Screen) Begin() tea.Cmd {
	s.labels, s.now, s.lesson, s.acts, s.kept = nil, nil, wedge.Lesson{}, choice.Acts{}, false
	return nil
}

// Listening reports whether keys are the scanner's.
func (s *Screen) Listening() bool { return len(s.labels) < wedge.Lessons && s.lesson.Wrong == "" }

// Hear takes a key while it listens.
func (s *Screen) Hear(msg tea.KeyPressMsg) tea.Cmd {
	stroke := wedge.Stroke{Name: msg.String(), At: s.opt.Now()}
	if r := []rune(msg.Text); len(r) == 1 {
		stroke.Char = r[0]
	}
	const most = 400 // keys of one label
	if len(s.now) < most {
		s.now = append(s.now, stroke)
	}
	return s.arm(over)
}

func (s *Screen) arm(d time.Duration) tea.Cmd {
	if s.armed {
		return nil
	}
	s.armed = true
	return s.opt.After(d, paused{})
}

// pause ends the label where the keys were quiet for long enough.
func (s *Screen) pause() tea.Cmd {
	s.armed = false
	if len(s.now) == 0 {
		return nil
	}
	if quiet := s.opt.Now().Sub(s.now[len(s.now)-1].At); quiet < over {
		return s.arm(over - quiet)
	}
	s.labels, s.now = append(s.labels, s.now), nil
	s.lesson = wedge.Learn(s.labels)
	return nil
}

// Leave forgets what was learned.
func (s *Screen) Leave() {
	s.written.Drop()
	s.Begin()
}

// Typing is nil: nothing is typed here.
func (s *Screen) Typing() *field.Field { return nil }

// Busy reports whether it listens: then a read is the scanner's lesson.
func (s *Screen) Busy() bool { return s.Listening() }

// Back lets go what is chosen; false where nothing is.
func (s *Screen) Back() (bool, tea.Cmd) { return s.acts.Take() != 0, nil }

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	l := s.opt.Look
	return []key.Binding{
		key.NewBinding(key.WithKeys("1", "2"), key.WithHelp("1-2", l.Word("scanner.choose"))),
		key.NewBinding(key.WithKeys("enter"), key.WithHelp("Enter", l.Word("link.do_what_is_chosen"))),
	}
}

// Update takes keys, where it does not listen, and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg.String())
	case paused:
		return s.pause()
	}
	if a, ok := s.written.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.kept = true
		return task.Up(look.Notice{Text: s.opt.Look.W("scanner.written")})
	}
	return nil
}

func (s *Screen) press(name string) tea.Cmd {
	if s.Listening() || s.acts.Press(name, 2) || name != "enter" {
		return nil
	}
	switch s.acts.Take() {
	case 1:
		return s.keep()
	case 2:
		return s.Begin()
	}
	return nil
}

func (s *Screen) keep() tea.Cmd {
	if s.lesson.Wrong != "" {
		return task.Up(look.Notice{Text: s.opt.Look.W("scanner.cannot_be_used"), Bad: true})
	}
	if s.written.Waiting() {
		return nil
	}
	gap, prefix := s.gap(), s.prefix()
	return s.written.Start(s.opt.Limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.opt.Settings.TeachWedge(ctx, gap, prefix)
	})
}

// gap is what goes into the settings: a little more than was measured, in
// steps of five milliseconds.
func (s *Screen) gap() time.Duration {
	const step, least = 5 * time.Millisecond, 50 * time.Millisecond
	return max(least, (s.lesson.Gap + s.lesson.Gap/4 + step - 1).Truncate(step))
}

// prefix is the key that begins a read, where it is not the usual one.
func (s *Screen) prefix() string {
	if s.lesson.Prefix == "ctrl+b" {
		return ""
	}
	return s.lesson.Prefix
}
