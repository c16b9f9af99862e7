package parcel

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Money is an amount in minor units of a currency (ISO 4217): 1999 EUR is
// 19.99 euros, 1999 JPY is 1,999 yen.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// IsZero reports whether nothing is said at all.
func (m Money) IsZero() bool { return m == Money{} }

// String gives the amount with its currency: "19.99 EUR".
func (m Money) String() string {
	if m.Currency == "" && m.Minor == 0 {
		return ""
	}
	return strings.TrimSpace(m.Decimal() + " " + m.Currency)
}

// Decimal gives the amount with a decimal point and no currency: "19.99".
func (m Money) Decimal() string { return decimal(m.Minor, Exponent(m.Currency)) }

// Add sums two amounts of one currency; ok is false where currencies differ or
// the sum overflows. An empty Money adds to anything.
func (m Money) Add(n Money) (sum Money, ok bool) {
	switch {
	case m.IsZero():
		return n, true
	case n.IsZero():
		return m, true
	case m.Currency != n.Currency:
		return Money{}, false
	}
	total := m.Minor + n.Minor
	if (total > m.Minor) != (n.Minor > 0) {
		return Money{}, false
	}
	return Money{Minor: total, Currency: m.Currency}, true
}

// ParseMoney reads an exact decimal with a point, e.g. "19.99". Digits finer
// than the currency's minor unit are rounded, halves away from zero; the error
// says what is wrong with the text.
func ParseMoney(text, currency string) (Money, error) {
	minor, err := parseDecimal(text, Exponent(currency))
	if err != nil {
		return Money{}, err
	}
	return Money{Minor: minor, Currency: currency}, nil
}

// Exponent is the number of decimals of a currency's minor unit (ISO 4217);
// two for one it does not know.
func Exponent(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// IsCurrency reports whether s has the form of an ISO 4217 code.
func IsCurrency(s string) bool {
	return len(s) == 3 && isUpper(s[0]) && isUpper(s[1]) && isUpper(s[2])
}

// parseDecimal reads digits[.digits] exactly, scaled by 10^exp, halves away
// from zero.
func parseDecimal(text string, exp int) (int64, error) {
	s := strings.TrimSpace(text)
	digits, negative := strings.CutPrefix(s, "-")
	if !negative {
		digits = strings.TrimPrefix(s, "+")
	}
	whole, frac, _ := strings.Cut(digits, ".")
	if len(s) > 40 || whole == "" && frac == "" || !allDigits(whole) || !allDigits(frac) {
		return 0, fmt.Errorf("%s is not a decimal number like 12.50", Excerpt(text))
	}
	n, ok := scaled(whole, frac, exp)
	if !ok {
		return 0, fmt.Errorf("%s is too large", Excerpt(text))
	}
	if negative {
		n = -n
	}
	return n, nil
}

// scaled is whole.frac times 10^exp, rounded; not ok where there is no room to
// sum a few such without overflow.
func scaled(whole, frac string, exp int) (n int64, ok bool) {
	const most = math.MaxInt64 / 4
	for i := range len(whole) + exp {
		digit := byte('0')
		if i < len(whole) {
			digit = whole[i]
		} else if i -= len(whole); i < len(frac) {
			digit = frac[i]
		}
		if n = n*10 + int64(digit-'0'); n > most {
			return 0, false
		}
	}
	if len(frac) > exp && frac[exp] >= '5' {
		n++
	}
	return n, n <= most
}

func decimal(n int64, exp int) string {
	digits, negative := strings.CutPrefix(strconv.FormatInt(n, 10), "-")
	sign := ""
	if negative {
		sign = "-"
	}
	if exp == 0 {
		return sign + digits
	}
	if pad := exp + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	return sign + digits[:len(digits)-exp] + "." + digits[len(digits)-exp:]
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// Excerpt quotes outside text for an error message: control characters
// escaped, at most 40 runes of it.
func Excerpt(s string) string {
	const most = 40
	if len(s) > most {
		n := 0
		for i := range s {
			if n++; n > most {
				return strconv.Quote(s[:i]) + "..."
			}
		}
	}
	return strconv.Quote(s)
}
