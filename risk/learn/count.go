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

// cell is the weight of what was seen under a key, how much of it was found
// wrong, and the sum of the squared weights.
type cell struct{ n, hits, squares float32 }

func (c cell) plus(weight, found float64) cell {
	return cell{c.n + float32(weight), c.hits + float32(weight*found), c.squares + float32(weight*weight)}
}

// less is what is left of a sum without a part of it; sums of floats do not
// part cleanly.
func (c cell) less(o cell) cell {
	rest := cell{n: max(c.n-o.n, 0), hits: max(c.hits-o.hits, 0), squares: max(c.squares-o.squares, 0)}
	rest.hits = min(rest.hits, rest.n)
	return rest
}

// rows is how many rows of equal weight it is worth (Kish): one row that stands
// for a hundred is still one, and tells no more.
func (c cell) rows() float64 {
	n, squares := float64(c.n), float64(c.squares)
	if squares <= n { // no weight is below 1
		return n
	}
	return n * n / squares
}

// rate is the rate under a key, drawn towards its parent's where little was seen.
func (c cell) rate(parent float64) float64 {
	if c.n == 0 {
		return parent
	}
	rows := c.rows()
	return (rows*float64(c.hits)/float64(c.n) + smooth*parent) / (rows + smooth)
}

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

func (c *counts) add(key uint64, weight, found float64) {
	at := c.place(key)
	*at = at.plus(weight, found)
}

// place is the cell of a key, which is made where there is none.
func (c *counts) place(key uint64) *cell {
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
	return &c.cells[at]
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

// settle turns weights into rows, as they are shown and kept.
func (c *counts) settle() {
	for i, v := range c.cells {
		if v.n > 0 {
			rows := v.rows()
			c.cells[i] = counted(float32(rows), float32(rows*float64(v.hits)/float64(v.n)))
		}
	}
}

// counted is rows of weight 1.
func counted(rows, found float32) cell { return cell{rows, found, rows} }

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
