package look

import "strings"

// Glyphs are the signs rows are drawn with.
type Glyphs struct {
	Name     string
	HLine    string
	VLine    string
	Block    string
	Cursor   string // stands before the chosen row
	Ellipsis Text
	Spark    string // nine steps from nothing to full
	Bad      string // where something was taken out of a text
}

func unicodeGlyphs() Glyphs {
	return Glyphs{
		Name: "unicode", HLine: "─", VLine: "│", Block: "█", Cursor: "▸", Ellipsis: Text{"…"}, Spark: " ▁▂▃▄▅▆▇█", Bad: tampered,
	}
}

func asciiGlyphs() Glyphs {
	return Glyphs{
		Name: "ascii", HLine: "-", VLine: "|", Block: "#", Cursor: ">", Ellipsis: Text{"~"}, Spark: " .:-=+*%#", Bad: "?",
	}
}

// glyphsFor finds a glyph set by name. Auto takes ASCII where the locale is
// not UTF-8, or one in which lines and blocks may take two cells.
func glyphsFor(name, locale string) (Glyphs, bool) {
	switch name {
	case "unicode":
		return unicodeGlyphs(), true
	case "ascii":
		return asciiGlyphs(), true
	case "", "auto":
		if narrow(locale) {
			return unicodeGlyphs(), true
		}
		return asciiGlyphs(), true
	}
	return Glyphs{}, false
}

func narrow(locale string) bool {
	l := strings.ToLower(locale)
	if l == "c" || l == "posix" {
		return false
	}
	for _, wide := range []string{"zh", "ja", "ko"} {
		if strings.HasPrefix(l, wide) {
			return false
		}
	}
	_, charset, named := strings.Cut(l, ".")
	return !named || strings.HasPrefix(charset, "utf-8") || strings.HasPrefix(charset, "utf8")
}
