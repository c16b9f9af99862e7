package learn

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"postern/parcel"
)

const (
	shown     = 3  // contributions shown as reasons
	maxReason = 70 // characters of a reason
)

// Rule is what a model's hits are called.
const Rule = "model"

// Points is the score of 0 to 100.
func (s Score) Points() int { return s.PointsOf(100) }

// PointsOf is the score of 0 to most.
func (s Score) PointsOf(most int) int { return points(s.Probability, most) }

func points(p float64, most int) int { return int(math.Round(float64(most) * p)) }

// Hits words a score as reasons: what the base rate and all lesser parts make
// together, then the three strongest contributions, each with the points it
// moves the score on. Their points add up to Points exactly; some may be
// negative.
func (s Score) Hits() []parcel.Hit { return s.HitsOf(100) }

// HitsOf is Hits for a score of 0 to most.
func (s Score) HitsOf(most int) []parcel.Hit {
	top := s.Strongest(shown)
	z := s.LogOdds
	for _, c := range top {
		z -= c.Worth
	}
	at := points(sigmoid(z), most)
	hits := []parcel.Hit{{Rule: Rule, Points: at, Reason: "The usual rate and lesser signs"}}
	for i, c := range top {
		if z += c.Worth; i == len(top)-1 {
			z = s.LogOdds
		}
		next := points(sigmoid(z), most)
		hits = append(hits, parcel.Hit{Rule: Rule, Points: next - at, Reason: c.reason(), Evidence: fmt.Sprintf("contributed %+.2f log-odds", c.Worth)})
		at = next
	}
	return hits
}

// reason says what a contribution rests on.
func (c Contribution) reason() string {
	tail := " contributed"
	if c.Seen > 0 {
		tail = fmt.Sprintf(": %.3g of %.3g found", c.Found, c.Seen)
	}
	name := c.Name
	for room := maxReason - utf8.RuneCountInString(tail); utf8.RuneCountInString(name) > room; {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name + tail
}

// Without names the contributions, strongest first, without which the
// probability would be below a limit: what would make the item green. nil where
// it is below already, or where nothing would.
func (s Score) Without(limit float64) []string {
	all := slices.DeleteFunc(s.Strongest(len(s.Contributions)), func(c Contribution) bool { return c.Worth <= 0 })
	var names []string
	z := s.LogOdds
	for _, c := range all {
		if sigmoid(z) < limit {
			return names
		}
		z -= c.Worth
		names = append(names, c.Name)
	}
	if sigmoid(z) < limit {
		return names
	}
	return nil
}
