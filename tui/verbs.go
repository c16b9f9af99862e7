package tui

import (
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/look"
	"postern/tui/overlay"
)

// verb is what a row of the palette does. None records anything: an outcome is
// only chosen, a shift's act only prepared, an undo only offered.
type verb func(*Frame) tea.Cmd

// globals are the keys that mean the same on every screen.
func globals() []key.Binding {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return []key.Binding{
		bind("? F1", "help", "?", "f1"),
		bind(": Ctrl+P", "every verb, found as you type", ":", "ctrl+p"),
		bind(". ,", "take back: the choice, one level up, the last decision", ".", ","),
		bind("Esc", "one level up", "esc"),
		bind("u", "undo, for ten seconds after a decision", "u"),
		bind("F2 F3 F4", "scan, queue, shift", "f2", "f3", "f4"),
		bind("L", "lock", "L"),
		bind("q", "leave", "q"),
		bind("Ctrl+C", "leave at once", "ctrl+c"),
	}
}

// groups are the keys for the help.
func (f *Frame) groups() []overlay.Group {
	return []overlay.Group{
		{Title: look.F("keys of %s", string(f.at())), Keys: f.active().Keys()},
		{Title: look.W("keys everywhere"), Keys: globals()},
	}
}

func (f *Frame) openPalette() { f.palette.Open(f.verbs()) }

func (f *Frame) palettePress(msg tea.KeyPressMsg) tea.Cmd {
	v, ok := f.palette.Press(msg)
	if !ok {
		return nil
	}
	if do, ok := v.Msg.(verb); ok {
		return do(f)
	}
	if msg, ok := v.Msg.(tea.KeyPressMsg); ok {
		return f.active().Update(msg)
	}
	return nil
}

// verbs lists everything that can be done now.
func (f *Frame) verbs() []overlay.Verb {
	if !f.signed() {
		return []overlay.Verb{{Name: "quit", Key: "Ctrl+C", Does: "leave", Msg: verb(func(*Frame) tea.Cmd { return tea.Quit })}}
	}
	verbs := append(f.outcomes(), f.screenVerbs()...)
	for _, s := range []struct {
		name, key string
		page      page
	}{{"scan", "F2", pageScan}, {"queue", "F3", pageQueue}, {"shift", "F4", pageShift}} {
		verbs = append(verbs, overlay.Verb{
			Name: s.name, Key: s.key, Does: "go to this screen",
			Msg: verb(func(f *Frame) tea.Cmd { return f.jump(s.page) }),
		})
	}
	for _, a := range []struct {
		name  string
		digit rune
	}{{"open shift", '1'}, {"close shift", '2'}, {"export shift", '3'}} {
		verbs = append(verbs, overlay.Verb{
			Name: a.name, Does: "Enter then does it",
			Msg: verb(func(f *Frame) tea.Cmd {
				return tea.Batch(f.jump(pageShift), f.shift.Update(tea.KeyPressMsg{Code: a.digit, Text: string(a.digit)}))
			}),
		})
	}
	return append(append(verbs, f.frameVerbs()...), f.places()...)
}

// outcomes can be chosen where an item is in hand.
func (f *Frame) outcomes() []overlay.Verb {
	if _, ok := f.active().(picker); !ok {
		return nil
	}
	var verbs []overlay.Verb
	for _, o := range parcel.Outcomes() {
		verbs = append(verbs, overlay.Verb{
			Name: string(o), Code: o.Code(), Does: "choose it; Enter then records it",
			Msg: verb(func(f *Frame) tea.Cmd { return f.pick(o) }),
		})
	}
	return verbs
}

type picker interface {
	Pick(outcome parcel.Outcome) bool
}

func (f *Frame) pick(o parcel.Outcome) tea.Cmd {
	if p, ok := f.active().(picker); ok && p.Pick(o) {
		return nil
	}
	return f.notify(look.Notice{Text: look.F("%s cannot be chosen now", o), Bad: true})
}

// screenVerbs are the keys of the screen in sight that are one character and
// record nothing.
func (f *Frame) screenVerbs() []overlay.Verb {
	var verbs []overlay.Verb
	for _, b := range f.active().Keys() {
		names := b.Keys()
		if len(names) == 0 || utf8.RuneCountInString(names[0]) != 1 || names[0] >= "0" && names[0] <= "9" {
			continue
		}
		r, _ := utf8.DecodeRuneInString(names[0])
		verbs = append(verbs, overlay.Verb{
			Name: b.Help().Desc, Key: b.Help().Key, Msg: tea.KeyPressMsg{Code: r, Text: names[0]},
		})
	}
	return verbs
}

func (f *Frame) frameVerbs() []overlay.Verb {
	belt := "belt on"
	if f.opt.Belt {
		belt = "belt off"
	}
	return []overlay.Verb{
		{Name: "undo", Key: "u", Does: "offer to take back the last decision", Msg: verb(func(f *Frame) tea.Cmd {
			f.last.offered = false
			return f.offerUndo(f.opt.Now())
		})},
		{Name: belt, Does: "the next read records a preselected release", Msg: verb(func(f *Frame) tea.Cmd {
			f.opt.Belt = !f.opt.Belt
			return nil
		})},
		{Name: "lock", Key: "L", Does: "hide everything until the PIN is typed", Msg: verb((*Frame).lockNow)},
		{Name: "sign out", Does: "another officer takes over", Msg: verb((*Frame).leave)},
		{Name: "help", Key: "?", Does: "keys and signs", Msg: verb(func(f *Frame) tea.Cmd {
			f.help.Open()
			return nil
		})},
		{Name: "quit", Key: "q", Does: "leave", Msg: verb(func(*Frame) tea.Cmd { return tea.Quit })},
	}
}

// places lists where the station may stand: reads move items there.
func (f *Frame) places() []overlay.Verb {
	var verbs []overlay.Verb
	for _, p := range parcel.Places() {
		verbs = append(verbs, overlay.Verb{
			Name: "place " + string(p), Does: "reads move items here",
			Msg: verb(func(f *Frame) tea.Cmd {
				f.opt.Place = p
				return nil
			}),
		})
	}
	return verbs
}
