// Package exhibits is the register of what is kept as evidence: where each
// thing lies, what closes it, who has it since when, and what is wrong with it.
//
// An exhibit is put into a slot here, and the store is counted blind: while it
// is counted the register is not shown, and only then it says what differs.
// What is typed is recorded by another key than the one that ends the typing,
// so that a burst of a scanner cannot.
package exhibits

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
	Desk  Desk
}

// Opened asks for everything known of an exhibit's item.
type Opened struct{ Item parcel.ItemID }

// stage is what is being done beside reading the list.
type stage int

const (
	reading  stage = iota
	slotting       // the slot of the chosen exhibit is typed
	putting        // and is to be confirmed
	choosing       // the slot that is counted is typed
	counting       // what lies there is typed, one number a line
	closing        // and the count is to be confirmed
	told           // what differs is shown
)

// Screen is the exhibits screen.
type Screen struct {
	opt   Options
	who   parcel.Who
	rows  window.List[parcel.Exhibit]
	all   bool // what is kept no more too
	stage stage
	field field.Field
	slot  string
	found []parcel.FoundExhibit
	wrong []parcel.Miscount
	sheet window.Sheet

	names map[parcel.OfficerID]string

	answer  task.Slot[register]
	moved   task.Slot[struct{}]
	counted task.Slot[[]parcel.Miscount]
}

type register struct {
	all   []parcel.Exhibit
	names map[parcel.OfficerID]string
}

// New makes the screen.
func New(opt Options) *Screen {
	return &Screen{opt: opt, rows: window.NewList(func(a, b parcel.Exhibit) bool { return a.Number == b.Number && a.Item == b.Item })}
}

// Begin shows the register.
func (s *Screen) Begin(who parcel.Who) tea.Cmd {
	s.who = who
	s.rest()
	return s.load()
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.moved.Drop()
	s.counted.Drop()
	s.rest()
	s.rows.Leave()
	s.who, s.all, s.names = parcel.Who{}, false, nil
}

// rest goes back to reading the list.
func (s *Screen) rest() {
	s.stage, s.field, s.slot, s.found, s.wrong = reading, field.Field{Most: most}, "", nil, nil
	s.sheet.Top()
}

const (
	most      = 40  // runes of a slot or a number
	mostFound = 500 // exhibits of one count
)

func (s *Screen) load() tea.Cmd {
	book, kept := s.opt.Book, !s.all
	return s.answer.Start(s.opt.Limit, func(ctx context.Context) (register, error) {
		all, err := book.Exhibits(ctx, kept)
		if err != nil {
			return register{}, err
		}
		names, err := book.Names(ctx)
		return register{all, names}, err
	})
}

// Typing is the field that has the keys, or nil.
func (s *Screen) Typing() *field.Field {
	switch s.stage {
	case slotting, choosing, counting:
		return &s.field
	case reading, putting, closing, told:
	}
	return nil
}

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Half reports whether something is typed and not recorded.
func (s *Screen) Half() bool { return s.stage != reading && s.stage != told }

// Back leaves what is being done; from a count to be confirmed it goes back
// into it.
func (s *Screen) Back() (bool, tea.Cmd) {
	switch s.stage {
	case reading:
		return false, nil
	case closing:
		s.stage = counting
	case slotting, putting, choosing, counting, told:
		s.rest()
	}
	return true, nil
}

// Update takes answers, keys and clicks.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if _, click := msg.(tea.MouseClickMsg); click && s.stage != reading || s.rows.Sense(msg, above, room) {
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
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
		s.names = a.Value.names
		if here := s.rows.Set(a.Value.all); !here && (s.stage == slotting || s.stage == putting) {
			s.rest() // it was for an exhibit that is here no more
		}
		return nil
	}
	if a, ok := s.moved.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		return tea.Batch(s.load(), task.Up(look.Notice{Text: s.opt.Look.W("inspect.exhibit_recorded")}))
	}
	if a, ok := s.counted.Take(msg); ok {
		if a.Err != nil {
			s.stage = counting // what was typed stays
			return task.Up(look.Sorry(a.Err))
		}
		s.wrong, s.stage = a.Value, told
		return s.load()
	}
	return nil
}
