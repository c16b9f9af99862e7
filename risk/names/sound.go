package names

import "strings"

// spoken are spellings that stand for one sound in the Latin alphabets of
// different languages, longest first.
func spoken() *strings.Replacer {
	return strings.NewReplacer(
		"schtsch", "s", "tsch", "c", "shch", "s", "sch", "s", "tch", "c", "tsz", "z",
		"ph", "f", "ck", "k", "kh", "h", "gh", "g", "dj", "j", "dzh", "j", "zh", "j", "sh", "s", "ch", "c",
		"th", "t", "dh", "d", "ts", "z", "tz", "z", "cz", "c",
		"ou", "u", "oo", "u", "ee", "i", "ie", "i", "iy", "i", "yi", "i", "ij", "i", "yy", "i", "ii", "i",
		"ai", "e", "ay", "e", "ei", "e", "ey", "e", "eo", "o", "eu", "u", "oe", "o", "ae", "e", "ue", "u",
		"ya", "a", "ia", "a", "yu", "u", "iu", "u", "ye", "e", "yo", "o",
		"y", "i", "w", "v", "q", "k", "x", "ks", "ce", "se", "ci", "si",
	)
}

// sound is a word as it is said: spellings of one sound written alike, and no
// letter twice in a row.
func sound(r *strings.Replacer, text string) string {
	said := r.Replace(text)
	out := make([]byte, 0, len(said))
	for i := range len(said) {
		if i > 0 && said[i] == said[i-1] && !isDigit(said[i]) {
			continue
		}
		out = append(out, said[i])
	}
	if n := len(out); n > 3 && out[n-1] == 'h' {
		out = out[:n-1]
	}
	return cut(string(out))
}

// skeleton is what is left of a word where vowels are not to be trusted: its
// consonants, those that scripts confuse as one.
func skeleton(text string, loose bool) string {
	const bones = "-bkd-fk--jklmn-bkrst-f-s-s" // for a to z
	out := make([]byte, 0, len(text))
	for i := range len(text) {
		b := text[i]
		switch {
		case isDigit(b):
			out = append(out, b)
			continue
		case i > 0 && b == text[i-1], bones[b-'a'] == '-':
			continue
		case b == 'p' && i+1 < len(text) && text[i+1] == 'h':
			b = 'f'
		case b == 'l' && loose:
			b = 'r'
		default:
			b = bones[b-'a']
		}
		out = append(out, b)
	}
	return string(out)
}

// loose is a skeleton in which r and l are one.
func (t *token) loose() string { return strings.ReplaceAll(t.bones, "l", "r") }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isVowel(b byte) bool {
	const vowels = 1 | 1<<('e'-'a') | 1<<('i'-'a') | 1<<('o'-'a') | 1<<('u'-'a') | 1<<('y'-'a')
	return b >= 'a' && b <= 'z' && vowels>>(b-'a')&1 == 1
}
