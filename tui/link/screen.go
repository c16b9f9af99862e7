// Package link is the link to the hub as an officer sees it: what is saved
// here, what waits and since when, what the hub has recorded.
//
// Nothing waits for the link; the screen has it tried, and writes what waits
// into a file that somebody carries. A station that joined no hub works alone,
// and the screen says how to join one.
package link

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/tui/choice"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

// Options are what the screen needs.
type Options struct {
	Look  *look.Look
	Limit task.Limit
	Now   func() time.Time
	Book  Book
}

// Screen is the link screen.
type Screen struct {
	opt   Options
	state State
	shown bool
	acts  choice.Acts

	answer  task.Slot[State]
	tried   task.Slot[struct{}]
	written task.Slot[string]
}

// New makes the screen.
func New(opt Options) *Screen { return &Screen{opt: opt} }

// Begin shows how the link stands now.
func (s *Screen) Begin() tea.Cmd {
	s.acts.Take()
	return s.load()
}

// Leave forgets what was chosen.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.state, s.shown, s.acts = State{}, false, choice.Acts{}
}

func (s *Screen) load() tea.Cmd { return s.answer.Start(s.opt.Limit, s.opt.Book.LinkState) }

// Typing is nil: nothing is typed here.
func (s *Screen) Typing() *field.Field { return nil }

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Back takes back the chosen act; false where there is none.
func (s *Screen) Back() (bool, tea.Cmd) {
	return s.acts.Take() != 0, nil
}

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return []key.Binding{
		bind("1-2", s.opt.Look.Word("link.choose_retry_bundle"), "1", "2"),
		bind("Enter", s.opt.Look.Word("link.do_what_is_chosen"), "enter"),
	}
}

// Update takes answers and keys.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg.String())
	case task.Refresh:
		return s.load()
	}
	if a, ok := s.answer.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.state, s.shown = a.Value, true
		return nil
	}
	if a, ok := s.tried.Take(msg); ok {
		return s.told(a.Err, s.opt.Look.W("link.being_tried"))
	}
	if a, ok := s.written.Take(msg); ok {
		return s.told(a.Err, s.opt.Look.F("link.bundle_written", a.Value))
	}
	return nil
}

func (s *Screen) told(err error, done look.Text) tea.Cmd {
	notice := look.Notice{Text: done}
	if err != nil {
		notice = look.Sorry(err)
	}
	return tea.Batch(task.Up(notice), s.load())
}

func (s *Screen) press(name string) tea.Cmd {
	if s.acts.Press(name, 2) || name != "enter" {
		return nil
	}
	switch chosen := s.acts.Take(); {
	case chosen == 1 && !s.tried.Waiting():
		return s.tried.Start(s.opt.Limit, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, s.opt.Book.RetryLink(ctx)
		})
	case chosen == 2 && !s.written.Waiting():
		return s.written.Start(s.opt.Limit, s.opt.Book.WriteBundle)
	}
	return nil
}
