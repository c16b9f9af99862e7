// Package shift is the hand-over sheet: counts that can be checked, what was
// found with how sure one can be of it, and what stops the close.
//
// It opens and exports a shift; the close it only asks for, since that takes
// a signature. It shows no officers by finds.
package shift

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
)

// Options are what the screen needs.
type Options struct {
	Look  *look.Look
	Limit task.Limit
	Book  Book
}

// What the screen reports up.
type (
	// Opened asks for the item of a piece of open business.
	Opened struct{ Item parcel.ItemID }
	// CloseAsked asks for the signature that closes the shift.
	CloseAsked struct{ Shift parcel.Shift }
)

// Screen is the shift screen.
type Screen struct {
	opt    Options
	who    parcel.Who
	place  parcel.Place
	sheet  Sheet
	shown  bool
	chosen byte // digit of an act, 0: none
	at     int  // chosen business

	answer   task.Slot[Sheet]
	opened   task.Slot[parcel.Shift]
	closed   task.Slot[closing]
	exported task.Slot[string]
}

type closing struct {
	shift parcel.Shift
	open  []parcel.Business
}

// New makes the screen.
func New(opt Options) *Screen { return &Screen{opt: opt} }

// Begin shows the sheet, counted anew.
func (s *Screen) Begin(who parcel.Who, place parcel.Place) tea.Cmd {
	s.who, s.place, s.chosen, s.at = who, place, 0, 0
	return s.load()
}

// Leave forgets the sheet: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.who, s.sheet, s.shown, s.chosen = parcel.Who{}, Sheet{}, false, 0
}

func (s *Screen) load() tea.Cmd { return s.answer.Start(s.opt.Limit, s.opt.Book.Sheet) }

// Close closes the shift for those who signed.
func (s *Screen) Close(who parcel.Who) tea.Cmd {
	return s.closed.Start(s.opt.Limit, func(ctx context.Context) (closing, error) {
		shift, open, err := s.opt.Book.CloseShift(ctx, who)
		return closing{shift, open}, err
	})
}

// Typing is nil: nothing is typed here.
func (s *Screen) Typing() *field.Field { return nil }

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Back takes back the chosen act; false where there is none.
func (s *Screen) Back() (bool, tea.Cmd) {
	had := s.chosen != 0
	s.chosen = 0
	return had, nil
}

// open reports whether a shift is open.
func (s *Screen) open() bool { return s.sheet.Shift.ID != "" && s.sheet.Shift.Closed.IsZero() }

// Update takes answers and keys.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg.String())
	case task.Refresh:
		return s.load()
	}
	if a, ok := s.answer.Take(msg); ok {
		if a.Err != nil {
			return task.Up(look.Sorry(a.Err))
		}
		s.sheet, s.shown = a.Value, true
		s.at = min(s.at, max(len(s.sheet.Open)-1, 0))
		return nil
	}
	return s.acted(msg)
}

// acted takes the answers to what was asked to be done.
func (s *Screen) acted(msg tea.Msg) tea.Cmd {
	if a, ok := s.opened.Take(msg); ok {
		return s.told(a.Err, s.opt.Look.F("shift.shift_is_open", a.Value.ID))
	}
	if a, ok := s.exported.Take(msg); ok {
		return s.told(a.Err, s.opt.Look.F("shift.written", a.Value))
	}
	a, ok := s.closed.Take(msg)
	if !ok {
		return nil
	}
	if a.Err == nil && len(a.Value.open) > 0 {
		s.sheet.Open = a.Value.open
		return task.Up(look.Notice{Text: s.opt.Look.F("shift.not_closed_before_it", things(s.opt.Look, len(a.Value.open))), Bad: true})
	}
	return s.told(a.Err, s.opt.Look.F("shift.shift_is_closed_root", a.Value.shift.ID, short(a.Value.shift.Root)))
}

func (s *Screen) told(err error, done look.Text) tea.Cmd {
	notice := look.Notice{Text: done}
	if err != nil {
		notice = look.Sorry(err)
	}
	return tea.Batch(task.Up(notice), s.load())
}

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return []key.Binding{
		bind("1-3", s.opt.Look.Word("shift.choose_open_close_export"), "1", "2", "3"),
		bind("Enter", s.opt.Look.Word("shift.do_what_is_chosen_else"), "enter"),
		bind("j k", s.opt.Look.Word("shift.next_previous_thing_that"), "j", "k", "down", "up", "+", "-"),
		bind("*", s.opt.Look.Word("shift.export_the_log_of_the"), "*"),
	}
}

func (s *Screen) press(name string) tea.Cmd {
	switch name {
	case "1", "2", "3":
		s.chosen = name[0]
	case "j", "down", "+":
		s.at = min(s.at+1, max(len(s.sheet.Open)-1, 0))
	case "k", "up", "-":
		s.at = max(s.at-1, 0)
	case "*":
		return s.export()
	case "enter":
		return s.enter()
	}
	return nil
}

func (s *Screen) enter() tea.Cmd {
	chosen := s.chosen
	s.chosen = 0
	switch {
	case chosen == '1' && !s.opened.Waiting():
		who, place := s.who, s.place
		return s.opened.Start(s.opt.Limit, func(ctx context.Context) (parcel.Shift, error) {
			return s.opt.Book.OpenShift(ctx, who, place)
		})
	case chosen == '2' && s.open():
		return task.Up(CloseAsked{s.sheet.Shift})
	case chosen == '2':
		return task.Up(look.Notice{Text: s.opt.Look.W("shift.no_shift_is_open"), Bad: true})
	case chosen == '3':
		return s.export()
	case s.at < len(s.sheet.Open) && s.sheet.Open[s.at].Item != "":
		return task.Up(Opened{s.sheet.Open[s.at].Item})
	}
	return nil
}

func (s *Screen) export() tea.Cmd {
	return s.exported.Start(s.opt.Limit, s.opt.Book.ExportShift)
}

func short(root string) string {
	const shown = 8
	if len(root) <= 2*shown {
		return root
	}
	return root[:shown] + "..." + root[len(root)-shown/2:]
}
