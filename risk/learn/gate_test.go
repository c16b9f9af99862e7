package learn_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"postern/risk/learn"
)

// muddled is a table whose labels were dealt out anew: nothing can be learned.
func muddled(csv string) string {
	lines := strings.Split(strings.TrimSpace(csv), "\n")
	labels := make([]byte, len(lines))
	for i, l := range lines {
		labels[i] = l[len(l)-1]
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(lines)-1, func(i, j int) { labels[i+1], labels[j+1] = labels[j+1], labels[i+1] })
	for i := 1; i < len(lines); i++ {
		lines[i] = lines[i][:len(lines[i])-1] + string(labels[i])
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestGateKeepsTheBetterModel(t *testing.T) {
	w := newWorld(20)
	past, _, _ := w.table(5000, 0)
	drawn, _, _ := w.table(1500, 300)
	few, _, _ := w.table(50, 300)
	goodRows, badRows := read(t, past), read(t, muddled(past))
	good := learn.Entrant{Model: train(t, goodRows, learn.Options{}), Rows: readLike(t, drawn, goodRows)}
	bad := learn.Entrant{Model: train(t, badRows, learn.Options{}), Rows: readLike(t, drawn, badRows)}
	small := learn.Entrant{Model: good.Model, Rows: readLike(t, few, goodRows)}
	tests := map[string]struct {
		candidate learn.Entrant
		inForce   *learn.Entrant
		want      string // of the refusal; empty: adopted
	}{
		"the first":                {good, nil, ""},
		"as good as that in force": {good, &good, ""},
		"better":                   {good, &bad, ""},
		"worse":                    {bad, &good, "the model in force"},
		"too few to tell":          {small, nil, "are needed to tell"},
	}
	for name, test := range tests {
		r, err := learn.Gate(t.Context(), test.candidate, test.inForce, 10)
		if err != nil {
			t.Fatal(err)
		}
		if reasons := strings.Join(r.Reasons, "; "); r.Adopt != (test.want == "") || !strings.Contains(reasons, test.want) {
			t.Errorf("%s: adopt %v, %s", name, r.Adopt, reasons)
		}
		if r.Caveat != learn.Caveat {
			t.Errorf("%s: no caveat beside the figures", name)
		}
	}
	if _, err := learn.Gate(t.Context(), good, &small, 10); !errors.Is(err, learn.ErrEntrants) {
		t.Errorf("different rows: %v", err)
	}
	other := read(t, "colour,label\n"+strings.Repeat("red,1\nblue,0\n", 200))
	if _, err := learn.Gate(t.Context(), learn.Entrant{Model: good.Model, Rows: other}, nil, 10); !errors.Is(err, learn.ErrColumns) {
		t.Errorf("other columns: %v", err)
	}
	if _, err := learn.Train(t.Context(), goodRows, other, learn.Options{}); !errors.Is(err, learn.ErrColumns) {
		t.Errorf("chosen on other columns: %v", err)
	}
	if _, err := learn.Gate(t.Context(), good, nil, 3); err == nil {
		t.Error("a budget nobody measures")
	}
}

func TestGateRefusesAModelWorseThanItsProfiles(t *testing.T) {
	w := newWorld(21)
	past, _, _ := w.table(5000, 0)
	drawn, _, _ := w.table(1500, 300)
	rows := read(t, past)
	data := encoded(t, train(t, rows, learn.Options{}))
	// The same tables under scores that say next to nothing.
	dull, err := learn.Decode(bend(t, data, func(m map[string]any) {
		m["known"].(map[string]any)["calibration"] = map[string]any{"slope": .001, "shift": 1}
	}))
	if err != nil {
		t.Fatal(err)
	}
	r, err := learn.Gate(t.Context(), learn.Entrant{Model: dull, Rows: readLike(t, drawn, rows)}, nil, 10)
	if err != nil || r.Adopt || !strings.Contains(strings.Join(r.Reasons, ";"), "of the profiles") {
		t.Errorf("adopt %v, %v, %v", r.Adopt, r.Reasons, err)
	}
}

func TestDriftShowsWhatMoved(t *testing.T) {
	w := newWorld(22)
	past, _, _ := w.table(4000, 0)
	rows := read(t, past)
	m := train(t, rows, learn.Options{})
	same := m.Drift(rows)
	if same.Columns[0].PSI != 0 || same.Unseen != 0 || same.Moved() {
		t.Errorf("against itself: %+v", same)
	}
	later, _, _ := w.table(2000, 300)
	moved := m.Drift(readLike(t, strings.ReplaceAll(later, ",C0", ",N0"), rows))
	if moved.Columns[0].Column != "code" || moved.Columns[0].PSI < .25 || moved.Unseen < .1 || !moved.Moved() {
		t.Errorf("after new codes came: %+v", moved)
	}
	if chart := learn.DriftChart(moved); !strings.Contains(chart, "code") || !strings.Contains(chart, "====") {
		t.Errorf("chart:\n%s", chart)
	}
}

// TestDriftIsNotChance: small tables of the very flow that was learned ask for
// attention hardly ever, though some of their keys are always new; the same with
// twice as much found do, and those of which many more keys are new.
func TestDriftIsNotChance(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 1))
	flow := func(n, codes int, wrong float64) string {
		var b strings.Builder
		b.WriteString("code,sender,label\n")
		for range n {
			code, label := rng.IntN(codes), 0
			if code%3 == 0 && rng.Float64() < wrong {
				label = 1
			}
			fmt.Fprintf(&b, "K%03d,S%d,%d\n", code, rng.IntN(500), label)
		}
		return b.String()
	}
	rows := read(t, flow(800, 200, .4))
	m := train(t, rows, learn.Options{})
	if d := m.Drift(rows); !(d.Expected > .01 && d.Expected < .1) {
		t.Errorf("%.3f of the keys of %v are expected to be new", d.Expected, m.Key())
	}
	for _, c := range []struct {
		said        string
		codes       int
		wrong       float64
		least, most int // alarms, of 40
	}{{"nothing changed", 200, .4, 0, 2}, {"more is wrong", 200, .9, 38, 40}, {"other goods", 300, .4, 38, 40}} {
		alarms := 0
		for range 40 {
			if m.Drift(readLike(t, flow(150, c.codes, c.wrong), rows)).Moved() {
				alarms++
			}
		}
		if alarms < c.least || alarms > c.most {
			t.Errorf("%s: %d alarms of 40", c.said, alarms)
		}
	}
}

func TestCalibrationChart(t *testing.T) {
	got := learn.CalibrationChart(learn.Figures{Reliability: []learn.Reliability{{Rows: 90, Said: .05, Came: .1}, {Rows: 10, Said: .95, Came: .5}}})
	want := ` said   came   rows
0.050  0.100     90  ==|=....................................
0.950  0.500     10  ====================..................|.
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
}
