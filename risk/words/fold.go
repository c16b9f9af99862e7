package words

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class is what a folded character is to its neighbours.
type class uint8

const (
	gap     class = iota // separates words
	letter               // part of a word that is written apart from others
	ideo                 // of a script that does not write words apart
	nothing              // not there at all: marks, invisible characters
	end                  // ends a line of goods; no term reaches across
)

const (
	space   = ' '
	newline = '\n' // stands for every end of a line of goods
)

// unspaced are the scripts whose words are not written apart, or, as in
// Hangul, carry their particles without a space.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}

// foldByte folds an ASCII character.
func foldByte(c byte) (byte, class) {
	switch {
	case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		return c, letter
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A', letter
	case c == ';' || c == '\n' || c == '\r':
		return newline, end
	}
	return space, gap
}

// foldRune appends what a character folds to, which may be several letters
// ("ß" is "ss") or none, and says what it is to its neighbours.
func foldRune(dst []byte, r rune) ([]byte, class) {
	var buf [utf8.UTFMax]byte
	source := buf[:utf8.EncodeRune(buf[:], r)]
	if d := norm.NFKD.Properties(source).Decomposition(); d != nil {
		source = d
	}
	as := nothing
	for len(source) > 0 {
		part, size := utf8.DecodeRune(source)
		source = source[size:]
		var c class
		if dst, c = foldPart(dst, part); as == nothing {
			as = c
		}
	}
	return dst, as
}

// foldPart folds one character of a decomposition. Only the combining marks of
// Latin, Greek and Cyrillic are dropped: elsewhere marks are vowels.
func foldPart(dst []byte, r rune) ([]byte, class) {
	if r < utf8.RuneSelf {
		b, c := foldByte(byte(r)) //nolint:gosec // below 0x80
		return append(dst, b), c
	}
	if r >= 0x300 && r <= 0x36f || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
		return dst, nothing
	}
	r = unicode.ToLower(r)
	if plain := spelled(r); plain != "" {
		return append(dst, plain...), letter
	}
	switch {
	case unspaced(r):
		return utf8.AppendRune(dst, r), ideo
	case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r):
		return utf8.AppendRune(dst, r), letter
	}
	return append(dst, space), gap
}

// spelled is how letters without a decomposition are written plainly.
func spelled(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'ı':
		return "i"
	case 'þ':
		return "th"
	case 'ς':
		return "σ"
	}
	return ""
}
