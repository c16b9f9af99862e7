package force

import (
	"strings"

	"postern/tui/look"
	"postern/tui/window"
)

const (
	above    = 4  // rows of the window above the list: frame's header, rule, what is wrong, heading
	detailed = 16 // rows from which the chosen one is told below the list
	wide     = 100
	names    = 15 // cells of a fact's name
)

// room is the rows of the list in a picture of h rows.
func room(_, h int) int {
	if h < detailed {
		return max(h-4, 1) // rule, what is wrong, heading, prompt
	}
	return (h - 4) / 2
}

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	var rows []string
	switch n := min(room(w, h), max(s.rows.Total, 1)); {
	case s.inside:
		rows = s.detail(w, h-1)
	case h < detailed:
		rows = s.listing(w, n)
	default:
		rows = l.Page(s.listing(w, n), w, n+3)
		rows = append(rows, s.detail(w, h-len(rows)-1)...)
	}
	return strings.Join(l.Page(append(l.Page(rows, w, max(h-1, 0)), s.prompt(w)), w, h), "\n")
}

func (s *Screen) listing(w, room int) []string {
	l := s.opt.Look
	rows := []string{l.Rule(w, l.W("force.title"), s.rows.Where(l)), s.wrong(w), s.row(s.heading(), w, look.Faint, false)}
	empty := window.Empty(l, s.answer.Waiting(), l.W("force.nothing"))
	return append(rows, s.rows.Draw(l, w, room, empty, func(t thing, picked bool) string {
		style := look.Plain
		if t.bad {
			style = look.Warn
		}
		return s.row(t, w, style, picked)
	})...)
}

// wrong is the banner: how many things want somebody's hand, and the first.
func (s *Screen) wrong(w int) string {
	l := s.opt.Look
	bad := s.bad()
	if len(bad) == 0 {
		return l.Row(w).Put(look.Good, l.W("force.all_at_work")).End()
	}
	return l.Row(w).Put(look.Warn, l.F("force.wrong", len(bad), bad[0].name, bad[0].state)).End()
}

func (s *Screen) bad() (all []thing) {
	for _, t := range s.rows.All() {
		if t.bad {
			all = append(all, t)
		}
	}
	return all
}

func (s *Screen) heading() thing {
	l := s.opt.Look
	return thing{
		kind: l.W("force.kind"), name: l.W("force.name"), version: l.W("force.version"), size: l.W("force.size"),
		until: l.W("force.until"), state: l.W("force.state"),
	}
}

func (s *Screen) row(t thing, w int, style look.Style, picked bool) string {
	l := s.opt.Look
	state := style
	if style == look.Warn {
		style = look.Plain
	}
	row := l.ListRow(w, picked).Fit(style, 7, t.kind).Fit(style, 20, t.name)
	if w >= 70 {
		row.Fit(style, 12, t.version).FitRight(style, 13, t.size).Gap(2)
	}
	row.Fit(style, 13, t.until)
	if w >= wide {
		agency := look.Text{}
		if t.agency != "" {
			agency = l.Name(string(t.agency))
		}
		row.Fit(style, 12, agency)
	}
	return row.Fit(state, row.Left(), t.state).End()
}

// detail tells all there is to say of the chosen thing, in at most room rows.
func (s *Screen) detail(w, room int) []string {
	l := s.opt.Look
	t, ok := s.rows.Chosen()
	if !ok {
		return []string{l.Rule(w, l.W("force.chosen"), look.Text{})}
	}
	told := s.told(t, w)
	seen := s.sheet.Rows(told, room-1)
	more := look.Text{}
	if below := s.sheet.Below(); below > 0 {
		more = l.F("overlay.more_lines", below)
	}
	return append([]string{l.Rule(w, look.Join(" ", t.kind, t.name, t.version), more)}, seen...)
}

func (s *Screen) told(t thing, w int) (rows []string) {
	l := s.opt.Look
	for _, f := range t.facts {
		if f.text.Empty() {
			rows = append(rows, l.Row(w).Gap(1).Put(look.Bold, f.name).End())
			continue
		}
		name, at := f.name, names
		if name.Empty() {
			at = 0
		}
		for _, part := range f.text.Wrap(max(w-at-1, 10)) {
			rows = append(rows, l.Row(w).Gap(1).Fit(look.Faint, max(at-1, 0), name).To(at+min(at, 1)).Put(f.style, part).End())
			name = look.Text{}
		}
	}
	return rows
}

func (s *Screen) prompt(w int) string {
	l := s.opt.Look
	text := l.W("force.prompt")
	if s.inside {
		text = l.W("messages.prompt_inside")
	}
	return l.Row(w).Put(look.Faint, text).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	l := s.opt.Look
	lines := look.Tell(look.Join(" ", l.W("force.title"), s.rows.Where(l)))
	for _, t := range s.bad() {
		lines = append(lines, look.Line{Text: look.Join(" ", t.kind, t.name, t.state)})
	}
	if t, ok := s.rows.Chosen(); ok && s.inside {
		lines = append(lines, look.Line{Text: look.Join(" ", t.kind, t.name, t.version, t.state)})
		for _, f := range t.facts {
			lines = append(lines, look.Line{Text: look.Join(": ", f.name, f.text)})
		}
	} else {
		lines = append(lines, s.rows.Tell(func(t thing) look.Text { return look.Join(", ", t.kind, t.name, t.version, t.size, t.until, t.state) })...)
	}
	return append(lines, look.Ask(l.W("force.ask")))
}
