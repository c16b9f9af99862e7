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
			l.Row(w).Gap(2).Put(look.Faint, l.W("scan.a_label_of_the_list")).End(),
			l.Blank(w),
			l.Rule(w, l.W("scan.waits_here"), l.F("scan.items_gravest_first_enter", s.total)))
	case s.waiting.Waiting():
		return append(rows, l.Row(w).Gap(2).Put(look.Faint, l.W("scan.looking_what_waits")).End())
	default:
		return append(rows,
			l.Blank(w),
			l.Row(w).Gap(2).Say(l.W("scan.nothing_waits_here_yet")).End(),
			l.Row(w).Gap(2).Say(l.W("scan.pre_advice_comes_from_message")).End(),
			l.Row(w).Gap(2).Say(l.W("scan.an_item_without_any_is")).End())
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
		return s.opt.Look.F("scan.was_not_read_try_it", s.failed)
	}
	return s.opt.Look.W("scan.scan_a_label_or_type")
}
