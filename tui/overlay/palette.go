package overlay

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"postern/tui/field"
	"postern/tui/look"
)

// Verb is something the palette can do. None of them records anything by
// itself: what Enter or a dialog must confirm, it only prepares.
type Verb struct {
	Name string // as typed: release, place bench
	Code string // the letter of an outcome, if it is one
	Key  string // shown beside
	Does string
	Msg  tea.Msg
}

// Palette finds verbs as they are typed.
type Palette struct {
	open  bool
	field field.Field
	verbs []Verb
	at    int
}

// Open shows the palette with these verbs.
func (p *Palette) Open(verbs []Verb) { *p = Palette{open: true, verbs: verbs} }

// Close hides it.
func (p *Palette) Close() { *p = Palette{} }

// Shown reports whether it is up.
func (p *Palette) Shown() bool { return p.open }

// Typing is the field that has the keys.
func (p *Palette) Typing() *field.Field { return &p.field }

// Press types, moves, closes, or gives the verb to do.
func (p *Palette) Press(key tea.KeyPressMsg) (Verb, bool) {
	switch key.String() {
	case "esc", "ctrl+p":
		p.Close()
	case "up", "shift+tab":
		p.at = max(p.at-1, 0)
	case "down", "tab":
		p.at = min(p.at+1, max(len(p.found())-1, 0))
	case "enter":
		found := p.found()
		if p.at >= len(found) {
			return Verb{}, false
		}
		verb := found[p.at]
		p.Close()
		return verb, true
	case "backspace":
		if p.field.Text == "" {
			p.Close()
			break
		}
		p.field.Press(key)
	default:
		if p.field.Press(key) {
			p.at = 0
		}
	}
	return Verb{}, false
}

// found lists the verbs that fit what was typed: the code itself, then names
// that begin with it, then names one of whose words does.
func (p *Palette) found() []Verb {
	typed := strings.ToLower(p.field.Value())
	if typed == "" {
		return p.verbs
	}
	var exact, begin, within []Verb
	for _, v := range p.verbs {
		name := strings.ToLower(v.Name)
		switch {
		case strings.EqualFold(v.Code, typed) || name == typed:
			exact = append(exact, v)
		case strings.HasPrefix(name, typed):
			begin = append(begin, v)
		case strings.Contains(" "+name, " "+typed) || strings.Contains(" "+strings.ToLower(v.Does), " "+typed):
			within = append(within, v)
		}
	}
	return append(append(exact, begin...), within...)
}

const paletteRows = 8

// Rows draws the palette, for the bottom of the screen.
func (p *Palette) Rows(l *look.Look, w, height int) []string {
	found := p.found()
	room := max(min(paletteRows, height-2), 1)
	top := max(p.at-room+1, 0)
	row := l.Row(w).Say(look.W(" : "))
	p.field.Draw(row, w-4, true)
	rows := []string{l.Rule(w, l.W("overlay.do"), l.W("overlay.enter_does_it_esc_closes")), row.End()}
	for i := top; i < min(top+room, len(found)); i++ {
		v := found[i]
		r, style := l.Row(w), look.Plain
		if i == p.at {
			style = look.Pick
		}
		name := 18
		if v.Does == "" {
			name = w - 20
		}
		r.Say(look.W("   ")).Fit(style, name, look.Clean(v.Name)).Gap(1)
		r.Fit(look.Accent, 10, look.Join(" ", look.Clean(v.Code), look.Clean(v.Key))).Put(look.Faint, look.Clean(v.Does))
		rows = append(rows, r.End())
	}
	if len(found) == 0 {
		rows = append(rows, l.Row(w).Put(look.Faint, l.W("overlay.nothing_is_called_so")).End())
	}
	return l.Page(rows, w, room+2)
}

// Lines is the palette in words.
func (p *Palette) Lines() []look.Line {
	lines := make([]look.Line, 0, len(p.verbs)+1)
	for _, v := range p.found() {
		lines = append(lines, look.Line{Text: look.F("%s: %s", v.Name, v.Does)})
	}
	return append(lines, look.Ask(look.F(": %s", p.field.Text)))
}
