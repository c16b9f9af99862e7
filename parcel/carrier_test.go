package parcel_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

// The numbers are made up; their check digits were computed apart, by the
// rules in docs/formats.md.
func TestCarrierNumbers(t *testing.T) {
	for label, want := range map[string]parcel.Identifier{
		"1Z 0AB12C 03 1234567 5":                     {Kind: parcel.KindUPS, Text: "1Z0AB12C0312345675", Valid: true},
		"1Z0AB12C0312345677":                         {Kind: parcel.KindUPS, Text: "1Z0AB12C0312345677"},
		"T1234567804":                                {Kind: parcel.KindUPS, Text: "T1234567804", Valid: true},
		"94001 0000 0000 0000 0001 3":                {Kind: parcel.KindUSPS, Text: "9400100000000000000013", Valid: true},
		"420760019205500000000000000124":             {Kind: parcel.KindUSPS, Text: "9205500000000000000124", Valid: true},
		"4207600112349205500000000000000124":         {Kind: parcel.KindUSPS, Text: "9205500000000000000124", Valid: true},
		"9109000000000000000126":                     {Kind: parcel.KindUSPS, Text: "9109000000000000000126", Valid: true},
		"03070000000000000123":                       {Kind: parcel.KindUSPS, Text: "03070000000000000123", Valid: true},
		"71960000000000000120":                       {Kind: parcel.KindUSPS, Text: "71960000000000000120", Valid: true},
		"9611020123456700000015":                     {Kind: parcel.KindFedEx, Text: "9611020123456700000015", Valid: true},
		"9622001560000000000000123456789012":         {Kind: parcel.KindFedEx, Text: "9622001560000000000000123456789012", Valid: true},
		"1001900000000000000300123456789012":         {Kind: parcel.KindFedEx, Text: "1001900000000000000300123456789012", Valid: true},
		"32971514560102441234567890122014":           {Kind: parcel.KindFedEx, Text: "32971514560102441234567890122014", Valid: true},
		"123456789012":                               {Kind: parcel.KindFedEx, Text: "123456789012", Valid: true},
		"123456789012343":                            {Kind: parcel.KindFedEx, Text: "123456789012343", Valid: true},
		"008182709980000020012345276D":               {Kind: parcel.KindDPD, Text: "008182709980000020012345276D", Valid: true},
		"09980000123456Y":                            {Kind: parcel.KindDPD, Text: "09980000123456Y", Valid: true},
		"7000123456789011":                           {Kind: parcel.KindCanadaPost, Text: "7000123456789011", Valid: true},
		"12345678901234":                             {Kind: parcel.KindDHL, Text: "12345678901234", Valid: true},
		"9205500000000000000125":                     {Kind: parcel.KindUSPS, Text: "9205500000000000000125"},
		"TBA123456789012":                            {Kind: parcel.KindAmazon, Text: "TBA123456789012", Valid: true},
		"C1234567890":                                {Kind: parcel.KindAmazon, Text: "C1234567890", Valid: true},
		"YT1234567890123456":                         {Kind: parcel.KindYunExpress, Text: "YT1234567890123456", Valid: true},
		"GFUS01234567890123":                         {Kind: parcel.KindGOFO, Text: "GFUS01234567890123", Valid: true},
		"LTN12345678N1":                              {Kind: parcel.KindLandmark, Text: "LTN12345678N1", Valid: true},
		"JD0001234567890123":                         {Kind: parcel.KindYodel, Text: "JD0001234567890123", Valid: true},
		"JJD0001234567890123":                        {Kind: parcel.KindYodel, Text: "JJD0001234567890123", Valid: true},
		"JJD0012345678":                              {Kind: parcel.KindDHL, Text: "JJD0012345678", Valid: true},
		"JVGL0123456789":                             {Kind: parcel.KindDHL, Text: "JVGL0123456789", Valid: true},
		"GM0123456789ABCDEF":                         {Kind: parcel.KindDHL, Text: "GM0123456789ABCDEF", Valid: true},
		"1234567891":                                 {Kind: parcel.KindDHL, Text: "1234567891", Valid: true},
		"1234567892":                                 {Kind: parcel.KindOther, Text: "1234567892", Valid: true},
		"00000000000":                                {Kind: parcel.KindOther, Text: "00000000000", Valid: true},
		"TBB123456789012":                            {Kind: parcel.KindOther, Text: "TBB123456789012", Valid: true},
		"LX806576725TW":                              {Kind: parcel.KindS10, Text: "LX806576725TW", Valid: true, Issuer: "TW"},
		"LX806576724TW":                              {Kind: parcel.KindDHL, Text: "LX806576724TW", Valid: true}, // the check digit decides
		"RR473124828GB":                              {Kind: parcel.KindS10, Text: "RR473124828GB", Issuer: "GB"},
		"RR4731?4829GB":                              {Kind: parcel.KindOther, Text: "RR4731?4829GB"},
		"*4829GB":                                    {Kind: parcel.KindOther, Text: "*4829GB"},
		"(01)04012345000009(21)SERIAL7":              {Kind: parcel.KindGS1, Text: "(01)04012345000009(21)SERIAL7", Valid: true},
		"]d20104012345000009" + "21SERIAL7":          {Kind: parcel.KindGS1, Text: "(01)04012345000009(21)SERIAL7", Valid: true},
		"]C10104012345000009" + "10LOT":              {Kind: parcel.KindGS1, Text: "(01)04012345000009"},
		"]C142076001" + "\x1d9205500000000000000124": {Kind: parcel.KindUSPS, Text: "9205500000000000000124", Valid: true},
		"]C137" + "25":                               {Kind: parcel.KindOther, Text: "3725", Valid: true},
	} {
		if diff := cmp.Diff(want, parcel.ParseIdentifier(label)); diff != "" {
			t.Errorf("%q: %s", label, diff)
		}
	}
}

// One digit of a number that proves itself cannot be misread unnoticed.
func TestCarrierCheckDigitsNoticeOneWrongDigit(t *testing.T) {
	for _, number := range []string{"1Z0AB12C0312345675", "123456789012345675"} {
		id := parcel.ParseIdentifier(number)
		if !id.Valid {
			t.Fatalf("%q is not valid", number)
		}
		for i := 2; i < len(number); i++ {
			if number[i] < '0' || number[i] > '9' {
				continue
			}
			wrong := []byte(number)
			wrong[i] = '0' + (wrong[i]-'0'+1)%10
			if got := parcel.ParseIdentifier(string(wrong)); got.Valid && got.Kind == id.Kind {
				t.Errorf("%s is taken for a number of %s", wrong, got.Kind)
			}
		}
	}
}

func TestProvenNumbers(t *testing.T) {
	for label, want := range map[string]bool{
		"RR473124829GB": true, "RR473124828GB": false, "1Z0AB12C0312345675": true, "123456789012345675": true,
		"1234567891": false, "12345678901234": false, "PLATFORM-7": false,
	} {
		if got := parcel.ParseIdentifier(label).Proven(); got != want {
			t.Errorf("%s: %v, want %v", label, got, want)
		}
	}
}

// TestPublishedNumbers goes through the carriers' published test numbers where
// POSTERN_SHARED says that they are at hand.
func TestPublishedNumbers(t *testing.T) {
	dir := os.Getenv("POSTERN_SHARED")
	if dir == "" {
		t.Log("POSTERN_SHARED names no folder: the published numbers were not looked at")
		return
	}
	files, err := filepath.Glob(filepath.Join(dir, "data", "tracking-numbers", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no numbers in %s: %v", dir, err)
	}
	valid, invalid := 0, 0
	for _, file := range files {
		kind := parcel.Kind(strings.TrimSuffix(filepath.Base(file), ".json"))
		for _, f := range published(t, file) {
			for _, number := range f.Numbers.Valid {
				id := parcel.ParseIdentifier(number)
				sscc := kind == parcel.KindFedEx && id.Kind == parcel.KindSSCC // its carriers' own name for it
				if !id.Valid || id.Kind != kind && !sscc {
					t.Errorf("%s: %q is %+v", f.Name, number, id)
				}
				valid++
			}
			for _, number := range f.Numbers.Invalid {
				id := parcel.ParseIdentifier(number)
				if id.Valid && id.Kind == kind && number != "RB123456785XX" { // its country alone is unknown: no reason to refuse it
					t.Errorf("%s: %q is taken for a valid number", f.Name, number)
				}
				invalid++
			}
		}
	}
	t.Logf("%d valid and %d invalid numbers", valid, invalid)
}

type publishedForm struct {
	Name    string `json:"name"`
	Numbers struct {
		Valid   []string `json:"valid"`
		Invalid []string `json:"invalid"`
	} `json:"test_numbers"`
}

func published(t *testing.T, file string) []publishedForm {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Forms []publishedForm `json:"tracking_numbers"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all.Forms
}
