package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui/look"
	"postern/tui/task"
)

// Sound is one of the three the station makes. The scanner's own says that a
// label was decoded; these say what it turned out to be.
type Sound int

// The sounds.
const (
	SoundOK        Sound = iota // it may go
	SoundAttention              // it asks for something
	SoundWrong                  // it was not taken
)

// String is the sound's name, as a command is given it.
func (s Sound) String() string { return [...]string{"ok", "attention", "wrong"}[s] }

// Sounds and flashes come at most 2.5 times a second: 3 may harm.
const (
	soundGap = 400 * time.Millisecond
	flashFor = 150 * time.Millisecond
)

// flash is what row 1 shows while a sound is heard.
type flash struct {
	on    bool
	sound Sound
	at    time.Time // the last one began
}

// dark ends a flash.
type dark struct{}

// sound is heard and seen, or neither where the last is too near.
func (f *Frame) sound(s Sound) tea.Cmd {
	now := f.opt.Now()
	if now.Sub(f.flash.at) < soundGap {
		return nil
	}
	f.dirty = true
	f.flash = flash{on: true, sound: s, at: now}
	cmds := []tea.Cmd{f.opt.After(flashFor, dark{})}
	switch {
	case f.opt.Ring != nil:
		cmds = append(cmds, f.ring(s))
	case f.opt.Bell:
		cmds = append(cmds, tea.Raw(strings.Repeat("\a", int(s)+1)))
	}
	return tea.Batch(cmds...)
}

// ring has a command make the sound; one that fails is heard by nobody, and
// was seen all the same.
func (f *Frame) ring(s Sound) tea.Cmd {
	ring := f.opt.Ring
	return f.rung.Start(f.opt.Limit, func(ctx context.Context) (struct{}, error) { return struct{}{}, ring(ctx, s) })
}

// silent says once that the command for sounds fails.
func (f *Frame) silent(a task.Answer[struct{}]) tea.Cmd {
	if a.Err == nil || f.mute {
		return nil
	}
	f.mute = true
	return f.notify(look.Notice{Text: f.look.F("frame.no_sound", a.Err.Error()), Bad: true})
}

// flashed is row 1 while a sound is heard: no longer reverse, with the sound's
// sign at its start.
func (f *Frame) flashed(row *look.Row) *look.Row {
	signs := [...]look.Text{look.W(" + "), look.W(" ! "), look.W(" x ")}
	styles := [...]look.Style{look.Good, look.Bold, look.Warn}
	return row.Put(styles[f.flash.sound], signs[f.flash.sound])
}
