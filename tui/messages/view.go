package messages

import (
	"strings"

	"postern/tui/look"
	"postern/tui/window"
)

const (
	above    = 3  // rows of the window above the list: frame's header, rule, heading
	detailed = 14 // rows from which the reasons stand below the list
	wide     = 100
)

// room is the rows of the list in a picture of h rows.
func room(_, h int) int {
	if h < detailed {
		return max(h-3, 1)
	}
	return (h - 5) / 2
}

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	foot := []string{l.Row(w).Hint(l.W("messages.again")).End(), s.prompt(w)}
	var rows []string
	switch {
	case s.inside:
		rows = s.reasons(w, h-2)
	case h < detailed:
		rows, foot = s.list(w, room(w, h)), foot[1:]
	default:
		rows = l.Page(s.list(w, room(w, h)), w, room(w, h)+2)
		rows = append(rows, s.reasons(w, h-len(rows)-2)...)
	}
	return strings.Join(l.Page(append(l.Page(rows, w, max(h-len(foot), 0)), foot...), w, h), "\n")
}

func (s *Screen) list(w, room int) []string {
	l := s.opt.Look
	title := l.W("messages.title")
	if s.trouble {
		title = l.W("messages.trouble")
	}
	rows := []string{l.Rule(w, title, s.counts()), l.Row(w).Put(look.Faint, l.W("messages.heading")).End()}
	empty := window.Empty(l, s.answer.Waiting(), l.W("messages.none"))
	return append(rows, s.rows.Draw(l, w, room, empty, func(m Message, picked bool) string { return s.row(m, w, picked) })...)
}

// counts says where one is, and how many came that are not listed.
func (s *Screen) counts() look.Text {
	at := s.rows.Where(s.opt.Look)
	if s.rows.Total > 0 && s.total > len(s.rows.All()) {
		return look.Join(", ", at, s.opt.Look.F("messages.came", s.total))
	}
	return at
}

func (s *Screen) row(m Message, w int, picked bool) string {
	l := s.opt.Look
	style, became := look.Plain, l.W("messages.taken")
	switch {
	case m.Rejected:
		became, style = l.W("messages.rejected"), look.Warn
	case len(m.Faults) > 0:
		became, style = l.F("messages.faults", len(m.Faults)), look.Warn
	}
	row := l.ListRow(w, picked).Fit(look.Plain, 17, look.F("%s", m.At.Format("2006-01-02 15:04"))).Fit(style, 14, became)
	if w >= 60 {
		row.FitRight(look.Plain, 7, look.F("%d", m.Items)).FitRight(look.Plain, 7, look.F("%d", m.Papers)).FitRight(look.Plain, 7, look.F("%d", m.Others)).Gap(2)
	}
	if w >= wide {
		row.Fit(look.Plain, 14, look.Clean(m.Format))
	}
	return row.Fit(look.Plain, row.Left(), look.Clean(m.File).Latin()).End()
}

// reasons tells what was wrong with the chosen file, and where.
func (s *Screen) reasons(w, room int) []string {
	l := s.opt.Look
	m, ok := s.rows.Chosen()
	if !ok {
		return []string{l.Rule(w, l.W("messages.file"), look.Text{})}
	}
	rows := []string{l.Rule(w, l.W("messages.file"), l.F("messages.bytes", m.Size)), l.Row(w).Gap(1).Put(look.Bold, look.Clean(m.File)).Gap(2).Say(look.Clean(m.Format)).End()}
	return append(rows, s.sheet.Rows(s.told(m, w), room-len(rows))...)
}

func (s *Screen) told(m Message, w int) (rows []string) {
	l := s.opt.Look
	say := func(style look.Style, t look.Text) {
		for _, part := range t.Wrap(w - 2) {
			rows = append(rows, l.Row(w).Gap(1).Put(style, part).End())
		}
	}
	if m.Rejected {
		say(look.Warn, l.F("messages.nothing_taken", m.Why))
	} else {
		say(look.Plain, l.F("messages.counted", m.Items, m.Papers, m.Others))
	}
	for _, f := range m.Faults {
		say(look.Plain, look.Join(": ", look.Clean(f.Item), look.Clean(f.Text)))
	}
	if !m.Rejected && len(m.Faults) == 0 {
		say(look.Faint, l.W("messages.no_fault"))
	}
	return rows
}

func (s *Screen) prompt(w int) string {
	if s.inside {
		return s.opt.Look.Row(w).Hint(s.opt.Look.W("messages.prompt_inside")).End()
	}
	return s.opt.Look.Row(w).Hint(s.opt.Look.W("messages.prompt")).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	l := s.opt.Look
	lines := look.Tell(look.Join(" ", l.W("messages.title"), s.counts()))
	told := s.rows.Tell(func(m Message) look.Text {
		became := l.F("messages.counted", m.Items, m.Papers, m.Others)
		if m.Rejected {
			became = l.F("messages.nothing_taken", m.Why)
		}
		return look.Join(", ", look.F("%s", m.At.Format("2006-01-02 15:04")), look.Clean(m.File), became)
	})
	if m, ok := s.rows.Chosen(); ok && s.inside {
		told = told[:1]
		for _, f := range m.Faults {
			told = append(told, look.Line{Text: look.Join(": ", look.Clean(f.Item), look.Clean(f.Text))})
		}
	}
	lines = append(lines, told...)
	return append(lines, look.Ask(l.W("messages.ask")))
}
