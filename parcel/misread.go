package parcel

import "strings"

// Shortest and longest label that is looked at for a mistake: of a shorter one
// anything could have been meant, and a longer one has too many readings.
const (
	leastMisread = 6
	mostMisread  = 34
)

const (
	digits  = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// alike are characters that print, smudge or are typed like one another.
//
//nolint:gochecknoglobals // a constant table
var alike = map[byte]string{
	'0': "OQD8", '1': "I7L", '2': "Z7", '3': "8", '4': "A", '5': "S6", '6': "G85", '7': "1T", '8': "B36", '9': "4",
	'A': "4", 'B': "8", 'C': "G", 'D': "0O", 'E': "F", 'F': "E", 'G': "6C", 'I': "1L", 'L': "1I", 'M': "N", 'N': "M",
	'O': "0Q", 'Q': "O0", 'S': "5", 'T': "7", 'U': "V", 'V': "U", 'Z': "2",
}

// Misreadings lists what a label may have been before one mistake, the likely
// mistakes first: a look-alike, two characters exchanged, any other wrong one,
// one missing, one too many. Of numbers with a check digit only those that pass
// it are listed. A label of which parts could not be read has none.
func Misreadings(label string) []string {
	label = Squeeze(label)
	if len(label) < leastMisread || len(label) > mostMisread || !alphanumeric(label) {
		return nil
	}
	m := misreadings{label: label, kind: formKind(label), seen: map[string]bool{label: true}}
	for i := range len(label) {
		m.replace(i, alike[label[i]])
	}
	for i := range len(label) - 1 {
		m.add(label[:i] + label[i+1:i+2] + label[i:i+1] + label[i+2:])
	}
	for i := range len(label) {
		m.replace(i, m.alphabet())
	}
	for i := range len(label) + 1 {
		for _, c := range []byte(m.alphabet()) {
			m.add(label[:i] + string(c) + label[i:])
		}
	}
	for i := range len(label) {
		m.add(label[:i] + label[i+1:])
	}
	return m.all
}

type misreadings struct {
	label string
	kind  Kind
	seen  map[string]bool
	all   []string
}

// alphabet is what a number like the label may hold: one of digits alone has
// no letters.
func (m *misreadings) alphabet() string {
	if allDigits(m.label) {
		return digits
	}
	return digits + letters
}

func (m *misreadings) replace(i int, by string) {
	for _, c := range []byte(by) {
		m.add(m.label[:i] + string(c) + m.label[i+1:])
	}
}

func (m *misreadings) add(candidate string) {
	if m.seen[candidate] {
		return
	}
	m.seen[candidate] = true
	if id := ParseIdentifier(candidate); id.Valid && id.Text == candidate && (m.kind != KindS10 || id.Kind == KindS10) {
		m.all = append(m.all, candidate)
	}
}

// formKind says that a label of about the length and look of an S10 is meant
// for one: then the check digit sorts its readings. Else it says nothing.
func formKind(label string) Kind {
	const near = 1
	if len(label) < s10Len-near || len(label) > s10Len+near {
		return KindOther
	}
	count := 0
	for i := range len(label) {
		if isDigit(label[i]) {
			count++
		}
	}
	if count < 7 || count > 11 || strings.Trim(label[:2]+label[len(label)-2:], digits) == "" {
		return KindOther
	}
	return KindS10
}

// Repairs are the misreadings of a label that a check digit speaks for: those
// of S10 form where the label itself is one that fails, or that lacks or has
// too much of a character.
func Repairs(label string) []string {
	label = Squeeze(label)
	if ParseIdentifier(label).Kind == KindS10 && ParseIdentifier(label).Valid || formKind(label) != KindS10 {
		return nil
	}
	return Misreadings(label)
}
