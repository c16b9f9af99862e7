package parcel_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

func TestParseIdentifier(t *testing.T) {
	const s9 = "INMAACMYKULAACN70108002000194"
	for _, c := range []struct {
		label string
		want  parcel.Identifier
	}{
		{"RR473124829GB", parcel.Identifier{Kind: parcel.KindS10, Text: "RR473124829GB", Valid: true, Issuer: "GB"}},
		{"rr 4731 2482 9 gb", parcel.Identifier{Kind: parcel.KindS10, Text: "RR473124829GB", Valid: true, Issuer: "GB"}},
		{"]C0RR473124829GB", parcel.Identifier{Kind: parcel.KindS10, Text: "RR473124829GB", Valid: true, Issuer: "GB"}},
		{" ]C1\x1dRR473124829GB\r\n", parcel.Identifier{Kind: parcel.KindS10, Text: "RR473124829GB", Valid: true, Issuer: "GB"}},
		{"\x1dRR473124829GB", parcel.Identifier{Kind: parcel.KindS10, Text: "RR473124829GB", Valid: true, Issuer: "GB"}},
		{"RR473124828GB", parcel.Identifier{Kind: parcel.KindS10, Text: "RR473124828GB", Issuer: "GB"}},
		{"EE100000290XX", parcel.Identifier{Kind: parcel.KindS10, Text: "EE100000290XX", Valid: true, Issuer: "XX"}},
		{s9, parcel.Identifier{Kind: parcel.KindS9, Text: s9, Valid: true, Issuer: "INMAAC"}},
		{"]C0 inmaac mykula acn7 0108 002 000194", parcel.Identifier{Kind: parcel.KindS9, Text: s9, Valid: true, Issuer: "INMAAC"}},
		{"BEBRUABOLPBBAEN60073", parcel.Identifier{Kind: parcel.KindS8, Text: "BEBRUABOLPBBAEN60073", Valid: true, Issuer: "BEBRUA"}},
		{"(00)123456789012345675", parcel.Identifier{Kind: parcel.KindSSCC, Text: "123456789012345675", Valid: true}},
		{"]C100123456789012345675", parcel.Identifier{Kind: parcel.KindSSCC, Text: "123456789012345675", Valid: true}},
		{"123456789012345675", parcel.Identifier{Kind: parcel.KindSSCC, Text: "123456789012345675", Valid: true}},
		{"123456789012345676", parcel.Identifier{Kind: parcel.KindOther, Text: "123456789012345676", Valid: true}},
		{"(00)003456789012345670", parcel.Identifier{Kind: parcel.KindSSCC, Text: "003456789012345670", Valid: true}},
		{"00003456789012345670", parcel.Identifier{Kind: parcel.KindSSCC, Text: "003456789012345670", Valid: true}},
		{"003456789012345670", parcel.Identifier{Kind: parcel.KindSSCC, Text: "003456789012345670", Valid: true}},
		{"1Z 999 AA1 0123456784", parcel.Identifier{Kind: parcel.KindUPS, Text: "1Z999AA10123456784", Valid: true}},
		{"", parcel.Identifier{Kind: parcel.KindOther}},
		{"   ", parcel.Identifier{Kind: parcel.KindOther}},
		{"AB\x1b[31m", parcel.Identifier{Kind: parcel.KindOther, Text: "AB\x1b[31M"}},
		{"包裹123", parcel.Identifier{Kind: parcel.KindOther, Text: "包裹123"}},
	} {
		if diff := cmp.Diff(c.want, parcel.ParseIdentifier(c.label)); diff != "" {
			t.Errorf("%q: %s", c.label, diff)
		}
	}
}

func TestPrintedIdentifier(t *testing.T) {
	for label, want := range map[string]string{
		"RR473124829GB":      "RR 4731 2482 9 GB",
		"1Z999AA10123456784": "1Z999AA10123456784",
	} {
		if got := parcel.ParseIdentifier(label).Printed(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLongLabelsAreCutAndInvalid(t *testing.T) {
	for name, label := range map[string]string{
		"one byte too many":  strings.Repeat("A", parcel.MaxLabel+1),
		"a book":             strings.Repeat("A1 ", 1<<20),
		"wide characters":    strings.Repeat("界", parcel.MaxLabel),
		"broken characters":  strings.Repeat("\xff", parcel.MaxLabel),
		"spaces, then a lot": strings.Repeat(" ", 4096) + "RR473124829GB",
	} {
		id := parcel.ParseIdentifier(label)
		if id.Valid || id.Kind != parcel.KindOther || len(id.Text) > parcel.MaxLabel {
			t.Errorf("%s: kind %s, valid %v, %d bytes", name, id.Kind, id.Valid, len(id.Text))
		}
	}
	if id := parcel.ParseIdentifier(strings.Repeat("A", parcel.MaxLabel)); !id.Valid || len(id.Text) != parcel.MaxLabel {
		t.Errorf("a label of just %d bytes is cut or refused: %+v", parcel.MaxLabel, id)
	}
}

func FuzzParseIdentifier(f *testing.F) {
	for _, s := range []string{"RR473124829GB", "]C1\x1d(00)123456789012345675", "INMAACMYKULAACN70108002000194", "\xff\xfe", "]e0", strings.Repeat("9", 600)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, label string) {
		id := parcel.ParseIdentifier(label)
		if len(id.Text) > parcel.MaxLabel {
			t.Fatalf("%d bytes of text", len(id.Text))
		}
		if utf8.ValidString(label) && !utf8.ValidString(id.Text) {
			t.Fatalf("%q is broken UTF-8", id.Text)
		}
		if !id.Valid {
			return
		}
		if again := parcel.ParseIdentifier(id.Text); id.Kind != parcel.KindOther && again != id {
			t.Fatalf("%+v, then %+v", id, again)
		}
		for _, c := range []byte(id.Text) {
			if c < '!' || c > '~' {
				t.Fatalf("a valid identifier holds %q", c)
			}
		}
	})
}
