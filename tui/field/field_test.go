package field_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"postern/tui/field"
	"postern/tui/keys"
	"postern/tui/screentest"
)

func press(f *field.Field, names ...string) (taken bool) {
	for _, n := range names {
		msg, ok := keys.Press(n)
		if !ok {
			msg = tea.KeyPressMsg{Text: n}
		}
		taken = f.Press(msg)
	}
	return taken
}

func TestKeysEditTheEnd(t *testing.T) {
	for _, c := range []struct {
		text string
		keys []string
		want string
	}{
		{"", []string{"a", "é", "漢", "space"}, "aé漢 "},
		{"aé漢", []string{"backspace"}, "aé"},
		{"", []string{"backspace", "ctrl+w", "ctrl+u"}, ""},
		{"glass beads ", []string{"ctrl+w"}, "glass "},
		{"glass beads", []string{"ctrl+u"}, ""},
		{"a", []string{"ctrl+h"}, ""},
	} {
		f := field.Field{Text: c.text}
		press(&f, c.keys...)
		if f.Text != c.want {
			t.Errorf("%q and %v: %q, want %q", c.text, c.keys, f.Text, c.want)
		}
	}
	f := field.Field{Text: " a "}
	for _, name := range []string{"enter", "esc", "tab", "f5", "up", "ctrl+p"} {
		if press(&f, name) || f.Text != " a " {
			t.Errorf("%s is none of its business", name)
		}
	}
	if f.Value() != "a" {
		t.Errorf("%q", f.Value())
	}
}

func TestItHoldsSoMuch(t *testing.T) {
	f := field.Field{}
	f.Insert(strings.Repeat("ab", 500))
	if len(f.Text) != 200 {
		t.Errorf("%d runes", len(f.Text))
	}
	f = field.Field{Most: 4}
	f.Insert("12345")
	press(&f, "6")
	if f.Text != "1234" {
		t.Errorf("%q", f.Text)
	}
	f.Over = true
	press(&f, "6")
	if f.Text != "6" {
		t.Errorf("begun anew it is %q", f.Text)
	}
	f = field.Field{}
	f.Insert(screentest.Hostile)
	if strings.ContainsAny(f.Text, "\x1b\r\n\x00\x07") {
		t.Errorf("%q", f.Text)
	}
}

func TestItsEndIsInSight(t *testing.T) {
	l := screentest.Look(t)
	for text, f := range map[string]field.Field{
		"beads": {Text: "0123456789 glass beads"}, "漢字": {Text: "ab漢字"}, "***": {Text: "471", Secret: true},
	} {
		for w := range 30 {
			row := l.Row(w)
			f.Draw(row, 8, true)
			if got := ansi.Strip(row.End()); ansi.StringWidth(got) != w || w == 29 && !strings.Contains(got, text) || f.Secret && strings.Contains(got, "4") {
				t.Errorf("%q in %d: %q", f.Text, w, got)
			}
		}
	}
}
