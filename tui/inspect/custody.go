package inspect

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

// custody puts the exhibit that the item is into a slot. The slot is typed or
// read; another key than the one that ends the typing records it, so that a
// burst of a scanner cannot.
type custody struct {
	open   bool // the slot is being typed
	slot   string
	field  field.Field
	record task.Slot[struct{}]
}

const mostSlot = 40 // runes of what is written on a slot

// kept is the exhibit the item is now.
func (s *Screen) kept() (parcel.Exhibit, bool) {
	if !s.shown {
		return parcel.Exhibit{}, false
	}
	return s.dossier.Item.Kept()
}

// beginSlot asks where the exhibit lies.
func (s *Screen) beginSlot() {
	if _, ok := s.kept(); ok && !s.custody.record.Waiting() {
		s.custody.open, s.custody.slot, s.custody.field = true, "", field.Field{Most: mostSlot}
	}
}

// slot types where the exhibit lies. Enter keeps it; empty leaves the field.
func (s *Screen) slot(msg tea.KeyPressMsg) {
	c := &s.custody
	if msg.String() != "enter" {
		c.field.Press(msg)
		return
	}
	c.open, c.slot = false, c.field.Value()
}

// putAway records the slot on yes; any other key lets it be.
func (s *Screen) putAway(yes bool) tea.Cmd {
	slot := s.custody.slot
	s.custody.slot = ""
	x, ok := s.kept()
	if !yes || !ok {
		return nil
	}
	who, desk := s.by, s.opt.Desk
	return s.custody.record.Start(s.opt.Limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, desk.MoveExhibit(ctx, who, x.Number, slot)
	})
}

func (s *Screen) lies(a task.Answer[struct{}]) tea.Cmd {
	if a.Err != nil {
		return task.Up(look.Sorry(a.Err))
	}
	return tea.Batch(s.load(), task.Up(look.Notice{Text: s.opt.Look.W("inspect.exhibit_recorded")}))
}

// exhibits lists what the item is, or was, as evidence.
func (s *Screen) exhibits() part {
	l := s.opt.Look
	return part{title: l.W("inspect.exhibits"), entries: each(s.dossier.Item.Exhibits, func(x parcel.Exhibit) entry {
		where := look.Clean(x.Slot)
		if where.Empty() {
			where = l.W("inspect.in_no_slot")
		}
		return entry{name: look.Clean(x.Number), text: look.Join("  ", l.Name(string(x.State)), where, look.Clean(x.Seal))}
	})}
}

// question is what the bottom row asks; empty where nothing is asked.
func (c *custody) question(l *look.Look) look.Text {
	switch {
	case c.open:
		return l.W("inspect.slot_of_the_exhibit")
	case c.slot != "":
		return l.F("inspect.put_into_slot", look.Clean(c.slot))
	}
	return look.Text{}
}

func (c *custody) ask(l *look.Look, w int) string {
	row := l.Row(w).Say(look.W(" > ")).Put(look.Bold, c.question(l))
	if !c.open {
		return row.End()
	}
	c.field.Draw(row.Gap(1), max(w-46, 12), true)
	return row.Put(look.Faint, l.W("inspect.enter_keeps_it")).End()
}
