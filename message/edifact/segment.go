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

	parts  []part
	marks  marks
	limits message.Limits
	legacy encoding.Encoding // of text that is no UTF-8; nil where the file names none
	bad    *int              // texts that had to be mended
}

// part is one component, as it stands with its release characters.
type part struct {
	text                       []byte
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
	n := 0
	for i := range s.parts {
		if int(s.parts[i].element) == element {
			n = max(n, int(s.parts[i].repeat)+1)
		}
	}
	return n
}

// Text is the component of an element; empty where it is not there.
func (s *Segment) Text(element, component int) string { return s.Leaf(element, component, 0).Text }

// Leaf is the component of an element as a field, in its repeat-th repetition
// from 0.
func (s *Segment) Leaf(element, component, repeat int) message.Leaf {
	leaf := message.Leaf{Name: s.Tag, Line: s.Line}
	for i := range s.parts {
		p := &s.parts[i]
		if int(p.element) == element && int(p.component) == component && int(p.repeat) == repeat {
			leaf.Text, leaf.Cut = s.read(p)
			break
		}
	}
	return leaf
}

// read makes text of a component: released, in UTF-8, trimmed and bounded.
func (s *Segment) read(p *part) (text string, cut bool) {
	raw := p.text
	if p.released {
		raw = s.marks.unrelease(raw)
	}
	raw = raw[:min(len(raw), 4*s.limits.Text+4)] // the rest would be cut off all the same
	text = strings.TrimSpace(s.utf8(raw))
	return message.Clip(text, s.limits.Text)
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
