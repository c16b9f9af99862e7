package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui/field"
	"postern/tui/look"
)

// quietTime is how long keys must be quiet after a read before one records
// again, and how far two Enters must lie apart.
const quietTime = 250 * time.Millisecond

// quiet comes when held keys have waited long enough.
type quiet struct{}

// press takes a key: the wedge sees it before anything else does.
func (f *Frame) press(msg tea.KeyPressMsg) tea.Cmd {
	now := f.opt.Now()
	f.touched = now
	msg = padless(msg)
	if msg.String() == "ctrl+c" {
		return tea.Quit
	}
	if f.teaching() && msg.String() != "esc" {
		f.dirty = true
		return f.scanner.Hear(msg)
	}
	if turned, _ := f.turn(msg); msg.IsRepeat && commits(turned) {
		return nil
	}
	if f.deaf {
		f.deaf = now.Sub(f.heard) < quietTime
		f.heard = now
	}
	return f.caught(f.keys.Press(msg, now, f.Typing(), f.dialog.Shown()), now)
}

// teaching reports whether the keys are those of a scanner that is learned.
func (f *Frame) teaching() bool {
	return f.at() == pageScanner && f.scanner.Listening() && !f.covered()
}

func (f *Frame) quieten() tea.Cmd {
	f.armed = false
	now := f.opt.Now()
	return f.caught(f.keys.Quiet(now), now)
}

// act takes a key that is no part of a read: lock, overlay, global, screen.
func (f *Frame) act(msg tea.KeyPressMsg, now time.Time) tea.Cmd {
	f.dirty = true
	msg, means := f.turn(msg)
	if !means || f.muted(msg, now) {
		return nil
	}
	switch {
	case f.lock.Shown():
		return f.lockPress(msg)
	case f.dialog.Shown():
		return f.dialogPress(msg, now)
	case f.palette.Shown():
		return f.palettePress(msg)
	case f.help.Shown():
		f.help.Press(msg.String())
		return nil
	}
	if cmd, ok := f.global(msg, now); ok {
		return cmd
	}
	return f.active().Update(msg)
}

// turn gives the key the screens know for the one that was pressed; false
// where it means nothing here. What is text in a field, and the keys of
// overlays, are nobody's to change.
func (f *Frame) turn(msg tea.KeyPressMsg) (tea.KeyPressMsg, bool) {
	if f.covered() || msg.Text != "" && f.Typing() != nil {
		return msg, true
	}
	return f.keymap.Turn(string(f.at()), msg)
}

// muted reports a key that would record something too soon: after a read, or
// as the second Enter of one press.
func (f *Frame) muted(msg tea.KeyPressMsg, now time.Time) bool {
	typing := f.Typing() != nil
	isEnter := msg.String() == "enter"
	if f.deaf && commits(msg) && (isEnter || !typing) {
		return true
	}
	if !isEnter {
		return false
	}
	soon := !typing && now.Sub(f.entered) < quietTime
	f.entered = now
	return soon
}

// commits reports whether a key may record something.
func commits(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "enter", "u", "+", "y", "Y":
		return true
	}
	return false
}

// Typing is the field that has the keys, in an overlay or the screen; nil
// where none has.
func (f *Frame) Typing() *field.Field {
	switch {
	case f.lock.Shown():
		return f.lock.Typing()
	case f.dialog.Shown():
		return f.dialog.Typing()
	case f.palette.Shown():
		return f.palette.Typing()
	case f.help.Shown():
		return nil
	}
	return f.active().Typing()
}

// global takes the keys that mean the same on every screen.
func (f *Frame) global(msg tea.KeyPressMsg, now time.Time) (tea.Cmd, bool) {
	name := msg.String()
	switch name {
	case "f1":
		f.help.Open()
		return nil, true
	case "ctrl+p":
		f.openPalette()
		return nil, true
	case "esc":
		return f.back(false, now), true
	}
	for _, t := range f.tops() {
		if t.key == name {
			return f.jump(t.page), true
		}
	}
	if f.active().Typing() != nil {
		return nil, false
	}
	return f.untyped(name, now)
}

// untyped takes the global keys that would be text in a field.
func (f *Frame) untyped(name string, now time.Time) (tea.Cmd, bool) {
	switch name {
	case "?":
		f.help.Open()
	case ":":
		f.openPalette()
	case ".", ",":
		return f.back(true, now), true
	case "u":
		if !f.canUndo(now) {
			return nil, false
		}
		return f.undo(), true
	case "q":
		return f.quit(), true
	case "L":
		if f.at() == pageScan {
			return nil, false // there it may begin a label; the screen says which
		}
		return f.lockNow(), true
	default:
		return nil, false
	}
	return nil, true
}

// back goes one level up; by the key that takes back, it offers the undo at
// the top.
func (f *Frame) back(takes bool, now time.Time) tea.Cmd {
	if ok, cmd := f.active().Back(); ok {
		return cmd
	}
	if f.up() {
		return nil
	}
	if takes {
		return f.offerUndo(now)
	}
	return nil
}

// quit leaves the program from a top screen, and a screen anywhere else.
func (f *Frame) quit() tea.Cmd {
	if half, ok := f.active().(interface{ Half() bool }); ok && half.Half() {
		return f.notify(look.Notice{Text: f.look.W("frame.a_choice_is_half_made"), Bad: true})
	}
	if f.up() {
		return nil
	}
	return tea.Quit
}

// padless makes keys of the number pad ordinary ones: in some terminals they
// come with codes of their own.
func padless(msg tea.KeyPressMsg) tea.KeyPressMsg {
	if msg.Code >= tea.KeyKp0 && msg.Code <= tea.KeyKp9 {
		r := '0' + msg.Code - tea.KeyKp0
		return tea.KeyPressMsg{Code: r, Text: string(r), IsRepeat: msg.IsRepeat}
	}
	plain := map[rune]rune{
		tea.KeyKpPlus: '+', tea.KeyKpMinus: '-', tea.KeyKpMultiply: '*', tea.KeyKpDivide: '/',
		tea.KeyKpDecimal: '.', tea.KeyKpComma: ',', tea.KeyKpSep: ',',
	}
	if r, ok := plain[msg.Code]; ok {
		return tea.KeyPressMsg{Code: r, Text: string(r), IsRepeat: msg.IsRepeat}
	}
	moves := map[rune]rune{
		tea.KeyKpEnter: tea.KeyEnter, tea.KeyKpUp: tea.KeyUp, tea.KeyKpDown: tea.KeyDown, tea.KeyKpPgUp: tea.KeyPgUp,
		tea.KeyKpPgDown: tea.KeyPgDown, tea.KeyKpHome: tea.KeyHome, tea.KeyKpEnd: tea.KeyEnd,
	}
	if r, ok := moves[msg.Code]; ok {
		return tea.KeyPressMsg{Code: r, IsRepeat: msg.IsRepeat}
	}
	return msg
}

// wheel scrolls as the arrows do.
func (f *Frame) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	code := tea.KeyDown
	if msg.Button == tea.MouseWheelUp {
		code = tea.KeyUp
	}
	move := tea.KeyPressMsg{Code: code}
	if f.help.Shown() {
		f.help.Press(move.String())
		return nil
	}
	if f.covered() || f.active().Typing() != nil {
		return nil
	}
	const rows = 3
	cmds := make([]tea.Cmd, 0, rows)
	for range rows {
		cmds = append(cmds, f.active().Update(move))
	}
	return tea.Batch(cmds...)
}

// click selects; it records nothing.
func (f *Frame) click(msg tea.MouseClickMsg) tea.Cmd {
	if f.covered() {
		return nil
	}
	return f.active().Update(msg)
}
