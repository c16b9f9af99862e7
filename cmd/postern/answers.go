package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"postern/tui/look"
)

// answers writes what a command answers: JSON for programs, lines for people.
type answers struct {
	w      io.Writer
	inJSON bool
}

// give answers with one document: v in JSON, or what people does.
func (a *answers) give(v any, people func(w io.Writer)) error {
	if a.inJSON {
		return a.line(v)
	}
	b := &strings.Builder{}
	people(b)
	_, err := io.WriteString(a.w, b.String())
	return err
}

// line writes v as one line of JSON.
func (a *answers) line(v any) error {
	e := json.NewEncoder(a.w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

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
	w := tabwriter.NewWriter(a.w, 0, 4, 2, ' ', 0)
	if len(rows) > 0 {
		fmt.Fprintln(w, header) //nolint:errcheck // Flush tells
	}
	for _, r := range rows {
		fmt.Fprintln(w, row(r)) //nolint:errcheck // Flush tells
	}
	return w.Flush()
}

// scrub makes outside text safe for a terminal; line breaks of our own stay.
func scrub(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = look.Clean(lines[i]).String()
	}
	return strings.Join(lines, "\n")
}

// cell is outside text for one cell of a table, cut to a width.
func cell(s string, width int) string {
	s = strings.ReplaceAll(scrub(strings.ReplaceAll(s, "\n", " ")), "\t", " ")
	if r := []rune(s); len(r) > width {
		return string(r[:width-1]) + "…"
	}
	return s
}
