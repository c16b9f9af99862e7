package message

import (
	"math"
	"strconv"
	"strings"
	"time"

	"postern/parcel"
)

// Kilograms reads a mass in kilograms.
func (e *Entry) Kilograms(l Leaf) parcel.Mass {
	return e.mass(l, parcel.ParseKilograms, "kilograms as a decimal, e.g. 0.412")
}

// Grams reads a mass in grams.
func (e *Entry) Grams(l Leaf) parcel.Mass {
	return e.mass(l, parcel.ParseGrams, "grams as a decimal, e.g. 412")
}

func (e *Entry) mass(l Leaf, parse func(string) (parcel.Mass, error), want string) parcel.Mass {
	if l.Text == "" {
		return 0
	}
	m, err := parse(l.Text)
	if err != nil || m < 0 {
		e.Fault(l, want)
		return 0
	}
	return m
}

// Money reads an amount in a currency that is already known. An amount without
// a currency is no money; zero without one says nothing and is no fault.
func (e *Entry) Money(amount Leaf, currency string) parcel.Money {
	if amount.Text == "" {
		return parcel.Money{}
	}
	m, err := parcel.ParseMoney(amount.Text, currency)
	switch {
	case err != nil || m.Minor < 0:
		e.Fault(amount, "an amount as a decimal, e.g. 12.50")
		return parcel.Money{}
	case currency == "" && m.Minor != 0:
		e.Fault(amount, "an amount with the ISO 4217 code of its currency")
		return parcel.Money{}
	case currency == "":
		return parcel.Money{}
	}
	return m
}

// MoneyIn reads an amount with its currency. A currency that is no code is
// reported once, and takes the amount with it.
func (e *Entry) MoneyIn(amount, currency Leaf) parcel.Money {
	code := e.Currency(currency)
	if code == "" && currency.Text != "" {
		return parcel.Money{}
	}
	return e.Money(amount, code)
}

// Receptacle reads a UPU S9 identifier.
func (e *Entry) Receptacle(l Leaf) parcel.S9 {
	if l.Text == "" {
		return ""
	}
	id, ok := parcel.ParseS9(l.Text)
	if !ok {
		e.Fault(l, "a receptacle identifier of 15 letters and 14 digits")
		return ""
	}
	return id
}

// Office reads an IMPC code: a country and four letters or digits.
func (e *Entry) Office(l Leaf) parcel.Office {
	code := strings.ToUpper(l.Text)
	if code == "" {
		return ""
	}
	if len(code) != 6 || !isLetter(code[0]) || !isLetter(code[1]) || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		e.Fault(l, "an IMPC code of six letters, e.g. INMAAC")
		return ""
	}
	return parcel.Office(code)
}

// Currency reads an ISO 4217 code.
func (e *Entry) Currency(l Leaf) string {
	code := strings.ToUpper(l.Text)
	if code != "" && !parcel.IsCurrency(code) {
		e.Fault(l, "an ISO 4217 currency code, e.g. EUR")
		return ""
	}
	return code
}

// Country reads an ISO 3166 alpha-2 code.
func (e *Entry) Country(l Leaf) string {
	code := strings.ToUpper(l.Text)
	if code != "" && (len(code) != 2 || !isLetter(code[0]) || !isLetter(code[1])) {
		e.Fault(l, "an ISO 3166 two-letter country code, e.g. DE")
		return ""
	}
	return code
}

// HS reads a tariff code: 4 to 14 digits, dots and spaces between them dropped.
// Whether it is long enough for the item is not judged here.
func (e *Entry) HS(l Leaf) string {
	if l.Text == "" {
		return ""
	}
	code := l.Text
	if !digits(code) {
		code = strings.ReplaceAll(strings.ReplaceAll(code, ".", ""), " ", "")
	}
	if len(code) < 4 || len(code) > 14 || !digits(code) {
		e.Fault(l, "a Harmonized System code of 4 to 14 digits, e.g. 610910")
		return ""
	}
	return code
}

// Count reads a whole number that is not negative; 12 and 12.000 are one.
func (e *Entry) Count(l Leaf) int {
	if l.Text == "" {
		return 0
	}
	whole, frac, _ := strings.Cut(l.Text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt32 || strings.Trim(frac, "0") != "" {
		e.Fault(l, "a whole number")
		return 0
	}
	return int(n)
}

// Time reads a moment in the first layout that fits, in the zone where it
// names none. Moments outside 1990 to 2199 are taken for errors.
func (e *Entry) Time(l Leaf, zone *time.Location, want string, layouts ...string) time.Time {
	if l.Text == "" {
		return time.Time{}
	}
	last := &e.batch.last
	if last.text == l.Text && last.zone == zone && last.layout == layouts[0] {
		return last.at
	}
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, l.Text, zone)
		if err == nil && plausible(t) {
			*last = dated{l.Text, layouts[0], zone, t}
			return t
		}
	}
	e.Fault(l, want)
	return time.Time{}
}

// dated is a text that was read as a moment, the first layout standing for all:
// those of many items are the same.
type dated struct {
	text, layout string
	zone         *time.Location
	at           time.Time
}

func plausible(t time.Time) bool {
	const farthest = 15 * 60 * 60 // no zone is further from UTC
	_, offset := t.Zone()
	return t.Year() >= 1990 && t.Year() < 2200 && offset <= farthest && offset >= -farthest
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }
