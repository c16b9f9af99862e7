package edifact

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"postern/message"
)

// Segment is one segment, valid until the next is read. Elements and components
// are counted from 1, as in the standard; element 0 is the tag.
type Segment struct {
	Tag  string
	Line int

	text   string // without its terminator
	clean  bool   // text is UTF-8 without a control
	parts  []part
	starts []uint16 // the first part of each element
	marks  marks
	limits message.Limits
	legacy encoding.Encoding // of text that is no UTF-8; nil where the file names none
	bad    *int              // texts that had to be mended
	page   message.Page      // of texts that had release characters
}

// part is one component, by its place in the segment, with its release characters.
type part struct {
	from, to                   int32
	element, repeat, component uint16
	released                   bool
}

// Elements is the number of the last element.
func (s *Segment) Elements() int { return max(len(s.starts)-1, 0) }

// Repeats is how often an element stands.
func (s *Segment) Repeats(element int) int {
	if element >= len(s.starts) {
		return 0
	}
	return int(s.parts[s.end(element)-1].repeat) + 1
}

// end is the part behind the last of an element.
func (s *Segment) end(element int) int {
	if element+1 < len(s.starts) {
		return int(s.starts[element+1])
	}
	return len(s.parts)
}

// find is the component of an element; nil where it is not there.
func (s *Segment) find(element, component, repeat int) *part {
	if element >= len(s.starts) {
		return nil
	}
	for i := int(s.starts[element]) + component - 1; i < s.end(element); i++ { // no component stands before its own number
		if p := &s.parts[i]; int(p.repeat) == repeat && int(p.component) == component {
			return p
		}
	}
	return nil
}

// Plain is a component as it stands; not ok where characters of it are released.
func (s *Segment) Plain(element, component int) (said string, ok bool) {
	p := s.find(element, component, 0)
	switch {
	case p == nil:
		return "", true
	case p.released:
		return "", false
	}
	return strings.TrimSpace(s.text[p.from:p.to]), true
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
	return strings.TrimSpace(s.text[p.from:p.to]) == said
}

// Text is the component of an element; empty where it is not there.
func (s *Segment) Text(element, component int) string { return s.Leaf(element, component, 0).Text }

// Leaf is the component of an element as a field, in its repeat-th repetition
// from 0.
func (s *Segment) Leaf(element, component, repeat int) message.Leaf {
	leaf := message.Leaf{Name: s.Tag, Line: s.Line}
	leaf.Text, leaf.Cut = s.Read(element, component, repeat)
	return leaf
}

// Read is the text of a component, and whether that is only its beginning.
func (s *Segment) Read(element, component, repeat int) (text string, cut bool) {
	p := s.find(element, component, repeat)
	if p == nil || p.to == p.from {
		return "", false
	}
	return s.read(p)
}

// read makes text of a component: released, in UTF-8, trimmed and bounded.
func (s *Segment) read(p *part) (text string, cut bool) {
	text = s.text[p.from:p.to]
	if s.clean && !p.released && message.Ready(text, s.limits.Text) {
		return text, false
	}
	if p.released {
		text = s.unrelease(text)
	}
	if !s.clean {
		text = s.utf8([]byte(text[:min(len(text), 4*s.limits.Text+4)])) // the rest would be cut off all the same
	}
	return message.Clip(strings.TrimSpace(text), s.limits.Text)
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

func (s *Segment) unrelease(text string) string {
	s.page.Begin(len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == s.marks.release && i+1 < len(text) {
			i++
		}
		s.page.Add(text[i])
	}
	return s.page.End()
}
