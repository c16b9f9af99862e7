// Package receptacle is the screen of bags: which one to open first, and of
// one what it should hold, what was seen, and which holds are still in it.
//
// It only reads. That a bag has come or is opened is a read of its label, here
// or by the scanner.
package receptacle

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
	"postern/tui/window"
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
	// Read is a bag's label, read by hand.
	Read struct{ Code string }
)

// part is which items of a bag are listed.
type part int

const (
	unseen part = iota
	held
	everything
	parts
)

// mostBags is how many bags the list has.
const mostBags = 1000

// Screen is the receptacle screen.
type Screen struct {
	opt    Options
	place  parcel.Place
	rows   window.List[parcel.Bag]
	done   bool       // bags with nothing left to see are listed too
	bag    parcel.Bag // the one that is looked into; none where its name is empty
	part   part
	items  window.Items
	chosen bool // the read of the bag's label is chosen, not made yet

	answer task.Slot[[]parcel.Bag]
	one    task.Slot[parcel.Bag]
}

// New makes the screen.
func New(opt Options) *Screen {
	same := func(a, b parcel.Bag) bool { return a.Receptacle == b.Receptacle }
	return &Screen{opt: opt, rows: window.NewList(same), items: window.NewItems(opt.Limit, opt.Book)}
}

// Begin lists the bags, the one to open first on top, to who stands at a place.
func (s *Screen) Begin(place parcel.Place) tea.Cmd {
	s.place = place
	s.shut()
	return s.load()
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.shut()
	s.rows.Leave()
	s.done = false
}

// shut looks into no bag any more.
func (s *Screen) shut() {
	s.one.Drop()
	s.items.Leave()
	s.bag, s.part, s.chosen = parcel.Bag{}, unseen, false
}

func (s *Screen) inside() bool { return s.bag.Receptacle != "" }

// load asks for what is in sight anew.
func (s *Screen) load() tea.Cmd {
	book, left, r := s.opt.Book, !s.done, s.bag.Receptacle
	if s.inside() {
		return tea.Batch(s.items.Refresh(), s.one.Start(s.opt.Limit, func(ctx context.Context) (parcel.Bag, error) { return book.Bag(ctx, r) }))
	}
	return s.answer.Start(s.opt.Limit, func(ctx context.Context) ([]parcel.Bag, error) { return book.Bags(ctx, left, mostBags) })
}

// open looks into a bag: first at what was not seen.
func (s *Screen) open(b parcel.Bag) tea.Cmd {
	s.bag, s.part, s.chosen = b, unseen, false
	return s.list()
}

// list lists the part of the bag that is chosen.
func (s *Screen) list() tea.Cmd {
	f := parcel.Filter{Receptacle: s.bag.Receptacle, Unseen: s.part != everything, Held: s.part == held}
	return s.items.Begin(f)
}

// Typing is nil: nothing is typed here.
func (s *Screen) Typing() *field.Field { return nil }

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Half reports whether the read of a bag is chosen and not made.
func (s *Screen) Half() bool { return s.chosen }

// Back takes back what is chosen, then leaves the bag; false in the list.
func (s *Screen) Back() (bool, tea.Cmd) {
	switch {
	case s.chosen:
		s.chosen = false
	case s.inside():
		s.shut()
		return true, s.load()
	default:
		return false, nil
	}
	return true, nil
}

// Update takes answers, keys and clicks.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg.String())
	case tea.WindowSizeMsg:
		s.rows.Room(msg.Height - around)
		return s.items.Room(msg.Height - around - 2)
	case tea.MouseClickMsg:
		if s.inside() {
			return s.items.Clicked(msg.Y - above - 2)
		}
		s.rows.Click(msg.Y - above)
		return nil
	case task.Refresh:
		return s.load()
	}
	return s.answered(msg)
}

func (s *Screen) answered(msg tea.Msg) tea.Cmd {
	if a, ok := s.answer.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.rows.Set(a.Value)
		return nil
	}
	if a, ok := s.one.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.bag = a.Value
		return nil
	}
	return s.items.Take(msg)
}
