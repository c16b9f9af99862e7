package sheet

import (
	"strconv"
	"strings"
	"time"

	"postern/message"
)

// serialDays says whether dates may stand as the number of a day, as workbooks
// have them, and from when they count.
type serialDays struct{ on, old bool }

// moment is the day and time behind a number; ok is false for every other text.
// Numbers outside 1990 to 2199 are taken for something else.
func (s serialDays) moment(text string) (t time.Time, ok bool) {
	if !s.on || text == "" || strings.Trim(text, "0123456789.") != "" {
		return t, false
	}
	days, err := strconv.ParseFloat(text, 64)
	if err != nil || days < 31_000 || days > 110_000 {
		return t, false
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC) // 1900 counts a 29 February that never was
	if s.old {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return first.Add(time.Duration(days*24*60*60+0.5) * time.Second), true
}

// most digits a workbook keeps of a number.
const mostDigits = 15

// unscientific writes a number like 4.12E-1 plainly. One with more digits than a
// workbook keeps is written as 1.2E+19: its last digits are lost.
func unscientific(text string) string {
	mantissa, exponent, is := strings.Cut(strings.ToUpper(text), "E")
	unsigned, negative := strings.CutPrefix(mantissa, "-")
	whole, frac, _ := strings.Cut(unsigned, ".")
	switch {
	case strings.Trim(whole+frac, "0123456789") != "" || len(whole)+len(frac) > 40:
		return text
	case !is && len(whole) > mostDigits:
		return whole[:1] + "." + whole[1:mostDigits] + "E+" + strconv.Itoa(len(whole)-1)
	case !is:
		return text
	}
	exp, err := strconv.Atoi(exponent)
	if err != nil || exp < -2*mostDigits || len(whole)+exp > mostDigits {
		return text
	}
	plain := shift(whole+frac, len(whole)+exp)
	if negative {
		plain = "-" + plain
	}
	return plain
}

// shift puts the decimal point of a row of digits at a place.
func shift(digits string, point int) string {
	if point <= 0 {
		return "0." + strings.Repeat("0", -point) + digits
	}
	if point >= len(digits) {
		return digits + strings.Repeat("0", point-len(digits))
	}
	return digits[:point] + "." + digits[point:]
}

// lost tells a number of which a workbook has kept only the beginning, also
// where it was then saved as text: 1.23457E+19.
func lost(l message.Leaf) bool {
	mantissa, exponent, is := strings.Cut(strings.ToUpper(l.Text), "E+")
	return is && mantissa != "" && exponent != "" && strings.Trim(mantissa, "0123456789.,") == "" && strings.Trim(exponent, "0123456789") == ""
}
