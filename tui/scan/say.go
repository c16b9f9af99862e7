package scan

import (
	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/line"
	"postern/tui/look"
)

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	switch {
	case s.asking != "":
		return look.Tell(s.opt.Look.F("scan.read", s.asking))
	case !s.shown:
		return s.sayIdle()
	}
	r := s.reading
	word := s.opt.Look.Mark(choice.SignOf(r)).Word
	_, sentence := s.sentence()
	lines := look.Tell(s.opt.Look.F("scan.read_2", r.Identifier.Text, word, scores(s.opt.Look, r.Verdict)), sentence)
	for i, h := range hits(r.Verdict) {
		lines = append(lines, look.Line{Text: s.opt.Look.F("scan.why", i+1, h.hit.Reason, points(s.opt.Look, h.hit))})
	}
	for i, t := range r.Verdict.Tasks {
		lines = append(lines, look.Line{Text: s.opt.Look.F("scan.do", i+1, t.Text)})
	}
	for _, t := range s.declared() {
		if !t.Empty() {
			lines = append(lines, look.Line{Text: s.opt.Look.F("scan.declared", t)})
		}
	}
	if s.row.Decided() != "" {
		return append(lines, look.Tell(s.row.Says())...)
	}
	return append(lines, s.row.Tell())
}

func (s *Screen) sayIdle() []look.Line {
	lines := look.Tell(s.begin())
	const shown = 10
	for i := 0; i < len(s.lines) && i < shown; i++ {
		lines = append(lines, look.Line{Text: line.Tell(s.opt.Look, s.lines[i])})
	}
	return append(lines, look.Ask(s.opt.Look.W("scan.label_2")))
}

// scores says each agency above green, and how many are green.
func scores(l *look.Look, v parcel.Verdict) look.Text {
	var above []look.Text
	green := 0
	for _, a := range v.Assessments {
		if a.Lane == parcel.Green {
			green++
			continue
		}
		above = append(above, look.F("%s %s %d", l.Name(string(a.Agency)), l.Name(string(a.Lane)), a.Score))
	}
	if green > 0 {
		above = append(above, l.F("scan.green", green))
	}
	return look.Join(", ", above...)
}
