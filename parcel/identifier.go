package parcel

import "strings"

// Kind says what sort of identifier a label carries.
type Kind string

// The identifier kinds Postern tells apart.
const (
	KindS10   Kind = "s10"
	KindS9    Kind = "s9"
	KindS8    Kind = "s8"
	KindSSCC  Kind = "sscc"
	KindOther Kind = "other"
)

// MaxLabel bounds an identifier or label in bytes; longer reads are refused.
const MaxLabel = 128

// Identifier is a label once it has been read for what it is.
type Identifier struct {
	Kind   Kind   `json:"kind"`
	Text   string `json:"text"`             // squeezed: upper case, no spaces
	Valid  bool   `json:"valid"`            // form and check digit, where the kind has one
	Issuer string `json:"issuer,omitempty"` // S10: country of the issuing operator; S9, S8: office of origin
}

// ParseIdentifier reads a label. S10 is tried first, since its check digit is
// the best proof; anything else that has no known form is KindOther, and valid
// where it is printable, not too long, and long enough to name one thing. Text has at most MaxLabel bytes: of a
// longer label, which is never valid, its beginning.
func ParseIdentifier(label string) Identifier {
	if len(label) > mostRead {
		return Identifier{Kind: KindOther, Text: begin(Squeeze(begin(label, mostRead)), MaxLabel)}
	}
	s := stripSymbology(label)
	if id, ok := ParseS10(s); ok {
		return Identifier{Kind: KindS10, Text: string(id), Valid: id.Valid(), Issuer: id.Issuer()}
	}
	if id, ok := ParseS9(s); ok {
		return Identifier{Kind: KindS9, Text: string(id), Valid: true, Issuer: string(id.Origin())}
	}
	if id, ok := ParseS8(s); ok {
		return Identifier{Kind: KindS8, Text: string(id), Valid: true, Issuer: string(id.Origin())}
	}
	text := Squeeze(s)
	if sscc, ok := parseSSCC(text); ok {
		return Identifier{Kind: KindSSCC, Text: sscc, Valid: true}
	}
	return Identifier{Kind: KindOther, Text: begin(text, MaxLabel), Valid: len(text) >= leastLabel && printable(text)}
}

// leastLabel is how short a number of no known kind may be.
const leastLabel = 4

// mostRead leaves room for the spaces and symbology a label of MaxLabel bytes
// may carry; what is longer is not even looked at.
const mostRead = 4 * MaxLabel

// begin is the beginning of s, at most n bytes, cut between characters.
func begin(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// Printed is the identifier as people read it: S10 in its printed groups.
func (id Identifier) Printed() string {
	if id.Kind == KindS10 {
		return S10(id.Text).Spaced()
	}
	return id.Text
}

// stripSymbology drops an AIM symbology identifier (ISO/IEC 15424: ']', a
// letter, a modifier) and a leading FNC1 that scanners send before the data.
func stripSymbology(label string) string {
	s := strings.TrimSpace(label)
	if len(s) > 3 && s[0] == ']' && (isUpper(s[1]) || s[1] >= 'a' && s[1] <= 'z') {
		s = s[3:]
	}
	return strings.TrimLeft(s, "\x1d")
}

// parseSSCC reads a GS1 serial shipping container code with its application
// identifier 00, brackets allowed (GS1 General Specifications: mod 10, weights
// 3 and 1 from the right).
func parseSSCC(s string) (string, bool) {
	if bare, ok := strings.CutPrefix(s, "(00)"); ok {
		s = bare
	} else if len(s) == 20 { // a code may itself begin with 00
		s, _ = strings.CutPrefix(s, "00")
	}
	if len(s) != 18 {
		return "", false
	}
	sum := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			return "", false
		}
		if i < 17 {
			sum += int(s[i]-'0') * (3 - 2*(i%2))
		}
	}
	return s, int(s[17]-'0') == (10-sum%10)%10
}

func printable(s string) bool {
	if s == "" || len(s) > MaxLabel {
		return false
	}
	for i := range len(s) {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return true
}
