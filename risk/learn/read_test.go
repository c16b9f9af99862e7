package learn_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"postern/risk/learn"
)

func TestLabelsOfManyKinds(t *testing.T) {
	tests := map[string]struct {
		labels []string
		found  int
	}{
		"numbers":             {[]string{"0", "1", "1.0", "0"}, 2},
		"grades":              {[]string{"0", "1", "2", "0"}, 2},
		"amounts":             {[]string{"0.0", "12.5", "900", "0"}, 2},
		"signs":               {[]string{"-1", "1", "-1", "1"}, 2},
		"one and two":         {[]string{"1", "2", "1", "1"}, 1},
		"all above nought":    {[]string{"3", "4", "5", "6"}, 2},
		"yes and no":          {[]string{"Yes", "no", "NO", "yes"}, 2},
		"true, false, number": {[]string{"True", "False", "1", "0"}, 2},
		"unknown words":       {[]string{"zeta", "alpha", "alpha", "alpha"}, 1},
		"three words":         {[]string{"none", "minor", "major", "none"}, 2},
		"missing":             {[]string{"1", "", "NaN", "0"}, 1},
	}
	for name, test := range tests {
		csv := "a,b,label\n"
		for i, l := range test.labels {
			csv += fmt.Sprintf("x%d,%d.5,%s\n", i%2, i, l)
		}
		if got := read(t, csv).Found(); got != test.found {
			t.Errorf("%s: %d found, want %d", name, got, test.found)
		}
	}
}

func TestAFurtherTableIsReadLikeTheFirst(t *testing.T) {
	rows := read(t, "a,label\nx,good\ny,rotten\nx,good\n")
	like := readLike(t, "\ufefflabel;a\nrotten;x\nrotten;y\n;x\n", rows)
	if like.Rows() != 2 || like.Found() != 2 {
		t.Errorf("%d rows, %d found, %v", like.Rows(), like.Found(), like.Notes())
	}
	if notes := readLike(t, "label\ngood\n", rows).Notes(); !strings.Contains(strings.Join(notes, "\n"), `no column "a"`) {
		t.Errorf("notes %v", notes)
	}
}

func TestRolesAreInferred(t *testing.T) {
	var b strings.Builder
	b.WriteString("row id,when,HS6 Code,amount,Critical Label,verdict copy,flat,free text,label\n")
	for i := range 400 {
		label := i * 7 % 5 / 4
		fmt.Fprintf(&b, "%d,2025-01-%02d,%06d,%d.25,%d,v%d,same,words of row %d,%d\n", i, 1+i%28, i%90*1013, i%300, label*2, label, i, label)
	}
	rows := read(t, b.String())
	m := train(t, rows, learn.Options{})
	if got, want := fmt.Sprint(m.Columns()), "[HS6 Code HS6 Code[:2] HS6 Code[:4] amount]"; got != want {
		t.Errorf("columns %s, want %s", got, want)
	}
	notes := strings.Join(rows.Notes(), "\n")
	for _, want := range []string{"row id", "Critical Label", "verdict copy", "flat", "free text"} {
		if !strings.Contains(notes, want) {
			t.Errorf("nothing said of %q:\n%s", want, notes)
		}
	}
	if card := m.Card(); card.From != "2025-01-01" || card.Until != "2025-01-28" {
		t.Errorf("days %s to %s", card.From, card.Until)
	}
}

func TestGivenRolesWin(t *testing.T) {
	roles := learn.Roles{Label: "label", Categorical: []string{"n"}, Numeric: []string{"m"}, Ignore: []string{"x"}, Date: "d"}
	csv := "n,m,x,d,label\n" + strings.Repeat("1,2,3,2025-01-01,0\n2,,4,bad,1\n", 20)
	rows, err := learn.ReadTable(t.Context(), strings.NewReader(csv), roles)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(train(t, rows, learn.Options{}).Columns()); got != "[n m]" {
		t.Errorf("columns %s", got)
	}
	roles.Ignore = []string{"nowhere"}
	if _, err := learn.ReadTable(t.Context(), strings.NewReader(csv), roles); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("an unknown column: %v", err)
	}
}

func TestBadTablesAreErrors(t *testing.T) {
	tests := map[string]struct {
		csv  string
		want error
	}{
		"empty":      {"", learn.ErrTable},
		"open quote": {"a,label\n\"" + strings.Repeat("x\n", 1<<20), learn.ErrTable},
		"wide":       {strings.Repeat("a,", 600) + "label\n", learn.ErrTable},
		"words":      {manyWords(), learn.ErrLabel},
	}
	for name, test := range tests {
		if _, err := learn.ReadTable(t.Context(), strings.NewReader(test.csv), learn.Roles{Label: "label"}); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := learn.ReadTable(t.Context(), strings.NewReader("a\n1\n"), learn.Roles{Label: "label"}); err == nil {
		t.Error("no label column, no error")
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := learn.ReadTable(stopped, strings.NewReader("a,label\n1,1\n"), learn.Roles{Label: "label"}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

func manyWords() string {
	var b strings.Builder
	b.WriteString("a,label\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "x,word%d\n", i)
	}
	return b.String()
}

func FuzzReadTable(f *testing.F) {
	f.Add("a,b,label\nx,1,0\ny,2,1\n")
	f.Add("a;label\n\"q;1\n\x00;;;\n")
	f.Add("label\n1e308\n-1e308\n")
	f.Fuzz(func(t *testing.T, csv string) {
		rows, err := learn.ReadTable(t.Context(), strings.NewReader(csv), learn.Roles{Label: "label"})
		if err != nil || rows.Rows() == 0 || rows.Rows() > 200 {
			return
		}
		m := train(t, rows, learn.Options{})
		s := m.Scorer()
		for i := range rows.Rows() {
			if p := s.Score(rows.Row(i, nil)).Probability; !(p >= 0 && p <= 1) {
				t.Fatalf("row %d: %v", i, p)
			}
		}
	})
}
