package choice

import (
	"postern/parcel"
	"postern/tui/look"
)

// Rows draws the two bottom rows: the numbered outcomes and the prompt.
func (r *Row) Rows(l *look.Look, w int) []string {
	return []string{r.outcomes(l, w), r.prompt(l, w)}
}

func (r *Row) outcomes(l *look.Look, w int) string {
	row := l.Row(w)
	chosen := byte(0)
	if digits := r.chosen(); digits != "" && r.undecided() {
		chosen = digits[0]
	}
	for _, n := range firstRow() {
		word := r.look.Name(n.token)
		if short, ok := r.look.Find("short", n.token); ok && w < 80 {
			word = short
		}
		if w < 60 {
			row.Put(r.tight(n, chosen)).Gap(1)
			continue
		}
		if n.digit == chosen {
			row.Gap(1).Put(look.Pick, look.F("%c %s", rune(n.digit), word.Upper()))
			continue
		}
		row.Gap(1).Put(look.Accent, look.F("%c", rune(n.digit)))
		if !word.Empty() {
			row.Gap(1).Put(r.weight(), word)
		}
	}
	return row.End()
}

// tight is a choice as its digit and code letter, for very narrow screens.
func (r *Row) tight(n numbered, chosen byte) (look.Style, look.Text) {
	code := "."
	if outcome, _, ok := outcomeOf(string(n.digit)); ok && outcome != "" {
		code = outcome.Code()
	}
	if n.digit == chosen {
		return look.Pick, look.F("%c%s", rune(n.digit), code)
	}
	return r.weight(), look.F("%c%s", rune(n.digit), code)
}

func (r *Row) weight() look.Style {
	if r.undecided() {
		return look.Plain
	}
	return look.Faint
}

func (r *Row) prompt(l *look.Look, w int) string {
	row := l.Row(w).Say(look.W(" > "))
	if _, needs, _ := outcomeOf(r.digits); needs && r.undecided() {
		return r.second(row)
	}
	row.Put(look.Bold, r.Says()).Caret()
	if r.hint.Empty() {
		row.Gap(2).Hint(r.keys())
	} else {
		row.Gap(2).Put(look.Warn, r.hint)
	}
	help := l.W("choice.help_do")
	if row.Left() > help.Width()+1 {
		row.To(w-help.Width()-1).Put(look.Faint, help)
	}
	return row.End()
}

// second draws the row that a first digit opened.
func (r *Row) second(row *look.Row) string {
	list, title := secondRow(r.role), look.Text{}
	outcome, _, _ := outcomeOf(r.digits)
	if r.digits[0] != '0' {
		list, title = subs(outcome), r.joined(outcome)
	}
	wide := title.Width() + r.hint.Width() + 1
	for _, n := range list {
		wide += r.look.Name(n.token).Width() + 3
	}
	narrow := wide > row.Left()
	if narrow && !title.Empty() {
		title = r.look.Name(string(outcome)).Upper()
	}
	row.Put(look.Bold, title).Caret()
	if !r.hint.Empty() {
		row.Gap(1).Put(look.Warn, r.hint)
	}
	for _, n := range list {
		word := r.look.Name(n.token)
		if short, ok := r.look.Find("narrow", n.token); ok && narrow {
			word = short
		}
		row.Gap(1).Put(look.Accent, look.F("%c", rune(n.digit))).Gap(1).Say(word)
	}
	return row.End()
}

func (r *Row) joined(outcome parcel.Outcome) look.Text {
	if outcome == parcel.Refer {
		return r.look.W("choice.refer_to")
	}
	return r.look.F("choice.for", r.look.Name(string(outcome)).Upper())
}

// Says is the choice in words: what Enter will record, or what is recorded.
func (r *Row) Says() look.Text {
	switch {
	case r.reading.Item == "":
		return look.Text{}
	case r.done != "":
		return r.look.F("choice.recorded", r.look.Name(string(r.done)).Upper())
	case r.sent:
		return r.look.W("choice.recording")
	}
	digits := r.chosen()
	outcome, needs, ok := outcomeOf(digits)
	switch {
	case !ok || outcome == "":
		return r.look.W("choice.choose")
	case needs || len(digits) == 1 || digits[0] == '0':
		return r.look.Name(string(outcome)).Upper()
	}
	token, _ := tokenFor(subs(outcome), digits[1])
	return look.F("%s %s", r.joined(outcome), r.look.Name(token))
}

func (r *Row) keys() look.Text {
	switch {
	case r.done.Inspects():
		return r.look.W("choice.inspect_it_then_read_its")
	case r.done != "":
		return r.look.W("choice.next_label_or_to_undo")
	case r.sent || r.reading.Item == "":
		return look.Text{}
	case r.digits != "":
		return r.look.W("choice.enter_records_it_takes_it")
	case r.preset != "":
		return r.look.W("choice.enter_records_it_sets_it")
	}
	return r.look.W("choice.a_digit_then_enter_open")
}

// Tell says the choices as a line that asks for a key.
func (r *Row) Tell() look.Line {
	words := r.look.W("choice.choose")
	for _, n := range firstRow() {
		words = look.F("%s %c %s", words, rune(n.digit), r.look.Name(n.token))
	}
	return look.Ask(look.F("%s [%s]:", words, r.Says()))
}
