// Package shift is the hand-over sheet: counts that can be checked, what was
// found with how sure one can be of it, and what stops the close.
//
// It opens and exports a shift; the close, and the waiver of what nobody has
// time for, it only asks for, since those take a signature. It shows no
// officers by finds.
package shift

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/field"
	"postern/tui/look"
	"postern/tui/task"
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
	// Opened asks for the item of a piece of open business.
	Opened struct{ Item parcel.ItemID }
	// CloseAsked asks for the signature that closes the shift.
	CloseAsked struct{ Shift parcel.Shift }
	// WaiveAsked asks for the signature that waives what does not fit.
	WaiveAsked struct {
		Shift parcel.Shift
		Items int
	}
)

// The acts, by their digit.
const (
	actOpen = iota + 1
	actClose
	actExport
	actWaive
	acts = actWaive
)

// Screen is the shift screen.
type Screen struct {
	opt   Options
	who   parcel.Who
	place parcel.Place
	sheet Sheet
	shown bool
	again bool // data changed while the sheet was being counted
	acts  choice.Acts
	at    int // chosen business

	answer   task.Slot[Sheet]
	opened   task.Slot[parcel.Shift]
	closed   task.Slot[closing]
	exported task.Slot[string]
	waived   task.Slot[int]
}

type closing struct {
	shift parcel.Shift
	open  []parcel.Business
}

// New makes the screen.
func New(opt Options) *Screen { return &Screen{opt: opt} }

// Begin shows the sheet, counted anew.
func (s *Screen) Begin(who parcel.Who, place parcel.Place) tea.Cmd {
	s.who, s.place, s.acts, s.at = who, place, choice.Acts{}, 0
	return s.load()
}

// Leave forgets the sheet: nobody is signed in.
func (s *Screen) Leave() {
	s.answer.Drop()
	s.who, s.sheet, s.shown, s.again, s.acts = parcel.Who{}, Sheet{}, false, false, choice.Acts{}
}

func (s *Screen) load() tea.Cmd {
	s.again = false
	return s.answer.Start(s.opt.Limit, s.opt.Book.Sheet)
}

// Close closes the shift for those who signed.
func (s *Screen) Close(who parcel.Who) tea.Cmd {
	return s.closed.Start(s.opt.Limit, func(ctx context.Context) (closing, error) {
		shift, open, err := s.opt.Book.CloseShift(ctx, who)
		return closing{shift, open}, err
	})
}

// Waive waives what does not fit for those who signed.
func (s *Screen) Waive(who parcel.Who) tea.Cmd {
	ground, _ := s.opt.Look.Find("reason", string(parcel.Waive))
	return s.waived.Start(s.opt.Limit, func(ctx context.Context) (int, error) { return s.opt.Book.WaiveRest(ctx, who, ground.String()) })
}

// Typing is nil: nothing is typed here.
func (s *Screen) Typing() *field.Field { return nil }

// Busy is never: a read may come at any time.
func (s *Screen) Busy() bool { return false }

// Half reports whether an act is chosen and not done.
func (s *Screen) Half() bool { return s.acts.Chosen() }

// Back takes back the chosen act; false where there is none.
func (s *Screen) Back() (bool, tea.Cmd) { return s.acts.Take() != 0, nil }

// open reports whether a shift is open.
func (s *Screen) open() bool { return s.sheet.Shift.ID != "" && s.sheet.Shift.Closed.IsZero() }

// Update takes answers and keys.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg.String())
	case task.Refresh: // counting takes a while: one count at a time
		if s.again = s.answer.Waiting(); s.again {
			return nil
		}
		return s.load()
	}
	if a, ok := s.answer.Take(msg); ok {
		return s.counted(a)
	}
	return s.acted(msg)
}

func (s *Screen) counted(a task.Answer[Sheet]) (cmd tea.Cmd) {
	if s.again {
		cmd = s.load()
	}
	if a.Err != nil {
		return tea.Batch(cmd, task.Up(look.Sorry(a.Err)))
	}
	s.sheet, s.shown = a.Value, true
	s.at = min(s.at, max(len(s.sheet.Open)-1, 0))
	return cmd
}

// acted takes the answers to what was asked to be done.
func (s *Screen) acted(msg tea.Msg) tea.Cmd {
	l := s.opt.Look
	if a, ok := s.opened.Take(msg); ok {
		return s.told(a.Err, l.F("shift.shift_is_open", a.Value.ID))
	}
	if a, ok := s.exported.Take(msg); ok {
		return s.told(a.Err, l.F("shift.written", a.Value))
	}
	if a, ok := s.waived.Take(msg); ok {
		return s.told(a.Err, l.F("shift.were_waived", a.Value))
	}
	a, ok := s.closed.Take(msg)
	if !ok {
		return nil
	}
	if a.Err == nil && len(a.Value.open) > 0 {
		s.sheet.Open = a.Value.open
		return s.no(l.F("shift.not_closed_before_it", things(l, len(a.Value.open))))
	}
	return s.told(a.Err, l.F("shift.shift_is_closed_root", a.Value.shift.ID, short(a.Value.shift.Root)))
}

func (s *Screen) told(err error, done look.Text) tea.Cmd {
	notice := look.Notice{Text: done}
	if err != nil {
		notice = look.Sorry(err)
	}
	return tea.Batch(task.Up(notice), s.load())
}

func (s *Screen) no(why look.Text) tea.Cmd { return task.Up(look.Notice{Text: why, Bad: true}) }

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return []key.Binding{
		bind("1-4", s.opt.Look.Word("shift.choose_open_close_export"), "1", "2", "3", "4"),
		bind("Enter", s.opt.Look.Word("shift.do_what_is_chosen_else"), "enter"),
		bind("j k", s.opt.Look.Word("shift.next_previous_thing_that"), "j", "k", "down", "up", "+", "-"),
		bind("*", s.opt.Look.Word("shift.export_the_log_of_the"), "*"),
	}
}

func (s *Screen) press(name string) tea.Cmd {
	if s.acts.Press(name, acts) {
		return nil
	}
	switch name {
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

// enter does the chosen act; where none is chosen it opens the chosen row.
func (s *Screen) enter() tea.Cmd {
	l := s.opt.Look
	chosen := s.acts.Take()
	switch {
	case chosen == actExport:
		return s.export()
	case chosen == actOpen:
		return s.begin()
	case chosen != 0 && !s.open():
		return s.no(l.W("shift.no_shift_is_open"))
	case chosen == actClose:
		return task.Up(CloseAsked{s.sheet.Shift})
	case chosen == actWaive && s.sheet.Over == 0:
		return s.no(l.W("shift.all_fits"))
	case chosen == actWaive:
		return task.Up(WaiveAsked{s.sheet.Shift, s.sheet.Over})
	case s.at < len(s.sheet.Open) && s.sheet.Open[s.at].Item != "":
		return task.Up(Opened{s.sheet.Open[s.at].Item})
	}
	return nil
}

func (s *Screen) begin() tea.Cmd {
	if s.opened.Waiting() {
		return nil
	}
	who, place := s.who, s.place
	return s.opened.Start(s.opt.Limit, func(ctx context.Context) (parcel.Shift, error) {
		return s.opt.Book.OpenShift(ctx, who, place)
	})
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
