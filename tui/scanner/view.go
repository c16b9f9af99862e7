package scanner

import (
	"strings"

	"postern/scanners/wedge"
	"postern/tui/look"
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	rows := []string{l.Rule(w, l.W("scanner.title"), look.Text{})}
	for _, t := range s.told() {
		for _, part := range t.text.Wrap(max(w-2, 1)) {
			rows = append(rows, l.Row(w).Gap(1).Put(t.style, part).End())
		}
	}
	bar, prompt := l.Blank(w), l.Row(w).Say(look.W(" > ")).Put(look.Bold, l.F("scanner.read_label", len(s.labels)+1, wedge.Lessons)).Caret().End()
	if !s.Listening() {
		bar = s.acts.Row(l, w, l.W("scanner.write"), l.W("scanner.again"))
		prompt = l.Row(w).Hint(l.W("scanner.prompt")).End()
	}
	rows = append(l.Page(rows, w, max(h-2, 0)), bar, prompt)
	return strings.Join(l.Page(rows, w, h), "\n")
}

type sentence struct {
	text  look.Text
	style look.Style
}

// told is what was learned so far, or what to do.
func (s *Screen) told() []sentence {
	l := s.opt.Look
	var all []sentence
	if s.Listening() {
		all = append(all, sentence{text: l.W("scanner.how")}, sentence{text: l.W("scanner.every_key"), style: look.Faint})
	}
	for i := range s.labels {
		one := wedge.Learn(s.labels[i : i+1])
		all = append(all, sentence{text: l.F("scanner.label", i+1, one.Label, one.Gap.Milliseconds()), style: look.Bold})
	}
	if n := len(s.now); n > 0 {
		all = append(all, sentence{text: l.F("scanner.keys", n), style: look.Faint})
	}
	if s.lesson.Wrong != "" {
		why, _ := l.Find("lesson", string(s.lesson.Wrong))
		return append(all, sentence{text: why, style: look.Warn})
	}
	if !s.Listening() {
		all = append(all, s.result()...)
	}
	return all
}

func (s *Screen) result() []sentence {
	l := s.opt.Look
	prefix := l.F("scanner.begins", s.lesson.Prefix)
	if s.lesson.Prefix == "" {
		prefix = l.W("scanner.no_prefix")
	}
	all := []sentence{
		{text: prefix}, {text: l.F("scanner.ends", s.lesson.Suffix)}, {text: l.F("scanner.gap", s.lesson.Gap.Milliseconds(), s.gap().Milliseconds())},
	}
	if s.kept {
		all = append(all, sentence{text: l.W("scanner.written"), style: look.Good})
	}
	return all
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	l := s.opt.Look
	var lines []look.Line
	for _, t := range s.told() {
		lines = append(lines, look.Line{Text: t.text})
	}
	if s.Listening() {
		return append(lines, look.Ask(l.F("scanner.read_label", len(s.labels)+1, wedge.Lessons)))
	}
	return append(lines, look.Ask(l.W("scanner.ask")))
}
