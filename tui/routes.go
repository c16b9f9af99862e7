package tui

import (
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/enter"
	"postern/tui/inspect"
	"postern/tui/look"
	"postern/tui/queue"
	"postern/tui/scan"
	"postern/tui/shift"
	"postern/tui/signin"
)

// route is the whole navigation: what a screen reports, and what comes next.
// Nothing else goes from one screen to another, but back and a read.
//
//nolint:cyclop // one row for each message, and nothing else
func (f *Frame) route(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case signin.SignedIn:
		return f.welcome(msg.Officer), true
	case scan.Typed:
		return f.push(parcel.Scan{Code: msg.Code}), true
	case scan.Opened:
		return f.open(msg.Item), true
	case queue.Opened:
		return f.open(msg.Item), true
	case shift.Opened:
		return f.open(msg.Item), true
	case scan.Form:
		return f.form(msg.Identifier), true
	case inspect.Form:
		return f.form(msg.Identifier), true
	case enter.Entered:
		return f.entry(msg.Reading), true
	case scan.Answered:
		return f.sounded(msg.Sign), true
	case scan.LockAsked:
		return f.lockNow(), true
	case queue.Copied:
		return f.copied(msg.Label), true
	case inspect.Copied:
		return f.copied(msg.Label), true
	case choice.Made:
		return f.decide(msg), true
	case shift.CloseAsked:
		return f.closing(msg.Shift), true
	case look.Notice:
		return f.notify(msg), true
	}
	return nil, false
}

func (f *Frame) open(item parcel.ItemID) tea.Cmd {
	f.show(pageInspect)
	return f.inspect.Begin(item, f.who)
}

func (f *Frame) form(ident parcel.Identifier) tea.Cmd {
	f.enter.Begin(f.who, ident)
	f.show(pageEnter)
	return nil
}

// entry shows the reading of an item from its form. The officer who left the
// form before the answer came has another item in hand: then it is only said.
func (f *Frame) entry(r parcel.Reading) tea.Cmd {
	if f.at() != pageEnter {
		return f.notify(look.Notice{Text: f.look.F("frame.is_entered", r.Identifier.Text)})
	}
	f.path = []page{pageScan}
	f.scan.Show(r)
	return f.sounded(choice.SignOf(r))
}

// jump goes to a top screen.
func (f *Frame) jump(p page) tea.Cmd {
	if !f.signed() {
		return nil
	}
	f.path = []page{pageScan}
	switch p {
	case pageQueue:
		f.show(p)
		return f.queue.Begin()
	case pageShift:
		f.show(p)
		return f.shift.Begin(f.who, f.opt.Place)
	case pageLink:
		f.show(p)
		return f.link.Begin()
	case pageScan, pageSignin, pageInspect, pageEnter:
	}
	return nil
}

func (f *Frame) copied(label string) tea.Cmd {
	clean := look.Clean(label).String()
	return tea.Batch(tea.SetClipboard(clean), f.notify(look.Notice{Text: f.look.W("frame.copied_if_your_terminal")}))
}

func (f *Frame) sounded(s look.Sign) tea.Cmd {
	if s == look.Release || s == look.Pass {
		return f.sound(SoundOK)
	}
	return f.sound(SoundAttention)
}
