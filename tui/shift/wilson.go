package shift

import "math"

// wilson is the 95 % interval of a rate of hits in n trials (Wilson 1927), in
// per cent. Nothing tried is anything: 0 to 100.
func wilson(hits, n int) (low, high int) {
	if n <= 0 {
		return 0, 100
	}
	const z = 1.959964
	trials := float64(n)
	p := float64(min(max(hits, 0), n)) / trials
	middle := p + z*z/(2*trials)
	spread := z * math.Sqrt(p*(1-p)/trials+z*z/(4*trials*trials))
	whole := 1 + z*z/trials
	return int(math.Round(100 * (middle - spread) / whole)), int(math.Round(100 * (middle + spread) / whole))
}
