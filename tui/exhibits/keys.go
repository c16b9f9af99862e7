package exhibits

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
	"postern/tui/window"
)

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	l := s.opt.Look
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return append(window.Keys(l),
		bind("Enter", l.Word("holds.open"), "enter", "*"),
		bind("x", l.Word("exhibits.put"), "x"),
		bind("c", l.Word("exhibits.count"), "c"),
		bind("Tab", l.Word("exhibits.tab"), "tab"),
	)
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	yes := name == "+" || name == "y"
	switch s.stage {
	case slotting, choosing, counting:
		s.typed(msg)
	case putting:
		return s.put(yes)
	case closing:
		if yes {
			return s.count()
		}
	case told:
		s.sheet.Press(name)
	case reading:
		return s.read(name)
	}
	return nil
}

// read takes the keys of the list.
func (s *Screen) read(name string) tea.Cmd {
	if s.rows.Press(name) {
		return nil
	}
	x, chosen := s.rows.Chosen()
	switch name {
	case "enter", "*":
		if chosen {
			return task.Up(Opened{x.Item})
		}
	case "x":
		if chosen && x.State == parcel.ExhibitKept && !s.moved.Waiting() {
			s.stage, s.field = slotting, field.Field{Most: most}
		}
	case "c":
		s.stage, s.field = choosing, field.Field{Most: most}
	case "tab":
		s.all = !s.all
		return s.load()
	}
	return nil
}

// typed takes a line: a slot, or the number of what lies there. Enter keeps it;
// an empty one ends the count.
func (s *Screen) typed(msg tea.KeyPressMsg) {
	name := msg.String()
	switch last := len(s.found) - 1; {
	case name == "enter":
		text := s.field.Value()
		s.field.Text = ""
		s.line(text)
	case name == "backspace" && s.field.Text == "" && s.stage == counting && last >= 0:
		s.field.Text, s.found = s.found[last].Exhibit, s.found[:last]
	default:
		s.field.Press(msg)
	}
}

// line takes what was typed.
func (s *Screen) line(text string) {
	switch {
	case s.stage == slotting && text == "":
		s.rest()
	case s.stage == slotting:
		s.slot, s.stage = text, putting
	case s.stage == choosing:
		s.slot, s.stage = text, counting
	case text == "" || len(s.found) >= mostFound:
		s.stage = closing
	default:
		s.found = append(s.found, parcel.FoundExhibit{Exhibit: text, Slot: s.slot})
	}
}

// put records the slot on yes; any other key lets it be.
func (s *Screen) put(yes bool) tea.Cmd {
	x, ok := s.rows.Chosen()
	slot := s.slot
	s.rest()
	if !yes || !ok {
		return nil
	}
	who, desk := s.who, s.opt.Desk
	return s.moved.Start(s.opt.Limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, desk.MoveExhibit(ctx, who, x.Number, slot)
	})
}

// count hands in what was found.
func (s *Screen) count() tea.Cmd {
	if s.counted.Waiting() {
		return nil
	}
	who, desk, slot, found := s.who, s.opt.Desk, s.slot, s.found
	return s.counted.Start(s.opt.Limit, func(ctx context.Context) ([]parcel.Miscount, error) { return desk.Recount(ctx, who, slot, found) })
}

// Typed is what was counted and typed, and is not recorded.
func (s *Screen) Typed() []string {
	var all []string
	for _, f := range s.found {
		all = append(all, look.Clean(f.Exhibit+" "+f.Slot).String())
	}
	if s.field.Text != "" {
		all = append(all, s.field.Text)
	}
	return all
}
