package holds

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/look"
	"postern/tui/task"
	"postern/tui/window"
)

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	l := s.opt.Look
	return append(window.Keys(l),
		key.NewBinding(key.WithKeys("1", "2", "3", "4", "5", "6", "7"), key.WithHelp("1-7", l.Word("holds.choose"))),
		key.NewBinding(key.WithKeys("enter"), key.WithHelp("Enter", l.Word("holds.enter"))),
		key.NewBinding(key.WithKeys("*"), key.WithHelp("*", l.Word("holds.open"))),
		key.NewBinding(key.WithKeys("/"), key.WithHelp("/", l.Word("holds.filter"))),
	)
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if s.typing {
		return s.typed(msg)
	}
	if s.rows.Press(name) {
		s.cause = "" // it was for the row before
		return nil
	}
	switch name {
	case "enter":
		if s.cause != "" {
			return s.close()
		}
		return s.open()
	case "*":
		return s.open()
	case "/":
		s.typing, s.cause = true, ""
	default:
		return s.choose(name)
	}
	return nil
}

func (s *Screen) open() tea.Cmd {
	if h, ok := s.rows.Chosen(); ok {
		return task.Up(Opened{h.Item})
	}
	return nil
}

// choose chooses a cause by its number, for a hold that is open.
func (s *Screen) choose(name string) tea.Cmd {
	causes := parcel.Causes()
	if len(name) != 1 || name[0] < '1' || int(name[0]-'1') >= len(causes) {
		return nil
	}
	h, ok := s.rows.Chosen()
	switch {
	case !ok:
	case h.Closed:
		return task.Up(look.Notice{Text: s.opt.Look.W("holds.is_closed"), Bad: true})
	default:
		s.cause = causes[name[0]-'1']
	}
	return nil
}

func (s *Screen) typed(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "enter", "tab", "down":
		s.typing = false
		return nil
	}
	if s.text.Press(msg) {
		return s.narrow()
	}
	return nil
}
