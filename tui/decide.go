package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/line"
	"postern/tui/look"
	"postern/tui/overlay"
	"postern/tui/shift"
	"postern/tui/task"
)

// undoFor is how long a decision can be taken back with one key.
const undoFor = parcel.UndoFor

// last is the decision that may be undone.
type last struct {
	event   string
	item    parcel.ItemID
	outcome parcel.Outcome
	until   time.Time
	offered bool // the next key that takes back undoes it
}

// pending is what a signature is asked for: a choice, or the close of a shift.
type pending struct {
	choice choice.Choice
	shift  string // to be closed
	waive  bool   // of all that does not fit the shift's capacity
}

// decide records a choice, or first asks for the signature it takes.
func (f *Frame) decide(m choice.Made) tea.Cmd {
	c := m.Choice
	if !c.Outcome.Grave() && c.Outcome != parcel.Waive {
		return f.record(f.who, c)
	}
	f.pending = pending{choice: c}
	word := f.look.Name(string(c.Outcome)).Upper()
	q := overlay.Question{
		Title: f.look.F("frame.takes_two_officers", word),
		Lines: []look.Text{f.look.F("frame.of", word, line.Label(c.Item), c.Ground)},
		Whose: f.look.W("frame.second_officer"),
	}
	if c.Outcome == parcel.Waive {
		q.Title, q.Whose = f.look.F("frame.takes_a_supervisor", word), f.look.W("frame.supervisor")
		if f.who.Officer.Role == parcel.Supervisor {
			q.Name = f.who.Officer.Name
		}
	}
	f.ask(q)
	return nil
}

// closing asks for the signature that closes a shift.
func (f *Frame) closing(s parcel.Shift) tea.Cmd {
	f.pending = pending{shift: s.ID}
	f.ask(overlay.Question{
		Title: f.look.F("frame.close_shift", s.ID),
		Lines: []look.Text{
			f.look.F("frame.selected_examined_waived", s.Selected, s.Examined, s.Waived, s.OpenItems),
			f.look.W("frame.the_close_signs_the_journal"),
		},
		Whose: f.look.W("frame.signed_by"),
		Name:  f.who.Officer.Name,
	})
	return nil
}

// waiving asks for the supervisor's signature under all that does not fit.
func (f *Frame) waiving(m shift.WaiveAsked) tea.Cmd {
	f.pending = pending{waive: true}
	word := f.look.Name(string(parcel.Waive)).Upper()
	q := overlay.Question{
		Title: f.look.F("frame.takes_a_supervisor", word),
		Lines: []look.Text{f.look.F("frame.items_do_not_fit", m.Items, m.Shift.ID), f.look.W("frame.each_is_waived_by_name")},
		Whose: f.look.W("frame.supervisor"),
	}
	if f.who.Officer.Role == parcel.Supervisor {
		q.Name = f.who.Officer.Name
	}
	f.ask(q)
	return nil
}

func (f *Frame) ask(q overlay.Question) {
	f.palette.Close()
	f.help.Close()
	f.second.Drop()
	f.dialog.Open(q, f.opt.Now())
}

func (f *Frame) dialogPress(msg tea.KeyPressMsg, now time.Time) tea.Cmd {
	if !f.dialog.Hears(now) {
		return nil
	}
	signed, ok := f.dialog.Press(msg)
	if !f.dialog.Shown() {
		f.unsigned()
		return nil
	}
	if !ok {
		return nil
	}
	return f.second.Start(f.opt.Limit, func(ctx context.Context) (parcel.Officer, error) {
		return f.opt.Roster.SignIn(ctx, signed.Name, signed.PIN)
	})
}

// unsigned goes back to where the signature was asked for; nothing happened.
func (f *Frame) unsigned() {
	f.second.Drop()
	f.scan.Refused(f.pending.choice)
	f.inspect.Refused(f.pending.choice)
	f.pending = pending{}
}

// signedBy does what was asked, now that somebody signed for it.
func (f *Frame) signedBy(a task.Answer[parcel.Officer]) tea.Cmd {
	if !f.dialog.Shown() {
		return nil
	}
	who, o := f.who, a.Value
	if o.ID != who.Officer.ID {
		who.Witness = &o
	}
	p := f.pending
	switch {
	case a.Err != nil:
		f.dialog.Wrong(look.Sorry(a.Err).Text)
		return f.sound(SoundWrong)
	case (p.waive || p.choice.Outcome == parcel.Waive) && o.Role != parcel.Supervisor:
		f.dialog.Wrong(f.look.F("frame.is_no_supervisor", o.Name))
		return f.sound(SoundWrong)
	case p.choice.Outcome.Grave() && who.Witness == nil:
		f.dialog.Wrong(f.look.W("frame.it_takes_another_officer"))
		return f.sound(SoundWrong)
	}
	f.dialog.Close()
	f.pending = pending{}
	switch {
	case p.shift != "":
		return f.shift.Close(who)
	case p.waive:
		return f.shift.Waive(who)
	}
	return f.record(who, p.choice)
}

func (f *Frame) record(who parcel.Who, c choice.Choice) tea.Cmd {
	if f.decided.Waiting() {
		f.scan.Refused(c)
		f.inspect.Refused(c)
		return f.notify(look.Notice{Text: f.look.W("frame.the_decision_before_is_still"), Bad: true})
	}
	f.asked = c
	return f.decided.Start(f.opt.Limit, func(ctx context.Context) (choice.Recorded, error) {
		return f.opt.Desk.Decide(ctx, who, c)
	})
}

// answered takes the answers to what the frame itself asked.
func (f *Frame) answered(msg tea.Msg) tea.Cmd {
	if a, ok := f.decided.Take(msg); ok {
		return f.recorded(a)
	}
	if a, ok := f.undone.Take(msg); ok {
		return f.takenBack(a)
	}
	if a, ok := f.second.Take(msg); ok {
		return f.signedBy(a)
	}
	if a, ok := f.unlock.Take(msg); ok {
		return f.unlocked(a)
	}
	if a, ok := f.rung.Take(msg); ok {
		return f.silent(a)
	}
	return nil
}

func (f *Frame) recorded(a task.Answer[choice.Recorded]) tea.Cmd {
	c := f.asked
	if a.Err != nil {
		f.scan.Refused(c)
		f.inspect.Refused(c)
		return tea.Batch(f.notify(look.Sorry(a.Err)), f.sound(SoundWrong))
	}
	f.last = last{event: a.Value.Event, item: c.Item, outcome: c.Outcome, until: f.opt.Now().Add(undoFor)}
	said := f.look.F("frame.recorded_u_takes_it_back", f.look.Name(string(c.Outcome)).Upper(), line.Label(c.Item))
	return tea.Batch(
		f.scan.Recorded(c, a.Value), f.inspect.Recorded(c, a.Value),
		f.notifyFor(look.Notice{Text: said}, undoFor),
	)
}

func (f *Frame) canUndo(now time.Time) bool {
	return f.last.event != "" && now.Before(f.last.until) && !f.undone.Waiting()
}

// offerUndo says what the same key, pressed again, takes back.
func (f *Frame) offerUndo(now time.Time) tea.Cmd {
	switch {
	case !f.canUndo(now):
		return nil
	case f.last.offered:
		return f.undo()
	}
	f.last.offered = true
	return f.notify(look.Notice{Text: f.look.F("frame.u_or_again_takes_back",
		f.look.Name(string(f.last.outcome)).Upper(), line.Label(f.last.item))})
}

func (f *Frame) undo() tea.Cmd {
	who, event := f.who, f.last.event
	return f.undone.Start(f.opt.Limit, func(ctx context.Context) (choice.Recorded, error) {
		return f.opt.Desk.Undo(ctx, who, event)
	})
}

func (f *Frame) takenBack(a task.Answer[choice.Recorded]) tea.Cmd {
	if a.Err != nil {
		return tea.Batch(f.notify(look.Sorry(a.Err)), f.sound(SoundWrong))
	}
	l := f.last
	f.last = last{}
	f.scan.TakenBack(l.item, a.Value)
	said := f.look.F("frame.taken_back_of", f.look.Name(string(l.outcome)).Upper(), line.Label(l.item))
	return tea.Batch(f.inspect.TakenBack(l.item, a.Value), f.notify(look.Notice{Text: said}))
}
