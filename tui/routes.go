package tui

import (
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/enter"
	"postern/tui/exhibits"
	"postern/tui/holds"
	"postern/tui/inspect"
	"postern/tui/look"
	"postern/tui/queue"
	"postern/tui/receptacle"
	"postern/tui/scan"
	"postern/tui/shift"
	"postern/tui/signin"
	"postern/tui/walk"
)

// route is the whole navigation: what a screen reports, and what comes next.
// Nothing else goes from one screen to another, but back and a read.
//
//nolint:cyclop // one row for each message, and nothing else
func (f *Frame) route(msg tea.Msg) (tea.Cmd, bool) {
	if item, ok := opened(msg); ok {
		return f.open(item), true
	}
	switch msg := msg.(type) {
	case signin.SignedIn:
		return f.welcome(msg.Officer), true
	case scan.Typed:
		return f.push(parcel.Scan{Code: msg.Code}), true
	case walk.Risen:
		return f.risen(msg), true
	case receptacle.Read:
		return f.push(parcel.Scan{Code: msg.Code}), true
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
	case shift.WaiveAsked:
		return f.waiving(msg), true
	case look.Notice:
		return f.notify(msg), true
	}
	return nil, false
}

// opened is the item that a screen asks to be shown with all that is known.
func opened(msg tea.Msg) (parcel.ItemID, bool) {
	switch msg := msg.(type) {
	case scan.Opened:
		return msg.Item, true
	case queue.Opened:
		return msg.Item, true
	case shift.Opened:
		return msg.Item, true
	case receptacle.Opened:
		return msg.Item, true
	case holds.Opened:
		return msg.Item, true
	case walk.Opened:
		return msg.Item, true
	case exhibits.Opened:
		return msg.Item, true
	}
	return "", false
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

// top is a screen that one key, or the palette, goes to from anywhere.
type top struct {
	key, name string // key: empty where there is none
	page      page
	begin     func() tea.Cmd
}

func (f *Frame) tops() []top {
	l := f.look
	all := []top{
		{"f2", l.Word("verb.scan"), pageScan, func() tea.Cmd { return nil }},
		{"f3", l.Word("verb.queue"), pageQueue, f.queue.Begin},
		{"f4", l.Word("verb.shift"), pageShift, func() tea.Cmd { return f.shift.Begin(f.who, f.opt.Place) }},
		{"f5", l.Word("verb.receptacle"), pageReceptacle, func() tea.Cmd { return f.receptacle.Begin(f.opt.Place) }},
		{"f6", l.Word("verb.holds"), pageHolds, func() tea.Cmd { return f.holds.Begin(f.who) }},
		{"f7", l.Word("verb.messages"), pageMessages, f.messages.Begin},
		{"f8", l.Word("verb.walk"), pageWalk, f.walk.Watch},
		{"f9", l.Word("verb.link"), pageLink, f.link.Begin},
		{"f10", l.Word("verb.force"), pageForce, f.force.Begin},
		{"f12", l.Word("verb.exhibits"), pageExhibits, func() tea.Cmd { return f.exhibits.Begin(f.who) }},
	}
	if f.opt.Teach != nil {
		all = append(all, top{"", l.Word("verb.scanner"), pageScanner, f.scanner.Begin})
	}
	return all
}

// jump goes to a top screen.
func (f *Frame) jump(p page) tea.Cmd {
	if !f.signed() {
		return nil
	}
	f.path = []page{pageScan}
	for _, t := range f.tops() {
		if t.page == p {
			f.show(p)
			return t.begin()
		}
	}
	return nil
}

// risen tells the officer, whatever is in sight, that an item already let by
// asks for more now.
func (f *Frame) risen(msg walk.Risen) tea.Cmd {
	if !f.signed() || f.lock.Shown() {
		return nil // the list has it when the officer is back
	}
	text := walk.Tell(f.look, msg.Errand)
	if msg.More > 0 {
		text = f.look.F("walk.and_more", text, msg.More)
	}
	return tea.Batch(f.notifyFor(look.Notice{Text: text, Bad: true}, undoFor), f.sound(SoundAttention))
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
