// Package inspect is the bench card: everything known of one item, and the
// outcome for it.
//
// It reads the dossier and takes a choice, which it reports up. Names of
// parties stay masked until the officer asks for them, and are masked again
// when the card is left.
package inspect

import (
	"context"

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
	Desk  Desk
	Book  Book
}

// What the screen reports up.
type (
	// Copied asks for a label to be put into the clipboard.
	Copied struct{ Label string }
	// Form asks for the paper form of an item nobody advised.
	Form struct{ Identifier parcel.Identifier }
)

// Screen is the inspect screen.
type Screen struct {
	opt     Options
	by      parcel.Who
	item    parcel.ItemID
	dossier parcel.Dossier
	names   map[parcel.OfficerID]string
	shown   bool
	wrong   look.Text // why there is no card
	veil    veil
	notes   notes
	bench   bench
	custody custody
	drafts  map[parcel.ItemID]draft
	top     int
	height  int
	row     choice.Row

	answer task.Slot[card]
}

// draft is what was typed on an item that was set aside.
type draft struct {
	notes notes
	seen  parcel.Seen
}

type card struct {
	dossier parcel.Dossier
	names   map[parcel.OfficerID]string
}

// New makes the screen.
func New(opt Options) *Screen { return &Screen{opt: opt, height: 20, row: choice.NewRow(opt.Look)} }

// Begin opens the card of an item.
func (s *Screen) Begin(item parcel.ItemID, who parcel.Who) tea.Cmd {
	s.put()
	s.reset()
	s.item, s.by = item, who
	s.notes, s.bench.seen = s.drafts[item].notes, s.drafts[item].seen
	s.notes.open = false
	return s.load()
}

const mostDrafts = 32 // items whose findings are kept while they are set aside

// put keeps the findings typed on an item until it is opened again.
func (s *Screen) put() {
	if s.item == "" || len(s.notes.list) == 0 && s.notes.field.Text == "" && s.bench.unsaid() == 0 {
		delete(s.drafts, s.item)
		return
	}
	if s.drafts == nil || len(s.drafts) >= mostDrafts {
		s.drafts = map[parcel.ItemID]draft{}
	}
	s.drafts[s.item] = draft{s.notes, s.bench.seen}
}

// Aside closes the card and keeps what was typed on it.
func (s *Screen) Aside() {
	s.put()
	s.reset()
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() {
	s.reset()
	s.drafts = nil
}

func (s *Screen) reset() {
	s.answer.Drop()
	s.veil.record.Drop()
	s.bench.record.Drop()
	s.custody.record.Drop()
	*s = Screen{
		opt: s.opt, height: s.height, answer: s.answer, row: choice.NewRow(s.opt.Look),
		veil: veil{record: s.veil.record}, bench: bench{record: s.bench.record},
		custody: custody{record: s.custody.record}, drafts: s.drafts,
	}
}

func (s *Screen) load() tea.Cmd {
	item, book := s.item, s.opt.Book
	return s.answer.Start(s.opt.Limit, func(ctx context.Context) (card, error) {
		d, err := book.Dossier(ctx, item)
		if err != nil {
			return card{}, err
		}
		names, err := book.Names(ctx)
		return card{d, names}, err
	})
}

// Item is the item of the card.
func (s *Screen) Item() parcel.ItemID { return s.item }

// Typing is the field that has the keys, or nil.
func (s *Screen) Typing() *field.Field {
	switch {
	case s.notes.open:
		return &s.notes.field
	case s.bench.open:
		return &s.bench.field
	case s.custody.open:
		return &s.custody.field
	}
	return nil
}

// Busy reports whether the card is open on an item that wants an outcome.
func (s *Screen) Busy() bool { return s.item != "" && (s.row.Waits() || s.answer.Waiting()) }

// Half reports whether a choice is half made.
func (s *Screen) Half() bool { return s.row.Half() }

// Back goes one level up within the card; false where it is at the top. What
// was typed stays.
func (s *Screen) Back() (bool, tea.Cmd) {
	if s.notes.open {
		s.notes.open = false
		return true, nil
	}
	if s.bench.open {
		s.bench.open = false
		return true, nil
	}
	if s.custody.open || s.custody.text != "" {
		s.custody.open, s.custody.text = false, ""
		return true, nil
	}
	return s.veil.back() || s.row.Back() || s.row.Sent(), nil
}

// Pick chooses an outcome by name.
func (s *Screen) Pick(outcome parcel.Outcome) bool { return s.row.Pick(outcome) }

// Recorded notes that the choice for an item is in the journal.
func (s *Screen) Recorded(c choice.Choice, now choice.Recorded) tea.Cmd {
	if c.Item != s.item {
		return nil
	}
	s.row.Recorded(c.Outcome, now)
	s.notes, s.bench.seen = notes{}, parcel.Seen{}
	return s.load()
}

// Refused keeps the choice, since the desk did not record it.
func (s *Screen) Refused(c choice.Choice) {
	if c.Item == s.item {
		s.row.Refused()
	}
}

// TakenBack opens the choice again after an undo.
func (s *Screen) TakenBack(item parcel.ItemID, now choice.Recorded) tea.Cmd {
	if item != s.item {
		return nil
	}
	s.row.TakenBack(now)
	return s.load()
}

// Update takes answers and keys.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.WindowSizeMsg:
		s.height = max(msg.Height-around, 1)
	case task.Refresh:
		if s.item != "" && !s.row.Half() {
			return s.load()
		}
	}
	if a, ok := s.answer.Take(msg); ok {
		return s.answered(a)
	}
	if a, ok := s.veil.record.Take(msg); ok {
		return s.unveiled(a)
	}
	if a, ok := s.bench.record.Take(msg); ok {
		return s.examined(a)
	}
	if a, ok := s.custody.record.Take(msg); ok {
		return s.lies(a)
	}
	return nil
}

const around = 8 // rows above and below the part that scrolls

func (s *Screen) answered(a task.Answer[card]) tea.Cmd {
	if a.Err != nil {
		s.wrong = look.Sorry(a.Err).Text
		return task.Up(look.Sorry(a.Err))
	}
	first := !s.shown
	s.dossier, s.names, s.shown = a.Value.dossier, a.Value.names, true
	if first || !s.row.Half() && !s.row.Sent() && s.row.Decided() == "" {
		s.row.Open(s.dossier.Reading, s.by.Officer.Role)
	}
	return nil
}

// Keys lists the bindings for help and palette.
func (s *Screen) Keys() []key.Binding {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return []key.Binding{
		bind("0-9", s.opt.Look.Word("inspect.choose_the_outcome"), "1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
		bind("Enter", s.opt.Look.Word("inspect.record_the_choice"), "enter"),
		bind("+ -", s.opt.Look.Word("inspect.the_field_agrees_differs"), "+", "-"),
		bind("j k", s.opt.Look.Word("inspect.next_field_then_scroll"), "j", "k", "down", "up", "pgdown", "pgup", "g", "G", "home", "end", "ctrl+d", "ctrl+u"),
		bind("v", s.opt.Look.Word("inspect.show_or_mask_the_parties"), "v"),
		bind("e", s.opt.Look.Word("inspect.type_the_paper_form_of"), "e"),
		bind("f", s.opt.Look.Word("inspect.type_what_was_found"), "f"),
		bind("a", s.opt.Look.Word("inspect.answer_in_words"), "a"),
		bind("x", s.opt.Look.Word("inspect.put_the_exhibit_into_a_slot"), "x"),
		bind("p", s.opt.Look.Word("inspect.tie_a_photo"), "p"),
		bind("y", s.opt.Look.Word("inspect.copy_the_label"), "y"),
	}
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.notes.open:
		s.notes.press(msg)
	case s.bench.open:
		s.found(msg)
	case s.custody.open:
		s.where(msg)
	case s.custody.text != "":
		return s.putAway(msg.String() == "+" || msg.String() == "y")
	default:
		return s.command(msg)
	}
	return nil
}

func (s *Screen) command(msg tea.KeyPressMsg) tea.Cmd {
	switch name := msg.String(); name {
	case "enter":
		return s.enter()
	case "y":
		return task.Up(Copied{s.item.Ident()})
	case "+", "-":
		s.check(name == "+")
	case "v", "f", "e", "x", "a", "p":
		if s.shown {
			return s.begin(name)
		}
	default:
		if len(name) == 1 && name[0] >= '0' && name[0] <= '9' {
			s.digit(name[0])
			return nil
		}
		s.scroll(name)
	}
	return nil
}

// begin asks for or masks the parties, begins a finding, the slot of an exhibit
// or the path of a photo, or asks for the form.
func (s *Screen) begin(name string) tea.Cmd {
	switch name {
	case "v":
		s.veil.lift()
	case "f":
		s.notes.open = true
	case "x":
		s.beginSlot()
	case "p":
		s.beginPhoto()
	case "a":
		s.beginAnswer()
	case "e":
		if !s.dossier.Reading.Known {
			return task.Up(Form{s.dossier.Reading.Identifier})
		}
	}
	return nil
}

func (s *Screen) digit(d byte) {
	if s.veil.asking {
		s.veil.choose(d)
		return
	}
	s.row.Digit(d)
}

// enter records the purpose parties are to be shown for, else the outcome with
// what was found.
func (s *Screen) enter() tea.Cmd {
	if s.veil.asking {
		return s.unveil()
	}
	made, ok := s.row.Enter()
	switch {
	case ok:
		made.Choice.Findings = append(made.Choice.Findings, s.notes.list...)
		made.Choice.Seen = s.bench.seen
		return task.Up(made)
	case s.row.Decided() != "" || !s.dossier.Reading.State.Open():
		return s.examine() // the outcome stands; what was checked since does not yet
	}
	return nil
}

func (s *Screen) scroll(name string) {
	switch name {
	case "j", "down":
		if !s.move(1) {
			s.top++
		}
	case "k", "up":
		if s.top > s.standsAt() || !s.move(-1) {
			s.top--
		}
	case "pgdown", "ctrl+d", "space":
		s.top += s.height
	case "pgup", "ctrl+u":
		s.top -= s.height
	case "g", "home":
		s.top = 0
	case "G", "end":
		s.top = far
	}
	s.top = min(max(s.top, 0), far)
}

const far = 1 << 20 // further down than any card
