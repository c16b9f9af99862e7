package export

import "math"

// wilson is the 95 % score interval of a rate of hits in n trials (Wilson
// 1927): honest for the small numbers a shift has. Of no trials it is 0 to 1.
func wilson(hits, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	k, m := float64(hits), float64(n)
	p := k / m
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, middle-half), min(1, middle+half)
}
