package look_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"postern/tui/look"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"glass beads":                        "glass beads",
		"":                                   "",
		"café, 茶, чай, شاي":                  "café, 茶, чай, شاي",
		"red\x1b[31mtext\x1b[0m":             "red�text�",
		"a\x1b]52;c;aGVsbG8=\x07b":           "a�b",
		"a\x1b]0;title\x1b\\b":               "a�b",
		"a\x1b]0;without end":                "a�0;without end",
		"a\x1bP1$r0m\x1b\\b":                 "a�b",
		"a\x1b_apc\x1b\\b":                   "a�b",
		"a\u009b31mb":                        "a�b",
		"a\x9b31mb":                          "a�b",
		"a\u009d0;t\u009cb":                  "a�b",
		"two\r\nrows":                        "two�rows",
		"tab\tnul\x00del\x7f":                "tab�nul�del�",
		"\u202eevil\u202c \u2066x\u2069":     "�evil� �x�",
		"zero\u200bwidth\u200d\ufeff":        "zero�width�",
		"e\u0301\u0302\u0303\u0304\u0305":    "e\u0301\u0302�",
		"\u0301alone":                        "�alone",
		"☂\ufe0f":                            "☂�",
		"no\u00a0break\u3000wide":            "no break wide",
		"bad\xff\xfeutf8":                    "bad�utf8",
		"🇳🇱":                                 "�",
		"\x1b":                               "�",
		"\x1b[":                              "�",
		"\x1b[31":                            "�",
		"\x1b]8;;http://x\x07link\x1b]8;;\a": "�link�",
	} {
		if got := look.Clean(in).String(); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCleanBoundsLength(t *testing.T) {
	long := strings.Repeat("é", 10*look.MaxText)
	if got := utf8.RuneCountInString(look.Clean(long).String()); got != look.MaxText {
		t.Errorf("%d runes", got)
	}
	if got := len(look.Clean(strings.Repeat("a", 1<<20)).String()); got != look.MaxText {
		t.Errorf("%d bytes", got)
	}
}

// Whatever comes in, nothing that a terminal acts upon comes out, and every
// measure agrees on its width.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"a\x1b[31mb", "\u202e\u0301\u0301", "\u009b1m", "👩\u200d🚀", "한글", "\x1b]0;x", "\xff\x1b\\"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := look.Clean(in)
		s := got.String()
		if !utf8.ValidString(s) || utf8.RuneCountInString(s) > look.MaxText {
			t.Fatalf("%q is not valid or too long", s)
		}
		marks := 0
		for _, r := range s {
			if r < ' ' || r >= 0x7f && r <= 0x9f || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector) {
				t.Fatalf("%q lets %U through", s, r)
			}
			if !unicode.Is(unicode.M, r) {
				marks = 0
				continue
			}
			if marks++; marks > 2 {
				t.Fatalf("%q piles up marks", s)
			}
		}
		if ansi.Strip(s) != s || ansi.StringWidth(s) != got.Width() || ansi.StringWidthWc(s) != got.Width() {
			t.Fatalf("%q: widths %d, %d, %d", s, got.Width(), ansi.StringWidth(s), ansi.StringWidthWc(s))
		}
		if again := look.Clean(s).String(); again != s {
			t.Fatalf("%q cleaned again is %q", s, again)
		}
		l, err := look.New(look.Taste{Glyphs: "unicode"})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range []int{1, 3, 10, 40} {
			for _, row := range []string{
				l.Row(w).Say(got).End(), l.Row(w).Fit(look.Bold, 5, got).FitRight(look.Plain, 7, got).End(),
				l.Band(look.Head, w, got, got), l.Rule(w, got, got), l.Row(w).Say(got.Latin()).EndPicked(),
			} {
				if ansi.StringWidth(row) != w || strings.ContainsAny(row, "\n\r") {
					t.Fatalf("%q in %d cells is %q", s, w, row)
				}
			}
			for _, part := range got.Wrap(w) {
				if w > 1 && part.Width() > w {
					t.Fatalf("%q wrapped at %d: %q", s, w, part)
				}
			}
		}
	})
}

func TestText(t *testing.T) {
	if got := look.F("%s: %d of %v", "a\x1b[1mb", 3, stringer{}).String(); got != "a�b: 3 of x�" {
		t.Errorf("F: %q", got)
	}
	if got := look.Join(", ", look.W("a"), look.Text{}, look.W("b")).String(); got != "a, b" {
		t.Errorf("Join: %q", got)
	}
	if got := look.Mask("Anna  van der Berg").String(); got != "A*** v*** d*** B***" {
		t.Errorf("Mask: %q", got)
	}
	if got := look.Clean("стеклянные бусы").Latin().String(); strings.ContainsFunc(got, func(r rune) bool { return r > '~' }) || got == "" {
		t.Errorf("Latin: %q", got)
	}
	var rows []string
	for _, row := range look.W("gloves on, open on the tray, incomprehensibilities").Wrap(12) {
		rows = append(rows, row.String())
	}
	if diff := cmp.Diff([]string{"gloves on,", "open on the", "tray,", "incomprehens", "ibilities"}, rows); diff != "" {
		t.Error(diff)
	}
}

type stringer struct{}

func (stringer) String() string { return "x\x07" }
