package parcel

import (
	"errors"
	"fmt"
	"strings"
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
	if len(label) > mostRead {
		return nil, fmt.Errorf("%d bytes are no label", len(label))
	}
	rest := stripSymbology(label)
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
		if !gs1Check(e.Value) {
			return fmt.Errorf("(%s) fails its check digit", e.AI)
		}
	case "11", "12", "13", "15", "16", "17":
		if month, day := e.Value[2:4], e.Value[4:]; month < "01" || month > "12" || day > "31" { // day 00: the whole month
			return fmt.Errorf("(%s) is no date", e.AI)
		}
	}
	return nil
}

// elementString reports a label that says itself that it is GS1's: by its AIM
// prefix, an FNC1 within, or identifiers in brackets as they are printed.
func elementString(label string) bool {
	s := strings.TrimSpace(label)
	return SaysGS1(s) || strings.HasPrefix(stripSymbology(s), "(")
}

// SaysGS1 reports a read that says it is GS1's: by the AIM identifier of
// GS1-128, DataBar, Data Matrix, QR or DotCode, or by an FNC1.
func SaysGS1(read string) bool {
	for _, aim := range []string{"]C1", "]e0", "]d2", "]Q3", "]J1"} {
		if strings.HasPrefix(read, aim) {
			return true
		}
	}
	return strings.IndexByte(read, fnc1) >= 0
}

// parseElements reads an element string for what it names: an SSCC, else a
// number of a post or carrier that an element carries, else the elements that
// name one thing. What names goods only (an article, a lot) is not valid; ok is
// false where nothing is named at all.
func parseElements(label string) (Identifier, bool) {
	elements, err := ParseGS1(unbracket(label))
	if err != nil {
		return Identifier{}, false
	}
	for _, e := range elements {
		if e.AI == "00" {
			return Identifier{Kind: KindSSCC, Text: e.Value, Valid: true}, true
		}
	}
	for _, e := range elements {
		if id := ParseIdentifier(e.Value); id.Proven() {
			return id, true
		}
		if id, ok := carrierNumber(e.AI + e.Value); ok && id.Kind == KindUSPS { // its application identifier is part of it
			return id, true
		}
	}
	id := named(elements)
	return id, id.Text != ""
}

// named is the element string as it is printed, cut to what names one thing:
// article and serial, consignment, shipment, document, asset.
func named(elements []Element) Identifier {
	var b strings.Builder
	valid := false
	for _, e := range elements {
		switch e.AI {
		case "01", "02":
		case "21", "250", "253", "401", "402", "8003", "8004":
			valid = true
		default:
			continue
		}
		b.WriteString("(" + e.AI + ")" + e.Value)
	}
	text := b.String()
	return Identifier{Kind: KindGS1, Text: begin(text, MaxLabel), Valid: valid && len(text) <= MaxLabel && printable(text) && !Partial(text) && balanced(text)}
}

// balanced reports brackets that stand around identifiers only, so that the
// printed form reads back as what it was.
func balanced(printed string) bool {
	elements, err := ParseGS1(unbracket(printed))
	if err != nil {
		return false
	}
	var b strings.Builder
	for _, e := range elements {
		b.WriteString("(" + e.AI + ")" + e.Value)
	}
	return b.String() == printed && strings.Count(printed, "(") == len(elements)
}

// unbracket makes of an element string as it is printed one as it is scanned.
func unbracket(label string) string {
	s := stripSymbology(label)
	if !strings.HasPrefix(s, "(") {
		return label
	}
	s = strings.ReplaceAll(s[1:], "(", string(fnc1))
	return strings.ReplaceAll(s, ")", "")
}
