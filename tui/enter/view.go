package enter

import (
	"errors"
	"strings"

	"postern/tui/look"
)

var errCurrency = errors.New("a currency is three letters, as in 12.00 USD")

// row is a field as it is drawn.
type row struct {
	name look.Text
	hint look.Text
}

func (s *Screen) rows() [fields]row {
	return [fields]row{
		origin: {look.W("origin"), look.W("country of the sender, two letters")},
		words:  {look.W("words"), look.W("what the form says is inside")},
		value:  {look.W("value"), look.F("12.00 USD; without a currency it is %s", s.opt.Currency)},
		mass:   {look.W("mass"), look.W("grams; empty where none is given")},
	}
}

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	body := []string{
		l.Rule(w, look.W("paper form, CN 22 or CN 23"), look.W("Esc leaves it, the text is kept")),
		l.Row(w).Gap(1).Put(look.Bold, look.Clean(s.ident.Printed())).End(),
	}
	for i, r := range s.rows() {
		line := l.Row(w).Gap(1).Fit(look.Plain, 9, r.name)
		room := w - 10
		if w >= 80 {
			room = w - 50
		}
		s.fields[i].Draw(line, room, i == s.at)
		if w >= 80 {
			line.To(10+room).Put(look.Faint, r.hint)
		}
		body = append(body, line.End())
	}
	room := max(h-3, 0)
	rows := append(l.Page(body, w, room), l.Blank(w), l.Row(w).Put(look.Warn, s.wrong).End(), s.prompt(w))
	if h < len(body)+3 {
		rows = append(l.Page(body, w, max(h-1, 0)), s.prompt(w))
	}
	return strings.Join(l.Page(rows, w, h), "\n")
}

func (s *Screen) prompt(w int) string {
	r := s.opt.Look.Row(w).Say(look.W(" > "))
	switch {
	case s.answer.Waiting():
		return r.Put(look.Bold, look.W("recording ..")).End()
	case s.at == review && s.wrong.Empty():
		return r.Put(look.Bold, look.W("Enter records and assesses it")).Caret().Put(look.Faint, look.W("   Up changes it")).End()
	case s.at == review:
		return r.Put(look.Bold, look.W("not complete: Up changes it")).Caret().End()
	}
	return r.Put(look.Faint, look.W("Enter: next field")).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	lines := look.Tell(look.F("paper form of %s", s.ident.Text))
	for i, r := range s.rows() {
		lines = append(lines, look.Line{Text: look.F("%s: %s", r.name, s.fields[i].Text)})
	}
	lines = append(lines, look.Tell(s.wrong)...)
	if s.at == review {
		return append(lines, look.Ask(look.W("Enter records and assesses it:")))
	}
	return append(lines, look.Ask(look.F("%s (%s):", s.rows()[s.at].name, s.rows()[s.at].hint)))
}
