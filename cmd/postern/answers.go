package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf16"

	"postern/tui/look"
)

// answers writes what a command answers: JSON for programs, lines for people.
type answers struct {
	w      io.Writer
	inJSON bool
}

// give answers with one document: v in JSON, or what people does.
func (a *answers) give(v any, people func(p *page)) error {
	if a.inJSON {
		return a.line(v)
	}
	var p page
	people(&p)
	_, err := io.WriteString(a.w, p.String())
	return err
}

// page is an answer for people in the making.
type page struct{ strings.Builder }

func (p *page) say(format string, args ...any) { fmt.Fprintf(&p.Builder, format, args...) }

// line writes v as one line of JSON.
func (a *answers) line(v any) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(a.w, tame(b.String()))
	return err
}

// tame escapes what a terminal would act on and JSON lets through: DEL, the
// second set of controls, and characters that turn or hide text.
func tame(doc string) string {
	if !strings.ContainsFunc(doc, wild) {
		return doc
	}
	var b strings.Builder
	for _, c := range doc {
		if !wild(c) {
			b.WriteRune(c)
			continue
		}
		if high, low := utf16.EncodeRune(c); high != unicode.ReplacementChar {
			fmt.Fprintf(&b, "\\u%04x\\u%04x", high, low)
			continue
		}
		fmt.Fprintf(&b, "\\u%04x", c)
	}
	return b.String()
}

func wild(c rune) bool { return c > '~' && !unicode.IsGraphic(c) }

// list answers with a list: an object a line in JSON, a table for people.
func list[T any](a *answers, rows []T, header string, row func(T) string) error {
	if a.inJSON {
		for _, r := range rows {
			if err := a.line(r); err != nil {
				return err
			}
		}
		return nil
	}
	if len(rows) == 0 {
		return nil
	}
	var p page
	p.say("%s\n", header)
	for _, r := range rows {
		p.say("%s\n", row(r))
	}
	w := tabwriter.NewWriter(a.w, 0, 4, 2, ' ', 0)
	if _, err := io.WriteString(w, p.String()); err != nil {
		return err
	}
	return w.Flush()
}

// scrub makes outside text safe for a terminal; line breaks of our own stay.
func scrub(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\t", `\t`), "\n")
	for i := range lines {
		lines[i] = look.Clean(lines[i]).String()
	}
	return strings.Join(lines, "\n")
}

// cell is outside text for one cell of a table, cut to a width.
func cell(s string, width int) string {
	s = look.Clean(strings.NewReplacer("\n", " ", "\t", " ").Replace(s)).String()
	if r := []rune(s); len(r) > width {
		return string(r[:width-1]) + "…"
	}
	return s
}
