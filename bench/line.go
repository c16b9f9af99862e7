package bench

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// Line is one figure beside another. Ratio is value over what it stands
// against: below 1 is good for times, above 1 for rates.
type Line struct {
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Against string  `json:"against"`
	Ratio   float64 `json:"ratio"`
}

// beside makes a line; the other figure has the same unit.
func beside(name string, value float64, unit, what string, other float64) Line {
	l := Line{Name: name, Value: round(value), Unit: unit, Against: what + ": " + Figure(round(other)) + " " + unit}
	if other != 0 {
		l.Ratio = round(value / other)
	}
	return l
}

// Figure writes a number without an exponent.
func Figure(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// round keeps three digits that count, more before the point.
func round(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	digits := max(0, 2-int(math.Floor(math.Log10(math.Abs(v)))))
	scale := math.Pow10(digits)
	return math.Round(v*scale) / scale
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// quantile is the value that a share of all lie below; 0 of nothing.
func quantile(all []time.Duration, share float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
