package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"postern/message"
	"postern/message/messagetest"
	"postern/message/sheet"
	"postern/parcel"
)

// workbook has a foreign program write a book: a sheet of notes, and one with a
// title, a header and rows.
func workbook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "Notes"))
	must(f.SetCellValue("Notes", "A1", "Fictional manifest"))
	_, err := f.NewSheet("Items")
	must(err)
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err)
	posted := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for i, row := range [][]any{
		{"Manifest of 1 March", "page 1"},
		{},
		{"Tracking No", "Description", "Weight kg", "Value", "Currency", "Qty", "Posted", "HS code", "Remark"},
		{"RR202601017NL", "Cotton t-shirt", 0.41199999999999998, 19.98, "EUR", 2, posted, 610910, nil},
		{"RR202601017NL", "Socks", nil, 3.5, "EUR", 1.0, posted, "6115.96", "second line"},
		{nil, nil, nil, nil, nil, nil, nil, nil, nil},
		{12345678901234567890.0, "Mug", 0.3},
		{"CP000000014NL", "Pen", "1e-2", 100000000000000.0, "JPY", true, "2026-03-02"},
		{123456789012, "Book", 0.0000012, "1.5", "EUR"},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		must(err)
		must(f.SetSheetRow("Items", cell, &row))
	}
	must(f.SetCellStyle("Items", "G4", "G5", day))
	must(f.SetCellRichText("Items", "B9", []excelize.RichTextRun{{Text: "Pic"}, {Text: "ture book"}}))
	var out bytes.Buffer
	must(f.Write(&out))
	return out.Bytes()
}

func TestABookOfAnotherProgramIsRead(t *testing.T) {
	file := workbook(t)
	if *update { // a sample for the golden files
		if err := os.WriteFile("testdata/book.in", file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := decode(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range b.Items {
		got = append(got, fmt.Sprint(d.Identifier.Text, " ", d.Words(), " ", int(d.Gross), " ", d.Value, " ", parcel.DayOf(d.Posted), " ", len(d.Contents)))
	}
	for _, f := range b.Faults {
		got = append(got, f.String())
	}
	want := []string{
		"RR202601017NL Cotton t-shirt; Socks 412 23.48 EUR 2026-03-01 2",
		"CP000000014NL Pen 0 100000000000000 JPY 2026-03-02 1",
		"123456789012 Picture book 0 1.50 EUR 0001-01-01 1",
		`line 7, row[3]/Tracking No: found "1.23456789012345E+19", wanted the whole number: a workbook keeps 15 digits of it, unless the column is text`,
		`line 8, row[4]/Weight kg: found "1e-2", wanted kilograms as a decimal, e.g. 0.412`,
		`workbook sheets: found "Notes", wanted one sheet; these were not read`,
		`header columns: found "Remark", wanted names that the header map knows; these were not read`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// parts makes a book by hand, as other programs may.
func parts(t *testing.T, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	bookXML = `<workbook><workbookPr date1904="1"/><sheets><sheet name="A" r:id="r1"/></sheets></workbook>`
	relsXML = `<Relationships><Relationship Id="r1" Target="/xl/worksheets/a.xml"/></Relationships>`
)

func byHand(t *testing.T, rows string, more ...string) []byte {
	t.Helper()
	files := []string{
		"xl/workbook.xml", bookXML, "xl/_rels/workbook.xml.rels", relsXML,
		"xl/worksheets/a.xml", "<worksheet><sheetData>" + rows,
	}
	return parts(t, append(files, more...)...)
}

const heads = `<row><c t="inlineStr"><is><t>tracking</t></is></c><c t="str"><v>description</v></c><c t="str"><v>posted</v></c></row>`

func text(s string) string { return `<c t="str"><v>` + s + `</v></c>` }

func TestHostileBooks(t *testing.T) {
	limits := message.Limits{Bytes: 2 << 20, Depth: 16, Items: 3, Pieces: 2, Text: 64, Faults: 5}
	good := "<row>" + text("AB001") + text("book") + `<c><v>44621</v></c></row>`
	end := "</sheetData></worksheet>"
	for _, c := range []struct {
		name, want string
		items      int
		file       []byte
	}{
		{"good", "", 1, byHand(t, heads+good+end)},
		{"a bomb", "more than 2097152 bytes once unpacked", 0, byHand(t, heads+good+strings.Repeat("<row/>", 1<<20)+end)},
		{"shared texts without end", "more than 2097152 bytes once unpacked", 0, byHand(t, heads+end, "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", 1<<20))},
		{"no such shared text", "found nothing, wanted an item identifier", 1, byHand(t, heads+good+`<row><c t="s"><v>9</v></c>`+text("x")+"</row>"+end)},
		{"wide", "more than 1000 columns", 1, byHand(t, heads+`<row><c r="ZZZ9"><v>1</v></c></row>`+good+end)},
		{"no sheets", "found none with rows", 0, parts(t, "xl/workbook.xml", "<workbook/>")},
		{"a DOCTYPE", "no DOCTYPE", 0, byHand(t, "<!DOCTYPE x>"+heads+good+end)},
		{"a sheet that breaks off", "wanted the whole sheet", 1, byHand(t, heads+good+"<row><c>")},
		{"a strange header", "a column for item", 0, byHand(t, strings.ReplaceAll(heads+good+end, "tracking", "colour"))},
		{"cut", "a whole ZIP archive", 0, byHand(t, heads+good+end)[:200]},
		{"many items", "at most 3", 3, byHand(t, heads+strings.Repeat(good, 1)+strings.ReplaceAll(strings.Repeat(good, 1), "AB001", "AB002")+
			strings.ReplaceAll(good, "AB001", "AB003")+strings.ReplaceAll(good, "AB001", "AB004")+end)},
		{"long text", "at most 64 bytes", 1, byHand(t, heads+"<row>"+text("AB001")+text(strings.Repeat("x", 999))+"</row>"+end)},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := sheet.Decode(c.file, nil, limits)
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
			messagetest.Bounded(t, c.file, limits, func(data []byte) (message.Batch, error) { return sheet.Decode(data, nil, limits) })
		})
	}
	b, err := sheet.Decode(byHand(t, heads+good+end), nil, limits)
	if err != nil || parcel.DayOf(b.Items[0].Posted) != "2026-03-02" {
		t.Errorf("a date counted from 1904: %v, %v", b.Items, err)
	}
}

// The elements of the WCO's 2017 study on data from e-platforms, by the names a
// platform may give them, have a place each.
func TestElementsOfPlatformDataAreRead(t *testing.T) {
	row := [][2]string{
		{"Supplier name", "Example shop"},
		{"Supplier address", "1 Example Road"},
		{"Supplier country", "CN"},
		{"Buyer name", "Bo Buyer"},
		{"Buyer address", "2 Invented Street"},
		{"Recipient name", "Rae Recipient"},
		{"Recipient address", "3 Other Street"},
		{"Place of delivery", "Locker 17"},
		{"Description", "Cotton t-shirt"},
		{"Value", "12.50"},
		{"Currency", "EUR"},
		{"Weight kg", "0.412"},
		{"Pieces", "2"},
		{"Packages", "1"},
		{"Country of origin", "BD"},
		{"Delivery mode", "express"},
		{"Tracking number", "RR202601017NL"},
		{"Carrier", "Example carrier"},
	}
	var heads, cells []string
	for _, c := range row {
		heads, cells = append(heads, c[0]), append(cells, c[1])
	}
	b, err := decode([]byte(strings.Join(heads, "\t") + "\n" + strings.Join(cells, "\t") + "\n"))
	if err != nil || len(b.Faults) > 0 {
		t.Fatal(err, b.Faults)
	}
	value := parcel.Money{Minor: 1250, Currency: "EUR"}
	want := parcel.Declaration{
		Identifier: parcel.ParseIdentifier("RR202601017NL"),
		Sender:     parcel.Party{Name: "Example shop", Address: []string{"1 Example Road"}, Country: "CN"},
		Buyer:      parcel.Party{Name: "Bo Buyer", Address: []string{"2 Invented Street"}},
		Addressee:  parcel.Party{Name: "Rae Recipient", Address: []string{"3 Other Street"}},
		Delivery:   "Locker 17", Mode: "express", Carrier: "Example carrier", Packages: 1, Gross: 412, Value: value,
		Contents: []parcel.Content{{Index: 1, Units: 2, Words: "Cotton t-shirt", Value: value, Origin: "BD"}},
	}
	if diff := cmp.Diff(want, b.Items[0]); diff != "" {
		t.Error(diff)
	}
	only, err := decode([]byte("Tracking number,Description,Buyer name\nRR202601017NL,Book,Bo Buyer\n"))
	if err != nil || only.Items[0].Addressee.Name != "Bo Buyer" || !only.Items[0].Buyer.IsZero() {
		t.Errorf("a buyer alone is the addressee: %+v, %v", only.Items, err)
	}
}
