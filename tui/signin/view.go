package signin

import (
	"strings"

	"postern/tui/field"
	"postern/tui/look"
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	rows := []string{
		l.Blank(w),
		l.Row(w).Gap(2).Put(look.Bold, look.Join("  ", l.W("signin.postern"), look.Clean(s.opt.Station), look.Clean(s.opt.Office))).End(),
		l.Blank(w),
	}
	if h < 14 {
		rows = rows[1:2]
	}
	switch {
	case !s.known && s.wrong.Empty():
		rows = append(rows, l.Row(w).Gap(2).Put(look.Faint, l.W("signin.looking_who_works_here")).End())
	case s.first:
		rows = append(rows, l.Row(w).Gap(2).Say(l.W("signin.no_officer_works_here_yet")).End())
	case s.stage == stageName:
		rows = append(rows, s.choices(w, h-len(rows)-7)...)
	}
	rows = append(rows, l.Blank(w), s.input(w, l.W("signin.name"), &s.name, stageName))
	if s.stage >= stagePIN {
		rows = append(rows, s.input(w, l.W("signin.pin"), &s.pin, stagePIN))
	}
	if s.stage >= stageAgain {
		rows = append(rows, s.input(w, l.W("signin.pin_again"), &s.again, stageAgain))
	}
	room := max(h-3, 0)
	rows = append(l.Page(rows, w, room), l.Blank(w), l.Row(w).Gap(1).Put(look.Warn, s.wrong).End(), s.prompt(w))
	return strings.Join(l.Page(rows, w, h), "\n")
}

// choices draws the officers who may sign in, as many as there is room for.
func (s *Screen) choices(w, room int) []string {
	l := s.opt.Look
	found := s.found()
	top := max(s.at-max(room, 1)+1, 0)
	var rows []string
	for i := top; i < min(top+max(room, 1), len(found)); i++ {
		row := l.Row(w).Gap(2)
		number := look.W("  ")
		if i < 9 && s.name.Text == "" {
			number = look.F("%d ", i+1)
		}
		row.Fit(look.Plain, 3, number).Fit(look.Plain, 30, look.Clean(found[i].Name)).Say(s.opt.Look.Name(string(found[i].Role)))
		if i == s.at {
			rows = append(rows, row.EndPicked())
			continue
		}
		rows = append(rows, row.End())
	}
	return rows
}

func (s *Screen) input(w int, name look.Text, f *field.Field, at stage) string {
	row := s.opt.Look.Row(w).Gap(2).Fit(look.Plain, 11, name)
	f.Draw(row, w-14, s.stage == at)
	return row.End()
}

func (s *Screen) prompt(w int) string {
	row := s.opt.Look.Row(w).Say(look.W(" > "))
	row.Put(look.Bold, s.asks())
	if s.stage == stageSure {
		row.Caret()
	}
	return row.To(w-18).Put(look.Faint, s.opt.Look.W("signin.f_help_ctrl_c_q")).End()
}

func (s *Screen) asks() look.Text {
	switch {
	case s.signed.Waiting():
		return s.opt.Look.W("signin.checking")
	case !s.known:
		return look.Text{}
	}
	switch s.stage {
	case stageName:
		if s.first {
			return s.opt.Look.W("signin.your_name_then_enter")
		}
		return s.opt.Look.W("signin.a_number_or_a_name")
	case stagePIN:
		if s.first {
			return s.opt.Look.W("signin.a_pin_of_your_choice")
		}
		return s.opt.Look.W("signin.pin_then_enter")
	case stageAgain:
		return s.opt.Look.W("signin.the_same_pin_again_then")
	case stageSure:
	}
	return s.opt.Look.F("signin.enter_makes_the_first_supervisor", s.name.Value())
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	lines := look.Tell(look.Join(" ", s.opt.Look.W("signin.postern"), look.Clean(s.opt.Station), look.Clean(s.opt.Office)), s.wrong)
	if s.stage == stageName && !s.first {
		for i, o := range s.found() {
			lines = append(lines, look.Line{Text: look.F("%d %s, %s", i+1, o.Name, o.Role)})
		}
	}
	return append(lines, look.Ask(s.asks()))
}
