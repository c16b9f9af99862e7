package learn_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/risk/learn"
)

// ticking is a clock that goes on a second with every look.
func ticking() func() time.Time {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

func eval(t *testing.T, train, valid, test string) learn.Report {
	t.Helper()
	o := learn.EvalOptions{Train: strings.NewReader(train), Test: strings.NewReader(test), Roles: learn.Roles{Label: "label"}, Now: ticking()}
	if valid != "" {
		o.Valid = strings.NewReader(valid)
	}
	r, err := learn.Eval(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEvalAnswersAsAgreed(t *testing.T) {
	w := newWorld(30)
	past, _, _ := w.table(4000, 0)
	middle, _, _ := w.table(1000, 280)
	future, _, _ := w.table(1000, 300)
	r := eval(t, past, middle, future)
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(data, &answer); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"auc", "precision_at", "recall_at", "brier", "rows", "auc_cold", "rows_cold", "train_s", "ns_per_row", "caveat"} {
		if _, ok := answer[name]; !ok {
			t.Errorf("no %q in %s", name, data)
		}
	}
	for _, name := range []string{"1", "5", "10"} {
		if _, ok := answer["precision_at"].(map[string]any)[name]; !ok {
			t.Errorf("no precision at %s %%", name)
		}
	}
	if r.Rows != 1000 || r.TrainSeconds != 1 || r.RowNanos != 1e6 || r.AUC <= r.Profiles.AUC {
		t.Errorf("rows %d, %v s, %v ns, AUC %.3f, profiles %.3f", r.Rows, r.TrainSeconds, r.RowNanos, r.AUC, r.Profiles.AUC)
	}
	for _, text := range []string{r.Text(), r.Card().Text()} {
		if !strings.Contains(text, learn.Caveat) || !strings.Contains(text, "Calibration\n") || !strings.Contains(text, "Drift\n") {
			t.Errorf("text without caveat or charts:\n%s", text)
		}
	}
}

func TestTheTestTableTeachesNothing(t *testing.T) {
	w := newWorld(31)
	past, _, _ := w.table(3000, 0)
	future, _, _ := w.table(500, 300)
	a, b := eval(t, past, "", future), eval(t, past, "", muddled(future))
	if diff := cmp.Diff(a.Card().Text(), b.Card().Text()); diff != "" {
		t.Errorf("labels of the test table changed the model: %s", diff)
	}
	if a.AUC < .7 || b.AUC > .6 {
		t.Errorf("AUC %.3f, with muddled labels %.3f", a.AUC, b.AUC)
	}
}

func TestEvalOfPoorTables(t *testing.T) {
	csv, _, _ := newWorld(32).table(300, 0)
	lines := strings.SplitAfter(csv, "\n")
	for name, test := range map[string]string{
		"one class":       header + "2026-01-01,C01,O1,F1,S1,1.0,0\n2026-01-01,C02,O1,F1,S1,1.0,0\n",
		"no rows":         header,
		"other columns":   "label,colour\n0,red\n1,blue\n",
		"columns swapped": "label,mass,code\n1,2.5,C01\n0,1,C02\n",
	} {
		r := eval(t, csv, "", test)
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, rows := range []int{1, 2, 5, 12, 40} {
		r := eval(t, strings.Join(lines[:rows+1], ""), "", csv)
		if r.Rows != 300 || !(r.Brier >= 0 && r.Brier <= 1) {
			t.Errorf("%d rows to learn from: %+v", rows, r.Figures)
		}
	}
	if _, err := learn.Eval(t.Context(), learn.EvalOptions{Train: strings.NewReader(csv), Roles: learn.Roles{Label: "label"}, Now: ticking()}); err == nil {
		t.Error("no test table, no error")
	}
}
