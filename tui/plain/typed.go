package plain

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"postern/tui/keys"
)

// alone is how long a key must stand alone to be a key and no label's first.
const alone = 200 * time.Millisecond

// typed makes of a line the keys an officer would press.
func (p *Plain) typed(text string) error {
	typing := p.frame.Typing() != nil
	switch {
	case typing && text == ".":
		p.press("esc")
	case typing && text == "":
		p.press("enter")
	case typing:
		p.press("ctrl+u")
		p.write(text)
	case text == "":
		p.press("enter")
	case (text[0] == ':' || text[0] == '/') && len(text) > 1:
		p.press(text[:1])
		err := p.pause(alone)
		p.write(text[1:])
		return err
	default:
		p.untyped(text)
	}
	return nil
}

// untyped takes a line where no field has the keys: a key by its name, one or
// two digits, else what a label is made of.
func (p *Plain) untyped(text string) {
	_, named := keys.Press(text)
	two := len(text) == 2 && strings.Trim(text, "0123456789") == ""
	switch {
	case named:
		p.press(text)
	case two:
		p.press(text[:1])
		p.press(text[1:])
	default:
		p.write(text)
	}
}

// write types text, and Enter.
func (p *Plain) write(text string) {
	for len(text) > 0 {
		_, n := utf8.DecodeRuneInString(text)
		p.press(text[:n])
		text = text[n:]
	}
	p.press("enter")
}

func (p *Plain) press(name string) {
	msg, ok := keys.Press(name)
	if name == " " {
		msg, ok = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}, true
	}
	if ok {
		p.take(msg)
	}
}
