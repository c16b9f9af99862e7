package learn_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"postern/risk/learn"
)

// world draws rows whose true chance is known: it hangs on code and origin
// together and on the mass; the sender and the office say nothing.
type world struct {
	rng   *rand.Rand
	shift float64
	odds  map[string]float64
}

func newWorld(seed uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 2)), odds: map[string]float64{}}
	for c := range 40 {
		for o := range 8 {
			w.odds[fmt.Sprint(c, "/", o)] = w.rng.NormFloat64()*2 - 1.5
		}
	}
	return w
}

const header = "day,code,origin,office,sender,mass,label\n"

// table is rows as CSV and their true chances.
func (w *world) table(rows, from int) (csv string, truth []float64, found []bool) {
	var b strings.Builder
	b.WriteString(header)
	for i := range rows {
		c, o := w.rng.IntN(40), w.rng.IntN(8)
		mass := math.Exp(w.rng.NormFloat64())
		p := 1 / (1 + math.Exp(-(w.odds[fmt.Sprint(c, "/", o)] + math.Log(mass) + w.shift)))
		y := w.rng.Float64() < p
		label := 0
		if y {
			label = 1
		}
		day := from + i*300/rows
		fmt.Fprintf(&b, "2025-%02d-%02d,C%02d,O%d,F%d,S%d,%.4f,%d\n", 1+day/30%12, 1+day%28, c, o, w.rng.IntN(5), w.rng.IntN(500), mass, label)
		truth, found = append(truth, p), append(found, y)
	}
	return b.String(), truth, found
}

// read reads a table or fails the test.
func read(tb testing.TB, csv string) *learn.Table {
	tb.Helper()
	table, err := learn.ReadTable(tb.Context(), strings.NewReader(csv), learn.Roles{Label: "label"})
	if err != nil {
		tb.Fatal(err)
	}
	return table
}

func readLike(tb testing.TB, csv string, like *learn.Table) *learn.Table {
	tb.Helper()
	table, err := learn.ReadLike(tb.Context(), strings.NewReader(csv), like)
	if err != nil {
		tb.Fatal(err)
	}
	return table
}

func train(tb testing.TB, rows *learn.Table, o learn.Options) *learn.Model {
	tb.Helper()
	m, err := learn.Train(tb.Context(), rows, nil, o)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// slowAUC counts pairs, the definition itself.
func slowAUC(p []float64, found []bool) float64 {
	var sum, pairs float64
	for i := range p {
		for j := range p {
			if found[i] && !found[j] {
				pairs++
				switch {
				case p[i] > p[j]:
					sum++
				case p[i] == p[j]:
					sum += .5
				}
			}
		}
	}
	return sum / pairs
}
