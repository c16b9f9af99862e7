package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/capture"
	"postern/tui/look"
)

// caught does what the wedge says of keys: those that act, a read, a refusal.
func (f *Frame) caught(c capture.Caught, now time.Time) tea.Cmd {
	var cmds []tea.Cmd
	for _, msg := range c.Keys {
		cmds = append(cmds, f.act(msg, now))
	}
	switch {
	case c.Read != "":
		cmds = append(cmds, f.push(parcel.Scan{Code: c.Read, Device: "wedge"}))
	case c.Refused != "":
		cmds = append(cmds, f.refuse(f.look.F("frame.is_no_label_nothing_was", c.Refused)))
	case c.Loose != "":
		cmds = append(cmds, f.loose(c.Loose))
	}
	if c.Wait > 0 && !f.armed {
		f.armed = true
		cmds = append(cmds, f.opt.After(c.Wait, quiet{}))
	}
	return tea.Batch(cmds...)
}

// push takes a read, or refuses it aloud.
func (f *Frame) push(s parcel.Scan) tea.Cmd {
	f.dirty = true
	f.deaf, f.heard = true, f.opt.Now()
	switch {
	case f.lock.Shown():
		f.lock.Wrong(f.look.W("frame.locked_the_read_was_refused"))
		return f.sound(SoundWrong)
	case !f.signed():
		return f.refuse(f.look.W("frame.nobody_is_signed_in_the"))
	}
	s.At = f.opt.Now()
	if s.Place == "" {
		s.Place = f.opt.Place
	}
	put := f.reads.Push(s)
	f.scan.Waits(f.reads.Len())
	switch put {
	case capture.Full:
		return f.refuse(f.look.F("frame.reads_wait_was_refused_decide", f.reads.Len(), s.Code))
	case capture.Doubled:
		return nil
	case capture.Taken:
	}
	return f.queued(s)
}

// queued is what follows a read that was taken: in belt mode it records the
// item in hand if that is mild; else the officer is told what it waits for.
func (f *Frame) queued(s parcel.Scan) tea.Cmd {
	if f.opt.Belt && !f.covered() && f.at() == pageScan {
		if made, ok := f.scan.Mild(); ok {
			return f.decide(made)
		}
	}
	if f.active().Busy() || f.scan.Busy() {
		return f.notify(look.Notice{Text: f.look.F("frame.waits_decide_the_item_in", s.Code)})
	}
	return nil
}

// pump gives the oldest read to the scan screen when nothing is in hand.
func (f *Frame) pump() tea.Cmd {
	if f.reads.Len() == 0 || !f.signed() || f.covered() || f.active().Busy() || f.scan.Busy() || f.decided.Waiting() {
		return nil
	}
	s, _ := f.reads.Pop()
	f.dirty = true
	f.inspect.Aside()
	f.path = []page{pageScan}
	cmd := f.scan.Read(f.who, s)
	f.scan.Waits(f.reads.Len())
	f.steady = true
	return tea.Batch(cmd, f.opt.After(patience, waited{}))
}

// patience is how long a verdict is waited for before it is said that the desk
// is being asked: it mostly comes sooner, and would have to wait until a
// picture that nobody has time to read is drawn, and for its turn after that.
const patience = 25 * time.Millisecond

// waited comes when patience is over.
type waited struct{}

// loose takes characters that came like a read without its end. On the scan
// screen they stay in the label field; elsewhere nothing is done with them.
func (f *Frame) loose(text string) tea.Cmd {
	f.dirty = true
	if f.at() == pageScan && !f.covered() {
		f.scan.Loose(text)
		return nil
	}
	return f.refuse(f.look.F("frame.came_without_an_enter_nothing", text))
}

// refuse says aloud that something was not taken.
func (f *Frame) refuse(why look.Text) tea.Cmd {
	f.dirty = true
	return tea.Batch(f.notify(look.Notice{Text: why, Bad: true}), f.sound(SoundWrong))
}

// pasted is a read if it is a label, else text for the field.
func (f *Frame) pasted(text string) tea.Cmd {
	f.touched = f.opt.Now()
	typing := f.Typing()
	if code, ok := capture.Pasted(text, typing != nil); ok {
		return f.push(parcel.Scan{Code: code, Device: "paste"})
	}
	if typing != nil {
		typing.Insert(text)
		return nil
	}
	return f.refuse(f.look.W("frame.what_was_pasted_is_no"))
}
