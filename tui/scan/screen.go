// Package scan is the screen for the item in hand: what to do with it, now.
//
// It shows one reading and takes one outcome for it. With no item in hand it
// shows how to begin and what waits. It asks the desk for readings; what is to
// be recorded it reports up. A door that fails is shown as a sentence, and the
// screen stays as it was.
package scan

import (
	"context"
	"time"

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
	After func(time.Duration, tea.Msg) tea.Cmd // sends the message later
	Desk  Desk
	Book  Book
}

// What the screen reports up.
type (
	// Typed is a label typed by hand: a read like any other.
	Typed struct{ Code string }
	// Opened asks for everything known of an item.
	Opened struct{ Item parcel.ItemID }
	// Form asks for the paper form of a label nobody advised.
	Form struct{ Identifier parcel.Identifier }
	// LockAsked is the key that locks, pressed alone.
	LockAsked struct{}
	// Answered says what a read turned out to be, for the sounds.
	Answered struct{ Sign look.Sign }
)

// Screen is the scan screen.
type Screen struct {
	opt     Options
	role    parcel.Role
	reading parcel.Reading
	shown   bool
	who     parcel.Who
	read    parcel.Scan // that the reading answers
	asking  string      // label the desk is being asked about; shown: its verdict is there and is being saved
	device  string      // that read it
	failed  string      // label the desk could not answer
	row     choice.Row
	label   label
	lines   []parcel.Line // what waits
	total   int
	pick    int
	queued  int // reads waiting
	tally   Tally

	scanned task.Slot[parcel.Reading]
	ahead   task.Slot[parcel.Reading] // the same, before it is saved
	late    task.Slot[parcel.Reading] // of an item in hand that nobody had announced
	waiting task.Slot[page]
	lacking task.Slot[page]
	lacks   page // holds still in the receptacle of the item in hand
}

// Tally counts what this officer did here since signing in.
type Tally struct{ Scans, Decided int }

type page struct {
	lines []parcel.Line
	total int
}

// New makes the screen.
func New(opt Options) *Screen { return &Screen{opt: opt, row: choice.NewRow(opt.Look)} }

// Begin shows the screen to an officer who has just signed in.
func (s *Screen) Begin(role parcel.Role) tea.Cmd {
	s.reset(role)
	return s.load()
}

// Leave forgets everything: nobody is signed in.
func (s *Screen) Leave() { s.reset("") }

// reset keeps the slots, whose numbers must go on counting: an answer to what
// was asked before must not pass for a new one.
func (s *Screen) reset(role parcel.Role) {
	s.clear()
	s.waiting.Drop()
	s.label.close()
	*s = Screen{
		opt: s.opt, role: role, row: choice.NewRow(s.opt.Look), label: s.label,
		scanned: s.scanned, ahead: s.ahead, late: s.late, waiting: s.waiting, lacking: s.lacking,
	}
}

// Read asks the desk about a label.
func (s *Screen) Read(who parcel.Who, read parcel.Scan) tea.Cmd {
	s.clear()
	s.asking, s.device, s.who, s.read = read.Code, read.Device, who, read
	s.tally.Scans++
	return s.ask(read)
}

// ask has the desk read a label: the verdict comes when it is made, and again
// when the disk has it.
func (s *Screen) ask(read parcel.Scan) tea.Cmd {
	desk, who, verdict := s.opt.Desk, s.who, make(chan parcel.Reading, 1)
	saved := s.scanned.Start(s.opt.Limit, func(ctx context.Context) (parcel.Reading, error) {
		defer close(verdict)
		return desk.Scan(ctx, who, read, func(r parcel.Reading) {
			select {
			case verdict <- r:
			default: // begun anew: what is saved will be shown
			}
		})
	})
	made := s.ahead.Start(s.opt.Limit, func(ctx context.Context) (parcel.Reading, error) {
		select {
		case r := <-verdict:
			return r, nil
		case <-ctx.Done():
			return parcel.Reading{}, ctx.Err()
		}
	})
	return tea.Batch(saved, made)
}

// again looks whether an item in hand that nobody had announced is known by
// now: mail may come in after its item.
func (s *Screen) again() tea.Cmd {
	if !s.shown || s.asking != "" || s.reading.Known || !s.row.Untouched() || s.read.Code == "" {
		return nil
	}
	desk, item := s.opt.Desk, s.reading.Item
	return s.late.Start(s.opt.Limit, func(ctx context.Context) (parcel.Reading, error) { return desk.Assess(ctx, item) })
}

// announced reads an item anew whose advance data came while it was in hand:
// what the officer is shown is recorded as any verdict is.
func (s *Screen) announced(r parcel.Reading) tea.Cmd {
	if !r.Known || s.asking != "" || !s.row.Untouched() {
		return nil
	}
	s.asking = s.read.Code
	read := s.read
	read.Device = "late advice"
	return tea.Batch(s.ask(read), task.Up(look.Notice{Text: s.opt.Look.F("scan.its_advance_data_came", read.Code)}))
}

// Show shows a reading that came another way, as from the paper form.
func (s *Screen) Show(r parcel.Reading) {
	s.clear()
	s.reading, s.shown = r, true
	s.row.Open(r, s.role)
}

// Item is the item in hand; empty where none is.
func (s *Screen) Item() parcel.ItemID { return s.reading.Item }

// Waits says how many reads wait.
func (s *Screen) Waits(n int) { s.queued = n }

// Busy reports whether the item in hand still wants something.
func (s *Screen) Busy() bool { return s.asking != "" || s.shown && s.row.Waits() }

// Half reports whether a choice is half made.
func (s *Screen) Half() bool { return s.row.Half() }

// Typing is the field that has the keys, or nil.
func (s *Screen) Typing() *field.Field {
	if s.label.open {
		return &s.label.field
	}
	return nil
}

// Recorded notes that the choice for an item is in the journal.
func (s *Screen) Recorded(c choice.Choice, now choice.Recorded) tea.Cmd {
	s.tally.Decided++
	if c.Item == s.reading.Item {
		s.row.Recorded(c.Outcome, now)
	}
	return s.load()
}

// Refused keeps the choice, since the desk did not record it.
func (s *Screen) Refused(c choice.Choice) {
	if c.Item == s.reading.Item {
		s.row.Refused()
	}
}

// TakenBack opens the choice again after an undo.
func (s *Screen) TakenBack(item parcel.ItemID, now choice.Recorded) {
	s.tally.Decided--
	if item == s.reading.Item {
		s.row.TakenBack(now)
	}
}

// Pick chooses an outcome by name.
func (s *Screen) Pick(outcome parcel.Outcome) bool { return s.row.Pick(outcome) }

// Mild records the untouched release of a green or blue item: belt mode.
func (s *Screen) Mild() (choice.Made, bool) { return s.row.Mild() }

// Back goes one level up within the screen; false where it is at the top.
func (s *Screen) Back() (bool, tea.Cmd) {
	switch {
	case s.label.open:
		s.label.close()
	case s.row.Back():
	case s.row.Sent(), s.shown && s.asking != "": // it is being recorded
	case s.shown && s.row.Decided() == "", s.failed != "":
		s.clear()
	default:
		return false, nil
	}
	return true, nil
}

func (s *Screen) clear() {
	s.reading, s.shown, s.asking, s.failed = parcel.Reading{}, false, "", ""
	s.device, s.lacks, s.read = "", page{}, parcel.Scan{}
	s.scanned.Drop()
	s.ahead.Drop()
	s.late.Drop()
	s.lacking.Drop()
	s.row.Close()
	if s.label.field.Text == "" {
		s.label.close()
	}
}

func (s *Screen) load() tea.Cmd {
	book := s.opt.Book
	return s.waiting.Start(s.opt.Limit, func(ctx context.Context) (page, error) {
		lines, total, err := book.Lines(ctx, parcel.Filter{Open: true, Limit: 50})
		return page{lines, total}, err
	})
}

// lack asks which holds are still in the receptacle of the item in hand.
func (s *Screen) lack() tea.Cmd {
	p, book := s.reading.Receptacle, s.opt.Book
	if p.Receptacle == "" || p.HoldsSeen >= p.Holds {
		return nil
	}
	return s.lacking.Start(s.opt.Limit, func(ctx context.Context) (page, error) {
		lines, total, err := book.Lines(ctx, parcel.Filter{Receptacle: p.Receptacle, Held: true, Unseen: true, Limit: 1})
		return page{lines, total}, err
	})
}

// Update takes answers and keys.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case task.Refresh:
		return tea.Batch(s.load(), s.again())
	case alone:
		return s.label.alone(msg)
	}
	if a, ok := s.scanned.Take(msg); ok {
		return s.answered(a)
	}
	if a, ok := s.ahead.Take(msg); ok && a.Err == nil {
		s.foresee(a.Value)
	}
	if a, ok := s.late.Take(msg); ok && a.Err == nil {
		return s.announced(a.Value)
	}
	return s.listed(msg)
}

// foresee shows a verdict that is being saved.
func (s *Screen) foresee(r parcel.Reading) {
	if r.Item != "" {
		s.reading, s.shown = r, true
		s.reading.State = "" // it is not in it yet
	}
}

// listed takes the lists that were asked for.
func (s *Screen) listed(msg tea.Msg) tea.Cmd {
	if a, ok := s.waiting.Take(msg); ok {
		return s.loaded(a)
	}
	if a, ok := s.lacking.Take(msg); ok && a.Err == nil {
		s.lacks = a.Value
		return nil
	}
	if a, ok := s.label.match.Take(msg); ok && a.Err == nil {
		s.label.matches = a.Value.lines
	}
	return nil
}

func (s *Screen) answered(a task.Answer[parcel.Reading]) tea.Cmd {
	code, device, read := s.asking, s.device, s.read
	s.clear()
	if a.Err != nil {
		s.failed = code
		return task.Up(look.Sorry(a.Err))
	}
	s.Show(a.Value)
	s.device, s.read = device, read
	return tea.Batch(s.load(), s.lack(), task.Up(Answered{choice.SignOf(a.Value)}))
}

func (s *Screen) loaded(a task.Answer[page]) tea.Cmd {
	if a.Err != nil {
		return task.Up(look.Sorry(a.Err))
	}
	s.lines, s.total = a.Value.lines, a.Value.total
	s.pick = min(s.pick, max(len(s.lines)-1, 0))
	return nil
}
