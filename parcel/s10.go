package parcel

import "strings"

// S10 is a UPU S10 item identifier: two service letters, eight serial digits,
// a check digit and the ISO 3166 alpha-2 code of the issuing operator's
// country, e.g. RR473124829GB (UPU standard S10).
type S10 string

const s10Len = 13

// ParseS10 reads an identifier of S10 form, spaces and case ignored. ok is
// false where the form is wrong; the check digit is not looked at, see Valid.
func ParseS10(label string) (id S10, ok bool) {
	if len(label) < s10Len {
		return "", false
	}
	s := Squeeze(label)
	if len(s) != s10Len {
		return "", false
	}
	for i := range len(s) {
		letter := i < 2 || i > 10
		if letter != isUpper(s[i]) || letter == isDigit(s[i]) {
			return "", false
		}
	}
	return S10(s), true
}

// Valid reports whether the check digit is right.
func (s S10) Valid() bool {
	return len(s) == s10Len && s[10] == S10CheckDigit(string(s[2:10]))
}

// Issuer is the country part, two letters. It may name no known country.
func (s S10) Issuer() string {
	if len(s) != s10Len {
		return ""
	}
	return string(s[11:])
}

// Service is the two-letter service indicator.
func (s S10) Service() string {
	if len(s) != s10Len {
		return ""
	}
	return string(s[:2])
}

// Class is the mail class the service indicator suggests: C parcels, E EMS,
// U letters; empty where it says nothing. A heuristic, not a promise.
func (s S10) Class() string {
	if s == "" {
		return ""
	}
	switch s[0] {
	case 'C', 'H':
		return "C"
	case 'E':
		return "E"
	case 'L', 'M', 'Q', 'R', 'U', 'V':
		return "U"
	}
	return ""
}

// Spaced is the identifier as it is printed on a label: RR 4731 2482 9 GB.
func (s S10) Spaced() string {
	if len(s) != s10Len {
		return string(s)
	}
	return string(s[:2] + " " + s[2:6] + " " + s[6:10] + " " + s[10:11] + " " + s[11:])
}

// S10CheckDigit computes the check digit of eight serial digits: weights
// 8 6 4 2 3 5 9 7, eleven minus the sum modulo eleven, 10 -> 0 and 11 -> 5.
func S10CheckDigit(serial string) byte {
	const weights = "86423597"
	sum := 0
	for i := 0; i < len(serial) && i < len(weights); i++ {
		sum += int(serial[i]-'0') * int(weights[i]-'0')
	}
	switch c := 11 - sum%11; c {
	case 10:
		return '0'
	case 11:
		return '5'
	default:
		return byte('0' + c)
	}
}

// Squeeze makes a label comparable: upper case and without the spaces that
// print on labels but are not part of the number.
func Squeeze(label string) string {
	clean := true
	for i := 0; i < len(label) && clean; i++ {
		clean = isUpper(label[i]) || isDigit(label[i])
	}
	if clean {
		return label
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u2007' || r == '\u202f':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, strings.TrimSpace(label))
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
