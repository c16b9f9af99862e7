package holds

import (
	"postern/parcel"
	"postern/tui/look"
)

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	l := s.opt.Look
	lines := look.Tell(l.F("holds.say", s.counts()))
	lines = append(lines, s.rows.Tell(func(h parcel.Hold) look.Text {
		return look.Join(" ", l.Name(string(h.State)), look.Clean(h.Item.Ident()), l.Name(string(h.Agency)), bag(h.Receptacle), why(l, h), look.Clean(h.Reason))
	})...)
	ask := l.W("holds.ask")
	if s.cause != "" {
		ask = l.F("holds.enter_closes", s.cause)
	}
	return append(lines, look.Ask(ask))
}
