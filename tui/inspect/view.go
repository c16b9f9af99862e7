package inspect

import (
	"strings"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/look"
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	head := s.head(w)
	room := max(h-len(head)-3, 0)
	card := s.card(w)
	top := min(s.top, max(len(card)-room, 0))
	rows := append(head, l.Page(card[top:], w, room)...)
	rows = append(rows, s.status(w, len(card)-top-room))
	rows = append(rows, s.foot(w)...)
	return strings.Join(l.Page(rows, w, h), "\n")
}

// foot is the two bottom rows: what is being asked or typed, else the outcomes.
func (s *Screen) foot(w int) []string {
	l := s.opt.Look
	two := s.row.Rows(l, w)
	switch {
	case s.notes.open:
		two[1] = s.notes.row(l, w)
	case s.bench.open:
		two[1] = s.askFound(w)
	case s.custody.open, s.custody.text != "":
		two[1] = s.custody.ask(l, w)
	case s.veil.asking:
		two[1] = s.veil.ask(l, w)
	}
	return two
}

// head is what stays in sight: sign, label, state and where it is.
func (s *Screen) head(w int) []string {
	l := s.opt.Look
	if !s.shown {
		text := l.F("inspect.looking", s.item.Ident())
		if !s.wrong.Empty() {
			text = s.wrong
		}
		return []string{l.Row(w).Gap(1).Say(text).End()}
	}
	r, it := s.dossier.Reading, s.dossier.Item
	m := l.Mark(choice.SignOf(r))
	gap := 2
	if w < 60 {
		gap = 1
	}
	first := l.Row(w).Gap(1).Put(m.Style, look.Join(" ", m.Shape, m.Word)).Gap(gap).
		Put(look.Bold, look.Clean(r.Identifier.Printed())).Gap(gap).Say(scores(r.Verdict))
	second := l.Row(w).Gap(1).Say(l.F("inspect.state_place_since", it.State, orDash(string(it.Place)), date(it.Since)))
	if r.Mass > 0 {
		second.Gap(3).Say(look.F("%s", r.Mass))
	}
	return []string{first.End(), second.End()}
}

func (s *Screen) status(w, below int) string {
	row := s.opt.Look.Row(w)
	if below > 0 {
		row.Put(look.Faint, s.opt.Look.F("inspect.more_rows_j_k_scroll", below))
	}
	v := s.opt.Look.W("inspect.v_shows_the_parties")
	if s.veil.lifted {
		v = s.opt.Look.W("inspect.v_masks_the_parties")
	}
	if row.Left() > v.Width()+1 {
		row.To(w-v.Width()-1).Put(look.Faint, v)
	}
	return row.End()
}

// scores says which agencies ask for something.
func scores(v parcel.Verdict) look.Text {
	var above []look.Text
	for _, a := range v.Assessments {
		if a.Lane != parcel.Green {
			above = append(above, look.F("%s %d", a.Agency, a.Score))
		}
	}
	return look.Join("  ", above...)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	if !s.shown {
		return look.Tell(s.opt.Look.F("inspect.looking_2", s.item.Ident()), s.wrong)
	}
	r := s.dossier.Reading
	lines := look.Tell(s.opt.Look.F("inspect.state_place", r.Identifier.Text,
		s.opt.Look.Mark(choice.SignOf(r)).Word, s.dossier.Item.State, orDash(string(s.dossier.Item.Place))))
	for _, c := range s.claims() {
		lines = append(lines, look.Line{Text: look.Join(" ", c.name, look.W(":"), c.said, s.truth(c), s.instead(c))})
	}
	for _, q := range s.questions() {
		text, _ := s.said(q)
		lines = append(lines, look.Line{Text: look.Join(" ", s.askers(q), look.W(":"), look.Clean(q.text), text)})
	}
	for _, part := range append(s.parts(), s.papers()) {
		for _, e := range part.entries {
			lines = append(lines, look.Line{Text: look.Join(" ", part.title, look.W(":"), e.name, e.text)})
		}
	}
	switch {
	case s.notes.open:
		return append(lines, look.Ask(look.Join(" ", s.opt.Look.W("inspect.finding"), s.opt.Look.W("inspect.a_code_and_words"))))
	case s.bench.open:
		return append(lines, look.Ask(s.asks()))
	case s.custody.open, s.custody.text != "":
		return append(lines, look.Ask(s.custody.question(s.opt.Look)))
	case s.veil.asking:
		return append(lines, s.veil.tell(s.opt.Look))
	}
	return append(lines, s.row.Tell())
}
