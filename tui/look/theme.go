package look

import (
	"fmt"
	"image/color"
	"io/fs"
	"strings"

	"charm.land/lipgloss/v2"

	"postern/tui/words"
)

// Style names how a piece of text stands out.
type Style int

// The styles. Those of the lanes follow their Sign.
const (
	Plain Style = iota
	Bold
	Faint
	Head   // row 1: reverse
	Pick   // the chosen row or number: reverse
	Rule   // lines between parts
	Good   // done
	Warn   // needs attention
	Accent // keys
	styleStop
	styleHold
	styleRed
	styleUnknown
	styleYellow
	styleBlue
	styleGreen
	styles
)

// Themes lists the themes by name; the first is the default.
func Themes() []string { return []string{"ansi16", "dark", "light", "contrast", "mono"} }

// palette is a theme's colours, in the order stop, hold, red, yellow, blue,
// green, accent, ink, paper; an empty one is the terminal's own.
type palette [9]string

// paletteFor: the fixed themes take Okabe and Ito's colours, which people of
// every colour vision tell apart; light and contrast shift them for 7:1.
func paletteFor(theme string) (palette, bool) {
	switch theme {
	case "", "ansi16":
		return palette{"9", "5", "9", "3", "6", "2", "4"}, true
	case "dark":
		return palette{"#D55E00", "#CC79A7", "#D55E00", "#F0E442", "#56B4E9", "#009E73", "#56B4E9", "#E8E8E8", "#000000"}, true
	case "light":
		return palette{"#8F3F00", "#7A3358", "#8F3F00", "#5C5600", "#00507D", "#005C43", "#00507D", "#1A1A1A", "#FFFFFF"}, true
	case "contrast":
		return palette{"#FF8A33", "#F0A8CC", "#FF8A33", "#F0E442", "#7CCBF7", "#3DDBA8", "#FFFFFF", "#FFFFFF", "#000000"}, true
	case "mono":
		return palette{}, true
	}
	return palette{}, false
}

// pen is a style as the bytes before and after the text.
type pen struct{ before, after string }

// Look is how everything is drawn: a theme and a glyph set.
type Look struct {
	Glyphs Glyphs
	Ink    color.Color // of plain text; nil: the terminal's own
	Paper  color.Color // what it stands on; nil: the terminal's own

	Keys map[string]string // what keys are called on the screen in sight, where a station changed them

	pens  [styles]pen
	words *words.Book
}

// Taste is how a station wants its screens: names, the empty ones meaning
// ansi16, auto (which goes by the locale) and English.
type Taste struct {
	Theme     string
	Glyphs    string
	Locale    string
	Language  string
	Languages fs.FS // the station's own language files; nil: none
}

// New makes a look. It fails where theme, glyphs or language do not exist.
func New(t Taste) (*Look, error) {
	colours, ok := paletteFor(t.Theme)
	if !ok {
		return nil, fmt.Errorf("no theme %q: take one of %s", t.Theme, strings.Join(Themes(), ", "))
	}
	set, ok := glyphsFor(t.Glyphs, t.Locale)
	if !ok {
		return nil, fmt.Errorf("no glyphs %q: take unicode, ascii or auto", t.Glyphs)
	}
	book, err := words.Load(t.Language, t.Languages)
	if err != nil {
		return nil, err
	}
	l := &Look{Glyphs: set, words: book}
	if colours[7] != "" {
		l.Ink, l.Paper = lipgloss.Color(colours[7]), lipgloss.Color(colours[8])
	}
	l.pens = pensFor(colours, t.Theme != "contrast")
	return l, nil
}

// pensFor makes a theme's pens. What is faint is no longer readable to
// everybody, so the theme of high contrast has none.
func pensFor(c palette, faint bool) [styles]pen {
	plain := lipgloss.NewStyle()
	ink := func(colour string) lipgloss.Style {
		if colour == "" {
			return plain
		}
		return plain.Foreground(lipgloss.Color(colour))
	}
	var pens [styles]pen
	for style, s := range map[Style]lipgloss.Style{
		Bold:         plain.Bold(true),
		Faint:        plain.Faint(faint),
		Head:         plain.Reverse(true),
		Pick:         plain.Reverse(true),
		Rule:         plain.Faint(faint),
		Good:         ink(c[5]).Bold(true),
		Warn:         ink(c[0]).Bold(true),
		Accent:       ink(c[6]).Bold(true),
		styleStop:    ink(c[0]).Bold(true).Reverse(true),
		styleHold:    ink(c[1]).Bold(true),
		styleRed:     ink(c[2]).Bold(true),
		styleUnknown: plain.Underline(true),
		styleYellow:  ink(c[3]).Bold(true),
		styleBlue:    ink(c[4]).Bold(true),
		styleGreen:   ink(c[5]),
	} {
		before, after, _ := strings.Cut(s.Render("x"), "x")
		pens[style] = pen{before, after}
	}
	return pens
}
