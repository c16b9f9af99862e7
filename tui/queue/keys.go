package queue

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/tui/task"
	"postern/tui/window"
)

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return append(window.Keys(s.opt.Look),
		bind("Enter", s.opt.Look.Word("queue.open_the_row"), "enter", "*"),
		bind("/", s.opt.Look.Word("queue.filter_lane_red_agency_plant"), "/"),
		bind("Tab", s.opt.Look.Word("queue.tab"), "tab"),
		bind("s", s.opt.Look.Word("queue.sort"), "s"),
		bind("y", s.opt.Look.Word("queue.copy_the_label"), "y"),
	)
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if s.typing {
		return s.typed(msg)
	}
	if cmd, ok := s.items.Move(name); ok {
		return cmd
	}
	switch name {
	case "enter", "*":
		if ln, ok := s.items.Chosen(); ok {
			return task.Up(Opened{ln.Item})
		}
	case "tab":
		return s.Narrow(next(s.text.Text))
	case "s":
		return s.Narrow(resort(s.items.Filter(), s.text.Text))
	case "/":
		s.typing = true
	case "y":
		if ln, ok := s.items.Chosen(); ok {
			return task.Up(Copied{ln.Item.Ident()})
		}
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
