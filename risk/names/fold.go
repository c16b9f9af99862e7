package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// Bounds on one name. What lies beyond them is not read.
const (
	maxText  = 512 // bytes of a name as it is written
	maxWord  = 30  // letters of a word
	maxWords = 20  // words of a name
)

// script says what a word's Latin letters can be trusted for.
type script uint8

const (
	alphabetic script = iota // vowels and consonants
	consonants               // Arabic, Hebrew, Thai: short vowels are not written, or not where they are said
	syllables                // Han, Hangul, Kana: sounds are told apart by syllable, r and l are one
)

// piece is a word as it was written, in Latin letters.
type piece struct {
	text   string // a-z and 0-9, in lower case
	source string // the word in its own script, where that is Han or Hangul
	script script
	dotted bool // a single letter or run of them with points: a short form
	capped bool // an all-capital tail split off a word in mixed case
}

// fold makes the words of a text: one script, one case, no marks.
func fold(text string) []piece {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	f := folder{}
	var last rune
	for _, r := range norm.NFKC.String(text) {
		if unicode.IsUpper(r) && unicode.IsLower(last) && f.script == alphabetic {
			f.shift = len(f.word)
		}
		f.take(r)
		last = r
	}
	f.end()
	return f.pieces
}

// folder gathers the pieces of a text, rune by rune.
type folder struct {
	pieces []piece
	word   []byte
	source []rune
	script script
	shift  int // where in the word small letters gave way to a capital
	// article: Arabic writes its article and the word as one.
	article bool
	sign    int // where in the word the last sign of it begins
}

func (f *folder) take(r rune) {
	switch {
	case isAlnum(r):
		f.put(r)
	case isApostrophe(r), silent(r):
	case r == thaiMute:
		f.word = f.word[:min(f.sign, len(f.word))]
	case r == '.':
		f.point()
	case r == '&' || r == '+':
		f.end()
		f.word = append(f.word, "and"...)
		f.end()
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
		f.letter(r)
	default:
		f.end()
	}
}

func (f *folder) letter(r rune) {
	if s, ok := abjad(r); ok {
		f.consonant(r, s)
		return
	}
	switch {
	case unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic):
		f.latin(r)
		return
	case unicode.In(r, unicode.Han, unicode.Hangul):
		f.script = syllables
		f.source = append(f.source, r)
	case unicode.In(r, unicode.Katakana, unicode.Hiragana) || r == 'ー':
		f.script = syllables
	case unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Thai, unicode.Khmer, unicode.Lao):
		f.script, f.article = consonants, f.article || unicode.Is(unicode.Arabic, r)
	}
	f.spell(r)
}

// consonant takes a letter of a script without vowels, as it is heard.
func (f *folder) consonant(r rune, heard string) {
	if heard == "" && len(f.word) == 0 && r == 'ع' {
		heard = "a" // where it begins a word
	}
	f.script, f.article, f.sign = consonants, f.article || unicode.Is(unicode.Arabic, r), len(f.word)
	for _, l := range heard {
		f.put(l)
	}
}

// latin takes a letter whose marks can be set aside.
func (f *folder) latin(r rune) {
	for _, part := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.Mn, part) {
			f.spell(part)
		}
	}
}

func (f *folder) spell(r rune) {
	for _, l := range unidecode.Unidecode(string(r)) {
		if isAlnum(l) {
			f.put(l)
		}
	}
}

func (f *folder) put(r rune) {
	if len(f.word) < maxWord {
		f.word = utf8.AppendRune(f.word, unicode.ToLower(r))
	}
}

// point ends a word, and marks it where it is a single letter.
func (f *folder) point() {
	short := len(f.word) == 1
	n := len(f.pieces)
	f.end()
	if short && len(f.pieces) > n {
		f.pieces[n].dotted = true
	}
}

func (f *folder) end() {
	word, tail := string(f.word), ""
	if f.shift > 1 && f.shift < len(word) {
		word, tail = word[:f.shift], word[f.shift:]
	}
	if bare, ok := strings.CutPrefix(word, "al"); ok && f.article && len(bare) >= 3 {
		f.add(piece{text: "al", script: alphabetic})
		word = bare
	}
	f.add(piece{text: word, source: string(f.source), script: f.script})
	f.add(piece{text: tail, script: f.script, capped: true})
	f.word, f.source, f.script, f.shift, f.article, f.sign = f.word[:0], f.source[:0], alphabetic, 0, false, 0
}

func (f *folder) add(p piece) {
	if p.text == "" || len(f.pieces) == maxWords {
		return
	}
	given := []rune(p.source)
	if len(given) < 2 || len(given) > 4 || !unicode.In(given[0], unicode.Han, unicode.Hangul) {
		f.pieces = append(f.pieces, p)
		return
	}
	// A Han or Hangul name is written without a gap: the family name is its
	// first sign, save for the few with two.
	family := 1
	if len(given) == 4 {
		family = 2
	}
	for _, part := range [][]rune{given[:family], given[family:]} {
		text := ""
		for _, r := range part {
			text += plain(unidecode.Unidecode(string(r)))
		}
		if text != "" && len(f.pieces) < maxWords {
			f.pieces = append(f.pieces, piece{text: cut(text), source: string(part), script: syllables})
		}
	}
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if isAlnum(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func cut(s string) string {
	return s[:min(len(s), maxWord)]
}

// abjad gives the letters that the library leaves out or writes as signs.
func abjad(r rune) (string, bool) {
	switch r {
	case 'ا', 'أ', 'إ', 'آ', 'ى', 'ة', 'ٱ', 'א':
		return "a", true
	case 'ع', 'ء', 'ئ', 'ؤ', 'ـ', 'ע':
		return "", true
	case 'ו':
		return "w", true
	case 'כ', 'ך':
		return "k", true
	case 'ח':
		return "h", true
	case 'ی', 'ي', 'י':
		return "y", true
	case 'ک':
		return "k", true
	case 'ہ', 'ه':
		return "h", true
	}
	return thai(r)
}

// thaiMute says that the sign before it, a vowel of it too, is not heard.
const thaiMute = '\u0e4c'

// thai gives the sound of Thai consonants (RTGS, where they begin a syllable)
// and leaves out the vowel signs that stand before the consonant they follow.
func thai(r rune) (string, bool) {
	if r >= 'เ' && r <= 'ไ' {
		return "", true
	}
	said, ok := lexicons().thai[r]
	return said, ok
}

// thaiConsonants are the sounds of Thai consonants by their signs.
func thaiConsonants() map[rune]string {
	out := map[rune]string{}
	for said, signs := range map[string]string{
		"k": "ก", "kh": "ขฃคฅฆ", "ng": "ง", "j": "จ", "ch": "ฉชฌ", "s": "ซศษส", "y": "ญย", "d": "ฎด", "t": "ฏต",
		"th": "ฐฑฒถทธ", "n": "ณน", "b": "บ", "p": "ป", "ph": "ผพภ", "f": "ฝฟ", "m": "ม", "r": "ร", "l": "ลฬ", "w": "ว", "h": "หฮ", "": "อ",
	} {
		for _, sign := range signs {
			out[sign] = said
		}
	}
	return out
}

// silent are marks that say how a letter is read, not which it is.
func silent(r rune) bool {
	return r >= 0x0300 && r <= 0x036f || r >= 0x0591 && r <= 0x05c7 || r >= 0x064b && r <= 0x065f || r == 0x0670 ||
		r == 0x200c || r == 0x200d || r == 0x00ad
}

func isApostrophe(r rune) bool {
	return strings.ContainsRune("'`´‘’ʼʻʹʿʾ′?", r)
}

// isAlnum reports whether a rune is a Latin letter or figure without marks.
func isAlnum(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
