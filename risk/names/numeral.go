package names

import (
	"strconv"
	"strings"
)

// numerals are the numbers that names say in words, and Roman ones past I.
func numerals() map[string]int {
	out := map[string]int{}
	count := func(words string, start, step int) {
		for i, w := range strings.Fields(words) {
			out[w] = start + i*step
		}
	}
	count("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 1, 1)
	count("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1, 1)
	count("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
	count("x", 10, 0)
	count("ii iii iv v vi vii viii ix", 2, 1)
	count("xi xii xiii xiv xv xvi xvii xviii xix xx", 11, 1)
	count("primero segundo tercero cuarto quinto", 1, 1)
	count("premier deuxieme troisieme", 1, 1)
	count("pervyi vtoroi tretii chetvertyi piatyi", 1, 1)
	count("erste zweite dritte vierte funfte", 1, 1)
	return out
}

// value reads a word as a number: 44, 1st, fourth, IV.
func value(numbers map[string]int, s string) (int, bool) {
	if n, ok := numbers[s]; ok {
		return n, true
	}
	digits := s
	for _, tail := range []string{"st", "nd", "rd", "th"} {
		if cut, ok := strings.CutSuffix(s, tail); ok {
			digits = cut
		}
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil && n >= 0 && len(digits) < 10
}

// count writes numbers in figures and joins a ten with its ones: forty-four.
func count(numbers map[string]int, in []piece) []piece {
	out := make([]piece, 0, len(in))
	ten := false
	for _, p := range in {
		n, ok := value(numbers, p.text)
		if !ok {
			out, ten = append(out, p), false
			continue
		}
		if last := len(out) - 1; ten && n > 0 && n < 10 {
			sum, _ := strconv.Atoi(out[last].text)
			out[last].text, ten = strconv.Itoa(sum+n), false
			continue
		}
		p.text = strconv.Itoa(n)
		out, ten = append(out, p), n >= 20 && n < 100 && n%10 == 0
	}
	return out
}

// spellDigits puts letters for the digits that are set in their place (Ig0r).
func spellDigits(s string) string {
	letters := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			letters++
		}
	}
	if letters*2 <= len(s) || letters == len(s) {
		return s
	}
	return strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "9", "g").Replace(s)
}
