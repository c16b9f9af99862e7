package learn_test

import (
	"strings"
	"testing"

	"postern/risk/learn"
)

// TestTheSameTableWrittenOtherwise: a mark at the start, other line ends and
// quotes change nothing of what is learned.
func TestTheSameTableWrittenOtherwise(t *testing.T) {
	w := newWorld(33)
	past, _, _ := w.table(1500, 0)
	future, _, _ := w.table(300, 300)
	want := eval(t, past, "", future)
	for name, change := range map[string]func(string) string{
		"mark":      func(s string) string { return "\xef\xbb\xbf" + s },
		"line ends": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"quotes":    quoted,
	} {
		if got := eval(t, change(past), "", change(future)); got.AUC != want.AUC || got.Brier != want.Brier {
			t.Errorf("%s: AUC %v, Brier %v; want %v, %v", name, got.AUC, got.Brier, want.AUC, want.Brier)
		}
	}
}

func quoted(csv string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(strings.TrimSuffix(csv, "\n"), ",", `","`), "\n", "\"\n\"") + "\"\n"
}

// TestOddCells: constant, empty and huge values, and codes that were never
// seen, are learned from and scored as any other.
func TestOddCells(t *testing.T) {
	w := newWorld(34)
	past, _, _ := w.table(1500, 0)
	future, _, _ := w.table(300, 300)
	for name, change := range map[string]func(string) string{
		"constant": func(s string) string { return with(s, "same", "x") },
		"empty":    func(s string) string { return with(s, "nothing", "") },
		"huge":     func(s string) string { return with(s, "much", "1e308") },
		"unseen":   func(s string) string { return strings.ReplaceAll(s, ",C0", ",N0") },
	} {
		train := past
		if name != "unseen" {
			train = change(past)
		}
		r := eval(t, train, "", change(future))
		if r.Rows != 300 || !(r.Brier >= 0 && r.Brier <= .3) {
			t.Errorf("%s: %+v", name, r.Figures)
		}
	}
	o := learn.EvalOptions{Train: strings.NewReader(past), Test: strings.NewReader(future), Roles: learn.Roles{Label: "label", Date: "when"}, Now: ticking()}
	if _, err := learn.Eval(t.Context(), o); err == nil || !strings.Contains(err.Error(), "when") {
		t.Errorf("a column that is not there: %v", err)
	}
}

// with adds a column that has the same in every row.
func with(csv, name, value string) string {
	lines := strings.Split(strings.TrimSuffix(csv, "\n"), "\n")
	for i := range lines {
		if i == 0 {
			lines[i] = name + "," + lines[i]
			continue
		}
		lines[i] = value + "," + lines[i]
	}
	return strings.Join(lines, "\n") + "\n"
}
