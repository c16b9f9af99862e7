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
	holds  []parcel.Hold
	fit    []parcel.Hold // those that the filter lets through
	rows   window.Cursor
	cause  parcel.Cause // chosen, not recorded yet

	answer task.Slot[[]parcel.Hold]
	closed task.Slot[[]parcel.Hold]
}

// New makes the screen.
func New(opt Options) *Screen { return &Screen{opt: opt, rows: window.Cursor{Height: 1}} }

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
	s.holds, s.fit, s.rows = nil, nil, window.Cursor{Height: s.rows.Height}
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
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.WindowSizeMsg:
		s.rows.Height = s.room(msg.Width, msg.Height-1)
		s.rows.Go(s.rows.At)
		return nil
	case tea.MouseClickMsg:
		s.cause = ""
		s.rows.Click(msg.Y - above)
		return nil
	case task.Refresh:
		return s.load()
	}
	if a, ok := s.answer.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.holds = a.Value
		s.sift()
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
	h, ok := s.chosen()
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

func (s *Screen) chosen() (parcel.Hold, bool) {
	if s.rows.At >= len(s.fit) {
		return parcel.Hold{}, false
	}
	return s.fit[s.rows.At], true
}

// narrow takes the filter as it is typed; closed holds are asked for where it
// names them.
func (s *Screen) narrow() tea.Cmd {
	all := slices.Contains(strings.Fields(s.text.Text), everything)
	if all != s.all {
		s.all = all
		return s.load()
	}
	s.sift()
	return nil
}

// everything in the filter lists closed holds too.
const everything = "state:all"

// sift keeps the holds that have every word of the filter. The chosen hold
// stays chosen, wherever its row is now.
func (s *Screen) sift() {
	before, had := s.chosen()
	s.fit = slices.DeleteFunc(slices.Clone(s.holds), func(h parcel.Hold) bool { return !s.fits(h) })
	s.rows.Count(len(s.fit))
	at := slices.IndexFunc(s.fit, func(h parcel.Hold) bool { return h.Event == before.Event })
	if had && at >= 0 {
		s.rows.Go(at)
		return
	}
	s.cause = "" // it was for a hold that is here no more
}

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
