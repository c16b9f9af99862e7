package inspect

import (
	"slices"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
)

// question is what agencies ask of an item, merged: it is opened once for all.
type question struct {
	text     string
	agencies []parcel.Agency
	safety   bool
}

// questions are all agencies' questions for one opening; what several ask is
// asked once.
func (s *Screen) questions() []question {
	var all []question
	for _, t := range s.dossier.Reading.Verdict.Tasks {
		at := slices.IndexFunc(all, func(q question) bool { return q.text == t.Text })
		if at < 0 {
			at = len(all)
			all = append(all, question{text: t.Text})
		}
		q := &all[at]
		q.safety = q.safety || t.Safety
		if !slices.Contains(q.agencies, t.Agency) {
			q.agencies = append(q.agencies, t.Agency)
		}
	}
	return all
}

// question is the chosen one; false where a claim is chosen.
func (s *Screen) question() (question, bool) {
	all := s.questions()
	at := s.bench.at - len(s.claims())
	if at < 0 || at >= len(all) {
		return question{}, false
	}
	return all[at], true
}

// beginAnswer types the answer to the chosen question.
func (s *Screen) beginAnswer() {
	q, asked := s.question()
	if !asked || s.bench.record.Waiting() || s.row.Sent() {
		return
	}
	s.bench.open, s.bench.field = true, field.Field{Most: mostInstead}
	if r, ok := s.last(q); ok {
		s.bench.field.Text = r.Text
	}
}

// reply keeps an answer and goes to the next question.
func (s *Screen) reply(r parcel.Reply) {
	b := &s.bench
	b.seen.Replies = append(slices.DeleteFunc(slices.Clone(b.seen.Replies), func(other parcel.Reply) bool { return other.Question == r.Question }), r)
	s.move(1)
}

// last is the last answer to a question: the one not recorded yet, else
// the recorded one.
func (s *Screen) last(q question) (parcel.Reply, bool) {
	for _, list := range [][]parcel.Reply{s.bench.seen.Replies, s.dossier.Replies} {
		if at := slices.IndexFunc(list, func(r parcel.Reply) bool { return r.Question == q.text }); at >= 0 {
			return list[at], true
		}
	}
	return parcel.Reply{}, false
}

// said is an answer in words.
func (s *Screen) said(q question) (look.Text, look.Style) {
	l := s.opt.Look
	r, ok := s.last(q)
	switch {
	case !ok:
		return l.W("inspect.is_open"), look.Faint
	case r.Text != "":
		return look.Clean(r.Text), look.Bold
	case r.Yes:
		return l.W("inspect.yes"), look.Bold
	}
	return l.W("inspect.no"), look.Plain
}

// asked draws the questions with who asks and what was answered, one row each.
func (s *Screen) asked(w int) []string {
	all := s.questions()
	if len(all) == 0 {
		return nil
	}
	l := s.opt.Look
	const answer, number = 14, 3
	by := 18
	if w < 60 {
		by = 0
	}
	note := l.W("inspect.yes_no_words")
	if n := len(s.bench.seen.Replies); n > 0 {
		note = l.F("inspect.not_recorded_yet", n)
	}
	rows := []string{l.Rule(w, l.W("inspect.to_do_at_the_bench"), note)}
	for i, q := range all {
		picked := i == s.bench.at-len(s.claims())
		text, style := s.said(q)
		ink := look.Plain
		if q.safety {
			ink = look.Warn
		}
		if picked {
			ink, style = look.Plain, look.Plain
		}
		row := l.Row(w).Gap(1).Fit(look.Plain, number, look.F("%d", i+1)).Fit(ink, w-1-number-by-answer-1, look.Clean(q.text)).Gap(1)
		row.Fit(look.Plain, by, s.askers(q)).Put(style, text)
		if picked {
			rows = append(rows, row.EndPicked())
			continue
		}
		rows = append(rows, row.End())
	}
	return rows
}

func (s *Screen) askers(q question) look.Text {
	names := make([]look.Text, len(q.agencies))
	for i, a := range q.agencies {
		names[i] = s.opt.Look.Name(string(a))
	}
	return look.Join(", ", names...)
}
