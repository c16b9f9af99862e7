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
		return look.Tell(look.F("read %s", s.asking))
	case !s.shown:
		return s.sayIdle()
	}
	r := s.reading
	word := s.opt.Look.Mark(choice.SignOf(r)).Word
	_, sentence := s.sentence()
	lines := look.Tell(look.F("read %s: %s. %s", r.Identifier.Text, word, scores(r.Verdict)), sentence)
	for i, h := range hits(r.Verdict) {
		lines = append(lines, look.Line{Text: look.F("why %d: %s (%s)", i+1, h.hit.Reason, points(h.hit))})
	}
	for i, t := range r.Verdict.Tasks {
		lines = append(lines, look.Line{Text: look.F("do %d: %s", i+1, t.Text)})
	}
	for _, t := range s.declared() {
		if !t.Empty() {
			lines = append(lines, look.Line{Text: look.F("declared: %s", t)})
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
		lines = append(lines, look.Line{Text: line.Tell(s.lines[i])})
	}
	return append(lines, look.Ask(look.W("label:")))
}

// scores says each agency above green, and how many are green.
func scores(v parcel.Verdict) look.Text {
	var above []look.Text
	green := 0
	for _, a := range v.Assessments {
		if a.Lane == parcel.Green {
			green++
			continue
		}
		above = append(above, look.F("%s %s %d", a.Agency, a.Lane, a.Score))
	}
	if green > 0 {
		above = append(above, look.F("%d green", green))
	}
	return look.Join(", ", above...)
}
