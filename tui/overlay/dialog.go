package overlay

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui/field"
	"postern/tui/look"
)

// A dialog opens deaf: whatever was being pressed must stop first.
const (
	quietFor = 425 * time.Millisecond
	deafMost = 1500 * time.Millisecond
)

// Question is what a dialog asks.
type Question struct {
	Title look.Text
	Lines []look.Text
	Whose look.Text // whose name and PIN it takes
	Name  string    // filled in already, may be changed
}

// Signed is the answer: a name and a PIN to be checked.
type Signed struct {
	Name string
	PIN  string
}

type stage int

const (
	stageName stage = iota
	stagePIN
	stageSure
	stageCheck
)

// Dialog takes the signature of a two-officer act, a waiver or the close of a
// shift. Its yes is + or y, never Enter.
type Dialog struct {
	open   bool
	q      Question
	name   field.Field
	pin    field.Field
	stage  stage
	opened time.Time
	heard  time.Time // the last key while deaf
	deaf   bool
	wrong  look.Text
}

// Open asks a question.
func (d *Dialog) Open(q Question, at time.Time) {
	*d = Dialog{open: true, q: q, opened: at, heard: at, deaf: true, pin: field.Field{Secret: true, Most: 64}}
	d.name.Text = q.Name
	if q.Name != "" {
		d.stage = stagePIN
	}
}

// Close takes the question back.
func (d *Dialog) Close() { *d = Dialog{} }

// Shown reports whether it is up.
func (d *Dialog) Shown() bool { return d.open }

// Typing is the field that has the keys; nil where none has.
func (d *Dialog) Typing() *field.Field {
	switch d.stage {
	case stageName:
		return &d.name
	case stagePIN:
		return &d.pin
	case stageSure, stageCheck:
	}
	return nil
}

// Hears reports whether the dialog takes a key pressed now; keys before that
// are swallowed.
func (d *Dialog) Hears(at time.Time) bool {
	if d.deaf {
		d.deaf = at.Sub(d.heard) < quietFor && at.Sub(d.opened) < deafMost
		d.heard = at
	}
	return !d.deaf
}

// Press types, moves on, goes back, or gives the signature to check.
func (d *Dialog) Press(key tea.KeyPressMsg) (Signed, bool) {
	name := key.String()
	if name == "esc" {
		d.back()
		return Signed{}, false
	}
	switch d.stage {
	case stageName, stagePIN:
		d.typed(key)
	case stageSure:
		return d.sure(name)
	case stageCheck:
	}
	return Signed{}, false
}

func (d *Dialog) typed(key tea.KeyPressMsg) {
	f := d.Typing()
	if key.String() != "enter" && key.String() != "tab" {
		f.Press(key)
		return
	}
	if f.Value() != "" {
		d.stage++
		d.wrong = look.Text{}
	}
}

func (d *Dialog) sure(name string) (Signed, bool) {
	switch name {
	case "+", "y", "Y":
		d.stage = stageCheck
		return Signed{d.name.Value(), d.pin.Text}, true
	case ".", ",", "n", "N", "-":
		d.Close()
	}
	return Signed{}, false
}

// back goes one stage back, and out of the dialog from the first.
func (d *Dialog) back() {
	if d.stage == stageName || d.stage == stageCheck {
		d.Close()
		return
	}
	d.stage--
	d.pin.Text = ""
}

// Wrong asks for the PIN again and says why.
func (d *Dialog) Wrong(why look.Text) {
	d.wrong, d.pin.Text, d.stage = why, "", stagePIN
}

// Rows draws the dialog, for the bottom of the screen.
func (d *Dialog) Rows(l *look.Look, w int) []string {
	rows := []string{l.Rule(w, d.q.Title, l.W("overlay.esc_back"))}
	for _, t := range d.q.Lines {
		for _, part := range t.Wrap(w - 2) {
			rows = append(rows, l.Row(w).Gap(1).Say(part).End())
		}
	}
	name := l.Row(w).Fit(look.Plain, 24, look.F(" %s", d.q.Whose))
	d.name.Draw(name, w-26, d.stage == stageName)
	pin := l.Row(w).Fit(look.Plain, 24, l.W("overlay.pin"))
	d.pin.Draw(pin, w-26, d.stage == stagePIN)
	rows = append(rows, name.End(), pin.End())
	last := l.Row(w).Put(look.Bold, look.F(" > %s", d.prompt(l)))
	if !d.wrong.Empty() {
		last.Gap(2).Put(look.Warn, d.wrong)
	}
	return append(rows, last.End())
}

func (d *Dialog) prompt(l *look.Look) look.Text {
	switch d.stage {
	case stageName:
		return l.W("overlay.name_then_enter")
	case stagePIN:
		return l.W("overlay.pin_then_enter")
	case stageSure:
		return l.W("overlay.or_y_does_it_does")
	case stageCheck:
	}
	return l.W("overlay.checking")
}

// Lines is the dialog in words.
func (d *Dialog) Lines(l *look.Look) []look.Line {
	lines := append(look.Tell(d.q.Title), look.Tell(d.q.Lines...)...)
	return append(lines, look.Ask(look.Join(" ", d.q.Whose, d.prompt(l), d.wrong)))
}
