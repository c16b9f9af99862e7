package learn

import "math"

// chance is a small seeded generator (splitmix64, Steele et al. 2014), so that
// training repeats to the byte on every machine.
type chance uint64

func (c *chance) next() uint64 {
	*c += 0x9e3779b97f4a7c15
	return mix(uint64(*c))
}

// below is a number in [0, n).
func (c *chance) below(n int) int {
	return int(c.next() % uint64(n)) //nolint:gosec // n is positive, the result is below n
}

// unit is a number in [0, 1).
func (c *chance) unit() float64 { return float64(c.next()>>11) / (1 << 53) }

// mix spreads every bit of x over the whole word.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// hashText names a category value; nothing is kept of the value itself.
func hashText(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// hashNumber names a number, so that "8" and "8.0" are one value.
func hashNumber(v float64) uint64 {
	if math.IsNaN(v) {
		return hashText("")
	}
	return mix(math.Float64bits(v+0) ^ 0xa0761d6478bd642f)
}

// join adds one part to the hash of a key.
func join(h, part uint64) uint64 { return mix(h*0x9fb21c651e98df25 ^ part) }
