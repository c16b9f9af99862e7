package look_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"postern/tui/look"
)

func TestNew(t *testing.T) {
	for _, theme := range look.Themes() {
		if _, err := look.New(look.Taste{Theme: theme}); err != nil {
			t.Error(err)
		}
	}
	if _, err := look.New(look.Taste{Theme: "pink", Glyphs: ""}); err == nil {
		t.Error("took a theme that does not exist")
	}
	if _, err := look.New(look.Taste{Glyphs: "emoji"}); err == nil {
		t.Error("took glyphs that do not exist")
	}
}

func TestAutoTakesASCIIWhereLinesMayBeWide(t *testing.T) {
	for locale, want := range map[string]string{
		"": "unicode", "nl_NL.UTF-8": "unicode", "C.UTF-8": "unicode", "en_US": "unicode",
		"C": "ascii", "POSIX": "ascii", "ja_JP.UTF-8": "ascii", "zh_CN.UTF-8": "ascii", "nl_NL.ISO-8859-1": "ascii",
	} {
		l, err := look.New(look.Taste{Locale: locale})
		if err != nil {
			t.Fatal(err)
		}
		if l.Glyphs.Name != want {
			t.Errorf("%q: %s", locale, l.Glyphs.Name)
		}
	}
}

func TestSignsDiffer(t *testing.T) {
	for _, glyphs := range []string{"unicode", "ascii"} {
		l, err := look.New(look.Taste{Theme: "mono", Glyphs: glyphs})
		if err != nil {
			t.Fatal(err)
		}
		words, shapes := map[byte]bool{}, map[string]bool{}
		for _, s := range look.Signs() {
			m := l.Mark(s)
			words[m.Word.String()[0]], shapes[m.Shape.String()] = true, true
			big := l.Big(m.Word)
			if len(big) != look.BigRows || m.Shape.Width() != 2 {
				t.Errorf("%s: %d big rows, shape %q", m.Word, len(big), m.Shape)
			}
			for _, row := range big {
				if row.Width() != big[0].Width() || row.Width() > 54 {
					t.Errorf("%s: a row of %d cells", m.Word, row.Width())
				}
			}
		}
		if len(words) != len(look.Signs()) || len(shapes) != len(look.Signs()) {
			t.Errorf("%s: %d first letters, %d shapes of %d", glyphs, len(words), len(shapes), len(look.Signs()))
		}
	}
}

func TestBigDigits(t *testing.T) {
	l, _ := look.New(look.Taste{Theme: "mono", Glyphs: "ascii"})
	if got := l.Big(look.W("0123456789")); len(got) != look.BigRows {
		t.Error("digits have no big form")
	}
	if got := l.Big(look.W("é")); got != nil {
		t.Error("drew a letter that has no big form")
	}
}

func TestCaret(t *testing.T) {
	l, _ := look.New(look.Taste{Glyphs: ""})
	rows := []string{l.Row(9).Say(look.W("first")).Caret().End(), l.Row(9).Put(look.Bold, look.W("茶x")).Caret().End(), l.Blank(9)}
	if x, y, ok := look.FindCaret(rows); !ok || x != 3 || y != 1 {
		t.Errorf("caret at %d, %d, %v", x, y, ok)
	}
	if _, _, ok := look.FindCaret(rows[2:]); ok {
		t.Error("a caret where there is none")
	}
}

func TestSpark(t *testing.T) {
	l, _ := look.New(look.Taste{Glyphs: "unicode"})
	if got := l.Spark([]int{0, 1, 4, 8}).String(); got != " ▁▄█" {
		t.Errorf("%q", got)
	}
	if got := l.Spark(nil).String(); got != "" {
		t.Errorf("%q", got)
	}
}

func TestTamperingShowsInASCII(t *testing.T) {
	l, _ := look.New(look.Taste{Glyphs: "ascii"})
	if got := ansi.Strip(l.Row(5).Say(look.Clean("a\x1b[1mb")).End()); got != "a?b  " {
		t.Errorf("%q", got)
	}
	if strings.Contains(l.Rule(10, look.W("x"), look.Text{}), "─") {
		t.Error("a line that is no ASCII")
	}
}
