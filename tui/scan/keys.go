package scan

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/look"
	"postern/tui/task"
)

// keys are the screen's bindings, declared once.
type keys struct {
	digits, enter, open, label, form, down, up key.Binding
}

func bindings(l *look.Look) keys {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return keys{
		digits: bind("0-9", l.Word("scan.choose_the_outcome"), "1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
		enter:  bind("Enter", l.Word("scan.record_the_choice_in_the"), "enter"),
		open:   bind("*", l.Word("scan.everything_known_of_the"), "*"),
		label:  bind("/", l.Word("scan.type_a_label_or_the"), "/"),
		form:   bind("e", l.Word("scan.type_the_paper_form_of"), "e"),
		down:   bind("j", l.Word("scan.next_row"), "j", "down", "+"),
		up:     bind("k", l.Word("scan.row_before"), "k", "up", "-"),
	}
}

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	k := bindings(s.opt.Look)
	return []key.Binding{k.digits, k.enter, k.open, k.label, k.form, k.down, k.up}
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.label.open:
		return s.labelPress(msg)
	case s.shown && s.asking != "":
		return nil // seen, and being saved: in a moment it can be decided
	case s.idle():
		return s.idlePress(msg)
	}
	return s.itemPress(msg)
}

// itemPress takes the keys for an item in hand, or begins another label.
func (s *Screen) itemPress(msg tea.KeyPressMsg) tea.Cmd {
	k := bindings(s.opt.Look)
	switch {
	case key.Matches(msg, k.label):
		s.label.begin("")
	case key.Matches(msg, k.enter):
		return s.enter()
	case key.Matches(msg, k.open) && s.reading.Item != "":
		return task.Up(Opened{s.reading.Item})
	case key.Matches(msg, k.form) && s.canForm():
		return task.Up(Form{s.reading.Identifier})
	case s.shown && key.Matches(msg, k.digits):
		s.row.Digit(msg.String()[0])
	default:
		return s.begins(msg)
	}
	return nil
}

// idlePress moves in the list, or begins a label.
func (s *Screen) idlePress(msg tea.KeyPressMsg) tea.Cmd {
	k := bindings(s.opt.Look)
	switch {
	case key.Matches(msg, k.label):
		s.label.begin("")
	case key.Matches(msg, k.enter):
		return s.enter()
	case key.Matches(msg, k.down):
		s.pick = min(s.pick+1, max(len(s.lines)-1, 0))
	case key.Matches(msg, k.up):
		s.pick = max(s.pick-1, 0)
	default:
		return s.begins(msg)
	}
	return nil
}

// enter records the choice; of an item nobody advised it opens the form, which
// records nothing yet; with no item in hand it opens the row of the list.
func (s *Screen) enter() tea.Cmd {
	if s.idle() {
		if s.pick < len(s.lines) {
			return task.Up(Opened{s.lines[s.pick].Item})
		}
		return nil
	}
	if s.canForm() && s.reading.Item != "" && !s.row.Half() && s.row.Decided() == "" {
		return task.Up(Form{s.reading.Identifier})
	}
	if made, ok := s.row.Enter(); ok {
		return task.Up(made)
	}
	return nil
}

func (s *Screen) idle() bool { return !s.shown && s.asking == "" }

// canForm reports whether the item in hand lacks what its paper form says. A
// label that fails its check may stand on a real item: only the officer who
// holds it can tell, so the form opens by its key there, never by Enter.
func (s *Screen) canForm() bool {
	return s.shown && !s.reading.Known && s.reading.Verdict.Lane == parcel.Unknown && s.reading.Identifier.Kind != parcel.KindS9
}
