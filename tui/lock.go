package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui/look"
	"postern/tui/overlay"
	"postern/tui/task"
)

// lockNow hides everything until the officer's PIN is typed.
func (f *Frame) lockNow() tea.Cmd {
	if !f.signed() || f.lock.Shown() {
		return nil
	}
	if f.dialog.Shown() {
		f.dialog.Close()
		f.unsigned()
	}
	f.palette.Close()
	f.help.Close()
	f.toast = overlay.Toast{}
	f.lock.Open(look.Clean(f.who.Officer.Name))
	return nil
}

// idle locks a workstation nobody touches.
func (f *Frame) idle() tea.Cmd {
	if f.opt.Idle < 0 || f.opt.Now().Sub(f.touched) < f.opt.Idle {
		return nil
	}
	return f.lockNow()
}

func (f *Frame) lockPress(msg tea.KeyPressMsg) tea.Cmd {
	pin, leave := f.lock.Press(msg)
	if leave {
		return f.leave()
	}
	if pin == "" {
		return nil
	}
	name := f.who.Officer.Name
	return f.unlock.Start(f.opt.Limit, func(ctx context.Context) (parcel.Officer, error) {
		return f.opt.Roster.SignIn(ctx, name, pin)
	})
}

func (f *Frame) unlocked(a task.Answer[parcel.Officer]) tea.Cmd {
	switch {
	case !f.lock.Shown():
		return nil
	case a.Err != nil:
		f.lock.Wrong(look.Sorry(a.Err).Text)
		return f.sound(SoundWrong)
	case a.Value.ID != f.who.Officer.ID:
		f.lock.Wrong(f.look.W("frame.that_is_another_officer"))
		return nil
	}
	f.lock.Close()
	return f.active().Update(task.Refresh{})
}
