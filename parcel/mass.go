package parcel

import "strconv"

// Mass is a mass in grams.
type Mass int64

// String gives grams below ten kilograms and kilograms above: "412 g", "19.4 kg".
func (m Mass) String() string {
	if m < 10_000 {
		return strconv.FormatInt(int64(m), 10) + " g"
	}
	return decimal(int64(m)/100, 1) + " kg"
}

// ParseKilograms reads an exact decimal number of kilograms, rounded to grams.
func ParseKilograms(text string) (Mass, error) {
	n, err := parseDecimal(text, 3)
	return Mass(n), err
}

// ParseGrams reads a decimal number of grams, rounded.
func ParseGrams(text string) (Mass, error) {
	n, err := parseDecimal(text, 0)
	return Mass(n), err
}
