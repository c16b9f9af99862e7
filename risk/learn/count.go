package learn

import (
	"slices"
)

// counts maps keys to (weight, hits) in an open-addressed table: a look-up is
// one or two cache lines, which is most of what scoring costs.
type counts struct {
	keys  []uint64 // 0 is an empty slot
	cells []cell
	used  int
	mask  uint64
}

// cell is how much was seen under a key and how much of it was found wrong.
type cell struct{ n, hits float32 }

func newCounts(expect int) *counts {
	size := 16
	for size < expect*2 {
		size *= 2
	}
	return &counts{keys: make([]uint64, size), cells: make([]cell, size), mask: uint64(size - 1)} //nolint:gosec // a power of two
}

// slot is where the key is, or where it would go.
func (c *counts) slot(key uint64) uint64 {
	at := key & c.mask
	for c.keys[at] != key && c.keys[at] != 0 {
		at = (at + 1) & c.mask
	}
	return at
}

func (c *counts) get(key uint64) cell {
	return c.cells[c.slot(awake(key))]
}

func (c *counts) add(key uint64, n, hits float32) {
	key = awake(key)
	at := c.slot(key)
	if c.keys[at] == 0 {
		if c.used*2 >= len(c.keys) {
			c.grow()
			at = c.slot(key)
		}
		c.keys[at] = key
		c.used++
	}
	c.cells[at].n += n
	c.cells[at].hits += hits
}

func (c *counts) grow() {
	bigger := newCounts(len(c.keys))
	for i, k := range c.keys {
		if k != 0 {
			at := bigger.slot(k)
			bigger.keys[at], bigger.cells[at] = k, c.cells[i]
		}
	}
	bigger.used = c.used
	*c = *bigger
}

// sorted lists the keys in order, for bytes that do not depend on history.
func (c *counts) sorted() []uint64 {
	keys := make([]uint64, 0, c.used)
	for _, k := range c.keys {
		if k != 0 {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// awake keeps 0 free to mean an empty slot.
func awake(key uint64) uint64 {
	if key == 0 {
		return 1
	}
	return key
}
