package export_test

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"postern/export"
	"postern/parcel"
)

// The workbook opens, its cells are typed, and no text in it is a formula.
func TestWorkbook(t *testing.T) {
	at := time.Date(2026, 11, 3, 8, 15, 30, 0, time.UTC)
	log := export.ShiftLog{
		Station: "bench-1", Office: "NLAMSA", Made: at,
		Shift: parcel.Shift{ID: "s1", Opened: at, Scans: 7, Decisions: []parcel.ShiftDecision{
			{Seq: 42, Event: "bench-1/x/42", At: at, Item: "RR473124829GB@2026-11-01", Outcome: parcel.Seize, Ground: `=HYPERLINK("http://nowhere.example","x")`},
			{Seq: 43, Event: "bench-1/x/43", At: at, Item: "RR473124832GB@2026-11-01", Outcome: parcel.Release, Ground: "+1\x1b[31m", Findings: []parcel.Finding{{Code: "contents", Text: "-toy"}}},
		}},
	}
	var b bytes.Buffer
	if err := export.Write(&b, export.XLSX, log); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close() //nolint:errcheck // read only
	for cell, want := range map[string]excelize.CellType{
		"A2": excelize.CellTypeUnset, "C2": excelize.CellTypeUnset, "D2": excelize.CellTypeInlineString, "I2": excelize.CellTypeInlineString, "I3": excelize.CellTypeInlineString,
	} {
		kind, err := book.GetCellType("Decisions", cell)
		formula, err2 := book.GetCellFormula("Decisions", cell)
		if err != nil || err2 != nil || kind != want || formula != "" { // a number has no type in the file
			t.Errorf("%s: type %d, formula %q, %v %v", cell, kind, formula, err, err2)
		}
	}
	for cell, want := range map[string]string{
		"A2": "42", "C2": "2026-11-03 08:15:30", "G2": "seize", "I2": `=HYPERLINK("http://nowhere.example","x")`, "L3": "no",
	} {
		if got, err := book.GetCellValue("Decisions", cell); err != nil || got != want {
			t.Errorf("%s: %q, %v", cell, got, err)
		}
	}
	rows, err := book.GetRows("Shift")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, row := range rows {
		told[row[0]] = row[1]
	}
	if told["shift"] != "s1" || told["scans"] != strconv.Itoa(7) || told["opened"] != "2026-11-03 08:15:30" {
		t.Errorf("%v", told)
	}
}
