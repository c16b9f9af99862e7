package scan

import (
	"postern/tui/line"
	"postern/tui/look"
)

// idleRows draws how to begin and what waits, for the officer with no item in
// hand.
func (s *Screen) idleRows(w, room int) []string {
	l := s.opt.Look
	rows := []string{l.Blank(w), l.Row(w).Gap(2).Put(look.Bold, s.begin()).End()}
	switch {
	case len(s.lines) > 0:
		rows = append(rows,
			l.Row(w).Gap(2).Put(look.Faint, look.W("A label of the list will do: type it as it stands, spaces or none.")).End(),
			l.Blank(w),
			l.Rule(w, look.W("waits here"), look.F("%d items, gravest first; Enter opens a row", s.total)))
	case s.waiting.Waiting():
		return append(rows, l.Row(w).Gap(2).Put(look.Faint, look.W("looking what waits ..")).End())
	default:
		return append(rows,
			l.Blank(w),
			l.Row(w).Gap(2).Say(look.W("Nothing waits here yet.")).End(),
			l.Row(w).Gap(2).Say(look.W("Pre-advice comes from message files put into the inbox folder.")).End(),
			l.Row(w).Gap(2).Say(look.W("An item without any is read all the same: its paper form takes ten seconds.")).End())
	}
	free := max(room-len(rows), 1)
	top := max(s.pick-free+1, 0)
	now := s.opt.Now()
	for i := top; i < min(top+free, len(s.lines)); i++ {
		rows = append(rows, line.Draw(l, s.lines[i], now, w, i == s.pick))
	}
	return rows
}

func (s *Screen) begin() look.Text {
	if s.failed != "" {
		return look.F("%s was not read: try it again.", s.failed)
	}
	return look.W("Scan a label, or type it and press Enter.")
}
