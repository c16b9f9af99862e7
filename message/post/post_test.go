package post_test

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"postern/message"
	"postern/message/messagetest"
	"postern/message/post"
	"postern/parcel"
)

var update = flag.Bool("update", false, "write the golden files")

func decode(data []byte) (message.Batch, error) {
	return post.Decode(data, nil, message.DefaultLimits())
}

func TestGolden(t *testing.T) {
	var write func(string, []byte) error
	if *update {
		write = func(name string, data []byte) error { return os.WriteFile("testdata/"+name, data, 0o644) }
	}
	messagetest.Golden(t, os.DirFS("testdata"), write, decode)
}

const partner = `
name: fictional partner
message: ITMATT
makes: items
rows:
  - {segment: IDN, at: "1.1", field: item, certainty: verified}
  - {segment: TXT+D, at: "2.1", to: "2.2", field: description, certainty: verified}
  - {segment: WGT, at: "1.1", unit: GRM, field: gross, certainty: verified}
`

func TestAMapOfAPartnerTakesThePlace(t *testing.T) {
	m, err := post.ParseMap([]byte(partner))
	if err != nil {
		t.Fatal(err)
	}
	file := "UNB+UNOA:1+A+B+1+9'UNH+1+ITMATT:1'IDN+X1234567'WGT+412'TXT+D+a:book'TXT+E+no'UNT+6+1'UNZ+1+9'"
	b, err := post.Decode([]byte(file), []post.Map{m}, message.DefaultLimits())
	if err != nil || len(b.Faults) > 0 || len(b.Items) != 1 {
		t.Fatal(err, b.Faults, b.Items)
	}
	if d := b.Items[0]; d.Identifier.Text != "X1234567" || d.Gross != 412 || d.Words() != "a book" || b.Decoder != "post/1/fictional partner" {
		t.Errorf("%s read as %+v", b.Decoder, d)
	}
	if _, err := decode([]byte(file)); err == nil || !strings.Contains(err.Error(), `where segment map "itmatt" looks for one`) {
		t.Errorf("by the built-in map: %v", err)
	}
}

func TestBrokenMapsAreRefused(t *testing.T) {
	row := func(row string) string {
		return "name: x\nmessage: ITMATT\nmakes: items\nrows:\n  - {segment: CNI, at: \"2.1\", field: item, certainty: verified}\n" + row
	}
	if _, err := post.ParseMap([]byte(row(""))); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"rows: []":                          "name",
		"name: x\nmessage: itmatt":          "capital letters",
		"name: x\nmessage: ITMATT":          "items, despatch or events",
		"name: x\nmessage: A\nmakes: items": "no row for item",
		row("  - {segment: CN, at: \"1.1\", field: hs, certainty: verified}\n"):               "three letters",
		row("  - {segment: CST, at: \"1.1\", field: colour, certainty: verified}\n"):          "no such field",
		row("  - {segment: CST, at: \"1\", field: hs, certainty: verified}\n"):                "element.component",
		row("  - {segment: CST, at: \"0.1\", field: hs, certainty: verified}\n"):              "element.component",
		row("  - {segment: CST, at: \"2.2\", to: \"2.1\", field: hs, certainty: verified}\n"): "a later component",
		row("  - {segment: CST, at: \"2.2\", to: \"3.3\", field: hs, certainty: verified}\n"): "a later component",
		row("  - {segment: CST, at: \"2.2\", field: hs, certainty: surely}\n"):                "certainty",
		row("  - {segment: CST, at: \"2.2\", field: hs, in: bag, certainty: verified}\n"):     "item or content",
		row("  - {segment: CST, at: \"2.2\", field: hs, under: X, certainty: verified}\n"):    "under",
		row("  - {segment: CST, at: \"2.2\", field: hs, colour: red, certainty: verified}\n"): "unknown field",
		row("steps:\n  - {code: A, step: eaten, certainty: verified}\n"):                      "a code and one of",
		row("steps:\n  - {code: A, step: held, certainty: maybe}\n"):                          "certainty",
		strings.Repeat(" ", 1<<20): "at most",
	} {
		if _, err := post.ParseMap([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.120q: %v, wanted %q", text, err, want)
		}
	}
}

// No built-in row claims more than is known.
func TestBuiltInMapsClaimNothing(t *testing.T) {
	for _, m := range post.Defaults() {
		for _, r := range m.Rows {
			if r.Certainty != "unverified" {
				t.Errorf("%s: %s %s is said to be %s", m.Name, r.Segment, r.At, r.Certainty)
			}
		}
	}
}

func TestOneItemNeverCostsAnother(t *testing.T) {
	for name, bad := range map[string]string{
		"a broken segment":   "x'",
		"no identifier":      "CNI+9+\x01'",
		"an endless segment": "FTX+AAA+++" + strings.Repeat("x", 80<<10) + "'",
		"many contents":      "CNI+9+X9'" + strings.Repeat("CST+1+610910'", 2_000),
		"many values":        "CNI+9+X9'" + strings.Repeat("RFF+CU:1'", 2_000),
		"a wrong count":      "UNT+77+x'UNH+2+ITMATT:1'",
	} {
		file := "UNB+UNOA:1+A+B+1+9'UNH+1+ITMATT:1'CNI+1+RR202601017NL'FTX+AAA+++Book'" + bad + "CNI+2+CP000000017NL'FTX+AAA+++Pen'UNT+1+1'UNZ+1+9'"
		b, err := decode([]byte(file))
		found := 0
		for _, d := range b.Items {
			if d.Identifier.Kind == parcel.KindS10 && len(d.Contents) == 1 {
				found++
			}
		}
		if err != nil || found != 2 || len(b.Faults) == 0 {
			t.Errorf("%s: %d items of 2, %v, faults %v", name, found, err, b.Faults)
		}
	}
}

func FuzzDecode(f *testing.F) {
	samples, err := filepath.Glob("testdata/*.in")
	if err != nil || len(samples) == 0 {
		f.Fatal("no samples", err)
	}
	for _, name := range samples {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	limits := message.Limits{Bytes: 1 << 20, Depth: 16, Items: 4, Pieces: 2, Text: 64, Faults: 8}
	f.Fuzz(func(t *testing.T, data []byte) {
		messagetest.Bounded(t, data, limits, func(data []byte) (message.Batch, error) { return post.Decode(data, nil, limits) })
	})
}

func FuzzParseMap(f *testing.F) {
	f.Add([]byte(partner))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := post.ParseMap(text)
		if err != nil {
			return
		}
		file := "UNB+UNOA:1+A+B+1+9'UNH+1+" + m.Message + ":1'CNI+1+RR202601017NL'UNT+3+1'UNZ+1+9'"
		if _, err := post.Decode([]byte(file), []post.Map{m}, message.DefaultLimits()); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	sample, err := os.ReadFile("testdata/itmatt.in")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(sample), "CNI+1+")
	item, _, _ := strings.Cut(rest, "CNI+2+")
	var file strings.Builder
	file.WriteString("UNB+UNOC:3+A+B+1+9'UNH+1+ITMATT:1'\n")
	for i := range 5_000 {
		file.WriteString("CNI+1+EX" + strconv.Itoa(1_000_000+i) + item[13:])
	}
	file.WriteString("UNT+1+1'UNZ+1+9'")
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if batch, err := decode([]byte(file.String())); err != nil || len(batch.Items) != 5_000 {
			b.Fatal(len(batch.Items), err)
		}
	}
	b.ReportMetric(5_000*float64(b.N)/b.Elapsed().Seconds(), "items/s")
}
