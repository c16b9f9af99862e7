package scanners_test

import (
	"strings"
	"testing"

	"postern/parcel"
	"postern/scanners"
)

const (
	sscc = "340123450000000018" // whole puts the check digits right
	gtin = "04012345000009"
	impb = "9205500000000000000011"
)

// digit is the check digit, computed another way than the code does: from the
// left, with the even places tripled.
func digit(body string) string {
	sum, weight := 0, 3
	for i := len(body) - 1; i >= 0; i-- {
		sum += int(body[i]-'0') * weight
		weight = 4 - weight
	}
	return string(rune('0' + (10-sum%10)%10))
}

func whole(body string) string { return body[:len(body)-1] + digit(body[:len(body)-1]) }

func TestLabel(t *testing.T) {
	sscc, gtin, impb := whole(sscc), whole(gtin), whole(impb)
	const s10 = "RR473124829GB"
	for name, tc := range map[string]struct{ code, want string }{
		"S10":                        {s10, s10},
		"S10 in plain Code 128":      {"]C0" + s10, "]C0" + s10},
		"SSCC alone":                 {"]C100" + sscc, sscc},
		"SSCC before others":         {"]C100" + sscc + "4207601", sscc},
		"SSCC after others":          {"]C102" + gtin + "3725\x1d00" + sscc, sscc},
		"S10 within":                 {"]d201" + gtin + "21" + s10, s10},
		"S10 within, company's own":  {"]C191" + s10 + "\x1d420760", s10},
		"SSCC before S10":            {"]C191" + s10 + "\x1d00" + sscc, sscc},
		"parcel number":              {"]C142076001\x1d" + impb, impb},
		"parcel number, wrong digit": {"]C142076001\x1d" + impb[:21] + string('0'+('9'-impb[21])), "]C142076001\x1d" + impb[:21] + string('0'+('9'-impb[21]))},
		"known by FNC1 alone":        {"42076001\x1d00" + sscc, sscc},
		"goods, no item":             {"]d201" + gtin + "10L4", "]d201" + gtin + "10L4"},
		"wrong elements":             {"]C100" + sscc[:17], "]C100" + sscc[:17]},
		"digits that look like one":  {"00" + sscc + "10L4", "00" + sscc + "10L4"},
		"S10 after FNC1":             {"]C1\x1d" + s10, s10},
		"S10 between FNC1":           {"\x1d" + s10 + "\x1d", s10},
		"SSCC after FNC1":            {"\x1d00" + sscc, sscc},
		"empty":                      {"", ""},
	} {
		if got := scanners.Label(tc.code); got != tc.want {
			t.Errorf("%s: Label(%q) = %q, want %q", name, tc.code, got, tc.want)
		}
	}
	if id := parcel.ParseIdentifier(scanners.Label("]C142076001\x1d00" + sscc)); id.Kind != parcel.KindSSCC || !id.Valid {
		t.Errorf("what Label gives is %+v", id)
	}
}

// Elements say all that was in the label, in order; a label is never longer
// for having been looked at.
func FuzzGS1(f *testing.F) {
	f.Add("]C100" + whole(sscc) + "21A7\x1d10L4")
	f.Add("\x1d42076001\x1d" + whole(impb))
	f.Add("17271100\x1d\x1d]C1")
	f.Fuzz(func(t *testing.T, label string) {
		if got := scanners.Label(label); len(got) > len(label) {
			t.Fatalf("Label(%q) = %q", label, got)
		}
		elements, err := parcel.ParseGS1(label)
		if err != nil {
			return
		}
		var said strings.Builder
		for _, e := range elements {
			if e.Value == "" || strings.Contains(e.Value, "\x1d") {
				t.Fatalf("%q has element %q", label, e)
			}
			said.WriteString(e.AI + e.Value)
		}
		if bare := strings.ReplaceAll(label, "\x1d", ""); !strings.HasSuffix(strings.TrimSpace(bare), said.String()) {
			t.Fatalf("%q says %q", label, said.String())
		}
	})
}
