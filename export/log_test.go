package export_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/export"
	"postern/parcel"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGolden(t *testing.T) {
	log, b := closedShift(t, fullLines)
	sig, err := export.SignFile("shift.csv", written(t, export.CSV, log), log.Lines(), b.signer)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "shift.csv.sig", sig)
	for _, f := range export.Formats() {
		if f != export.XLSX && f != export.PDF { // packed files: TestWorkbook and TestPDF open them
			golden(t, "shift."+string(f), written(t, f, log))
		}
	}
	open, _ := openShift(t)
	golden(t, "open.html", written(t, export.HTML, open.log(nil)))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (run with -update to accept):\n%s", name, diff)
	}
}

func TestFormats(t *testing.T) {
	for _, f := range export.Formats() {
		if got, err := export.ParseFormat(string(f)); err != nil || got != f {
			t.Errorf("%s: %s, %v", f, got, err)
		}
	}
	for _, s := range []string{"", "CSV", "XLSX", "docx"} {
		_, err := export.ParseFormat(s)
		if err == nil || !strings.Contains(err.Error(), "csv, html, json") {
			t.Errorf("%q: %v", s, err)
		}
	}
	if err := export.Write(&bytes.Buffer{}, "docx", export.ShiftLog{}); err == nil {
		t.Error("a format that is none was written")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteTellsOfTheDisk(t *testing.T) {
	log, _ := closedShift(t, fullLines)
	for _, f := range export.Formats() {
		if err := export.Write(broken{}, f, log); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestEmptyLogIsWritten(t *testing.T) {
	for _, f := range export.Formats() {
		if len(written(t, f, export.ShiftLog{})) == 0 {
			t.Errorf("%s: nothing", f)
		}
	}
}

// table reads a CSV back as a program would.
func table(t *rapid.T, data []byte) [][]string {
	rest, ok := bytes.CutPrefix(data, []byte("\ufeff"))
	if !ok {
		t.Fatal("no byte order mark")
	}
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func logOf(ground string, findings ...parcel.Finding) export.ShiftLog {
	return export.ShiftLog{Shift: parcel.Shift{Decisions: []parcel.ShiftDecision{{
		Seq: 7, Event: "S/00/7", Item: "RR473124829GB@2027-03-02", Lane: parcel.Red, Reason: parcel.ByRule,
		Outcome: parcel.Seize, Agency: parcel.Plant, Ground: ground, Findings: findings, Officers: []parcel.OfficerID{"o-1", "o-2"},
	}}}}
}

func TestRowsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ground := rapid.String().Draw(t, "ground")
		var b bytes.Buffer
		if err := export.Write(&b, export.CSV, logOf(ground)); err != nil {
			t.Fatal(err)
		}
		rows := table(t, b.Bytes())
		if len(rows) != 2 || len(rows[1]) != 12 {
			t.Fatalf("%q", rows)
		}
		for _, cell := range rows[1] {
			if !utf8.ValidString(cell) || strings.ContainsFunc(cell, func(r rune) bool {
				return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf)
			}) {
				t.Fatalf("cell %q", cell)
			}
			for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == '\n' }) {
				if part = strings.TrimSpace(part); part != "" && strings.ContainsAny(part[:1], "=+-@") {
					t.Fatalf("cell %q can run", cell)
				}
			}
		}
		want := []string{"7", "S/00/7", "0001-01-01T00:00:00Z", "RR473124829GB@2027-03-02", "red", "rule", "seize", "plant"}
		if diff := cmp.Diff(want, rows[1][:8]); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff([]string{"", "o-1 | o-2", "no"}, rows[1][9:]); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestPlainWordsStayAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ground := rapid.StringMatching(`[a-zA-Z0-9éßДж中][a-zA-Z0-9 ,."'()/é中=+@-]{0,80}`).Draw(t, "ground")
		var b bytes.Buffer
		if err := export.Write(&b, export.CSV, logOf(ground)); err != nil {
			t.Fatal(err)
		}
		if got := table(t, b.Bytes())[1][8]; got != ground {
			t.Fatalf("%q became %q", ground, got)
		}
	})
}

func TestAttacksOnSpreadsheets(t *testing.T) {
	for given, want := range map[string]string{
		"=1+1":                                   "'=1+1",
		"  =1+1":                                 "'  =1+1",
		"\t=1+1":                                 "' =1+1",
		"\r=1+1":                                 "\n'=1+1",
		"\r\n@SUM(A1)":                           "\n'@SUM(A1)",
		"\u00a0=1":                               "'\u00a0=1",
		"\u200b=1":                               "'=1",
		"\ufeff=1":                               "'=1",
		"\x00=1":                                 "'=1",
		"\x1b[31m=1":                             "[31m=1",
		"+49 30 1234":                            "'+49 30 1234",
		"-2+3+cmd|' /C calc'!A0":                 "'-2+3+cmd|' /C calc'!A0",
		"@SUM(1+1)*cmd|' /C calc'!A0":            "'@SUM(1+1)*cmd|' /C calc'!A0",
		`=HYPERLINK("http://x.example")`:         `'=HYPERLINK("http://x.example")`,
		`"=1+1"`:                                 `'"=1+1"`,
		"＝1+1":                                   "'＝1+1",
		"tea;=1+1":                               "tea;'=1+1",
		"tea; +1":                                "tea;' +1",
		"tea\n=1+1":                              "tea\n'=1+1",
		"tea = leaves":                           "tea = leaves",
		"\u202egnp.exe":                          "gnp.exe",
		"a\u2028b\u2029c":                        "a\nb\nc",
		"a\xffb":                                 "a\ufffdb",
		"a\u0301\u0301\u0301\u0301\u0301\u0301z": "a\u0301\u0301\u0301\u0301z",
		strings.Repeat("é", 20_000):              strings.Repeat("é", 16_000) + "…",
	} {
		rows := cells(t, logOf(given))
		if got := rows[1][8]; got != want {
			t.Errorf("%.40q became %.60q, want %.60q", given, got, want)
		}
	}
	row := cells(t, logOf("x", parcel.Finding{Code: "=1", Text: "a"}, parcel.Finding{Code: "value", Text: "b;-1"}))[1]
	if want := "'=1: a | value: b;'-1"; row[9] != want {
		t.Errorf("findings %q, want %q", row[9], want)
	}
}

func cells(t *testing.T, log export.ShiftLog) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(written(t, export.CSV, log), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCellsFitASpreadsheet(t *testing.T) {
	for _, s := range []string{strings.Repeat("=;", 40_000), strings.Repeat("\n=", 40_000), strings.Repeat("😀", 40_000)} {
		cell := cells(t, logOf(s))[1][8]
		units := 0
		for _, r := range cell {
			units += max(1, utf8.RuneLen(r)/2)
		}
		if units > 32_767 {
			t.Errorf("%.4q...: %d characters", s, units)
		}
	}
}

func TestSignatureBesideAFile(t *testing.T) {
	log, b := closedShift(t, fullLines)
	data := written(t, export.CSV, log)
	sig, err := export.SignFile("shift\n.csv", data, append(log.Lines(), "forged\nline"), b.signer)
	if err != nil {
		t.Fatal(err)
	}
	if err := export.VerifyFile(data, sig, b.verifier()); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(string(sig), "postern export shift .csv\nsha256 ") || !strings.Contains(string(sig), "\nforged line\n") {
		t.Errorf("%s", sig)
	}
	for i := range data {
		changed := bytes.Clone(data)
		changed[i] ^= 1
		if err := export.VerifyFile(changed, sig, b.verifier()); !errors.Is(err, export.ErrChanged) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
	text := bytes.Index(sig, []byte("\n\n"))
	for i := range text {
		changed := bytes.Clone(sig)
		changed[i] ^= 1
		if export.VerifyFile(data, changed, b.verifier()) == nil {
			t.Fatalf("byte %d of the signature", i)
		}
	}
	other, _ := newKey(t, station, 'x')
	for name, sig := range map[string][]byte{
		"nothing":        nil,
		"no note":        []byte("hello"),
		"another's":      must(export.SignFile("shift.csv", data, nil, other)),
		"a journal head": []byte(log.Shift.Signature),
		"too long":       make([]byte, 2<<20),
	} {
		if export.VerifyFile(data, sig, b.verifier()) == nil {
			t.Errorf("%s verifies", name)
		}
	}
	if export.VerifyFile(data, sig, nil) == nil {
		t.Error("verified without a key")
	}
	if _, err := export.SignFile("a", data, []string{strings.Repeat("x", 16_000), strings.Repeat("\xff", 16_000)}, b.signer); err != nil {
		t.Errorf("text of any sort can be signed: %v", err)
	}
	if _, err := export.SignFile("a", data, make([]string, 2<<20), b.signer); err == nil {
		t.Error("a signature was made that nobody would read")
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}
