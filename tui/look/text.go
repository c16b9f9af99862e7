// Package look is everything about how the screens look: themes, glyph sets,
// lanes, widths, rows of exact width, and text made safe.
//
// It is the only room that imports lipgloss. It knows nothing of the trade
// beyond what a lane looks like, and fails only when a theme or glyph set is
// asked for that does not exist.
package look

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/mozillazg/go-unidecode"
)

// Text is text that is safe on a terminal. It is made of words of ours (Look.W, Look.F)
// or by cleaning what came from outside (Clean), so that a raw string in a
// view does not compile.
type Text struct{ s string }

// literal lets only constants of the program through without cleaning: an
// untyped constant converts to it, a string variable does not compile.
type literal string

// W is signs of our own; words stand in the language file: Look.W.
func W(s literal) Text { return Text{string(s)} }

// F formats with signs of our own; arguments that are text are cleaned. Words
// stand in the language file: Look.F.
func F(format literal, args ...any) Text { return formatted(string(format), args) }

// Join puts texts together with words of our own between them; empty ones are
// left out.
func Join(between literal, parts ...Text) Text {
	kept := make([]string, 0, len(parts))
	for _, p := range parts {
		if p.s != "" {
			kept = append(kept, p.s)
		}
	}
	return Text{strings.Join(kept, string(between))}
}

// String is the text itself.
func (t Text) String() string { return t.s }

// Empty reports whether there is nothing to show.
func (t Text) Empty() bool { return t.s == "" }

// Width is how many cells the text takes.
func (t Text) Width() int { return displaywidth.String(t.s) }

// Upper is the text in capitals.
func (t Text) Upper() Text { return Text{strings.ToUpper(t.s)} }

// Latin is the text in letters that take one cell, for lists: rows with wide
// letters are sent anew with every frame.
func (t Text) Latin() Text {
	for i := range len(t.s) {
		if t.s[i] >= utf8.RuneSelf {
			return Clean(strings.TrimSpace(unidecode.Unidecode(t.s)))
		}
	}
	return t
}

// Cut is the text in at most n cells; what is cut off leaves an ellipsis.
func (t Text) Cut(n int, ellipsis Text) Text {
	if n <= 0 {
		return Text{}
	}
	if len(t.s) <= n || t.Width() <= n {
		return t
	}
	return Text{displaywidth.TruncateString(t.s, n, ellipsis.s)}
}

// whole is as many parts of the text, which stand two and more spaces apart, as
// n cells hold: of hints a few whole ones are more than all of them cut. It is
// the text itself where not even the first fits.
func (t Text) whole(n int) Text {
	fit := t.s
	for displaywidth.String(fit) > n {
		end := strings.LastIndex(strings.TrimRight(fit, " "), "  ")
		if end < 0 || strings.TrimSpace(fit[:end]) == "" {
			return t
		}
		fit = strings.TrimRight(fit[:end], " ")
	}
	return Text{fit}
}

// Wrap breaks the text into rows of at most n cells, between words where it
// can.
func (t Text) Wrap(n int) []Text {
	if n <= 0 || t.Width() <= n {
		return []Text{t}
	}
	var rows []Text
	row := ""
	for _, word := range strings.Fields(t.s) {
		for displaywidth.String(word) > n {
			head := displaywidth.TruncateString(word, n, "")
			if head == "" {
				break
			}
			if row != "" {
				rows, row = append(rows, Text{row}), ""
			}
			rows, word = append(rows, Text{head}), word[len(head):]
		}
		switch {
		case row == "":
			row = word
		case displaywidth.String(row)+1+displaywidth.String(word) <= n:
			row += " " + word
		default:
			rows, row = append(rows, Text{row}), word
		}
	}
	if row != "" {
		rows = append(rows, Text{row})
	}
	return rows
}

// Mask hides a name: the first letter of each word stays.
func Mask(name string) Text {
	words := strings.Fields(Clean(name).s)
	for i, word := range words {
		r, _ := utf8.DecodeRuneInString(word)
		words[i] = string(r) + "***"
	}
	return Clean(strings.Join(words, " "))
}
