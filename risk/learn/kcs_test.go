package learn_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"postern/risk/learn"
)

// openShared opens a shared table, where there is one: it is not ours to copy.
func openShared(tb testing.TB, name string) *os.File {
	tb.Helper()
	shared := os.Getenv("POSTERN_SHARED")
	if shared == "" {
		tb.Skip("POSTERN_SHARED does not name a folder with data/kcs")
	}
	f, err := os.Open(filepath.Join(shared, "data", "kcs", name))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = f.Close() })
	return f
}

const (
	kcsTrain = "df_syn_train_eng.csv" // 2020
	kcsValid = "df_syn_valid_eng.csv" // 2021, first quarter
)

// TestCustomsDeclarations trains on 2020 alone and measures on the first
// quarter of 2021, which it was not shown: the bars are those of the design.
func TestCustomsDeclarations(t *testing.T) {
	r, err := learn.Eval(t.Context(), learn.EvalOptions{
		Train: openShared(t, kcsTrain), Test: openShared(t, kcsValid),
		Roles: learn.Roles{Label: "Fraud", Date: "Date", Ignore: []string{"Declaration ID", "Critical Fraud"}}, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + r.Text())
	for _, bar := range []struct {
		name       string
		got, least learn.Figure
	}{
		{"AUC", r.AUC, .895},
		{"precision at 1 %", r.PrecisionAt["1"], .98},
		{"precision at 5 %", r.PrecisionAt["5"], .976},
		{"precision at 10 %", r.PrecisionAt["10"], .912},
		{"1 - Brier", 1 - r.Brier, 1 - .095},
		{"AUC of new keys", r.AUCCold, .61},
		{"AUC over the count table's", r.AUC - r.Profiles.AUC, .01},
	} {
		if bar.got < bar.least {
			t.Errorf("%s %.4f, wanted %.4f", bar.name, bar.got, bar.least)
		}
	}
}

func BenchmarkTrain(b *testing.B) {
	rows, err := learn.ReadTable(b.Context(), openShared(b, kcsTrain), learn.Roles{Label: "Fraud"})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := learn.Train(b.Context(), rows, nil, learn.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScore(b *testing.B) {
	rows, err := learn.ReadTable(b.Context(), openShared(b, kcsTrain), learn.Roles{Label: "Fraud"})
	if err != nil {
		b.Fatal(err)
	}
	m, err := learn.Train(b.Context(), rows, nil, learn.Options{})
	if err != nil {
		b.Fatal(err)
	}
	s, row, i := m.Scorer(), rows.Row(0, nil), 0
	b.ReportAllocs()
	for b.Loop() {
		row = rows.Row(i%rows.Rows(), row)
		s.Score(row)
		i++
	}
}
