package inspect

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
)

// notes are an officer's findings at the bench: typed one a line, kept as the
// item's draft, and recorded with the outcome.
type notes struct {
	open  bool
	field field.Field
	list  []parcel.Finding
}

const (
	mostNotes = 20
	mostNote  = 160
)

// press edits the line. Enter keeps it and begins the next; on an empty line it
// leaves the field; backspace on an empty line gives the last one back.
func (n *notes) press(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "enter":
		if n.field.Value() == "" || len(n.list) >= mostNotes {
			n.open = false
			return
		}
		n.list = append(n.list, finding(n.field.Value()))
		n.field.Text = ""
	case "backspace":
		if last := len(n.list) - 1; n.field.Text == "" && last >= 0 {
			n.field.Text = strings.TrimSpace(n.list[last].Code + " " + n.list[last].Text)
			n.list = n.list[:last]
			return
		}
		n.field.Press(msg)
	default:
		n.field.Most = mostNote
		n.field.Press(msg)
	}
}

// finding reads a line: its first word is the code, if it looks like one of a
// list of codes; else all of it is words on the contents.
func finding(line string) parcel.Finding {
	code, text, _ := strings.Cut(line, " ")
	if strings.ContainsAny(code, "0123456789") || strings.Contains(" contents pieces value mass code origin sender ", " "+code+" ") {
		return parcel.Finding{Code: code, Text: strings.TrimSpace(text)}
	}
	return parcel.Finding{Code: "contents", Text: line}
}

// part shows what was found and is not recorded yet.
func (n *notes) part(l *look.Look) part {
	p := part{title: l.W("inspect.found_here"), note: l.W("inspect.recorded_with_the_outcome")}
	for _, f := range n.list {
		p.entries = append(p.entries, entry{name: look.Clean(f.Code), text: look.Clean(f.Text), style: look.Bold})
	}
	return p
}

func (n *notes) row(l *look.Look, w int) string {
	row := l.Row(w).Say(look.W(" > ")).Put(look.Bold, l.W("inspect.finding")).Gap(1)
	n.field.Draw(row, max(w-46, 12), true)
	return row.Hint(l.W("inspect.a_code_and_words")).End()
}

// Typed is what was found and typed, and is not recorded.
func (s *Screen) Typed() []string {
	var all []string
	for _, f := range s.notes.list {
		all = append(all, s.item.Ident()+": "+f.Code+" "+f.Text)
	}
	if s.notes.field.Text != "" {
		all = append(all, s.item.Ident()+": "+s.notes.field.Text)
	}
	return all
}
