package parcel

import "strings"

// form is the shape of one kind of carrier's number, spaces taken out.
type form struct {
	kind   Kind
	starts []string          // one of them; none for numbers that begin with any digit
	sizes  []int             // length in whole
	body   func(string) bool // what follows the start may be; digits where nil
	check  func(string) bool // of the whole number; nil where the carrier has none
	// own is a form that nobody else's numbers have, so that a failing check
	// digit means one of theirs misread, and not just some other number.
	own bool
}

// carriers are the forms in the order they are tried: patterns and check
// digits are those the carriers' own labels follow. A check digit proves more
// than a form, so of two forms that fit a number, the earlier counts.
//
//nolint:gochecknoglobals // a constant table
var carriers = []form{
	{kind: KindUPS, starts: []string{"1Z"}, sizes: []int{18}, body: alphanumeric, check: from(2, 17, alternating(1, 2)), own: true},
	{kind: KindUSPS, starts: []string{"94"}, sizes: []int{22, 26, 30}, check: gs1Check, own: true},
	{kind: KindUSPS, starts: []string{"91", "92", "93", "95"}, sizes: []int{22, 26}, check: gs1Check, own: true},
	{kind: KindFedEx, starts: []string{"96"}, sizes: []int{22}, check: from(7, 21, alternating(1, 3)), own: true},
	{kind: KindFedEx, starts: []string{"96"}, sizes: []int{34}, check: from(20, 33, weighed(1, 7, 3)), own: true},
	{kind: KindFedEx, starts: []string{"0", "1", "2", "3", "4", "5", "6", "7", "8"}, sizes: []int{34}, check: from(20, 33, weighed(1, 7, 3)), own: true},
	{kind: KindFedEx, starts: []string{"3"}, sizes: []int{32}, check: from(16, 27, weighed(3, 1, 7)), own: true},
	{kind: KindDPD, sizes: []int{28}, body: digitsAndSign, check: mod3736, own: true},
	{kind: KindDPD, sizes: []int{15}, body: digitsAndSign, check: mod3736},
	{kind: KindFedEx, sizes: []int{15}, check: from(0, 14, alternating(1, 3))},
	{kind: KindCanadaPost, sizes: []int{16}, check: gs1Check},
	{kind: KindUSPS, sizes: []int{20}, check: gs1Check},
	{kind: KindUSPS, sizes: []int{20}, check: func(s string) bool { return gs1Check("91" + s) }}, // its 91 is not printed
	{kind: KindFedEx, sizes: []int{12}, check: from(0, 11, weighed(3, 1, 7))},
	{kind: KindUPS, starts: []string{"A", "H", "J", "K", "T", "V"}, sizes: []int{11}, check: from(1, 10, alternating(1, 2))},
	{kind: KindAmazon, starts: []string{"TBA", "TBC", "TBM"}, sizes: []int{15}},
	{kind: KindAmazon, starts: []string{"A", "C", "F"}, sizes: []int{11}},
	{kind: KindYunExpress, starts: []string{"YT"}, sizes: []int{18}},
	{kind: KindGOFO, starts: []string{"GFUS"}, sizes: []int{18}},
	{kind: KindLandmark, starts: []string{"LTN"}, sizes: []int{13}, body: landmark},
	{kind: KindYodel, starts: []string{"JD"}, sizes: []int{18}},
	{kind: KindYodel, starts: []string{"JJD"}, sizes: []int{19}},
	{kind: KindDHL, starts: []string{"J"}, sizes: []int{12, 13, 14}, body: piece},
	{kind: KindDHL, starts: []string{"GM", "LX", "RX", "UV", "CN", "SG", "TH", "IN", "HK", "MY"}, sizes: span(12, 41), body: withDigit},
	{kind: KindDHL, sizes: []int{10, 11}, check: mod7},
	{kind: KindDHL, sizes: []int{14}},
}

// carrierNumber reads a carrier's number. Where no form fits with its check
// digit, a form that is one carrier's own makes it that carrier's, misread.
func carrierNumber(text string) (Identifier, bool) {
	s := unrouted(text)
	var misread *form
	for i := range carriers {
		f := &carriers[i]
		if !f.fits(s) {
			continue
		}
		if f.check == nil || f.check(s) {
			return Identifier{Kind: f.kind, Text: s, Valid: true}, true
		}
		if f.own && misread == nil {
			misread = f
		}
	}
	if misread != nil {
		return Identifier{Kind: misread.kind, Text: s}, true
	}
	return Identifier{}, false
}

// unrouted takes the routing off an intelligent mail parcel code: 420 and the
// addressee's five or nine digits of postcode are no part of the number.
func unrouted(s string) string {
	if !strings.HasPrefix(s, "420") || !allDigits(s) {
		return s
	}
	for _, zip := range []int{5, 9} {
		rest := s[min(len(s), len("420")+zip):]
		for i := range carriers {
			if f := &carriers[i]; f.kind == KindUSPS && f.own && f.fits(rest) && f.check(rest) {
				return rest
			}
		}
	}
	return s
}

func (f *form) fits(s string) bool {
	if !contains(f.sizes, len(s)) {
		return false
	}
	body := f.body
	if body == nil {
		body = allDigits
	}
	if len(f.starts) == 0 {
		return body(s) && strings.Trim(s, "0") != "" // zeros alone are nobody's number
	}
	for _, start := range f.starts {
		if strings.HasPrefix(s, start) && body(s[len(start):]) {
			return true
		}
	}
	return false
}

// Proven reports a label that shows by itself what it is: by the form of a
// kind that nothing else has. A dozen digits may be anybody's.
func (id Identifier) Proven() bool {
	const long = 18
	return id.Valid && id.Kind != KindOther && (len(id.Text) >= long || !allDigits(id.Text))
}

func contains(sizes []int, n int) bool {
	for _, size := range sizes {
		if size == n {
			return true
		}
	}
	return false
}

func span(from, to int) []int {
	all := make([]int, 0, to-from+1)
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if !isUpper(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func digitsAndSign(s string) bool { return allDigits(s[:len(s)-1]) && alphanumeric(s[len(s)-1:]) }

func landmark(s string) bool { return strings.HasSuffix(s, "N1") && allDigits(s[:len(s)-2]) }

func withDigit(s string) bool { return alphanumeric(s) && strings.ContainsAny(s, "0123456789") }

// piece is what follows the J of a DHL piece: two or three letters, nine or ten digits.
func piece(s string) bool {
	letters := 0
	for letters < len(s) && isUpper(s[letters]) {
		letters++
	}
	digits := len(s) - letters
	return (letters == 2 || letters == 3) && (digits == 9 || digits == 10) && allDigits(s[letters:])
}

// from checks the part of a number between two places by the digit after it.
func from(first, end int, digit func(string) byte) func(string) bool {
	return func(s string) bool { return s[end] == digit(s[first:end]) }
}

// alternating computes a check digit modulo 10 from two factors in turn, the
// first for the first character. A letter counts as its ASCII code less 3.
func alternating(even, odd int) func(string) byte {
	return func(s string) byte {
		sum := 0
		for i := range len(s) {
			value := int(s[i] - '0')
			if isUpper(s[i]) {
				value = int(s[i]-3) % 10
			}
			if i%2 == 0 {
				value *= even
			} else {
				value *= odd
			}
			sum += value
		}
		return byte('0' + (10-sum%10)%10)
	}
}

// weighed computes a check digit from three weights in turn, modulo 11, then 10.
func weighed(weights ...int) func(string) byte {
	return func(s string) byte {
		sum := 0
		for i := range len(s) {
			sum += int(s[i]-'0') * weights[i%len(weights)]
		}
		return byte('0' + sum%11%10)
	}
}

// gs1Check reports whether the last digit is right: modulo 10, weights 3 and
// 1 in turn from the right (GS1 General Specifications, section 7.9).
func gs1Check(digits string) bool {
	if len(digits) < 2 {
		return false
	}
	sum := 0
	for i := range len(digits) {
		weight := 1
		if (len(digits)-i)%2 == 0 {
			weight = 3
		}
		sum += int(digits[i]-'0') * weight
	}
	return sum%10 == 0
}

// mod7 reports whether the last digit is the number before it modulo 7.
func mod7(s string) bool {
	rest := 0
	for i := range len(s) - 1 {
		rest = (rest*10 + int(s[i]-'0')) % 7
	}
	return int(s[len(s)-1]-'0') == rest
}

// mod3736 reports whether the last character is right (ISO/IEC 7064, MOD 37,36).
func mod3736(s string) bool {
	const base = 36
	p := base
	for i := range len(s) - 1 {
		p = (p + valueOf(s[i])) % base
		if p == 0 {
			p = base
		}
		p = 2 * p % (base + 1)
	}
	return valueOf(s[len(s)-1]) == (base+1-p)%base
}

func valueOf(c byte) int {
	if isUpper(c) {
		return int(c-'A') + 10
	}
	return int(c - '0')
}
