// Package queue is the screen of what waits, by lane, agency and age.
//
// However many items there are, it holds a few pages of them and asks the book
// for the page in sight. It only reads; what is opened it reports up.
package queue

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

const (
	pageSize = 128
	pages    = 8 // kept
)

// Options are what the screen needs.
type Options struct {
	Look  *look.Look
	Limit task.Limit
	Now   func() time.Time
	Book  Book
}

// What the screen reports up.
type (
	// Opened asks for everything known of an item.
	Opened struct{ Item parcel.ItemID }
	// Copied asks for a label to be put into the clipboard.
	Copied struct{ Label string }
)

// Screen is the queue screen.
type Screen struct {
	opt    Options
	text   field.Field // the filter as typed
	typing bool
	wrong  look.Text // what is wrong with the filter
	filter parcel.Filter
	pages  map[int][]parcel.Line
	total  int
	at     int // the chosen row
	height int // rows of the list
	first  int // the row the list begins with
	asked  int // page asked for

	answer task.Slot[page]
}

type page struct {
	filter parcel.Filter
	number int
	lines  []parcel.Line
	total  int
}

// New makes the screen.
func New(opt Options) *Screen {
	return &Screen{opt: opt, filter: parcel.Filter{Open: true}, pages: map[int][]parcel.Line{}, height: 20}
}

// Begin shows the queue from what it was last narrowed to, anew.
func (s *Screen) Begin() tea.Cmd {
	s.pages = map[int][]parcel.Line{}
	return s.ask(s.at / pageSize)
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	fresh := New(s.opt)
	fresh.answer = s.answer
	*s = *fresh
}

// Narrow sets the filter.
func (s *Screen) Narrow(text string) tea.Cmd {
	s.text.Text = text
	return s.narrow()
}

// Typing is the field that has the keys, or nil.
func (s *Screen) Typing() *field.Field {
	if s.typing {
		return &s.text
	}
	return nil
}

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Back leaves the filter field, then clears the filter; false where there is
// neither.
func (s *Screen) Back() (bool, tea.Cmd) {
	switch {
	case s.typing:
		s.typing = false
		return true, nil
	case s.text.Text != "":
		return true, s.Narrow("")
	}
	return false, nil
}

func (s *Screen) narrow() tea.Cmd {
	filter, wrong := parse(s.opt.Look, s.text.Text)
	s.wrong = wrong
	if filter == s.filter {
		return nil
	}
	s.filter, s.at, s.first = filter, 0, 0
	s.pages = map[int][]parcel.Line{}
	return s.ask(0)
}

func (s *Screen) ask(number int) tea.Cmd {
	filter, book := s.filter, s.opt.Book
	filter.Limit, filter.Offset = pageSize, number*pageSize
	s.asked = number
	return s.answer.Start(s.opt.Limit, func(ctx context.Context) (page, error) {
		lines, total, err := book.Lines(ctx, filter)
		return page{filter, number, lines, total}, err
	})
}

// Update takes answers, keys and clicks.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.WindowSizeMsg:
		s.height = max(msg.Height-around, 1)
		return s.missing()
	case tea.MouseClickMsg:
		s.click(msg.Y)
		return s.missing()
	case task.Refresh:
		return s.ask(s.at / pageSize)
	}
	a, ok := s.answer.Take(msg)
	if !ok {
		return nil
	}
	if a.Err != nil {
		return task.Up(look.Sorry(a.Err))
	}
	s.keep(a.Value)
	return s.missing()
}

func (s *Screen) keep(p page) {
	if p.total != s.total || len(s.pages) >= pages {
		s.pages = map[int][]parcel.Line{} // rows moved, or too many are kept
	}
	s.pages[p.number], s.total = p.lines, p.total
	s.at = min(s.at, max(s.total-1, 0))
}

// missing keeps the chosen row in sight and asks for a page that is in sight and not here.
func (s *Screen) missing() tea.Cmd {
	s.first = s.top(s.height)
	if s.total == 0 {
		return nil
	}
	for _, row := range []int{s.at, s.first, min(s.first+s.height, s.total) - 1} {
		number := max(row, 0) / pageSize
		_, here := s.pages[number]
		if !here && (!s.answer.Waiting() || s.asked != number) {
			return s.ask(number)
		}
	}
	return nil
}

func (s *Screen) line(row int) (parcel.Line, bool) {
	p := s.pages[row/pageSize]
	if i := row % pageSize; i < len(p) {
		return p[i], true
	}
	return parcel.Line{}, false
}

// top is the first row in sight: the chosen one stays in it.
func (s *Screen) top(height int) int {
	first := min(s.first, s.at)
	if s.at >= first+height {
		first = s.at - height + 1
	}
	return max(first, 0)
}

const (
	above  = 3 // rows of the window above the list: frame's header, rule, heading
	around = 6 // above and below it: status, keys, prompt
)

func (s *Screen) click(y int) {
	if row := s.first + y - above; y >= above && row < s.total && y < above+s.height {
		s.at = row
	}
}
