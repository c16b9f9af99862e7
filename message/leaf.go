package message

import (
	"strings"
	"unicode/utf8"
)

// Leaf is one field as it stands in a file: its name there, its text and line.
type Leaf struct {
	Name string
	Text string // trimmed, without NUL, at most Limits.Text bytes
	Line int
	Cut  bool // Text is only the beginning
}

// Leaves are the fields of one node or row, in the order of the file.
type Leaves []Leaf

// Get is the first field of that name; without text where there is none.
func (ls Leaves) Get(name string) Leaf {
	for i := range ls {
		if ls[i].Name == name {
			return ls[i]
		}
	}
	return Leaf{Name: name}
}

// Ready reports a text that stands as a field has it, as nearly all do: with
// nothing to trim and nothing to cut.
func Ready(text string, most int) bool {
	if text == "" || len(text) > most {
		return false
	}
	first, last := text[0], text[len(text)-1]
	return first > ' ' && last > ' ' && first|last < utf8.RuneSelf
}

// Clip cuts s to at most most bytes, never within a character.
func Clip(s string, most int) (clipped string, cut bool) {
	if len(s) <= most {
		return s, false
	}
	most = max(most, 0)
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return strings.TrimSpace(s[:most]), true
}

// clipRunes cuts s to at most most characters.
func clipRunes(s string, most int) (clipped string, cut bool) {
	if len(s) <= most {
		return s, false
	}
	n := 0
	for i := range s {
		if n == most {
			return strings.TrimSpace(s[:i]), true
		}
		n++
	}
	return s, false
}
