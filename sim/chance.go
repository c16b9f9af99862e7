package sim

import "math/bits"

// chance is SplitMix64 (Steele, Lea, Flood 2014). It is our own so that no
// library can change what a seed means.
type chance struct{ state uint64 }

func (c *chance) next() uint64 {
	c.state += 0x9e3779b97f4a7c15
	z := c.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n is a number from 0 to k-1, and 0 where k is not positive.
func (c *chance) n(k int) int {
	if k <= 0 {
		return 0
	}
	high, _ := bits.Mul64(c.next(), uint64(k))
	return int(high) //nolint:gosec // below k
}

// within is a number from least to most, small ones likelier: of two draws the
// lesser.
func (c *chance) within(least, most int) int {
	return least + min(c.n(most-least+1), c.n(most-least+1))
}

func (c *chance) percent(p int) bool { return c.n(100) < p }

func pick[T any](c *chance, from []T) T { return from[c.n(len(from))] }

func shuffle[T any](c *chance, all []T) {
	for i := len(all) - 1; i > 0; i-- {
		j := c.n(i + 1)
		all[i], all[j] = all[j], all[i]
	}
}
