package learn_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"postern/risk/learn"
)

// TestAnyTable holds for tables of any sort of cells: scores are chances,
// parts add up, a model survives being written down, and nothing panics.
func TestAnyTable(t *testing.T) {
	cell := rapid.OneOf(
		rapid.SampledFrom([]string{"", "0", "1", "a", "b", "NA", "007", "1e300", "-3.5", "2025-01-02", "\"x\"\"y\"", "é", "\x00"}),
		rapid.Map(rapid.Float64(), func(f float64) string { return fmt.Sprint(f) }),
	)
	rapid.Check(t, func(rt *rapid.T) {
		columns, rows := rapid.IntRange(0, 4).Draw(rt, "columns"), rapid.IntRange(0, 60).Draw(rt, "rows")
		var b strings.Builder
		for c := range columns {
			fmt.Fprintf(&b, "c%d,", c)
		}
		b.WriteString("label\n")
		for range rows {
			for range columns {
				b.WriteString(cell.Draw(rt, "cell") + ",")
			}
			fmt.Fprintln(&b, rapid.SampledFrom([]string{"0", "1", "", "yes"}).Draw(rt, "label"))
		}
		table, err := learn.ReadTable(t.Context(), strings.NewReader(b.String()), learn.Roles{Label: "label"})
		if err != nil {
			rt.Fatal(err)
		}
		if table.Rows() == 0 {
			return
		}
		m, err := learn.Train(t.Context(), table, nil, learn.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		data, err := m.Encode()
		if err != nil {
			rt.Fatal(err)
		}
		back, err := learn.Decode(data)
		if err != nil {
			rt.Fatal(err)
		}
		one, two := m.Scorer(), back.Scorer()
		for i := range table.Rows() {
			score := one.Score(table.Row(i, nil))
			sum := score.Base
			for _, c := range score.Contributions {
				sum += c.Worth
			}
			if !(score.Probability > 0 && score.Probability < 1) || sum != score.LogOdds {
				rt.Fatalf("row %d: %+v", i, score)
			}
			if got := two.Score(table.Row(i, nil)).LogOdds; got != score.LogOdds {
				rt.Fatalf("row %d: %v, read back %v", i, score.LogOdds, got)
			}
		}
		if _, err := m.Measure(t.Context(), table); err != nil {
			rt.Fatal(err)
		}
	})
}
