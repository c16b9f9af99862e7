package learn_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"postern/parcel"
	"postern/risk/learn"
)

// heavy is mail of which the more is wrong the more it weighs; its routes say
// nothing.
func heavy(seed uint64, n int) []learn.Example {
	rng := rand.New(rand.NewPCG(seed, 1))
	all := make([]learn.Example, n)
	for i := range all {
		g := 50 + rng.IntN(5000)
		wrong := 1 / (1 + math.Exp(-(math.Log(float64(g))-8.5)*1.2))
		all[i] = learn.Example{
			Declaration: parcel.Declaration{
				Origin: fmt.Sprint("O", rng.IntN(30)), Dest: fmt.Sprint("D", rng.IntN(30)), Gross: parcel.Mass(g), Class: "C",
			},
			Day:      parcel.Day(fmt.Sprintf("2026-%02d-%02d", 1+i*12/n, 1+i%28)),
			Examined: true, Found: rng.Float64() < wrong, Probability: .1, Drawn: true, Rate: .1,
		}
	}
	return all
}

// TestRefusedTreesGiveWayToARegression: where the trees are worse than the model
// in force, a regression that is not may still take its place.
func TestRefusedTreesGiveWayToARegression(t *testing.T) {
	all := heavy(13, 2400)
	old, err := learn.Learn(t.Context(), all[:1800], nil, 5, learn.Options{})
	if err != nil || !old.Ruling.Adopt {
		t.Fatal(old.Ruling.Reasons, err)
	}
	s, err := learn.Learn(t.Context(), all, old.Model, 5, learn.Options{})
	if err != nil || !s.Ruling.Adopt || s.Model.Form() != learn.Logistic {
		t.Fatalf("%s, %v, %v", s.Model.Form(), s.Ruling.Reasons, err)
	}
	var past, drawn []learn.Example
	for _, e := range all {
		if string(e.Day) <= s.Model.Card().Until {
			past = append(past, e)
		} else {
			drawn = append(drawn, e)
		}
	}
	trees, rows := train(t, learn.TableOf(past, false), learn.Options{}), learn.TableOf(drawn, true)
	r, err := learn.Gate(t.Context(), learn.Entrant{Model: trees, Rows: rows}, &learn.Entrant{Model: old.Model, Rows: rows}, 5)
	if err != nil || r.Adopt || trees.Form() != learn.Trees {
		t.Errorf("%s: adopt %v, %v", trees.Form(), r.Adopt, err)
	}
}
