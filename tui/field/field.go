// Package field is a typed field: text that an officer enters at its end.
//
// It is plain data, so that what was typed can be put aside and given back.
// It draws itself in one row and decides nothing.
package field

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"postern/tui/look"
)

const most = 200 // runes a field holds unless it says less

// Field is one typed field.
type Field struct {
	Text   string
	Secret bool // shown as stars
	Most   int  // runes it holds; 0: 200
	Over   bool // a key typed when it is full begins it anew
}

// Press edits the field; false where the key is none of its business.
func (f *Field) Press(key tea.KeyPressMsg) bool {
	switch key.String() {
	case "backspace", "ctrl+h":
		_, n := utf8.DecodeLastRuneInString(f.Text)
		f.Text = f.Text[:len(f.Text)-n]
	case "ctrl+u":
		f.Text = ""
	case "ctrl+w":
		f.Text = f.Text[:strings.LastIndexByte(strings.TrimRight(f.Text, " "), ' ')+1]
	default:
		if key.Text == "" {
			return false
		}
		f.Insert(key.Text)
	}
	return true
}

// Insert adds text at the end, as much of it as fits; what cannot be printed
// is left out.
func (f *Field) Insert(text string) {
	room := f.Most
	if room == 0 {
		room = most
	}
	room -= utf8.RuneCountInString(f.Text)
	if f.Over && room <= 0 {
		f.Text, room = "", f.Most
	}
	for _, r := range text {
		if room > 0 && unicode.IsGraphic(r) && r != utf8.RuneError {
			f.Text += string(r)
			room--
		}
	}
}

// Value is the text without spaces around it.
func (f *Field) Value() string { return strings.TrimSpace(f.Text) }

// Draw puts the field into a row, its end in sight, in at most n cells.
func (f *Field) Draw(r *look.Row, n int, focused bool) {
	end := look.Clean(f.Text)
	if f.Secret {
		end = look.Clean(strings.Repeat("*", utf8.RuneCountInString(f.Text)))
	}
	for end.Width() > max(n-1, 0) {
		_, size := utf8.DecodeRuneInString(end.String())
		end = look.Clean(end.String()[size:])
	}
	r.Put(look.Bold, end)
	if focused {
		r.Caret()
	}
	r.Gap(1)
}
