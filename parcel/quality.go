package parcel

import "math"

// Reasons lists the closed set of reasons, gravest first.
func Reasons() []Reason {
	return []Reason{ByHold, ByMandatory, ByRule, ByModel, ByRandom, ByOfficer, ByDog, ByXray, ByPartner, ByNone}
}

// Rate works out what inspections were worth. Rates of few trials have wide
// intervals: pool weeks before concluding.
func Rate(trials []Trial) Quality {
	t := tally{byReason: map[Reason]*stream{}, selected: map[Reason]int{}}
	for _, x := range trials {
		t.count(x)
		t.sample(x)
	}
	q := Quality{Items: len(trials), ByReason: []ReasonShare{}, Missed: t.missed, Passed: t.passed}
	for _, reason := range Reasons() {
		if n := t.selected[reason]; n > 0 && reason != ByNone {
			q.ByReason = append(q.ByReason, ReasonShare{Reason: reason, Selected: n, Share: t.byReason[reason].share()})
		}
	}
	q.Random, q.Unpicked = t.random.share(), t.unpicked.share()
	q.Leakage = q.Unpicked.times(float64(q.Passed))
	if t.rules.n > 0 && t.random.n > 0 {
		q.Lift = ratio(t.rules.share(), q.Random)
	}
	if t.found > 0 {
		q.Effective = effective(float64(t.found), q.Leakage)
		q.Burden = float64(t.examined-t.found) / float64(t.found)
	}
	return q
}

// tally is the trials counted.
type tally struct {
	byReason                        map[Reason]*stream
	selected                        map[Reason]int
	random, unpicked, rules         stream
	found, examined, missed, passed int
}

// count counts an item for its reason.
func (t *tally) count(x Trial) {
	if t.byReason[x.Reason] == nil {
		t.byReason[x.Reason] = &stream{}
	}
	t.selected[x.Reason]++
	switch {
	case x.Examined:
		t.examined++
		t.found += ones(x.Found)
		t.byReason[x.Reason].add(x.Found, 1)
	case x.Reason != ByNone && x.Reason != "":
		t.missed++
	default:
		t.passed++
	}
}

// sample puts an examined item into the samples it belongs to.
func (t *tally) sample(x Trial) {
	if !x.Examined {
		return
	}
	if x.certain() && x.Reason != ByHold && x.Reason != ByMandatory {
		t.rules.add(x.Found, 1)
	}
	if !x.Drawn {
		return
	}
	t.random.add(x.Found, 1/x.Rate)
	if !x.certain() {
		t.unpicked.add(x.Found, 1/x.Rate)
	}
}

func ones(b bool) int {
	if b {
		return 1
	}
	return 0
}

// stream is a sample of examined items, each standing for weight items.
type stream struct {
	n, hits             int
	sum, squares, found float64 // of the weights
}

func (s *stream) add(found bool, weight float64) {
	if weight <= 0 || math.IsInf(weight, 0) || math.IsNaN(weight) {
		return // drawn at no rate: it stands for nothing
	}
	s.n++
	s.sum += weight
	s.squares += weight * weight
	if found {
		s.hits++
		s.found += weight
	}
}

// share is the weighted rate. Unequal weights make a sample worth fewer items
// (Kish): the interval is of so many.
func (s *stream) share() Share {
	if s == nil || s.n == 0 {
		return Share{High: 1}
	}
	rate := s.found / s.sum
	low, high := Wilson(rate, s.sum*s.sum/s.squares)
	return Share{Found: s.hits, Examined: s.n, Rate: rate, Low: low, High: high}
}

func (s Share) times(n float64) Interval {
	high := s.High * n
	return Interval{Value: s.Rate * n, Low: s.Low * n, High: &high}
}

// Wilson is the 95 % score interval of a rate seen in n trials (Wilson 1927):
// honest for small numbers. n need not be whole; of no trials it is 0 to 1.
func Wilson(rate, n float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	middle := (rate + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(rate*(1-rate)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

// ratio is one rate over another, with the interval that their own intervals
// give (MOVER-R, Donner and Zou 2012). It has no upper bound where the lower
// rate may be nothing.
func ratio(a, b Share) *Interval {
	r := Interval{}
	if b.Rate > 0 {
		r.Value = a.Rate / b.Rate
	}
	both := a.Rate * b.Rate
	if d := b.High * (2*b.Rate - b.High); d != 0 {
		inner := both*both - a.Low*b.High*(2*a.Rate-a.Low)*(2*b.Rate-b.High)
		r.Low = max(0, (both-math.Sqrt(max(0, inner)))/d)
	}
	if d := b.Low * (2*b.Rate - b.Low); d > 0 && b.Low > 1e-9 {
		inner := both*both - a.High*b.Low*(2*a.Rate-a.High)*(2*b.Rate-b.Low)
		high := (both + math.Sqrt(max(0, inner))) / d
		r.High = &high
	}
	return &r
}

// effective is the part of all that is there that was found.
func effective(found float64, leaked Interval) *Interval {
	high := 1.0
	if found+leaked.Low > 0 {
		high = found / (found + leaked.Low)
	}
	return &Interval{Value: found / (found + leaked.Value), Low: found / (found + *leaked.High), High: &high}
}
