package scan

import (
	"context"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

// label is the field for a label typed by hand.
type label struct {
	open    bool
	field   field.Field
	opened  int // counts openings, so that a late timer is known
	matches []parcel.Line
	match   task.Slot[page]
}

// alone comes some time after a label began with the key that also locks.
type alone struct {
	opened int
}

// lockKey also begins the labels of tracked letters (LX ..): it locks when
// nothing follows it.
const (
	lockKey   = "L"
	lockAfter = 500 * time.Millisecond
)

func (b *label) begin(text string) {
	b.open, b.matches = true, nil
	b.opened++
	b.field = field.Field{Most: parcel.MaxLabel, Text: text}
}

func (b *label) close() {
	b.open, b.field, b.matches = false, field.Field{}, nil
	b.match.Drop()
}

func (b *label) alone(msg alone) tea.Cmd {
	if !b.open || msg.opened != b.opened || b.field.Text != lockKey {
		return nil
	}
	b.close()
	return task.Up(LockAsked{})
}

// Loose takes characters that came in one run without an end: they stay in
// the label field, for Enter or Esc.
func (s *Screen) Loose(text string) {
	if !s.label.open {
		s.label.begin("")
	}
	s.label.field.Insert(text)
}

// labelPress edits the label; Enter makes a read of it.
func (s *Screen) labelPress(key tea.KeyPressMsg) tea.Cmd {
	b := &s.label
	switch key.String() {
	case "enter":
		code := b.field.Value()
		b.close()
		if code == "" {
			return nil
		}
		return task.Up(Typed{code})
	case "tab":
		if len(b.matches) > 0 {
			b.field.Text = b.matches[0].Item.Ident()
			b.matches = nil
		}
		return nil
	}
	if !b.field.Press(key) {
		return nil
	}
	return s.search()
}

const enough = 3 // characters worth looking for

// search looks for items whose label holds what was typed: the last digits of
// a damaged label find it.
func (s *Screen) search() tea.Cmd {
	text := parcel.Squeeze(s.label.field.Value())
	if len(text) < enough {
		s.label.matches = nil
		s.label.match.Drop()
		return nil
	}
	book := s.opt.Book
	return s.label.match.Instead(s.opt.Limit, func(ctx context.Context) (page, error) {
		lines, total, err := book.Lines(ctx, parcel.Filter{Text: text, Open: true, Limit: 3})
		return page{lines, total}, err
	})
}

// begins opens the label field with a character that means nothing else here.
func (s *Screen) begins(key tea.KeyPressMsg) tea.Cmd {
	r := []rune(key.Text)
	if len(r) != 1 || !unicode.IsLetter(r[0]) && (s.shown || !unicode.IsDigit(r[0])) && r[0] != ']' {
		return nil
	}
	s.label.begin(key.Text)
	if key.Text == lockKey {
		return s.opt.After(lockAfter, alone{s.label.opened})
	}
	return nil
}

// labelRow draws the field where the prompt is.
func (s *Screen) labelRow(w int) string {
	row := s.opt.Look.Row(w).Say(s.opt.Look.W("scan.label"))
	s.label.field.Draw(row, max(w-40, 14), true)
	return row.Gap(1).Hint(s.opt.Look.W("scan.enter_reads_it_esc_does")).End()
}

func (s *Screen) matchRow(w int) string {
	row := s.opt.Look.Row(w)
	if len(s.label.matches) == 0 {
		return row.End()
	}
	row.Put(look.Accent, s.opt.Look.W("scan.tab"))
	for i, m := range s.label.matches {
		if i > 0 {
			row.Gap(2)
		}
		row.Say(look.Clean(m.Item.Ident()))
	}
	return row.End()
}

// Typed is the label being typed.
func (s *Screen) Typed() []string {
	if s.label.field.Text == "" {
		return nil
	}
	return []string{"label: " + s.label.field.Text}
}
