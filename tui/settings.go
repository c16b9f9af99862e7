package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui/capture"
	"postern/tui/keys"
	"postern/tui/look"
)

// Settings are those that may change while the workstation is open. Send them
// with tea.Program.Send; Err says why a changed file was not taken.
type Settings struct {
	Taste  look.Taste
	Keys   keys.Change
	Belt   bool
	Bell   bool
	Ring   func(context.Context, Sound) error // nil: the bell
	Mouse  bool
	Idle   time.Duration
	Gap    time.Duration
	Prefix string
	Err    error
}

// settle takes changed settings, all of them or none.
func (f *Frame) settle(s Settings) tea.Cmd {
	if s.Err != nil {
		return f.refuse(f.look.F("frame.settings_stay", s.Err.Error()))
	}
	changed, err := look.New(s.Taste)
	if err != nil {
		return f.refuse(f.look.F("frame.settings_stay", err.Error()))
	}
	before := *f.look
	*f.look = *changed // the screens draw with the same look
	keymap, err := keys.New(f.Bindings(), s.Keys)
	if err != nil {
		*f.look = before
		return f.refuse(f.look.F("frame.settings_stay", err.Error()))
	}
	f.keymap = keymap
	f.opt.Belt, f.opt.Bell, f.opt.Mouse = s.Belt, s.Bell, s.Mouse
	f.opt.Ring, f.mute = s.Ring, false // a command that failed is tried again
	if f.opt.Idle = s.Idle; s.Idle == 0 {
		f.opt.Idle = idle
	}
	if s.Gap != f.opt.Gap || s.Prefix != f.opt.Prefix {
		f.opt.Gap, f.opt.Prefix = s.Gap, s.Prefix
		f.keys = capture.New(s.Gap, s.Prefix)
		f.armed = false
	}
	return f.notify(look.Notice{Text: f.look.W("frame.settings_taken")})
}
