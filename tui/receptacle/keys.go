package receptacle

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/tui/task"
	"postern/tui/window"
)

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	l := s.opt.Look
	return append(window.Keys(l),
		key.NewBinding(key.WithKeys("enter", "*"), key.WithHelp("Enter", l.Word("receptacle.enter"))),
		key.NewBinding(key.WithKeys("1"), key.WithHelp("1", l.Word("receptacle.read"))),
		key.NewBinding(key.WithKeys("tab"), key.WithHelp("Tab", l.Word("receptacle.tab"))),
	)
}

func (s *Screen) press(name string) tea.Cmd {
	if s.chosen && name != "enter" {
		s.chosen = false
	}
	if s.inside() {
		return s.pressInside(name)
	}
	if s.rows.Press(name) {
		return nil
	}
	switch name {
	case "enter", "*":
		if b, ok := s.rows.Chosen(); ok {
			return s.open(b)
		}
	case "tab":
		s.done = !s.done
		return s.load()
	}
	return nil
}

func (s *Screen) pressInside(name string) tea.Cmd {
	if cmd, ok := s.items.Move(name); ok {
		return cmd
	}
	switch name {
	case "1":
		s.chosen = true
	case "tab":
		s.part = (s.part + 1) % parts
		return s.list()
	case "enter":
		if s.chosen {
			s.chosen = false
			return task.Up(Read{string(s.bag.Receptacle)})
		}
		return s.item()
	case "*":
		return s.item()
	}
	return nil
}

func (s *Screen) item() tea.Cmd {
	if ln, ok := s.items.Chosen(); ok {
		return task.Up(Opened{ln.Item})
	}
	return nil
}
