package parcel

import "strings"

// Kind says what sort of identifier a label carries.
type Kind string

// The identifier kinds Postern tells apart.
const (
	KindS10        Kind = "s10"
	KindS9         Kind = "s9"
	KindS8         Kind = "s8"
	KindSSCC       Kind = "sscc"
	KindGS1        Kind = "gs1" // an element string that names one thing otherwise than by an SSCC
	KindUPS        Kind = "ups"
	KindUSPS       Kind = "usps"
	KindFedEx      Kind = "fedex"
	KindDHL        Kind = "dhl"
	KindDPD        Kind = "dpd"
	KindAmazon     Kind = "amazon"
	KindYunExpress Kind = "yunexpress"
	KindGOFO       Kind = "gofo"
	KindLandmark   Kind = "landmark"
	KindYodel      Kind = "yodel"
	KindCanadaPost Kind = "canadapost"
	KindOther      Kind = "other"
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

// ParseIdentifier reads a label. S10 with its check digit is tried first, being
// the best proof, then S9 and S8, UPS, the US Postal Service and the others; so
// where an S10 and a carrier's number have one form (LX...CC), the check digit
// decides. What has the form of a kind and fails its check is of that kind and
// not valid. Anything else is KindOther, and valid where it is printable, not
// too long, long enough to name one thing, and whole: '?' and '*' stand for what
// cannot be read. Text has at most MaxLabel bytes: of a longer label, which is
// never valid, its beginning.
func ParseIdentifier(label string) Identifier {
	if len(label) > mostRead {
		return Identifier{Kind: KindOther, Text: begin(Squeeze(begin(label, mostRead)), MaxLabel)}
	}
	s := stripSymbology(label)
	if s10, ok := ParseS10(s); ok && s10.Valid() {
		return s10.identifier()
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
	if id, ok := doubtful(label, s, text); ok {
		return id
	}
	return Identifier{Kind: KindOther, Text: begin(text, MaxLabel), Valid: len(text) >= leastLabel && printable(text) && !Partial(text)}
}

// doubtful tells the kind of a number that no check digit of a post proves: a
// carrier's that its own proves, an S10 read wrongly, GS1 elements, a carrier's
// by its form.
func doubtful(label, stripped, text string) (Identifier, bool) {
	carrier, theirs := carrierNumber(text)
	if theirs && carrier.Valid {
		return carrier, true
	}
	if s10, ok := ParseS10(stripped); ok {
		return s10.identifier(), true
	}
	if elementString(label) {
		return parseElements(label)
	}
	return carrier, theirs
}

func (s S10) identifier() Identifier {
	return Identifier{Kind: KindS10, Text: string(s), Valid: s.Valid(), Issuer: s.Issuer()}
}

// Partial reports a label of which only parts were read: '?' stands for one
// character, '*' for any number of them.
func Partial(label string) bool { return strings.ContainsAny(label, "?*") }

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
// letter, a modifier) and the FNC1 that scanners send around the data.
func stripSymbology(label string) string {
	s := strings.TrimSpace(label)
	if len(s) > 3 && s[0] == ']' && (isUpper(s[1]) || s[1] >= 'a' && s[1] <= 'z') {
		s = s[3:]
	}
	return strings.Trim(s, "\x1d")
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
