package overlay

import (
	tea "charm.land/bubbletea/v2"

	"postern/tui/field"
	"postern/tui/look"
)

// Lock hides everything until the officer's PIN is typed.
type Lock struct {
	open  bool
	name  look.Text
	pin   field.Field
	check bool
	wrong look.Text
}

// Open locks for an officer.
func (k *Lock) Open(name look.Text) {
	*k = Lock{open: true, name: name, pin: field.Field{Secret: true, Most: 64}}
}

// Close unlocks.
func (k *Lock) Close() { *k = Lock{} }

// Shown reports whether it is locked.
func (k *Lock) Shown() bool { return k.open }

// Typing is the field that has the keys.
func (k *Lock) Typing() *field.Field { return &k.pin }

// Press types; it gives the PIN to check on Enter, and leave on Esc: another
// officer wants to sign in.
func (k *Lock) Press(key tea.KeyPressMsg) (pin string, leave bool) {
	switch key.String() {
	case "enter":
		if k.pin.Text != "" && !k.check {
			pin, k.pin.Text, k.check = k.pin.Text, "", true
		}
		return pin, false
	case "esc":
		if k.pin.Text == "" {
			return "", true
		}
		k.pin.Text = ""
	default:
		k.pin.Press(key)
	}
	return "", false
}

// Wrong asks again and says why.
func (k *Lock) Wrong(why look.Text) { k.check, k.wrong = false, why }

// Rows draws the lock over a whole screen.
func (k *Lock) Rows(l *look.Look, w, h int) []string {
	rows := []string{}
	for range max((h-5)/2, 0) {
		rows = append(rows, l.Blank(w))
	}
	pin := l.Row(w).Gap(4).Say(l.W("overlay.pin_2"))
	k.pin.Draw(pin, w-10, true)
	rows = append(rows,
		l.Row(w).Gap(4).Put(look.Bold, l.F("overlay.locked_by", k.name)).End(),
		l.Blank(w),
		pin.End(),
		l.Row(w).Gap(4).Put(look.Warn, k.wrong).End(),
		l.Row(w).Gap(4).Put(look.Faint, l.W("overlay.enter_unlocks_esc_another")).End(),
	)
	return l.Page(rows, w, h)
}

// Lines is the lock in words.
func (k *Lock) Lines(l *look.Look) []look.Line {
	return append(look.Tell(l.F("overlay.locked_by", k.name), k.wrong), look.Ask(l.W("overlay.pin_3")))
}
