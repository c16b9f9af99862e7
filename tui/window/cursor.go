// Package window is the part of a list that is in sight: which row is chosen,
// which rows are drawn and, of a list of items, which few pages are held.
//
// However long a list is, it costs what its window costs.
package window

// Cursor is the chosen row of a list, and the window that keeps it in sight.
type Cursor struct {
	At     int // the chosen row
	Total  int
	Height int // rows of the window
	First  int // the row the window begins with
}

// Count says how many rows there are now.
func (c *Cursor) Count(total int) {
	c.Total = total
	c.Go(c.At)
}

// Go chooses a row, or the nearest there is, and moves the window to it.
func (c *Cursor) Go(row int) {
	c.At = min(max(row, 0), max(c.Total-1, 0))
	c.First, _ = c.Span(c.Height)
}

// Press moves the chosen row by a key; false where the key moves none.
func (c *Cursor) Press(name string) bool {
	step, ok := c.step(name)
	if ok {
		c.Go(c.At + step)
	}
	return ok
}

// step is how far a key moves the chosen row.
func (c *Cursor) step(name string) (int, bool) {
	switch name {
	case "j", "down", "+":
		return 1, true
	case "k", "up", "-":
		return -1, true
	case "g", "home":
		return -c.Total, true
	case "G", "end":
		return c.Total, true
	case "pgdown":
		return c.Height, true
	case "pgup":
		return -c.Height, true
	case "ctrl+d":
		return c.Height / 2, true
	case "ctrl+u":
		return -c.Height / 2, true
	}
	return 0, false
}

// Span is the rows in sight where there is room for so many: the chosen one
// stays among them.
func (c *Cursor) Span(room int) (from, to int) {
	from = min(c.First, c.At)
	if c.At >= from+room {
		from = c.At - room + 1
	}
	from = max(min(from, c.Total-room), 0) // no rows are left empty while there are some above
	return from, min(from+room, c.Total)
}

// Click chooses the row drawn so many rows below the window's first.
func (c *Cursor) Click(below int) {
	if row := c.First + below; below >= 0 && below < c.Height && row < c.Total {
		c.Go(row)
	}
}
