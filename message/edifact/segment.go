package edifact

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"postern/message"
)

// Segment is one segment, valid until the next is read. Elements and components
// are counted from 1, as in the standard; element 0 is the tag.
type Segment struct {
	Tag  string
	Line int

	raw    []byte // without its terminator
	text   string // raw, once some of it was asked for
	clean  bool   // text is UTF-8 without a control
	parts  []part
	marks  marks
	limits message.Limits
	legacy encoding.Encoding // of text that is no UTF-8; nil where the file names none
	bad    *int              // texts that had to be mended
}

// part is one component, by its place in the segment, with its release characters.
type part struct {
	from, to                   int
	element, repeat, component uint16
	released                   bool
}

// Elements is the number of the last element.
func (s *Segment) Elements() int {
	if len(s.parts) == 0 {
		return 0
	}
	return int(s.parts[len(s.parts)-1].element)
}

// Repeats is how often an element stands.
func (s *Segment) Repeats(element int) int {
	for i := len(s.parts) - 1; i >= 0; i-- {
		if int(s.parts[i].element) == element {
			return int(s.parts[i].repeat) + 1
		}
	}
	return 0
}

// find is the component of an element; nil where it is not there.
func (s *Segment) find(element, component, repeat int) *part {
	for i := min(element, len(s.parts)); i < len(s.parts); i++ { // each element has a part, so it is not before
		p := &s.parts[i]
		if int(p.element) > element {
			return nil
		}
		if int(p.element) == element && int(p.component) == component && int(p.repeat) == repeat {
			return p
		}
	}
	return nil
}

// Is reports whether a component says exactly that.
func (s *Segment) Is(element, component, repeat int, said string) bool {
	p := s.find(element, component, repeat)
	if p == nil {
		return said == ""
	}
	if p.released {
		return s.Leaf(element, component, repeat).Text == said
	}
	return string(bytes.TrimSpace(s.raw[p.from:p.to])) == said
}

// Text is the component of an element; empty where it is not there.
func (s *Segment) Text(element, component int) string { return s.Leaf(element, component, 0).Text }

// Leaf is the component of an element as a field, in its repeat-th repetition
// from 0.
func (s *Segment) Leaf(element, component, repeat int) message.Leaf {
	leaf := message.Leaf{Name: s.Tag, Line: s.Line}
	if p := s.find(element, component, repeat); p != nil && p.to > p.from {
		leaf.Text, leaf.Cut = s.read(p)
	}
	return leaf
}

// read makes text of a component: released, in UTF-8, trimmed and bounded. A
// segment of sound text is copied once, and its fields are parts of the copy.
func (s *Segment) read(p *part) (text string, cut bool) {
	if s.text == "" {
		s.text = string(s.raw)
		s.clean = sound(s.text)
	}
	text = s.text[p.from:p.to]
	if p.released || !s.clean {
		raw := []byte(text)
		if p.released {
			raw = s.marks.unrelease(raw)
		}
		raw = raw[:min(len(raw), 4*s.limits.Text+4)] // the rest would be cut off all the same
		text = s.utf8(raw)
	}
	return message.Clip(strings.TrimSpace(text), s.limits.Text)
}

// sound tells text that is UTF-8 and has no control character.
func sound(text string) bool {
	high := byte(0)
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c == 0x7f {
			return false
		}
		high |= c
	}
	return high < utf8.RuneSelf || utf8.ValidString(text)
}

func (s *Segment) utf8(raw []byte) string {
	text := string(raw)
	valid := strings.ToValidUTF8(text, "\uFFFD")
	if valid != text {
		if s.legacy != nil {
			if decoded, err := s.legacy.NewDecoder().Bytes(raw); err == nil {
				return plain(string(decoded))
			}
		}
		*s.bad++
	}
	return plain(valid)
}

// plain takes out the line breaks and controls that no text has.
func plain(text string) string {
	clean := func(r rune) bool { return r < ' ' || r == 0x7f }
	if strings.IndexFunc(text, clean) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == 0 || r == 0x7f:
			return -1
		case r < ' ':
			return ' '
		}
		return r
	}, text)
}

// legacyOf is the character set behind a syntax identifier (ISO 9735, 0001);
// nil for ASCII and UTF-8.
func legacyOf(syntax string) encoding.Encoding {
	switch syntax {
	case "UNOC":
		return charmap.ISO8859_1
	case "UNOD":
		return charmap.ISO8859_2
	case "UNOE":
		return charmap.ISO8859_5
	case "UNOF":
		return charmap.ISO8859_7
	case "UNOG":
		return charmap.ISO8859_3
	case "UNOH":
		return charmap.ISO8859_4
	case "UNOI":
		return charmap.ISO8859_6
	case "UNOJ":
		return charmap.ISO8859_8
	case "UNOK":
		return charmap.ISO8859_9
	}
	return nil
}

// marks are the service characters.
type marks struct {
	component, element, decimal, release, repeat, end byte
}

// defaults are the marks where there is no UNA. The fifth place was reserved
// before version 4, and is a space then.
func defaults() marks {
	return marks{component: ':', element: '+', decimal: '.', release: '?', repeat: '*', end: '\''}
}

// sound reports whether the marks can be told apart from each other and from
// letters and digits.
func (m marks) sound() bool {
	all := []byte{m.component, m.element, m.end}
	if m.release != ' ' {
		all = append(all, m.release)
	}
	if m.repeat != ' ' {
		all = append(all, m.repeat)
	}
	for i, c := range all {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
		if letter || c <= ' ' || bytes.IndexByte(all[:i], c) >= 0 {
			return false
		}
	}
	return true
}

func (m marks) unrelease(raw []byte) []byte {
	text := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == m.release && i+1 < len(raw) {
			i++
		}
		text = append(text, raw[i])
	}
	return text
}
