package window

// Sheet is rows that may be more than their room: which one it begins with.
type Sheet struct {
	first int
	room  int
	total int
}

// Top goes back to the first row.
func (s *Sheet) Top() { s.first = 0 }

// Press scrolls by the keys of a list; false where the key is none of them.
func (s *Sheet) Press(name string) bool {
	rows := Cursor{At: s.first, Total: s.total, Height: s.room}
	step, ok := rows.step(name)
	s.first = min(max(s.first+step, 0), max(s.total-s.room, 0))
	return ok
}

// Rows are those in sight.
func (s *Sheet) Rows(all []string, room int) []string {
	s.room, s.total = max(room, 1), len(all)
	s.first = min(s.first, max(s.total-s.room, 0))
	return all[s.first:min(s.total, s.first+s.room)]
}

// Below is how many rows are out of sight below.
func (s *Sheet) Below() int { return max(s.total-s.first-s.room, 0) }
