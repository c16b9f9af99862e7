// Package holds is the screen of holds as debts: how far each has come, how
// long it stands, and, for one that was missed, why.
//
// A hold is closed here with the cause of its miss, by its number and Enter;
// one whose item is here is decided at the item, which it opens.
package holds

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/line"
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

// Opened asks for everything known of a held item.
type Opened struct{ Item parcel.ItemID }

// Screen is the holds screen.
type Screen struct {
	opt    Options
	who    parcel.Who
	text   field.Field // the filter as typed
	typing bool
	all    bool // closed ones too
	rows   window.List[parcel.Hold]
	cause  parcel.Cause // chosen, not recorded yet

	answer task.Slot[[]parcel.Hold]
	closed task.Slot[[]parcel.Hold]
}

// New makes the screen.
func New(opt Options) *Screen {
	return &Screen{opt: opt, rows: window.NewList(func(a, b parcel.Hold) bool { return a.Event == b.Event })}
}

// Begin shows what is owed now.
func (s *Screen) Begin(who parcel.Who) tea.Cmd {
	s.who, s.cause = who, ""
	return s.load()
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.closed.Drop()
	s.who, s.text.Text, s.typing, s.all, s.cause = parcel.Who{}, "", false, false, ""
	s.rows.Leave()
}

func (s *Screen) load() tea.Cmd {
	book, open := s.opt.Book, !s.all
	return s.answer.Start(s.opt.Limit, func(ctx context.Context) ([]parcel.Hold, error) { return book.Held(ctx, open) })
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

// Half reports whether a cause is chosen and not recorded.
func (s *Screen) Half() bool { return s.cause != "" }

// Back takes back the chosen cause, leaves the filter field, then clears the
// filter; false where there is nothing of it.
func (s *Screen) Back() (bool, tea.Cmd) {
	switch {
	case s.cause != "":
		s.cause = ""
	case s.typing:
		s.typing = false
	case s.text.Text != "":
		s.text.Text = ""
		return true, s.narrow()
	default:
		return false, nil
	}
	return true, nil
}

// Update takes answers, keys and clicks.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.rows.Sense(msg, above, s.room) {
		if _, click := msg.(tea.MouseClickMsg); click {
			s.cause = "" // it was for the row before
		}
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case task.Refresh:
		return s.load()
	}
	if a, ok := s.answer.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.kept(s.rows.Set(a.Value))
		return nil
	}
	if a, ok := s.closed.Take(msg); ok {
		notice := look.Notice{Text: s.opt.Look.W("holds.closed")}
		if a.Err != nil {
			notice = look.Sorry(a.Err)
		}
		return tea.Batch(task.Up(notice), s.load())
	}
	return nil
}

// close records the chosen cause.
func (s *Screen) close() tea.Cmd {
	h, ok := s.rows.Chosen()
	cause := s.cause
	s.cause = ""
	if !ok || s.closed.Waiting() {
		return nil
	}
	desk, who := s.opt.Desk, s.who
	return s.closed.Start(s.opt.Limit, func(ctx context.Context) ([]parcel.Hold, error) {
		return desk.CloseHold(ctx, who, h.Item, cause)
	})
}

// narrow takes the filter as it is typed; closed holds are asked for where it
// names them.
func (s *Screen) narrow() tea.Cmd {
	all := slices.Contains(strings.Fields(s.text.Text), everything)
	if all != s.all {
		s.all = all
		s.kept(s.rows.Sift(s.fits))
		return s.load()
	}
	s.kept(s.rows.Sift(s.fits))
	return nil
}

// everything in the filter lists closed holds too.
const everything = "state:all"

// kept forgets the cause where the hold it was for is here no more.
func (s *Screen) kept(here bool) {
	if !here {
		s.cause = ""
	}
}

// fits reports a hold that has every word of the filter.
func (s *Screen) fits(h parcel.Hold) bool {
	l := s.opt.Look
	text := strings.ToLower(look.Join(" ", line.Label(h.Item), look.Clean(h.Item.Ident()), l.Name(string(h.Agency)), l.Name(string(h.State)),
		look.Clean(string(h.Receptacle)), look.Clean(h.Reason)).String())
	for _, word := range strings.Fields(strings.ToLower(s.text.Text)) {
		if word != everything && !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
