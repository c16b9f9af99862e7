package window

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
	"postern/tui/task"
)

const (
	pageSize = 128
	pages    = 8 // kept
)

// Book lists items, lane first and then age, a page at a time; total counts
// all that the filter lets through.
type Book interface {
	Lines(ctx context.Context, f parcel.Filter) (lines []parcel.Line, total int, err error)
}

// Items is a list of items of which a few pages are held; the book is asked
// for the page in sight.
type Items struct {
	Cursor
	limit  task.Limit
	book   Book
	filter parcel.Filter
	pages  map[int][]parcel.Line
	asked  int // page asked for
	answer task.Slot[page]
}

type page struct {
	number int
	lines  []parcel.Line
	total  int // -1: not counted
}

// NewItems makes a list that is empty until it is asked for.
func NewItems(limit task.Limit, book Book) Items {
	return Items{limit: limit, book: book, pages: map[int][]parcel.Line{}, Cursor: Cursor{Height: 1}}
}

// Begin lists what a filter lets through, from its first row.
func (s *Items) Begin(f parcel.Filter) tea.Cmd {
	s.filter, s.At, s.First = f, 0, 0
	return s.Anew()
}

// Anew asks for what is in sight again and holds nothing else.
func (s *Items) Anew() tea.Cmd {
	s.pages = map[int][]parcel.Line{}
	return s.Refresh()
}

// Refresh asks for what is in sight again and shows what it has meanwhile.
func (s *Items) Refresh() tea.Cmd { return s.count(s.At / pageSize) }

// Leave forgets every item.
func (s *Items) Leave() {
	s.answer.Drop()
	s.filter, s.pages, s.Cursor = parcel.Filter{}, map[int][]parcel.Line{}, Cursor{Height: s.Height}
}

// Filter is what the list was narrowed to.
func (s *Items) Filter() parcel.Filter { return s.filter }

// Waiting reports whether a page is still to come.
func (s *Items) Waiting() bool { return s.answer.Waiting() }

// count asks for a page by its number, and how many lines there are.
func (s *Items) count(number int) tea.Cmd {
	filter := s.filter
	filter.Limit, filter.Offset = pageSize, number*pageSize
	return s.ask(number, filter)
}

// next asks for a page by the one beside it, or as the last one: in a long list
// that is quicker by far than to count up to it.
func (s *Items) next(number int) tea.Cmd {
	filter := s.filter
	filter.Limit = pageSize
	before, after := s.pages[number-1], s.pages[number+1]
	switch last := (s.Total - 1) / pageSize; {
	case number == 0:
		return s.count(number)
	case len(before) == pageSize:
		filter.Past = before[pageSize-1]
	case len(after) > 0:
		filter.Past, filter.Back = after[0], true
	case number == last:
		filter.Back, filter.Limit = true, s.Total-number*pageSize
	default:
		return s.count(number)
	}
	return s.ask(number, filter)
}

func (s *Items) ask(number int, filter parcel.Filter) tea.Cmd {
	book := s.book
	s.asked = number
	return s.answer.Instead(s.limit, func(ctx context.Context) (page, error) {
		lines, total, err := book.Lines(ctx, filter)
		return page{number, lines, total}, err
	})
}

// Take takes the answer to what the list asked.
func (s *Items) Take(msg tea.Msg) tea.Cmd {
	a, ok := s.answer.Take(msg)
	if !ok {
		return nil
	}
	if a.Err != nil {
		return task.Up(look.Sorry(a.Err))
	}
	p := a.Value
	if p.total < 0 {
		if len(p.lines) != min(pageSize, s.Total-p.number*pageSize) {
			return s.count(p.number) // rows came or went meanwhile
		}
		p.total = s.Total
	}
	if p.total != s.Total || len(s.pages) >= pages {
		s.pages = s.near(p) // rows moved, or too many are kept
	}
	s.pages[p.number] = p.lines
	s.Count(p.total)
	return s.missing()
}

// near are the pages to be kept beside a new one: of those that did not move,
// its neighbours.
func (s *Items) near(p page) map[int][]parcel.Line {
	kept := map[int][]parcel.Line{}
	for _, n := range []int{p.number - 1, p.number + 1} {
		if lines, here := s.pages[n]; here && p.total == s.Total {
			kept[n] = lines
		}
	}
	return kept
}

// Move moves the chosen row by a key; false where the key moves none.
func (s *Items) Move(name string) (tea.Cmd, bool) {
	if !s.Press(name) {
		return nil, false
	}
	return s.missing(), true
}

// Room says how many rows there is room for.
func (s *Items) Room(height int) tea.Cmd {
	s.Height = max(height, 1)
	s.Go(s.At)
	return s.missing()
}

// Clicked chooses the row drawn so many rows below the window's first.
func (s *Items) Clicked(below int) tea.Cmd {
	s.Click(below)
	return s.missing()
}

// missing asks for a page that is in sight and not here.
func (s *Items) missing() tea.Cmd {
	if s.Total == 0 {
		return nil
	}
	for _, row := range []int{s.At, s.First, min(s.First+s.Height, s.Total) - 1} {
		number := max(row, 0) / pageSize
		_, here := s.pages[number]
		if !here && (!s.answer.Waiting() || s.asked != number) {
			return s.next(number)
		}
	}
	return nil
}

// Line is a row's item, where its page is here.
func (s *Items) Line(row int) (parcel.Line, bool) {
	p := s.pages[row/pageSize]
	if i := row % pageSize; i < len(p) {
		return p[i], true
	}
	return parcel.Line{}, false
}

// Chosen is the item of the chosen row.
func (s *Items) Chosen() (parcel.Line, bool) { return s.Line(s.At) }

// Rows draws the rows in sight, in w cells each.
func (s *Items) Rows(l *look.Look, now time.Time, w, room int) []string {
	rows := make([]string, 0, room)
	from, to := s.Span(room)
	for i := from; i < to; i++ {
		ln, ok := s.Line(i)
		switch {
		case ok:
			rows = append(rows, line.Draw(l, ln, now, w, i == s.At))
		case i == s.At:
			rows = append(rows, l.Row(w).Say(look.W(" ..")).EndPicked())
		default:
			rows = append(rows, l.Row(w).Put(look.Faint, look.W(" ..")).End())
		}
	}
	return rows
}
