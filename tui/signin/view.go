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
		l.Row(w).Gap(2).Put(look.Bold, look.Join("  ", look.W("Postern"), look.Clean(s.opt.Station), look.Clean(s.opt.Office))).End(),
		l.Blank(w),
	}
	if h < 14 {
		rows = rows[1:2]
	}
	switch {
	case !s.known && s.wrong.Empty():
		rows = append(rows, l.Row(w).Gap(2).Put(look.Faint, look.W("looking who works here ..")).End())
	case s.first:
		rows = append(rows, l.Row(w).Gap(2).Say(look.W("No officer works here yet. Make the first, a supervisor.")).End())
	case s.stage == stageName:
		rows = append(rows, s.choices(w, h-len(rows)-7)...)
	}
	rows = append(rows, l.Blank(w), s.input(w, look.W("name"), &s.name, stageName))
	if s.stage >= stagePIN {
		rows = append(rows, s.input(w, look.W("PIN"), &s.pin, stagePIN))
	}
	if s.stage >= stageAgain {
		rows = append(rows, s.input(w, look.W("PIN again"), &s.again, stageAgain))
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
		row.Fit(look.Plain, 3, number).Fit(look.Plain, 30, look.Clean(found[i].Name)).Say(look.Clean(string(found[i].Role)))
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
	return row.To(w-18).Put(look.Faint, look.W("F1 help  Ctrl+C q")).End()
}

func (s *Screen) asks() look.Text {
	switch {
	case s.signed.Waiting():
		return look.W("checking ..")
	case !s.known:
		return look.Text{}
	}
	switch s.stage {
	case stageName:
		if s.first {
			return look.W("your name, then Enter")
		}
		return look.W("a number, or a name and Enter")
	case stagePIN:
		if s.first {
			return look.W("a PIN of your choice, then Enter")
		}
		return look.W("PIN, then Enter")
	case stageAgain:
		return look.W("the same PIN again, then Enter")
	case stageSure:
	}
	return look.F("Enter makes %s the first supervisor", s.name.Value())
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	lines := look.Tell(look.Join(" ", look.W("Postern"), look.Clean(s.opt.Station), look.Clean(s.opt.Office)), s.wrong)
	if s.stage == stageName && !s.first {
		for i, o := range s.found() {
			lines = append(lines, look.Line{Text: look.F("%d %s, %s", i+1, o.Name, o.Role)})
		}
	}
	return append(lines, look.Ask(s.asks()))
}
