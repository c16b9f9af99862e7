package inspect

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

// claim is a declared field that can be held against the item.
type claim struct {
	field parcel.CheckedField
	line  int // of the contents, from 1; 0 for the item
	name  look.Text
	said  look.Text
}

// bench is what an officer saw and has not recorded: of each declared field
// whether it agrees or what it is instead, and the answers to the questions.
type bench struct {
	at     int // the chosen claim, or beyond those the question
	seen   parcel.Seen
	open   bool // the found value, or the answer, is being typed
	field  field.Field
	record task.Slot[struct{}]
}

// unsaid is how much is not recorded.
func (b *bench) unsaid() int { return len(b.seen.Checked) + len(b.seen.Replies) }

const mostInstead = 60 // runes of what a field is instead

// claims are the declared fields that say something, gravest for the bench
// first: what it is and how much.
func (s *Screen) claims() []claim {
	l, d := s.opt.Look, s.dossier.Item.Decl
	if !s.shown || !s.dossier.Item.Known {
		return nil
	}
	var all []claim
	add := func(f parcel.CheckedField, line int, said look.Text) {
		if said.Empty() {
			return
		}
		name, _ := l.Find("field", string(f))
		if len(d.Contents) > 1 && line > 0 {
			name = look.F("%s %d", name, line)
		}
		all = append(all, claim{f, line, name, said})
	}
	for i, c := range d.Contents {
		add(parcel.CheckDescription, i+1, look.Clean(c.Words))
		add(parcel.CheckQuantity, i+1, pieces(l, c))
		add(parcel.CheckNet, i+1, grams(c.Net))
		add(parcel.CheckValue, i+1, look.Clean(c.Value.String()))
		add(parcel.CheckHS, i+1, look.Clean(c.HS))
		add(parcel.CheckOrigin, i+1, look.Clean(c.Origin))
	}
	add(parcel.CheckGross, 0, grams(d.Gross))
	add(parcel.CheckNature, 0, l.Name(string(d.Nature)))
	for _, end := range []struct {
		field parcel.CheckedField
		party parcel.Party
	}{{parcel.CheckSender, d.Sender}, {parcel.CheckAddressee, d.Addressee}} {
		if !end.party.IsZero() {
			add(end.field, 0, s.party(end.party))
		}
	}
	return all
}

func grams(m parcel.Mass) look.Text {
	if m == 0 {
		return look.Text{}
	}
	return look.F("%s", m)
}

// move goes to another claim or question and keeps it in sight; false at the
// end.
func (s *Screen) move(by int) bool {
	next := s.bench.at + by
	if next < 0 || next >= len(s.claims())+len(s.questions()) {
		return false
	}
	s.bench.at = next
	row := s.standsAt()
	s.top = max(min(s.top, row), row-s.height+1)
	return true
}

// standsAt is the row of the card that the chosen claim or question is drawn in.
func (s *Screen) standsAt() int {
	claims := len(s.claims())
	row := s.bench.at
	if claims > 0 {
		row++ // their title
	}
	if s.bench.at >= claims {
		row++
	}
	return row
}

// check marks the claim at the cursor: it agrees, or the found value is asked.
// A question it answers with yes or no.
func (s *Screen) check(agrees bool) {
	all := s.claims()
	if s.bench.record.Waiting() || s.row.Sent() {
		return
	}
	if q, asked := s.question(); asked {
		s.reply(parcel.Reply{Question: q.text, Yes: agrees})
		return
	}
	if s.bench.at >= len(all) {
		return
	}
	if !agrees {
		s.bench.open, s.bench.field = true, field.Field{Most: mostInstead}
		if c, ok := s.word(all[s.bench.at]); ok {
			s.bench.field.Text = c.Found
		}
		return
	}
	s.mark(all, parcel.Checked{True: true})
}

// found types what a field is instead, or an answer. Enter keeps it; empty
// leaves it as it was.
func (s *Screen) found(msg tea.KeyPressMsg) {
	b := &s.bench
	if msg.String() != "enter" {
		b.field.Press(msg)
		return
	}
	b.open = false
	text := b.field.Value()
	if text == "" {
		return
	}
	if q, asked := s.question(); asked {
		s.reply(parcel.Reply{Question: q.text, Text: text})
		return
	}
	if all := s.claims(); b.at < len(all) {
		s.mark(all, parcel.Checked{Found: text})
	}
}

// mark keeps the word on the claim at the cursor and goes to the next.
func (s *Screen) mark(all []claim, word parcel.Checked) {
	b := &s.bench
	word.Field, word.Line = all[b.at].field, all[b.at].line
	b.seen.Checked = append(slices.DeleteFunc(slices.Clone(b.seen.Checked), func(c parcel.Checked) bool {
		return c.Field == word.Field && c.Line == word.Line
	}), word)
	s.move(1)
}

// word is the last word on a claim: the one not recorded yet, else the recorded
// one.
func (s *Screen) word(c claim) (parcel.Checked, bool) {
	for _, list := range [][]parcel.Checked{s.bench.seen.Checked, s.dossier.Checked} {
		for _, word := range slices.Backward(list) {
			if word.Field == c.field && (word.Line == c.line || word.Line == 0) {
				return word, true
			}
		}
	}
	return parcel.Checked{}, false
}

// examine records by itself what was seen.
func (s *Screen) examine() tea.Cmd {
	if s.bench.unsaid() == 0 || s.bench.record.Waiting() {
		return nil
	}
	who, item, seen := s.by, s.item, s.bench.seen
	return s.bench.record.Start(s.opt.Limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.opt.Desk.Examine(ctx, who, item, seen)
	})
}

func (s *Screen) examined(a task.Answer[struct{}]) tea.Cmd {
	if a.Err != nil {
		return task.Up(look.Sorry(a.Err))
	}
	n := s.bench.unsaid()
	s.bench.seen = parcel.Seen{}
	return tea.Batch(s.load(), task.Up(look.Notice{Text: s.opt.Look.F("inspect.fields_recorded", n)}))
}

// checks draws declared against found, one row a field.
func (s *Screen) checks(w int) []string {
	all := s.claims()
	if len(all) == 0 {
		return nil
	}
	l := s.opt.Look
	const name, truth = 15, 12
	half := max((w-name-truth-2)/2, 8)
	note := l.W("inspect.agrees_differs")
	if n := len(s.bench.seen.Checked); n > 0 {
		note = l.F("inspect.not_recorded_yet", n)
	}
	rows := []string{
		l.Rule(w, l.W("inspect.declared_against_found"), note),
	}
	for i, c := range all {
		row := l.Row(w)
		style := s.style(c)
		if i == s.bench.at {
			style = look.Plain
		}
		row.Gap(1).Fit(look.Plain, name-1, c.name).Fit(look.Plain, half, c.said).Fit(style, half, s.instead(c)).Put(style, s.truth(c))
		if i == s.bench.at {
			rows = append(rows, row.EndPicked())
			continue
		}
		rows = append(rows, row.End())
	}
	return rows
}

func (s *Screen) style(c claim) look.Style {
	word, ok := s.word(c)
	switch {
	case !ok:
		return look.Faint
	case word.True:
		return look.Good
	}
	return look.Warn
}

// truth is what is known of a claim: open, agrees or differs.
func (s *Screen) truth(c claim) look.Text {
	word, ok := s.word(c)
	switch {
	case !ok:
		return s.opt.Look.W("inspect.is_open")
	case word.True:
		return s.opt.Look.W("inspect.agrees")
	}
	return s.opt.Look.W("inspect.differs")
}

// instead is what was found; of a gross mass, what the scale says.
func (s *Screen) instead(c claim) look.Text {
	if word, ok := s.word(c); ok && !word.True {
		return look.Clean(word.Found)
	}
	if c.field == parcel.CheckGross && s.dossier.Reading.Mass > 0 {
		return s.opt.Look.F("inspect.weighed", s.dossier.Reading.Mass)
	}
	return look.Text{}
}

// asks is what the bottom row asks while something is typed.
func (s *Screen) asks() look.Text {
	l := s.opt.Look
	if q, asked := s.question(); asked {
		return look.Clean(q.text)
	}
	if all := s.claims(); s.bench.at < len(all) {
		return look.F("%s: %s", all[s.bench.at].name, l.W("inspect.found_instead"))
	}
	return l.W("inspect.found_instead")
}

func (s *Screen) askFound(w int) string {
	l := s.opt.Look
	const typed = 24 // cells left for what is typed
	row := l.Row(w).Say(look.W(" > ")).Put(look.Bold, s.asks().Cut(max(w-typed, 8), l.Glyphs.Ellipsis)).Gap(1)
	s.bench.field.Draw(row, max(row.Left()-18, 12), true)
	return row.Hint(l.W("inspect.enter_keeps_it")).End()
}
