package walk

import (
	"strings"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
)

const (
	above  = 3 // rows of the window above the list: frame's header, rule, heading
	around = 6 // above and below it: reason, what is done there, keys
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	room := max(h-around+1, 1)
	rows := l.Page(append([]string{l.Rule(w, l.W("walk.title"), s.counts()), s.heading(w)}, s.list(w, room)...), w, max(h-3, 0))
	rows = append(rows, s.reason(w), l.Row(w).Put(look.Faint, l.W("walk.how")).End(), l.Row(w).Put(look.Faint, l.W("walk.prompt")).End())
	return strings.Join(l.Page(rows, w, h), "\n")
}

func (s *Screen) counts() look.Text {
	if len(s.errands) == 0 {
		return s.opt.Look.W("walk.none")
	}
	return s.opt.Look.F("queue.of", s.rows.At+1, len(s.errands))
}

func (s *Screen) heading(w int) string {
	row := s.opt.Look.Row(w).Put(look.Faint, s.opt.Look.W("walk.heading"))
	if w >= 60 {
		row.To(63).Put(look.Faint, s.opt.Look.W("walk.heading_read"))
	}
	return row.End()
}

func (s *Screen) list(w, room int) []string {
	l := s.opt.Look
	if len(s.errands) == 0 {
		text := l.W("walk.nothing")
		if s.answer.Waiting() {
			text = l.W("queue.looking")
		}
		return []string{l.Row(w).Put(look.Faint, text).End()}
	}
	var rows []string
	from, to := s.rows.Span(room)
	for i := from; i < to; i++ {
		rows = append(rows, s.row(s.errands[i], w, i == s.rows.At))
	}
	return rows
}

func (s *Screen) row(e parcel.Errand, w int, picked bool) string {
	l := s.opt.Look
	now, was := l.Mark(look.SignOf(e.Lane)), l.Mark(look.SignOf(e.Was))
	style, cursor := now.Style, look.W(" ")
	if picked {
		style, cursor = look.Plain, look.F("%s", l.Glyphs.Cursor)
	}
	row := l.Row(w).Fit(look.Plain, 1, cursor).Fit(look.Plain, 11, l.Name(string(e.Place))).Fit(look.Plain, 19, line.Label(e.Item)).
		Fit(look.Plain, 8, was.Word).Fit(look.Faint, 3, look.W("->")).Fit(style, 3, now.Shape).Fit(style, 8, now.Word)
	if w >= 60 {
		row.Fit(look.Plain, 9, l.Name(string(e.Agency))).FitRight(look.Plain, 5, line.Age(l, s.opt.Now().Sub(e.Read)))
	}
	if w >= 80 {
		row.Gap(2).Fit(look.Plain, row.Left(), look.Clean(e.Reason).Latin())
	}
	if picked {
		return row.EndPicked()
	}
	return row.End()
}

// reason is why the chosen item is to be fetched.
func (s *Screen) reason(w int) string {
	row := s.opt.Look.Row(w)
	if s.rows.At < len(s.errands) {
		e := s.errands[s.rows.At]
		row.Gap(1).Put(look.Bold, line.Label(e.Item)).Gap(2).Say(s.opt.Look.F("walk.asks", e.Agency, e.Reason))
	}
	return row.End()
}

// Tell is an errand in one sentence.
func Tell(l *look.Look, e parcel.Errand) look.Text {
	return l.F("walk.fetch", l.Mark(look.SignOf(e.Lane)).Word, line.Label(e.Item), e.Place, l.Mark(look.SignOf(e.Was)).Word)
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	l := s.opt.Look
	lines := look.Tell(l.F("walk.say", s.counts()))
	const shown = 20
	for i := s.rows.At; i < min(s.rows.At+shown, len(s.errands)); i++ {
		e := s.errands[i]
		lines = append(lines, look.Line{Text: look.F("%d: %s", i+1, look.Join("; ", Tell(l, e), l.F("walk.asks", e.Agency, e.Reason)))})
	}
	return append(lines, look.Ask(l.W("walk.ask")))
}
