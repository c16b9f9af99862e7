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
		word := look.Clean(n.word)
		if w < 80 {
			word = look.Clean(n.short)
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
		row.Gap(2).Put(look.Faint, r.keys())
	} else {
		row.Gap(2).Put(look.Warn, r.hint)
	}
	help := look.W("? help  : do")
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
		list, title = subs(outcome), joined(outcome)
	}
	wide := title.Width() + r.hint.Width() + 1
	for _, n := range list {
		wide += len(n.word) + 3
	}
	narrow := wide > row.Left()
	if narrow && !title.Empty() {
		title = look.Clean(string(outcome)).Upper()
	}
	row.Put(look.Bold, title).Caret()
	if !r.hint.Empty() {
		row.Gap(1).Put(look.Warn, r.hint)
	}
	for _, n := range list {
		word := n.word
		if narrow && n.short != "" {
			word = n.short
		}
		row.Gap(1).Put(look.Accent, look.F("%c", rune(n.digit))).Gap(1).Say(look.Clean(word))
	}
	return row.End()
}

func joined(outcome parcel.Outcome) look.Text {
	if outcome == parcel.Refer {
		return look.W("REFER to")
	}
	return look.F("%s for", look.Clean(string(outcome)).Upper())
}

// Says is the choice in words: what Enter will record, or what is recorded.
func (r *Row) Says() look.Text {
	switch {
	case r.reading.Item == "":
		return look.Text{}
	case r.done != "":
		return look.F("%s recorded", look.Clean(string(r.done)).Upper())
	case r.sent:
		return look.W("recording ..")
	}
	digits := r.chosen()
	outcome, needs, ok := outcomeOf(digits)
	switch {
	case !ok || outcome == "":
		return look.W("choose")
	case needs || len(digits) == 1 || digits[0] == '0':
		return look.Clean(string(outcome)).Upper()
	}
	word, _ := wordFor(subs(outcome), digits[1])
	return look.F("%s %s", joined(outcome), word)
}

func (r *Row) keys() look.Text {
	switch {
	case r.done.Inspects():
		return look.W("inspect it, then read its label again")
	case r.done != "":
		return look.W("next label, or . to undo")
	case r.sent || r.reading.Item == "":
		return look.Text{}
	case r.digits != "":
		return look.W("Enter records it   . takes it back")
	case r.preset != "":
		return look.W("Enter records it   . sets it aside   * open")
	}
	return look.W("a digit, then Enter   * open")
}

// Tell says the choices as a line that asks for a key.
func (r *Row) Tell() look.Line {
	words := look.W("choose")
	for _, n := range firstRow() {
		words = look.F("%s %c %s", words, rune(n.digit), n.word)
	}
	return look.Ask(look.F("%s [%s]:", words, r.Says()))
}
