package export

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCell bounds a cell in runes: with the apostrophes it may get, and in UTF-16,
// it stays below the 32,767 of a spreadsheet.
const maxCell = 16_000

// maxMarks bounds combining marks on one letter: more only hide other text.
const maxMarks = 4

// clean makes text safe to print and show: no controls, no bidirectional
// overrides, nothing of no width. Line breaks stay, as one character.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(s)
	var b strings.Builder
	runes, marks := 0, 0
	for _, r := range s {
		if hidden(r) {
			continue
		}
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		if marks > maxMarks {
			continue
		}
		if runes++; runes > maxCell {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hidden is what cannot be seen and may mislead: C0 and C1 controls, format
// characters (bidirectional, of no width, tags), private and half characters.
func hidden(r rune) bool {
	return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
}

// oneLine is cleaned text without line breaks.
func oneLine(s string) string { return strings.ReplaceAll(clean(s), "\n", " ") }

// asJSON is the text as JSON can hold it: every byte that is not UTF-8 becomes
// U+FFFD.
func asJSON(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

func base64Text(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
