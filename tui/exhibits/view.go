package exhibits

import (
	"strings"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
	"postern/tui/window"
)

const (
	above  = 3 // rows of the window above the list: frame's header, rule, heading
	around = 6 // above and below it: rule, heading, what is wrong and who has it, keys, prompt
	wide   = 100
)

// room is the rows of the list in a picture of h rows.
func room(_, h int) int { return max(h-around, 1) }

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	var rows []string
	switch s.stage {
	case choosing, counting, closing:
		rows = s.blind(w)
	case told:
		rows = append([]string{l.Rule(w, l.W("exhibits.what_differs"), l.F("exhibits.counted", len(s.found)))}, s.sheet.Rows(s.differences(w), max(h-3, 1))...)
	case reading, slotting, putting:
		rows = l.Page(s.listing(w, room(w, h)), w, max(h-4, 0))
		rows = append(rows, s.custody(w)...)
	}
	rows = append(l.Page(rows, w, max(h-2, 0)), s.keysRow(w), s.prompt(w))
	return strings.Join(l.Page(rows, w, h), "\n")
}

func (s *Screen) listing(w, room int) []string {
	l := s.opt.Look
	title := l.W("exhibits.kept")
	if s.all {
		title = l.W("exhibits.all")
	}
	head := l.Row(w).Gap(1).Fit(look.Faint, 18, l.W("exhibits.number")).Fit(look.Faint, 12, l.W("exhibits.slot"))
	if w >= 60 {
		head.Fit(look.Faint, 12, l.W("exhibits.seal")).Fit(look.Faint, 34, l.W("exhibits.item"))
	}
	rows := []string{l.Rule(w, title, s.rows.Where(l)), head.End()}
	empty := window.Empty(l, s.answer.Waiting(), l.W("exhibits.none"))
	return append(rows, s.rows.Draw(l, w, room, empty, func(x parcel.Exhibit, picked bool) string { return s.row(x, w, picked) })...)
}

func (s *Screen) row(x parcel.Exhibit, w int, picked bool) string {
	l := s.opt.Look
	style := look.Plain
	switch {
	case x.State != parcel.ExhibitKept:
		style = look.Faint
	case x.Slot == "" || len(x.Defects()) > 0:
		style = look.Warn
	}
	slot := look.Clean(x.Slot)
	if slot.Empty() {
		slot = l.W("exhibits.no_slot")
	}
	row := l.ListRow(w, picked).Fit(style, 18, look.Clean(x.Number)).Fit(style, 12, slot)
	if w >= 60 {
		row.Fit(look.Plain, 12, look.Clean(x.Seal)).Fit(look.Plain, 19, line.Label(x.Item)).Fit(look.Plain, 8, l.Name(string(x.State)))
	}
	if n := len(x.Custody); n > 0 && w >= 80 {
		row.FitRight(look.Plain, 6, line.Age(l, s.opt.Now().Sub(x.Custody[n-1].At)))
	}
	if w >= wide {
		row.Gap(2).FitRight(look.Plain, 9, mass(x.Mass)).Gap(2).Fit(style, row.Left(), defects(l, x))
	}
	return row.End()
}

func mass(m parcel.Mass) look.Text {
	if m == 0 {
		return look.Text{}
	}
	return look.F("%s", m)
}

func defects(l *look.Look, x parcel.Exhibit) look.Text {
	var all []look.Text
	wrong := len(x.Defects())
	if x.State == parcel.ExhibitKept && x.Slot == "" {
		all, wrong = append(all, l.W("exhibits.in_no_slot")), wrong-1
	}
	if wrong > 0 {
		all = append(all, l.W("exhibits.mass_differs"))
	}
	return look.Join("; ", all...)
}

// custody tells the chosen exhibit: what is wrong with it, and who had it.
func (s *Screen) custody(w int) []string {
	l := s.opt.Look
	x, ok := s.rows.Chosen()
	if !ok {
		return []string{l.Blank(w), l.Blank(w)}
	}
	var steps []look.Text
	for _, c := range x.Custody {
		who := make([]look.Text, len(c.Officers))
		for i, o := range c.Officers {
			name := s.names[o]
			if name == "" {
				name = string(o)
			}
			who[i] = look.Clean(name)
		}
		steps = append(steps, look.Join(" ", look.F("%s", c.At.Format("01-02 15:04")), look.Join("+", who...), look.Clean(c.Slot)))
	}
	return []string{
		l.Row(w).Gap(1).Put(look.Warn, defects(l, x)).End(),
		l.Row(w).Gap(1).Put(look.Faint, look.Join("  ", steps...)).End(),
	}
}

// blind draws a count: what was typed so far, and nothing of the register.
func (s *Screen) blind(w int) []string {
	l := s.opt.Look
	title := l.W("exhibits.blind")
	if s.slot != "" {
		title = l.F("exhibits.blind_slot", s.slot)
	}
	rows := []string{l.Rule(w, title, l.F("exhibits.counted", len(s.found)))}
	for i := len(s.found) - 1; i >= 0; i-- { // the last one on top
		rows = append(rows, l.Row(w).Gap(1).Fit(look.Faint, 5, look.F("%d", i+1)).Say(look.Clean(s.found[i].Exhibit)).End())
	}
	return rows
}

// differences are where the count and the register do not agree.
func (s *Screen) differences(w int) []string {
	l := s.opt.Look
	if len(s.wrong) == 0 {
		return []string{l.Row(w).Gap(1).Put(look.Good, l.W("exhibits.agrees")).End()}
	}
	rows := make([]string, 0, len(s.wrong))
	for _, m := range s.wrong {
		rows = append(rows, l.Row(w).Gap(1).Put(look.Warn, s.differs(m)).End())
	}
	return rows
}

func (s *Screen) differs(m parcel.Miscount) look.Text {
	l := s.opt.Look
	return look.Join("  ", look.Clean(m.Exhibit), l.Name(string(m.Result)), l.F("exhibits.registered", m.Slot, m.Seal), look.Clean(m.Found))
}

func (s *Screen) keysRow(w int) string {
	l := s.opt.Look
	text := look.Text{}
	if s.stage == reading {
		text = l.W("exhibits.keys")
	}
	return l.Row(w).Put(look.Faint, text).End()
}

// ask is what the bottom row asks; empty where nothing is asked.
func (s *Screen) ask() look.Text {
	l := s.opt.Look
	switch s.stage {
	case slotting:
		return l.W("inspect.slot_of_the_exhibit")
	case putting:
		return l.F("inspect.put_into_slot", s.slot)
	case choosing:
		return l.W("exhibits.which_slot")
	case counting:
		return l.W("exhibits.next_number")
	case closing:
		return l.F("exhibits.hand_in", len(s.found))
	case reading, told:
	}
	return look.Text{}
}

func (s *Screen) prompt(w int) string {
	l := s.opt.Look
	row := l.Row(w).Say(look.W(" > "))
	switch {
	case s.Typing() != nil:
		s.field.Draw(row.Put(look.Bold, s.ask()).Gap(1), max(row.Left()-2, 8), true)
		return row.End()
	case s.ask().Empty():
		return row.Hint(l.W("exhibits.prompt")).End()
	}
	return row.Put(look.Bold, s.ask()).Caret().End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	l := s.opt.Look
	var lines []look.Line
	switch s.stage {
	case told:
		for _, m := range s.wrong {
			lines = append(lines, look.Line{Text: s.differs(m)})
		}
		if len(s.wrong) == 0 {
			lines = look.Tell(l.W("exhibits.agrees"))
		}
	case choosing, counting, closing:
		lines = look.Tell(l.F("exhibits.counted", len(s.found)))
	case reading, slotting, putting:
		lines = append(look.Tell(look.Join(" ", l.W("exhibits.kept"), s.rows.Where(l))), s.rows.Tell(func(x parcel.Exhibit) look.Text {
			return look.Join(", ", look.Clean(x.Number), look.Clean(x.Slot), look.Clean(x.Seal), line.Label(x.Item), l.Name(string(x.State)), defects(l, x))
		})...)
	}
	if ask := s.ask(); !ask.Empty() {
		return append(lines, look.Ask(ask))
	}
	return append(lines, look.Ask(l.W("exhibits.ask")))
}
