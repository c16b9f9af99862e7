// Package capture stands between the keyboard and the screens: it takes reads
// out of the key presses and keeps them in a queue until an officer is ready.
//
// It decides nothing about items. A read it cannot keep it gives back with the
// reason, so that none is lost in silence.
package capture

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/scanners/wedge"
	"postern/tui/field"
)

// Keys takes reads out of key presses.
type Keys struct {
	wedge  *wedge.Wedge
	prefix string
	saved  string       // text of the field before the run
	of     *field.Field // that field
}

// Caught is what became of a key press.
type Caught struct {
	Keys    []tea.KeyPressMsg // that act now, oldest first
	Read    string            // a label
	Refused string            // came as a label does and is none
	Loose   string            // came as a label does, without an end
	Wait    time.Duration     // ask again after so much silence; 0: no need
}

// New makes the capture for a scanner whose characters lie at most gap apart.
// A key named as prefix begins a read as STX does.
func New(gap time.Duration, prefix string) *Keys { return &Keys{wedge: wedge.New(gap), prefix: prefix} }

// Press takes a key press; typing is the field that has the keys, or nil. Where
// it is grave, a key may confirm what is not undone: none acts within a run.
func (c *Keys) Press(key tea.KeyPressMsg, at time.Time, typing *field.Field, grave bool) Caught {
	c.wedge.Grave = grave
	kind, char := c.kindOf(key)
	step := c.wedge.Feed(wedge.Key{Kind: kind, Char: char, Press: key}, at, typing != nil)
	if step.Began {
		c.of = typing
		if typing != nil {
			c.saved = typing.Text
		}
	}
	if step.Restore && typing != nil {
		if c.of != typing {
			c.saved = ""
		}
		typing.Text = c.saved
	}
	return c.caught(step)
}

// Quiet says that nothing was pressed for the time asked for.
func (c *Keys) Quiet(at time.Time) Caught { return c.caught(c.wedge.Quiet(at)) }

func (c *Keys) caught(step wedge.Step) Caught {
	var out Caught
	for _, k := range step.Keys {
		if key, ok := k.Press.(tea.KeyPressMsg); ok {
			out.Keys = append(out.Keys, key)
		}
	}
	switch step.Do {
	case wedge.Read:
		out.Read = step.Code
	case wedge.Refused:
		out.Refused = step.Code
	case wedge.Loose:
		out.Loose = step.Code
	case wedge.Pass, wedge.Held:
	}
	if c.wedge.Busy() {
		out.Wait = max(step.Wait, time.Millisecond)
	}
	return out
}

func (c *Keys) kindOf(key tea.KeyPressMsg) (wedge.Kind, rune) {
	switch name := key.String(); name {
	case c.prefix:
		if name != "" {
			return wedge.Prefix, 0
		}
	case "ctrl+b":
		return wedge.Prefix, 0
	case "enter", "tab", "ctrl+j", "ctrl+m":
		return wedge.Suffix, 0
	case "down":
		return wedge.Tail, 0
	case "ctrl+]":
		return wedge.Char, 0x1d
	}
	r, n := utf8.DecodeRuneInString(key.Text)
	if n == 0 || n != len(key.Text) {
		return wedge.Other, 0
	}
	return wedge.Char, r
}

// Pasted is the label in a bracketed paste, if it is one. In a typed field
// only a label that proves itself is taken, the rest is text.
func Pasted(text string, typing bool) (code string, ok bool) {
	code = strings.TrimSpace(text)
	id := parcel.ParseIdentifier(code)
	if typing {
		return code, id.Proven()
	}
	return code, id.Kind == parcel.KindS10 || id.Valid && len(code) >= 6 // a wrong check digit is the desk's to say
}
