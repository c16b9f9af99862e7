package sheet_test

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/message"
	"postern/message/messagetest"
	"postern/message/sheet"
	"postern/parcel"
)

var update = flag.Bool("update", false, "write the golden files")

func decode(data []byte) (message.Batch, error) {
	return sheet.Decode(data, nil, message.DefaultLimits())
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
columns:
  - field: item
    headers: [Sendungsnummer]
  - field: description
    headers: [Inhalt]
  - field: gross
    headers: [Gewicht]
    unit: g
    decimal: ","
  - field: value
    headers: [Warenwert]
    unit: EUR
    decimal: ","
  - field: posted
    headers: [Datum]
    date: DD.MM.YYYY hh:mm
`

func TestAMapOfAPartnerWinsWhereItKnowsMore(t *testing.T) {
	m, err := sheet.ParseMap([]byte(partner))
	if err != nil {
		t.Fatal(err)
	}
	file := "Sendungsnummer,Inhalt,Gewicht,Warenwert,Datum\nRR473124829GB,Buch,\"1.250,4\",\"19,99\",01.03.2026 08:30\n"
	b, err := sheet.Decode([]byte(file), []sheet.Map{m}, message.DefaultLimits())
	if err != nil || len(b.Faults) > 0 {
		t.Fatal(err, b.Faults)
	}
	if b.Decoder != "sheet/1/fictional partner" {
		t.Errorf("decoder %q", b.Decoder)
	}
	d := b.Items[0]
	if d.Gross != 1250 || d.Value != (parcel.Money{Minor: 1999, Currency: "EUR"}) || d.Posted.Format("2006-01-02 15:04") != "2026-03-01 08:30" {
		t.Errorf("read as %+v", d)
	}
	b, err = sheet.Decode([]byte("Tracking No,Description\nRR473124829GB,Book\n"), []sheet.Map{m}, message.DefaultLimits())
	if err != nil || b.Decoder != "sheet/1/default" {
		t.Errorf("decoder %q, %v", b.Decoder, err)
	}
}

func TestBrokenMapsAreRefused(t *testing.T) {
	const columns = "name: x\ncolumns:\n  - {field: item, headers: [a]}\n  - {field: description, headers: [b]}\n"
	if _, err := sheet.ParseMap([]byte(columns)); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"columns: []": "name",
		"name: x":     "no column for item",
		columns + "  - {field: colour, headers: [c]}":                "no such field",
		columns + "  - {field: gross, headers: [c], unit: stone}":    "kg or g",
		columns + "  - {field: value, headers: [c], unit: euro}":     "ISO 4217",
		columns + "  - {field: hs, headers: [c], unit: g}":           "has none",
		columns + "  - {field: gross, headers: [c], decimal: ;}":     "decimal",
		columns + "  - {field: posted, headers: [c], date: MM/YYYY}": "DD.MM.YYYY",
		columns + "  - {field: hs, headers: [c], date: DD.MM.YYYY}":  "date",
		columns + "  - {field: hs, headers: []}":                     "at least one",
		columns + "  - {field: hs, headers: [---]}":                  "no letter or digit",
		columns + "  - {field: hs, header: [c]}":                     "unknown field",
		"name: [":                                                    "header map",
		strings.Repeat(" ", 1<<20):                                   "at most",
	} {
		if _, err := sheet.ParseMap([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: %v, wanted %q", text, err, want)
		}
	}
}

func TestEveryFieldHasADefaultHeader(t *testing.T) {
	mapped := map[sheet.Field]bool{}
	for _, c := range sheet.Default().Columns {
		mapped[c.Field] = true
	}
	for _, f := range sheet.Fields() {
		if !mapped[f] {
			t.Errorf("no default header for %s", f)
		}
	}
}

func TestHostileTables(t *testing.T) {
	const head = "tracking,description\n"
	limits := message.Limits{Bytes: 200 << 20, Depth: 16, Items: 3, Pieces: 2, Text: 64, Faults: 5}
	for _, c := range []struct {
		name, file, want string
		items            int
	}{
		{"an endless line", head + "a001,b\n" + strings.Repeat("x", 3<<20) + "\nc001,d\n", "line 3, row[2]: found a row of more than 1 MiB", 2},
		{"an endless header", strings.Repeat("x,", 3<<20), "more than 1000 columns", 0},
		{"spaces for a line", head + "a001,b\n" + strings.Repeat(" ", 3<<20) + "\nc001,d\n", "line 3, row[2]: found a row of more than 1 MiB", 2},
		{"a quote left open", head + "a001,\"b\nc001,d\n", "line 2, row[1]: found a quote that is not closed", 1},
		{"quotes", head + strings.Repeat("\"\"\"\n", 1<<18), "a row of the header's 2 columns", 0},
		{"many items", head + "a001,b\nb001,b\nc001,b\nd001,b\ne001,b\n", "line 5, file items: found more", 3},
		{"many contents", head + strings.Repeat("a001,b\n", 9), "line 4, row[3]/description: found \"b\", wanted no more contents", 1},
		{"NUL", head + "a001\x00,b\x00b\n", "", 1},
		{"an unprintable name", head + "\x1b[2J,b\na001,b\n", "line 2, row[1]/tracking: found \"\\x1b[2J\"", 1},
		{"open objects", strings.Repeat("{", 3<<20), "a column for item", 0},
		{"open arrays", strings.Repeat("[", 3<<20), "a column for item", 0},
		{"a deep object", `{"tracking":"a001","description":"b"}` + "\n" + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000), "nested too deep", 1},
		{"empty", " \n ", "a line of column names", 0},
		{"no rows", head, "one for each content", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := sheet.Decode([]byte(c.file), nil, limits)
			said := ""
			if err != nil {
				said = err.Error()
			}
			for _, f := range b.Faults {
				said += "\n" + f.String()
			}
			if !strings.Contains(said, c.want) || c.want == "" && said != "" {
				t.Errorf("said %.500s\nwanted %q", said, c.want)
			}
			if len(b.Items) != c.items {
				t.Errorf("%d items, wanted %d", len(b.Items), c.items)
			}
		})
	}
}

// However cells are quoted and whichever separator is used, what went in comes
// out, row by row.
func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delim := rapid.SampledFrom([]string{",", ";", "\t", "|"}).Draw(t, "delim")
		ending := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "ending")
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z,;|"\t\n é]{0,12}x`), 1, 5).Draw(t, "words")
		file := strings.Join([]string{"tracking", "description", "qty"}, delim) + ending
		var want []string
		for i, w := range words {
			file += "ID0" + strconv.Itoa(i) + delim + `"` + strings.ReplaceAll(w, `"`, `""`) + `"` + delim + "1" + ending
			want = append(want, strings.TrimSpace(w))
		}
		b, err := decode([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range b.Items {
			got = append(got, d.Words())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(file, diff)
		}
	})
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
		messagetest.Bounded(t, data, limits, func(data []byte) (message.Batch, error) { return sheet.Decode(data, nil, limits) })
	})
}

func FuzzParseMap(f *testing.F) {
	f.Add([]byte(partner))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := sheet.ParseMap(text)
		if err != nil {
			return
		}
		if _, err := sheet.Decode([]byte("a,b\n1,2\n"), []sheet.Map{m}, message.DefaultLimits()); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	sample, err := os.ReadFile("testdata/commas.in")
	if err != nil {
		b.Fatal(err)
	}
	header, row, _ := strings.Cut(string(sample), "\n")
	row, _, _ = strings.Cut(row, "\n")
	row = strings.TrimPrefix(row, "RR202601017NL")
	var file strings.Builder
	file.WriteString(header + "\n")
	for i := range 5_000 {
		file.WriteString("EX" + strconv.Itoa(1_000_000+i) + row + "\n")
	}
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if batch, err := decode([]byte(file.String())); err != nil || len(batch.Items) != 5_000 {
			b.Fatal(len(batch.Items), err)
		}
	}
	b.ReportMetric(5_000*float64(b.N)/b.Elapsed().Seconds(), "items/s")
}
