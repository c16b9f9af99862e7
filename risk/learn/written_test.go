package learn_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"postern/risk/learn"
)

// TestDatesOfManyForms: the days of a table are known however they are
// written, and 03/04 is told by the other rows of its column.
func TestDatesOfManyForms(t *testing.T) {
	for _, form := range []string{
		"2006-01-02", "2006-1-2", "2006/01/02", "20060102", "02.01.2006", "2.1.2006", "02/01/2006", "01/02/2006", "1/2/2006", "02-01-2006",
		"02-Jan-2006", "2 Jan 2006", "01/02/06", "2006-01-02T15:04:05Z", "2006-01-02 15:04",
	} {
		var b strings.Builder
		b.WriteString("day\tcode\tlabel\n")
		for i := range 300 {
			fmt.Fprintf(&b, "%s\tC%d\t%d\n", time.Date(2024, 1, 1+i, 10, 0, 0, 0, time.UTC).Format(form), i%7, i*i%11/5)
		}
		m := train(t, read(t, b.String()), learn.Options{})
		if c := m.Card(); c.From != "2024-01-01" || c.Until != "2024-10-26" || len(c.Columns) != 1 {
			t.Errorf("%s: %s to %s, columns %v, %v", form, c.From, c.Until, c.Columns, c.Notes)
		}
	}
}

// TestNumbersOfManyForms: a table learns the same however its numbers are
// written, and says so where some are none.
func TestNumbersOfManyForms(t *testing.T) {
	write := func(separator string, mass func(grams int) string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "mass%slabel\n", separator)
		for i := range 400 {
			g := 1000*(i*37%400) + 500 + i
			fmt.Fprintf(&b, "%s%s%d\n", mass(g), separator, g/200_000)
		}
		return b.String()
	}
	plain := write(",", func(g int) string { return fmt.Sprintf("%.3f", float64(g)/1000) })
	want := eval(t, plain, "", plain)
	if !(want.AUC > .9) {
		t.Fatalf("AUC %v", want.AUC)
	}
	for name, csv := range map[string]string{
		"decimal comma":  write(";", func(g int) string { return fmt.Sprintf("%d,%03d", g/1000, g%1000) }),
		"tabs":           write("\t", func(g int) string { return fmt.Sprintf("%.3f", float64(g)/1000) }),
		"quoted":         write(",", func(g int) string { return fmt.Sprintf("\"%.3f\"", float64(g)/1000) }),
		"behind returns": strings.ReplaceAll(plain, "\n", "\r\n"),
		"empty behind":   strings.ReplaceAll(plain, "\n", ",\n"),
	} {
		csv = strings.Replace(csv, "label,", "label,rest", 1)
		got := eval(t, csv, "", csv)
		if got.AUC != want.AUC || got.Brier != want.Brier {
			t.Errorf("%s: AUC %v, Brier %v; plain %v, %v; %v", name, got.AUC, got.Brier, want.AUC, want.Brier, got.Notes)
		}
	}
	thousands := write(",", func(g int) string { return fmt.Sprintf("\"%d,%03d.5\"", g/1000, g%1000) })
	if r := eval(t, thousands, "", thousands); !(r.AUC > .9) || len(r.Notes) != 0 {
		t.Errorf("thousands: AUC %v, %v", r.AUC, r.Notes)
	}
	some := strings.Replace(plain, "37.501", "heavy", 1)
	if r := eval(t, some, "", some); !strings.Contains(strings.Join(r.Notes, "\n"), `1 cells of "mass" are no numbers and count as missing, the first in line 3: "heavy"`) {
		t.Errorf("%v", r.Notes)
	}
}

// TestBadRowsAreNamed: a row that is none is an error that says where.
func TestBadRowsAreNamed(t *testing.T) {
	start := "code,mass,label\nC1,2,0\n\"two\nlines\",3,1\n"
	for bad, want := range map[string]string{
		"C1,2,0,more\n":              "line 5, column 8: a field too many: 4, and the header has 3",
		"C1,2\n":                     `line 5, column 4 ("mass"): the row ends here with 2 fields`,
		"C1,\"2,0\nC1,3,1\nC1,2,0\n": `line 5, column 4 ("mass"): a quote is opened and not closed`,
	} {
		_, err := learn.ReadTable(t.Context(), strings.NewReader(start+bad), learn.Roles{Label: "label"})
		if !errors.Is(err, learn.ErrTable) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	_, err := learn.ReadTable(t.Context(), strings.NewReader("code,label\nC1,1\nC2,0\n"), learn.Roles{Label: "label", Numeric: []string{"code"}})
	if !errors.Is(err, learn.ErrTable) || !strings.Contains(err.Error(), `line 2, column "code": "C1" is no number`) {
		t.Errorf("a column of words as numbers: %v", err)
	}
}

// TestOddTablesAreAnsweredSanely: figures that cannot be had are null, and
// equal scores are not told apart by the order of rows.
func TestOddTablesAreAnsweredSanely(t *testing.T) {
	rows := func(n int, row func(i int) string) string {
		var b strings.Builder
		b.WriteString("id,code,mass,label\n")
		for i := range n {
			b.WriteString(row(i) + "\n")
		}
		return b.String()
	}
	for name, csv := range map[string]string{
		"one class":    rows(100, func(i int) string { return fmt.Sprintf("X%x,C%d,%d,0", i*7919, i%3, i) }),
		"constants":    rows(300, func(i int) string { return fmt.Sprintf("A,C,5,%d", i%100/90) }),
		"all missing":  rows(300, func(i int) string { return fmt.Sprintf(",NA,?,%d", i%100/90) }),
		"ids":          rows(300, func(i int) string { return fmt.Sprintf("X%x,C%d,%d,%d", i*7919, i%3, i*31%97, i%100/90) }),
		"three rows":   rows(3, func(i int) string { return fmt.Sprintf("X%d,C,5,%d", i, i%2) }),
		"words":        rows(300, func(i int) string { return fmt.Sprintf("X%d,C%d,5,%s", i, i%3, []string{"no", "Yes"}[i%100/90]) }),
		"missing code": rows(300, func(i int) string { return fmt.Sprintf("X%d,%s,5,%d", i, []string{"", "C1"}[i%2], i%100/90) }),
	} {
		r := eval(t, csv, "", csv)
		if _, err := json.Marshal(r); err != nil || !(r.Brier >= 0 && r.Brier <= .3) || r.Text() == "" {
			t.Errorf("%s: %+v %v", name, r.Figures, err)
		}
		if (name == "constants" || name == "all missing") && (math.Abs(float64(r.PrecisionAt["1"])-.1) > 1e-9 || r.AUC != .5) {
			t.Errorf("%s: precision %v, AUC %v", name, r.PrecisionAt, r.AUC)
		}
		if name == "ids" && !strings.Contains(strings.Join(r.Notes, "\n"), `"id" is different in every row`) {
			t.Errorf("%s: %v", name, r.Notes)
		}
	}
}
