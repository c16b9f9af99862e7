package look

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/displaywidth"
)

const (
	// MaxText is the most runes that are kept of a text from outside.
	MaxText  = 600
	maxBytes = 8 * MaxText
	maxMarks = 2 // combining marks a base may bear
	tampered = "\ufffd"
)

// Clean makes text from outside safe. Escape sequences, control characters,
// bidi controls, characters of no width and marks piled up beyond two a base
// are taken out; each run of them leaves one U+FFFD, so that tampering shows.
func Clean(s string) Text {
	if len(s) <= MaxText && isPlain(s) {
		return Text{s}
	}
	if len(s) > maxBytes {
		s = s[:maxBytes]
	}
	return Text{agreed(scrub(s))}
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// scrub keeps what has a shape of its own and takes out the rest.
func scrub(s string) string {
	var kept strings.Builder
	marks, runes := maxMarks, 0 // a mark needs a base before it
	gap := false                // the last thing was taken out
	for len(s) > 0 && runes < MaxText {
		if n := sequence(s); n > 0 {
			s = s[n:]
			gap = open(&kept, gap)
			marks = maxMarks
			runes++ // its sign takes a place too
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		switch k := kindOf(r, n); {
		case k == kindSpace:
			kept.WriteByte(' ')
			marks, gap = maxMarks, false
		case k == kindBase:
			kept.WriteRune(r)
			marks, gap = 0, false
		case k == kindMark && marks < maxMarks:
			kept.WriteRune(r)
			marks++
		default:
			gap = open(&kept, gap)
			marks = maxMarks
		}
		runes++
	}
	return kept.String()
}

// open leaves the sign of tampering, once a run.
func open(kept *strings.Builder, gap bool) bool {
	if !gap {
		kept.WriteString(tampered)
	}
	return true
}

type kind int

const (
	kindDrop kind = iota
	kindSpace
	kindBase
	kindMark
)

func kindOf(r rune, size int) kind {
	switch {
	case r == utf8.RuneError && size <= 1, !unicode.IsGraphic(r),
		unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Me, unicode.Regional_Indicator):
		return kindDrop
	case joins(r):
		return kindDrop
	case unicode.Is(unicode.Zs, r):
		return kindSpace
	case unicode.Is(unicode.M, r):
		return kindMark
	case displaywidth.Rune(r) < 1:
		return kindDrop
	}
	return kindBase
}

// joins reports a letter that joins what stands beside it into one cluster,
// and would swallow a blank of the row or the beginning of the next text: those
// that begin clusters (UAX 29, Grapheme_Cluster_Break=Prepend; the controls
// among them are no graphic characters), and the vowels and finals of Hangul
// in pieces.
func joins(r rune) bool {
	switch {
	case r >= 0x1160 && r <= 0x11ff, r >= 0xd7b0 && r <= 0xd7ff,
		r == 0x0d4e, r == 0x111c2, r == 0x111c3, r == 0x1193f, r == 0x11941, r == 0x11a3a,
		r >= 0x11a84 && r <= 0x11a89, r == 0x11d46, r == 0x11f02:
		return true
	}
	return false
}

// agreed takes out clusters whose width terminals do not agree on: a row that
// holds one would not keep its width.
func agreed(s string) string {
	if ansi.StringWidth(s) == ansi.StringWidthWc(s) && ansi.StringWidth(s) == displaywidth.String(s) {
		return s
	}
	var kept strings.Builder
	clusters := displaywidth.StringGraphemes(s)
	for clusters.Next() {
		c := clusters.Value()
		if w := clusters.Width(); w != ansi.StringWidthWc(c) || w != ansi.StringWidth(c) {
			c = tampered
		}
		kept.WriteString(c)
	}
	return kept.String()
}

// sequence is the length in bytes of the terminal sequence s begins with; 0
// where it begins with none. Of a string sequence without an end only the
// introducer counts: the rest stays to be seen.
func sequence(s string) int {
	intro, kind := introducer(s)
	switch kind {
	case '[':
		for i := intro; i < len(s); i++ {
			switch c := s[i]; {
			case c >= 0x40 && c <= 0x7e:
				return i + 1
			case c < 0x20 || c > 0x3f:
				return i
			}
		}
		return len(s)
	case ']', 'P', '_', '^', 'X':
		if end := terminator(s[intro:]); end > 0 {
			return intro + end
		}
	}
	return intro
}

// introducer is the length of a sequence's introducer, in its 7-bit or 8-bit
// form, and which it is by the letter of the 7-bit form.
func introducer(s string) (length int, kind byte) {
	switch {
	case len(s) >= 2 && s[0] == 0x1b:
		if s[1] < 0x20 || s[1] > 0x7e {
			return 1, 0
		}
		return 2, s[1]
	case s[0] == 0x1b:
		return 1, 0
	}
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 {
		r = rune(s[0])
	}
	if r >= 0x80 && r <= 0x9f {
		return n, byte(r - 0x40)
	}
	return 0, 0
}

// terminator is where a string sequence ends, past its BEL or ST; 0 where it
// does not.
func terminator(s string) int {
	for i := range len(s) {
		switch {
		case s[i] == 0x07:
			return i + 1
		case s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\':
			return i + 2
		case s[i] == 0xc2 && i+1 < len(s) && s[i+1] == 0x9c:
			return i + 2
		}
	}
	return 0
}
