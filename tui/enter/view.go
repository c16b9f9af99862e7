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
		origin: {s.opt.Look.W("enter.origin"), s.opt.Look.W("enter.country_of_the_sender_two")},
		words:  {s.opt.Look.W("enter.words"), s.opt.Look.W("enter.what_the_form_says_is")},
		value:  {s.opt.Look.W("enter.value_2"), s.opt.Look.F("enter.usd_without_a_currency_it", s.opt.Currency)},
		mass:   {s.opt.Look.W("enter.mass_2"), s.opt.Look.W("enter.grams_empty_where_none_is")},
	}
}

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	body := []string{
		l.Rule(w, l.W("enter.paper_form_cn_or_cn"), l.W("enter.esc_leaves_it_the_text")),
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
		return r.Put(look.Bold, s.opt.Look.W("enter.recording")).End()
	case s.at == review && s.wrong.Empty():
		return r.Put(look.Bold, s.opt.Look.W("enter.enter_records_and_assesses")).Caret().Hint(s.opt.Look.W("enter.up_changes_it")).End()
	case s.at == review:
		return r.Put(look.Bold, s.opt.Look.W("enter.not_complete_up_changes")).Caret().End()
	}
	return r.Hint(s.opt.Look.W("enter.enter_next_field")).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	lines := look.Tell(s.opt.Look.F("enter.paper_form_of", s.ident.Text))
	for i, r := range s.rows() {
		lines = append(lines, look.Line{Text: look.F("%s: %s", r.name, s.fields[i].Text)})
	}
	lines = append(lines, look.Tell(s.wrong)...)
	if s.at == review {
		return append(lines, look.Ask(s.opt.Look.W("enter.enter_records_and_assesses_2")))
	}
	return append(lines, look.Ask(look.F("%s (%s):", s.rows()[s.at].name, s.rows()[s.at].hint)))
}
