package edifact

import (
	"bytes"
	"strconv"
)

const (
	mostSegment = 64 << 10 // bytes of one segment; a longer one is passed over
	mostParts   = 1_000    // components of one segment
)

// scanner takes a file apart into segments.
type scanner struct {
	data  []byte
	pos   int
	line  int
	marks marks
	kinds [256]kind
}

// kind is what a byte does.
type kind byte

const (
	text kind = iota
	newline
	released
	componentMark
	elementMark
	repeatMark
	endMark
)

func (s *scanner) use(m marks) {
	s.marks = m
	s.kinds = [256]kind{'\n': newline}
	s.kinds[m.component] = componentMark
	s.kinds[m.element] = elementMark
	if m.repeat > ' ' {
		s.kinds[m.repeat] = repeatMark
	}
	if m.release > ' ' {
		s.kinds[m.release] = released
	}
	s.kinds[m.end] = endMark
}

// space steps over what may stand between segments.
func (s *scanner) space() {
	for ; s.pos < len(s.data); s.pos++ {
		switch s.data[s.pos] {
		case '\n':
			s.line++
		case ' ', '\t', '\r', 0:
		default:
			return
		}
	}
}

// next reads one segment into seg. ok is false at the end. Where bad says
// something the segment is broken and was passed over; cut is where the file
// ends within it.
func (s *scanner) next(seg *Segment) (bad string, cut, ok bool) {
	s.space()
	if s.pos >= len(s.data) {
		return "", false, false
	}
	seg.Line, seg.marks = s.line, s.marks
	end, over := s.split(seg)
	switch {
	case end < 0:
		s.pos = len(s.data)
		return "the end of the file within a segment", true, true
	case end-s.pos > mostSegment:
		bad = "a segment of more than " + strconv.Itoa(mostSegment>>10) + " KiB"
	case over:
		bad = "a segment of more than " + strconv.Itoa(mostParts) + " components"
	}
	s.pos = end + 1
	return bad, false, true
}

// split finds the components of the segment at pos; end is the place of its
// terminator, negative where there is none.
func (s *scanner) split(seg *Segment) (end int, over bool) {
	seg.parts = seg.parts[:0]
	data := s.data[s.pos:]
	p := part{component: 1}
	for i := 0; i < len(data); i++ {
		k := s.kinds[data[i]]
		if k == text {
			continue
		}
		switch k {
		case newline:
			s.line++
			continue
		case released:
			p.released = true
			if i++; i < len(data) && data[i] == '\n' {
				s.line++
			}
			continue
		case componentMark, elementMark, repeatMark, endMark, text:
		}
		p.to = i
		if len(seg.parts) < mostParts {
			seg.parts = append(seg.parts, p)
		} else {
			over = true
		}
		if k == endMark {
			seg.raw, seg.text = data[:i], ""
			return s.pos + i, over
		}
		p.step(k)
		p.from = i + 1
	}
	return -1, over
}

// step goes on to the next component, repetition or element.
func (p *part) step(k kind) {
	p.released = false
	switch k {
	case componentMark:
		p.component++
	case repeatMark:
		p.repeat++
		p.component = 1
	case elementMark:
		p.element++
		p.repeat, p.component = 0, 1
	case text, newline, released, endMark:
	}
}

// tagOf is the tag of a segment: three letters or digits.
func tagOf(seg *Segment) (tag []byte, ok bool) {
	tag = bytes.TrimSpace(seg.raw[:seg.parts[0].to])
	if len(tag) != 3 {
		return tag, false
	}
	for _, c := range tag {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return tag, false
		}
	}
	return tag, true
}
