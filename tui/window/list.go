package window

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"postern/tui/look"
)

// List is a list that is held whole: the rows that a filter lets through, and
// the chosen one, which stays chosen wherever its row comes to stand.
type List[T any] struct {
	Cursor
	all, fit []T
	same     func(a, b T) bool
	fits     func(T) bool
}

// NewList makes an empty list; same says whether two rows are one thing at two
// moments.
func NewList[T any](same func(a, b T) bool) List[T] {
	return List[T]{Cursor: Cursor{Height: 1}, same: same, fits: func(T) bool { return true }}
}

// Set gives the list its rows; it reports whether the chosen one is still there.
func (s *List[T]) Set(all []T) bool {
	s.all = all
	return s.Sift(s.fits)
}

// Sift keeps the rows that fit, now and of those that come.
func (s *List[T]) Sift(fits func(T) bool) bool {
	before, had := s.Chosen()
	s.fits, s.fit = fits, slices.DeleteFunc(slices.Clone(s.all), func(v T) bool { return !fits(v) })
	s.Count(len(s.fit))
	if !had {
		return false
	}
	at := slices.IndexFunc(s.fit, func(v T) bool { return s.same(v, before) })
	if at >= 0 {
		s.Go(at)
	}
	return at >= 0
}

// Room says how many rows there is room for.
func (s *List[T]) Room(height int) {
	s.Height = max(height, 1)
	s.Go(s.At)
}

// Leave forgets every row.
func (s *List[T]) Leave() {
	s.all, s.fit, s.fits = nil, nil, func(T) bool { return true }
	s.Cursor = Cursor{Height: s.Height}
}

// Chosen is the chosen row.
func (s *List[T]) Chosen() (v T, ok bool) {
	if s.At < len(s.fit) {
		return s.fit[s.At], true
	}
	return v, false
}

// All are the rows, let through or not.
func (s *List[T]) All() []T { return s.all }

// Sense takes what the terminal says: its size, of which room is the list's,
// and clicks on the rows below those above it; false of anything else.
func (s *List[T]) Sense(msg tea.Msg, above int, room func(w, h int) int) bool {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.Room(room(msg.Width, msg.Height-1)) // the first row is the frame's
	case tea.MouseClickMsg:
		s.Click(msg.Y - above)
	default:
		return false
	}
	return true
}

// Empty says why a list has no rows: nothing is there, or it is being asked for.
func Empty(l *look.Look, asking bool, nothing look.Text) look.Text {
	if asking {
		return l.W("queue.looking")
	}
	return nothing
}

// Draw draws the rows in sight; an empty list says why it is.
func (s *List[T]) Draw(l *look.Look, w, room int, empty look.Text, draw func(v T, picked bool) string) []string {
	if s.Total == 0 {
		return []string{l.Row(w).Put(look.Faint, empty).End()}
	}
	from, to := s.Span(room)
	rows := make([]string, 0, room)
	for i := from; i < to; i++ {
		rows = append(rows, draw(s.fit[i], i == s.At))
	}
	return rows
}

// mostTold is how many rows are told in words at once.
const mostTold = 20

// Tell says the chosen row and those after it, numbered.
func (s *List[T]) Tell(tell func(T) look.Text) []look.Line {
	var lines []look.Line
	for i := s.At; i < min(s.At+mostTold, len(s.fit)); i++ {
		lines = append(lines, look.Line{Text: look.F("%d: %s", i+1, tell(s.fit[i]))})
	}
	return lines
}

// Where says which row of how many is chosen; nothing of an empty list.
func (c *Cursor) Where(l *look.Look) look.Text {
	if c.Total == 0 {
		return look.Text{}
	}
	return l.F("queue.of", c.At+1, c.Total)
}
