package parcel_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"postern/parcel"
)

// world is invented mail: one item in twenty is picked by a rule, and is bad
// six times as often as others. The rate of the draw changes half way.
type world struct {
	rnd     *rand.Rand
	bad     float64
	trials  []parcel.Trial
	badLeft int // bad items that passed
}

func (w *world) run(items int) {
	for i := range items {
		rate := 0.05
		if i*2 > items {
			rate = 0.15
		}
		ruled := w.rnd.Float64() < 0.05
		p := w.bad
		if ruled {
			p = 6 * w.bad
		}
		bad, drawn := w.rnd.Float64() < p, w.rnd.Float64() < rate
		t := parcel.Trial{Reason: parcel.ByNone, Probability: rate, Rate: rate, Drawn: drawn}
		if ruled {
			t.Reason, t.Probability = parcel.ByRule, 1
		}
		if drawn {
			t.Reason = parcel.ByRandom
		}
		presented := w.rnd.Float64() < 0.9
		if (ruled || drawn) && presented {
			t.Examined, t.Found = true, bad
		}
		if !ruled && !drawn && bad {
			w.badLeft++
		}
		w.trials = append(w.trials, t)
	}
}

// TestIntervalsCoverTheTruth makes mail whose truth is known many times over
// and counts how often the intervals hold it: 95 % are promised.
func TestIntervalsCoverTheTruth(t *testing.T) {
	const rounds, items = 300, 6000
	for _, bad := range []float64{0.004, 0.03, 0.12} {
		var random, leakage, lift, effective int
		all := 0.95*bad + 0.05*6*bad
		for i := range rounds {
			w := world{rnd: rand.New(rand.NewPCG(uint64(i), uint64(bad*1e6))), bad: bad}
			w.run(items)
			q := parcel.Rate(w.trials)
			random += within(all, q.Random.Low, &q.Random.High)
			leakage += within(float64(w.badLeft), q.Leakage.Low, q.Leakage.High)
			if q.Lift != nil {
				lift += within(6*bad/all, q.Lift.Low, q.Lift.High)
			}
			found := 0
			for _, x := range w.trials {
				if x.Found {
					found++
				}
			}
			if q.Effective != nil {
				effective += within(float64(found)/float64(found+w.badLeft), q.Effective.Low, q.Effective.High)
			} else {
				effective++
			}
		}
		for name, n := range map[string]int{"random": random, "leakage": leakage, "lift": lift, "effectiveness": effective} {
			share := float64(n) / rounds
			t.Logf("%.3f bad: the interval of %s holds the truth in %.3f of rounds", bad, name, share)
			if share < 0.925 {
				t.Errorf("%.3f bad: %s: covered in %.3f", bad, name, share)
			}
		}
	}
}

func within(truth, low float64, high *float64) int {
	if truth >= low-1e-9 && (high == nil || truth <= *high+1e-9) {
		return 1
	}
	return 0
}

func TestRate(t *testing.T) {
	empty := parcel.Rate(nil)
	if empty.Random.High != 1 || empty.Lift != nil || empty.Effective != nil || empty.Leakage.Value != 0 {
		t.Errorf("%+v", empty)
	}
	trial := func(reason parcel.Reason, p float64, drawn, examined, found bool) parcel.Trial {
		return parcel.Trial{Reason: reason, Probability: p, Rate: 0.1, Drawn: drawn, Examined: examined, Found: found}
	}
	q := parcel.Rate([]parcel.Trial{
		trial(parcel.ByRule, 1, false, true, true), trial(parcel.ByRule, 1, false, true, false), trial(parcel.ByRule, 1, false, false, false),
		trial(parcel.ByRandom, 0.1, true, true, false), trial(parcel.ByRandom, 1, true, true, true), // a rule asked for it too
		trial(parcel.ByHold, 1, false, true, true), trial(parcel.ByNone, 0.1, false, false, false),
	})
	if q.Missed != 1 || q.Passed != 1 || q.Random.Examined != 2 || q.Unpicked.Examined != 1 || q.Burden != 2.0/3 {
		t.Errorf("%+v", q)
	}
	if len(q.ByReason) != 3 || q.ByReason[0].Reason != parcel.ByHold || q.ByReason[1].Selected != 3 || q.ByReason[1].Examined != 2 {
		t.Errorf("%+v", q.ByReason)
	}
	if q.Lift == nil || math.Abs(q.Lift.Value-4.0/3) > 1e-9 { // 2 of 3 that rules asked for, over 1 of 2
		t.Errorf("lift %+v", q.Lift)
	}
}
