package tui

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/keys"
	"postern/tui/look"
	"postern/tui/overlay"
)

// verb is what a row of the palette does. None records anything: an outcome is
// only chosen, a shift's act only prepared, an undo only offered.
type verb func(*Frame) tea.Cmd

// globals are the keys that mean the same on every screen.
func (f *Frame) globals() []key.Binding {
	l := f.look
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return []key.Binding{
		bind("? F1", l.Word("frame.help"), "?", "f1"),
		bind(": Ctrl+P", l.Word("frame.every_verb_found_as_you"), ":", "ctrl+p"),
		bind(". ,", l.Word("frame.take_back_the_choice_one"), ".", ","),
		bind("Esc", l.Word("frame.one_level_up"), "esc"),
		bind("u", l.Word("frame.undo_for_ten_seconds_after"), "u"),
		bind("F2 F3 F4", l.Word("frame.scan_queue_shift"), "f2", "f3", "f4"),
		bind("F5-F8", l.Word("frame.receptacles_holds_messages"), "f5", "f6", "f7", "f8"),
		bind("F9 F10 F12", l.Word("frame.the_link_in_force"), "f9", "f10", "f12"),
		bind("L", l.Word("frame.lock"), "L"),
		bind("q", l.Word("frame.leave"), "q"),
		bind("Ctrl+C", l.Word("frame.leave_at_once"), "ctrl+c"),
	}
}

// groups are the keys for the help.
func (f *Frame) groups() []overlay.Group {
	return []overlay.Group{
		{Title: f.look.F("frame.keys_of", f.title(f.at())), Keys: f.bindings()},
		{Title: f.look.W("frame.keys_everywhere"), Keys: f.keymap.Bindings(keys.Everywhere, f.globals())},
	}
}

// bindings are those of the screen in sight, with the keys they have here.
func (f *Frame) bindings() []key.Binding {
	return f.keymap.Bindings(string(f.at()), f.active().Keys())
}

// Bindings are the declared bindings of all pages, by page.
func (f *Frame) Bindings() map[string][]key.Binding {
	all := map[string][]key.Binding{keys.Everywhere: f.globals()}
	for p, screen := range f.pages {
		all[string(p)] = screen.Keys()
	}
	return all
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
		return []overlay.Verb{{Name: f.look.Word("verb.quit"), Key: "Ctrl+C", Does: f.look.Word("verb.quit_does"), Msg: verb(func(*Frame) tea.Cmd { return tea.Quit })}}
	}
	verbs := append(f.outcomes(), f.screenVerbs()...)
	for _, t := range f.tops() {
		verbs = append(verbs, overlay.Verb{
			Name: t.name, Key: strings.ToUpper(t.key), Does: f.look.Word("verb.go"),
			Msg: verb(func(f *Frame) tea.Cmd { return f.jump(t.page) }),
		})
	}
	for _, a := range []struct {
		name  string
		digit rune
	}{{f.look.Word("verb.open_shift"), '1'}, {f.look.Word("verb.close_shift"), '2'}, {f.look.Word("verb.export_shift"), '3'}, {f.look.Word("verb.waive_rest"), '4'}} {
		verbs = append(verbs, overlay.Verb{
			Name: a.name, Does: f.look.Word("verb.enter_does"),
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
			Name: f.look.Name(string(o)).String(), Code: o.Code(), Does: f.look.Word("verb.choose_does"),
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
	return f.notify(look.Notice{Text: f.look.F("frame.cannot_be_chosen_now", o), Bad: true})
}

// screenVerbs are the keys of the screen in sight that are one character and
// record nothing.
func (f *Frame) screenVerbs() []overlay.Verb {
	var verbs []overlay.Verb
	for _, b := range f.bindings() {
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
	l := f.look
	belt := l.Word("verb.belt_on")
	if f.opt.Belt {
		belt = l.Word("verb.belt_off")
	}
	return []overlay.Verb{
		{Name: l.Word("verb.undo"), Key: "u", Does: l.Word("verb.undo_does"), Msg: verb(func(f *Frame) tea.Cmd {
			f.last.offered = false
			return f.offerUndo(f.opt.Now())
		})},
		{Name: belt, Does: l.Word("verb.belt_does"), Msg: verb(func(f *Frame) tea.Cmd {
			f.opt.Belt = !f.opt.Belt
			return nil
		})},
		{Name: l.Word("verb.lock"), Key: "L", Does: l.Word("verb.lock_does"), Msg: verb((*Frame).lockNow)},
		{Name: l.Word("verb.sign_out"), Does: l.Word("verb.sign_out_does"), Msg: verb((*Frame).leave)},
		{Name: l.Word("verb.help"), Key: "?", Does: l.Word("verb.help_does"), Msg: verb(func(f *Frame) tea.Cmd {
			f.help.Open()
			return nil
		})},
		{Name: l.Word("verb.quit"), Key: "q", Does: l.Word("verb.quit_does"), Msg: verb(func(*Frame) tea.Cmd { return tea.Quit })},
	}
}

// places lists where the station may stand: reads move items there.
func (f *Frame) places() []overlay.Verb {
	var verbs []overlay.Verb
	for _, p := range parcel.Places() {
		verbs = append(verbs, overlay.Verb{
			Name: f.look.F("verb.place", p).String(), Does: f.look.Word("verb.place_does"),
			Msg: verb(func(f *Frame) tea.Cmd {
				f.opt.Place = p
				return nil
			}),
		})
	}
	return verbs
}

// Declared are the bindings of all pages, for settings to be held against.
func Declared() (map[string][]key.Binding, error) {
	l, err := look.New(look.Taste{})
	if err != nil {
		return nil, err
	}
	f := &Frame{look: l}
	f.screens(Options{})
	return f.Bindings(), nil
}
