package learn_test

import (
	"bytes"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/risk/learn"
)

func TestTreesComeNearTheTruth(t *testing.T) {
	w := newWorld(1)
	past, _, _ := w.table(6000, 0)
	future, truth, found := w.table(1500, 300)
	rows := read(t, past)
	m := train(t, rows, learn.Options{})
	if m.Form() != learn.Trees {
		t.Fatalf("form %s, want trees", m.Form())
	}
	test := readLike(t, future, rows)
	f, err := m.Measure(t.Context(), test)
	if err != nil {
		t.Fatal(err)
	}
	s, p := m.Scorer(), make([]float64, test.Rows())
	for i := range p {
		p[i] = s.Score(test.Row(i, nil)).Probability
	}
	if got, want := float64(f.AUC), slowAUC(p, found); math.Abs(got-want) > 1e-9 {
		t.Errorf("AUC %v, counted by pairs %v", got, want)
	}
	if ceiling := slowAUC(truth, found); float64(f.AUC) < ceiling-.04 {
		t.Errorf("AUC %.3f, the truth itself has %.3f", f.AUC, ceiling)
	}
	if f.Gap > .04 {
		t.Errorf("probabilities are %.3f off the rates", f.Gap)
	}
	if diff := cmp.Diff([]string{"code", "origin"}, m.Key()); diff != "" {
		t.Errorf("strongest key: %s", diff)
	}
}

func TestContributionsAddUpExactly(t *testing.T) {
	w := newWorld(2)
	past, _, _ := w.table(4000, 0)
	few, _, _ := newWorld(3).table(400, 0)
	for name, csv := range map[string]string{"trees": past, "regression": few} {
		rows := read(t, csv)
		m := train(t, rows, learn.Options{})
		s := m.Scorer()
		for i := range rows.Rows() {
			score := s.Score(rows.Row(i, nil))
			sum := score.Base
			for _, c := range score.Contributions {
				sum += c.Worth
			}
			if sum != score.LogOdds || score.Probability != 1/(1+math.Exp(-sum)) {
				t.Fatalf("%s, row %d: parts make %v, the score is %v", name, i, sum, score.LogOdds)
			}
			points := 0
			for _, h := range score.Hits() {
				points += h.Points
				if len([]rune(h.Reason)) > 70 || h.Rule != "model" {
					t.Fatalf("hit %+v", h)
				}
			}
			if points != score.Points() {
				t.Fatalf("%s, row %d: reasons make %d points of %d", name, i, points, score.Points())
			}
		}
	}
}

func TestReasonsNameWhatCounts(t *testing.T) {
	var b strings.Builder
	b.WriteString("code,office,label\n")
	for i := range 4000 {
		code, label := "clean", "0"
		if i%7 == 0 {
			code = "foul"
		}
		if code == "foul" && i%3 != 0 || i%29 == 0 {
			label = "1"
		}
		b.WriteString(code + ",F" + string(rune('0'+i%4)) + "," + label + "\n")
	}
	m := train(t, read(t, b.String()), learn.Options{})
	score := m.Scorer().Score([]learn.Cell{learn.Text("foul"), learn.Text("F1")})
	if top := score.Strongest(1)[0]; !strings.HasPrefix(top.Name, "code") || top.Worth <= 0 || top.Seen == 0 {
		t.Errorf("strongest contribution %+v", top)
	}
	if without := score.Without(.2); len(without) == 0 || !strings.Contains(strings.Join(without, " "), "code") {
		t.Errorf("green without %v", without)
	}
	if without := score.Without(.99); without != nil {
		t.Errorf("below the limit already, yet without %v", without)
	}
}

func TestTrainingRepeatsToTheByte(t *testing.T) {
	past, _, _ := newWorld(4).table(3000, 0)
	encode := func(seed uint64) []byte {
		data, err := train(t, read(t, past), learn.Options{Seed: seed}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	first := encode(7)
	cores := runtime.GOMAXPROCS(1)
	alone := encode(7)
	runtime.GOMAXPROCS(max(cores, 4))
	many := encode(7)
	runtime.GOMAXPROCS(cores)
	if !bytes.Equal(first, alone) || !bytes.Equal(first, many) {
		t.Error("the number of cores changes the model")
	}
	if !bytes.Equal(first, encode(7)) {
		t.Error("two trainings differ")
	}
	if learn.Digest(first) == learn.Digest(encode(8)) {
		t.Error("the seed changes nothing")
	}
}

func TestFewOutcomesGetARegressionAndHardlyAnyABaseRate(t *testing.T) {
	csv, _, _ := newWorld(5).table(500, 0)
	m := train(t, read(t, csv), learn.Options{})
	if m.Form() != learn.Logistic {
		t.Errorf("500 rows: %s", m.Form())
	}
	f, err := m.Measure(t.Context(), read(t, csv))
	if err != nil || f.AUC < .6 {
		t.Errorf("the regression has AUC %.3f, %v", f.AUC, err)
	}
	for name, csv := range map[string]string{
		"three found": header + strings.Repeat("2025-01-01,C1,O1,F1,S1,1.5,0\n", 97) + strings.Repeat("2025-01-01,C2,O1,F1,S1,1.7,1\n", 3),
		"none found":  header + strings.Repeat("2025-01-01,C1,O1,F1,S1,1.5,0\n", 50),
		"one row":     header + "2025-01-01,C1,O1,F1,S1,1.5,1\n",
		"no column":   "label\n0\n1\n0\n",
	} {
		m := train(t, read(t, csv), learn.Options{})
		if p := m.Scorer().Score(nil).Probability; m.Form() != learn.BaseRate || !(p > 0 && p < 1) {
			t.Errorf("%s: %s, %v", name, m.Form(), p)
		}
	}
	if _, err := learn.Train(t.Context(), read(t, header), nil, learn.Options{}); err == nil {
		t.Error("trained on nothing")
	}
}

func TestUnseenKeysAreCountedAndScored(t *testing.T) {
	w := newWorld(6)
	past, _, _ := w.table(4000, 0)
	rows := read(t, past)
	m := train(t, rows, learn.Options{})
	fresh := readLike(t, header+"2025-12-01,NEW,O1,F1,S1,2.0,1\n2025-12-01,C01,O1,F1,S1,2.0,0\n2025-12-01,,,,,,1\n", rows)
	f, err := m.Measure(t.Context(), fresh)
	if err != nil || f.RowsCold != 2 {
		t.Errorf("%d cold rows, %v", f.RowsCold, err)
	}
	if !math.IsNaN(float64(f.AUCCold)) {
		t.Errorf("AUC %v where all were found", f.AUCCold)
	}
	if s := m.Scorer().Score(fresh.Row(0, nil)); !s.Cold || !(s.Probability > 0 && s.Probability < 1) {
		t.Errorf("cold %v, probability %v", s.Cold, s.Probability)
	}
}

func TestImbalanceAndWeightsKeepProbabilitiesHonest(t *testing.T) {
	w := newWorld(7)
	w.shift = -5.5
	csv, _, found := w.table(20_000, 0)
	n := 0
	for _, y := range found {
		if y {
			n++
		}
	}
	rows := read(t, csv)
	f, err := train(t, rows, learn.Options{}).Measure(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	if share := float64(n) / 20_000; share > .05 || f.Gap > .02 || f.AUC < .75 {
		t.Errorf("share %.3f, gap %.4f, AUC %.3f", share, f.Gap, f.AUC)
	}
}
