package scanners

import (
	"errors"
	"fmt"
	"strings"

	"postern/parcel"
)

// Element is one part of a GS1 element string: an application identifier and
// what it says.
type Element struct {
	AI, Value string
}

const fnc1 = '\x1d' // as scanners send it within the data

// mostValue is the longest value of any application identifier.
const mostValue = 90

// ParseGS1 reads a GS1 element string (GS1 General Specifications, section 7):
// the AIM prefix and a leading FNC1 are passed over, application identifiers
// of set length end by it, all others at FNC1 or the end. Dates and check
// digits are checked. It fails with the identifier that is wrong.
func ParseGS1(label string) ([]Element, error) {
	if len(label) > 4*parcel.MaxLabel {
		return nil, fmt.Errorf("%d bytes are no label", len(label))
	}
	rest, _ := cutAIM(strings.TrimSpace(label))
	rest = strings.TrimLeft(rest, string(fnc1))
	if rest == "" {
		return nil, errors.New("no elements")
	}
	var elements []Element
	for rest != "" {
		e, after, err := nextElement(rest)
		if err != nil {
			return nil, err
		}
		elements, rest = append(elements, e), after
	}
	return elements, nil
}

// nextElement takes one element off the front, and the FNC1 after it.
func nextElement(s string) (Element, string, error) {
	n := lengthOfAI(s)
	if n == 0 || len(s) < n || !allDigits(s[:n]) {
		return Element{}, "", fmt.Errorf("no application identifier at %q", s[:min(len(s), 4)])
	}
	e := Element{AI: s[:n]}
	end := strings.IndexByte(s, fnc1)
	if end < 0 {
		end = len(s)
	}
	if set := setLength(e.AI); set > 0 {
		if end < n+set {
			return Element{}, "", fmt.Errorf("(%s) needs %d digits", e.AI, set)
		}
		end = n + set
	}
	e.Value = s[n:end]
	if err := e.check(); err != nil {
		return Element{}, "", err
	}
	return e, strings.TrimPrefix(s[end:], string(fnc1)), nil
}

// lengthOfAI is how many digits the application identifier at the front has; 0
// where none begins so.
func lengthOfAI(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[:2] {
	case "00", "01", "02", "03", "10", "11", "12", "13", "15", "16", "17", "20", "21", "22", "30", "37",
		"90", "91", "92", "93", "94", "95", "96", "97", "98", "99":
		return 2
	case "23", "24", "25", "40", "41", "42", "71":
		return 3
	case "31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82":
		return 4
	}
	return 0
}

// setLength is how long the value is, where the identifier sets it; 0 where
// FNC1 ends it.
func setLength(ai string) int {
	switch ai[:2] {
	case "00":
		return 18
	case "01", "02", "03":
		return 14
	case "11", "12", "13", "15", "16", "17", "31", "32", "33", "34", "35", "36":
		return 6
	case "20":
		return 2
	case "41":
		return 13
	}
	return 0
}

func (e Element) check() error {
	switch {
	case e.Value == "":
		return fmt.Errorf("(%s) is empty", e.AI)
	case len(e.Value) > mostValue:
		return fmt.Errorf("(%s) has more than %d characters", e.AI, mostValue)
	case setLength(e.AI) > 0:
		return e.checkDigits()
	}
	for i := range len(e.Value) {
		if e.Value[i] < '!' || e.Value[i] > 'z' {
			return fmt.Errorf("(%s) holds what no element may", e.AI)
		}
	}
	return nil
}

// checkDigits checks a value of set length.
func (e Element) checkDigits() error {
	if !allDigits(e.Value) {
		return fmt.Errorf("(%s) holds other than digits", e.AI)
	}
	switch e.AI[:2] {
	case "00", "01", "02", "03", "41":
		if !checkDigit(e.Value) {
			return fmt.Errorf("(%s) fails its check digit", e.AI)
		}
	case "11", "12", "13", "15", "16", "17":
		if month, day := e.Value[2:4], e.Value[4:]; month < "01" || month > "12" || day > "31" { // day 00: the whole month
			return fmt.Errorf("(%s) is no date", e.AI)
		}
	}
	return nil
}

// checkDigit reports whether the last digit is right: modulo 10, weights 3 and
// 1 in turn from the right.
func checkDigit(digits string) bool {
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

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// cutAIM takes the AIM symbology identifier (ISO/IEC 15424) off the front.
func cutAIM(s string) (rest, aim string) {
	if len(s) > 3 && s[0] == ']' && (s[1] >= 'A' && s[1] <= 'Z' || s[1] >= 'a' && s[1] <= 'z') {
		return s[3:], s[:3]
	}
	return s, ""
}

// Label is what to look up for a code as read. Of a GS1 element string it is
// the number that names one item: the SSCC, else a postal identifier that an
// element carries, else a parcel number that passes its check digit.
// Every other code comes back untouched, for parcel.ParseIdentifier to judge.
func Label(code string) string {
	rest, aim := cutAIM(strings.TrimSpace(code))
	switch aim {
	case "]C1", "]e0", "]d2", "]Q3", "]J1": // GS1-128, DataBar, Data Matrix, QR, DotCode
	default:
		if strings.IndexByte(rest, fnc1) < 0 {
			return code
		}
	}
	if id := parcel.ParseIdentifier(strings.Trim(rest, string(fnc1))); id.Valid && id.Kind != parcel.KindOther {
		if strings.IndexByte(code, fnc1) < 0 {
			return code // a post's own number, printed as it is
		}
		return id.Text // the desk takes no label that holds GS
	}
	elements, err := ParseGS1(code)
	if err != nil {
		return code
	}
	for _, find := range []func(Element) (string, bool){sscc, postal, parcelNumber} {
		for _, e := range elements {
			if number, ok := find(e); ok {
				return number
			}
		}
	}
	return code
}

func sscc(e Element) (string, bool) { return e.Value, e.AI == "00" }

// postal finds an S10, S9 or S8, which posts put into company-internal
// elements and serial numbers.
func postal(e Element) (string, bool) {
	id := parcel.ParseIdentifier(e.Value)
	ours := id.Kind == parcel.KindS10 || id.Kind == parcel.KindS9 || id.Kind == parcel.KindS8
	return id.Text, id.Valid && ours
}

// parcelNumber finds the number of an intelligent mail parcel label, which its
// application identifier is part of.
func parcelNumber(e Element) (string, bool) {
	number := e.AI + e.Value
	switch e.AI {
	case "92", "93", "94", "95":
		return number, len(number) >= 20 && len(number) <= 26 && allDigits(number) && checkDigit(number)
	}
	return "", false
}
