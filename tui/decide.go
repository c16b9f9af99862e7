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
	"postern/tui/task"
)

// undoFor is how long a decision can be taken back with one key.
const undoFor = 10 * time.Second

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
	shift  string
}

// decide records a choice, or first asks for the signature it takes.
func (f *Frame) decide(m choice.Made) tea.Cmd {
	c := m.Choice
	if !c.Outcome.Grave() && c.Outcome != parcel.Waive {
		return f.record(f.who, c)
	}
	f.pending = pending{choice: c}
	word := look.Clean(string(c.Outcome)).Upper()
	q := overlay.Question{
		Title: look.F("%s takes two officers", word),
		Lines: []look.Text{look.F("%s of %s: %s", word, line.Label(c.Item), c.Ground)},
		Whose: look.W("second officer"),
	}
	if c.Outcome == parcel.Waive {
		q.Title, q.Whose = look.F("%s takes a supervisor", word), look.W("supervisor")
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
		Title: look.F("close shift %s", s.ID),
		Lines: []look.Text{
			look.F("selected %d = %d examined + %d waived + %d open", s.Selected, s.Examined, s.Waived, s.OpenItems),
			look.W("The close signs the journal; it cannot be undone. Another officer may sign with you."),
		},
		Whose: look.W("signed by"),
		Name:  f.who.Officer.Name,
	})
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
		return f.bell(true)
	case p.choice.Outcome == parcel.Waive && o.Role != parcel.Supervisor:
		f.dialog.Wrong(look.F("%s is no supervisor", o.Name))
		return f.bell(true)
	case p.choice.Outcome.Grave() && who.Witness == nil:
		f.dialog.Wrong(look.W("it takes another officer"))
		return f.bell(true)
	}
	f.dialog.Close()
	f.pending = pending{}
	if p.shift != "" {
		return f.shift.Close(who)
	}
	return f.record(who, p.choice)
}

func (f *Frame) record(who parcel.Who, c choice.Choice) tea.Cmd {
	if f.decided.Waiting() {
		f.scan.Refused(c)
		f.inspect.Refused(c)
		return f.notify(look.Notice{Text: look.W("the decision before is still being recorded"), Bad: true})
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
	return nil
}

func (f *Frame) recorded(a task.Answer[choice.Recorded]) tea.Cmd {
	c := f.asked
	if a.Err != nil {
		f.scan.Refused(c)
		f.inspect.Refused(c)
		return tea.Batch(f.notify(look.Sorry(a.Err)), f.bell(true))
	}
	f.last = last{event: a.Value.Event, item: c.Item, outcome: c.Outcome, until: f.opt.Now().Add(undoFor)}
	said := look.F("%s recorded, %s. u takes it back", look.Clean(string(c.Outcome)).Upper(), line.Label(c.Item))
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
	return f.notify(look.Notice{Text: look.F("u, or . again, takes back %s of %s",
		look.Clean(string(f.last.outcome)).Upper(), line.Label(f.last.item))})
}

func (f *Frame) undo() tea.Cmd {
	who, event := f.who, f.last.event
	return f.undone.Start(f.opt.Limit, func(ctx context.Context) (choice.Recorded, error) {
		return f.opt.Desk.Undo(ctx, who, event)
	})
}

func (f *Frame) takenBack(a task.Answer[choice.Recorded]) tea.Cmd {
	if a.Err != nil {
		return tea.Batch(f.notify(look.Sorry(a.Err)), f.bell(true))
	}
	l := f.last
	f.last = last{}
	f.scan.TakenBack(l.item, a.Value)
	said := look.F("taken back: %s of %s", look.Clean(string(l.outcome)).Upper(), line.Label(l.item))
	return tea.Batch(f.inspect.TakenBack(l.item, a.Value), f.notify(look.Notice{Text: said}))
}
