package walk

import (
	"strings"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
	"postern/tui/window"
)

const (
	above  = 3 // rows of the window above the list: frame's header, rule, heading
	narrow = 60
	around = 5 // and in the screen above and below it: reason, what is done there, keys
)

// room is the rows of the list in a picture of h rows.
func room(_, h int) int { return max(h-around, 1) }

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	empty := window.Empty(l, s.answer.Waiting(), l.W("walk.nothing"))
	list := s.rows.Draw(l, w, room(w, h), empty, func(e parcel.Errand, picked bool) string { return s.row(e, w, picked) })
	rows := l.Page(append([]string{l.Rule(w, l.W("walk.title"), s.counts()), s.heading(w)}, list...), w, max(h-3, 0))
	rows = append(rows, s.reason(w), l.Row(w).Hint(l.W("walk.how")).End(), l.Row(w).Hint(l.W("walk.prompt")).End())
	return strings.Join(l.Page(rows, w, h), "\n")
}

func (s *Screen) counts() look.Text {
	if s.rows.Total == 0 {
		return s.opt.Look.W("walk.none")
	}
	return s.rows.Where(s.opt.Look)
}

func (s *Screen) heading(w int) string {
	row := s.opt.Look.Row(w)
	if w < narrow {
		return row.Put(look.Faint, s.opt.Look.W("walk.heading_narrow")).End()
	}
	return row.Put(look.Faint, s.opt.Look.W("walk.heading")).To(63).Put(look.Faint, s.opt.Look.W("walk.heading_read")).End()
}

func (s *Screen) row(e parcel.Errand, w int, picked bool) string {
	l := s.opt.Look
	now, was := l.Mark(look.SignOf(e.Lane)), l.Mark(look.SignOf(e.Was))
	style := now.Style
	row := l.ListRow(w, picked)
	if w < narrow { // what it asks for now is more than what it was shown as
		return row.Fit(look.Plain, 9, l.Name(string(e.Place))).Fit(look.Plain, 19, line.Label(e.Item)).Fit(style, 3, now.Shape).Fit(style, 8, now.Word).End()
	}
	row.Fit(look.Plain, 11, l.Name(string(e.Place))).Fit(look.Plain, 19, line.Label(e.Item)).
		Fit(look.Plain, 8, was.Word).Fit(look.Faint, 3, look.W("->")).Fit(style, 3, now.Shape).Fit(style, 8, now.Word)
	row.Fit(look.Plain, 9, l.Name(string(e.Agency))).FitRight(look.Plain, 5, line.Age(l, s.opt.Now().Sub(e.Read)))
	if w >= 80 {
		row.Gap(2).Fit(look.Plain, row.Left(), look.Clean(e.Reason).Latin())
	}
	return row.End()
}

// reason is why the chosen item is to be fetched.
func (s *Screen) reason(w int) string {
	row := s.opt.Look.Row(w)
	if e, ok := s.rows.Chosen(); ok {
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
	lines = append(lines, s.rows.Tell(func(e parcel.Errand) look.Text {
		return look.Join("; ", Tell(l, e), l.F("walk.asks", e.Agency, e.Reason))
	})...)
	return append(lines, look.Ask(l.W("walk.ask")))
}
