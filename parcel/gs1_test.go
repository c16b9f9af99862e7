package parcel_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

const (
	sscc = "340123450000000018" // whole puts the check digits right
	gtin = "04012345000009"
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

func TestParseGS1(t *testing.T) {
	sscc, gtin := whole(sscc), whole(gtin)
	gln := whole("4012345000001")
	for name, tc := range map[string]struct {
		label string
		want  []parcel.Element
		wrong string
	}{
		"SSCC":               {label: "]C100" + sscc, want: []parcel.Element{{"00", sscc}}},
		"without AIM prefix": {label: "00" + sscc, want: []parcel.Element{{"00", sscc}}},
		"leading FNC1":       {label: "\x1d00" + sscc, want: []parcel.Element{{"00", sscc}}},
		"set lengths in a row": {
			label: "02" + gtin + "17271100" + "15261231" + "3103000412" + "410" + gln + "2042",
			want: []parcel.Element{
				{"02", gtin},
				{"17", "271100"},
				{"15", "261231"},
				{"3103", "000412"},
				{"410", gln},
				{"20", "42"},
			},
		},
		"others end at FNC1": {
			label: "]d201" + gtin + "21A-7/x\x1d10L4\x1d37" + "25",
			want:  []parcel.Element{{"01", gtin}, {"21", "A-7/x"}, {"10", "L4"}, {"37", "25"}},
		},
		"FNC1 after a set length":  {label: "00" + sscc + "\x1d91X", want: []parcel.Element{{"00", sscc}, {"91", "X"}}},
		"SSCC with a wrong digit":  {label: "00" + sscc[:17] + string('0'+('9'-sscc[17])), wrong: "(00) fails"},
		"GTIN with a wrong digit":  {label: "01" + gtin[:13] + string('0'+('9'-gtin[13])), wrong: "(01) fails"},
		"place with a wrong digit": {label: "410" + gln[:12] + string('0'+('9'-gln[12])), wrong: "(410) fails"},
		"too short":                {label: "00" + sscc[:17], wrong: "(00) needs 18"},
		"cut by FNC1":              {label: "00" + sscc[:9] + "\x1d" + sscc[9:], wrong: "(00) needs 18"},
		"letters":                  {label: "3103A00412", wrong: "other than digits"},
		"no month":                 {label: "17271300", wrong: "no date"},
		"no day":                   {label: "17271132", wrong: "no date"},
		"no such identifier":       {label: "14261231", wrong: "no application identifier"},
		"identifier of letters":    {label: "31X3000412", wrong: "no application identifier"},
		"identifier cut":           {label: "310", wrong: "no application identifier"},
		"empty value":              {label: "21\x1d10L4", wrong: "(21) is empty"},
		"value too long":           {label: "21" + strings.Repeat("7", 91), wrong: "more than 90"},
		"space":                    {label: "21A B", wrong: "no element may"},
		"nothing":                  {label: "]C1\x1d", wrong: "no elements"},
		"no label":                 {label: strings.Repeat("9", 600), wrong: "no label"},
	} {
		got, err := parcel.ParseGS1(tc.label)
		if tc.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), tc.wrong) {
				t.Errorf("%s: %v, %v; want one about %q", name, got, err, tc.wrong)
			}
			continue
		}
		if diff := cmp.Diff(tc.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}
