package inspect

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"postern/tui/look"
	"postern/tui/task"
)

// veil is what keeps the parties of an item masked, until an officer has said
// what for and that is recorded.
type veil struct {
	asking  bool
	purpose int  // chosen, from 1; 0: none
	lifted  bool // the parties are shown
	record  task.Slot[struct{}]
}

// purposes are what parties may be shown for; what they are called stands in
// the language file.
func purposes() []string { return []string{"inspection", "contact", "referral", "complaint"} }

// lift asks what the parties are to be shown for, or masks them again.
func (v *veil) lift() {
	if v.lifted || v.asking {
		*v = veil{record: v.record}
		return
	}
	v.asking, v.purpose = true, 0
}

// back takes the question back; false where none is asked.
func (v *veil) back() bool {
	was := v.asking
	v.asking, v.purpose = false, 0
	return was
}

// choose takes a digit.
func (v *veil) choose(digit byte) {
	if n := int(digit - '0'); n >= 1 && n <= len(purposes()) {
		v.purpose = n
	}
}

// unveil records the purpose that was chosen.
func (s *Screen) unveil() tea.Cmd {
	v := &s.veil
	if v.purpose == 0 || v.record.Waiting() {
		return nil
	}
	who, item, purpose := s.by, s.item, purposes()[v.purpose-1]
	return v.record.Start(s.opt.Limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.opt.Desk.ShowParties(ctx, who, item, purpose)
	})
}

func (s *Screen) unveiled(a task.Answer[struct{}]) tea.Cmd {
	if a.Err != nil {
		return task.Up(look.Sorry(a.Err))
	}
	s.veil.asking, s.veil.lifted = false, true
	return s.load()
}

// ask draws what the parties may be shown for.
func (v *veil) ask(l *look.Look, w int) string {
	row := l.Row(w).Say(look.W(" > ")).Put(look.Bold, l.W("inspect.show_parties_for")).Caret()
	for i, p := range purposes() {
		name, _ := l.Find("purpose", p)
		if i+1 == v.purpose {
			row.Gap(1).Put(look.Pick, look.F("%d %s", i+1, name.Upper()))
			continue
		}
		row.Gap(1).Put(look.Accent, look.F("%d", i+1)).Gap(1).Say(name)
	}
	return row.End()
}

// tell says the same.
func (v *veil) tell(l *look.Look) look.Line {
	words := l.W("inspect.show_parties_for")
	chosen := look.Text{}
	for i, p := range purposes() {
		name, _ := l.Find("purpose", p)
		words = look.F("%s %d %s", words, i+1, name)
		if i+1 == v.purpose {
			chosen = name.Upper()
		}
	}
	return look.Ask(look.F("%s [%s]:", words, chosen))
}
