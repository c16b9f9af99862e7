package edifact

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	mostSegment = 64 << 10 // bytes of one segment; a longer one is passed over
	mostParts   = 1_000    // components of one segment
)

// blockSize is how much of the file is made text at once.
const blockSize = 16 << 10

// scanner takes a file apart into segments.
type scanner struct {
	data  []byte
	pos   int
	line  int
	marks marks
	kinds [256]kind
	block block
}

// block is a part of the file as text: its segments and their fields are parts
// of it, so that they cost no memory each.
type block struct {
	text  string
	from  int // in the file
	valid bool
}

// kind is what a byte does.
type kind byte

const (
	text kind = iota
	control
	newline
	released
	componentMark
	elementMark
	repeatMark
	endMark
)

func (s *scanner) use(m marks) {
	s.marks = m
	s.kinds = [256]kind{}
	for c := range ' ' {
		s.kinds[c] = control
	}
	s.kinds[0x7f], s.kinds['\n'] = control, newline
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
	valid := false
	seg.text, valid = s.textOf(s.pos, min(end, s.pos+mostSegment))
	seg.clean = seg.clean && valid
	s.pos = end + 1
	return bad, false, true
}

// textOf is a segment as text, and whether that is UTF-8.
func (s *scanner) textOf(from, to int) (text string, valid bool) {
	b := &s.block
	if to > b.from+len(b.text) {
		end := min(len(s.data), max(to, from+blockSize))
		for end > to && end < len(s.data) && !utf8.RuneStart(s.data[end]) {
			end--
		}
		b.from, b.text = from, string(s.data[from:end])
		b.valid = utf8.ValidString(b.text)
	}
	text = b.text[from-b.from : to-b.from]
	return text, b.valid || utf8.ValidString(text)
}

// split finds the components of the segment at pos; end is the place of its
// terminator, negative where there is none.
func (s *scanner) split(seg *Segment) (end int, over bool) {
	seg.parts, seg.starts, seg.clean = seg.parts[:0], append(seg.starts[:0], 0), true
	data := s.data[s.pos:]
	p := part{component: 1}
	for i := 0; i < len(data); i++ {
		k := s.kinds[data[i]]
		if k == text {
			continue
		}
		switch k {
		case control, newline:
			seg.clean = false
			s.line += int(k - control)
			continue
		case released:
			p.released = true
			if i++; i < len(data) && data[i] < ' ' {
				seg.clean = false
				s.line += int(s.kinds[data[i]] - control)
			}
			continue
		case componentMark, elementMark, repeatMark, endMark, text:
		}
		p.to = int32(i)
		if len(seg.parts) < mostParts {
			seg.parts = append(seg.parts, p)
		} else {
			over = true
		}
		if k == endMark {
			return s.pos + i, over
		}
		p.step(k)
		p.from = int32(i + 1)
		if k == elementMark && !over {
			seg.starts = append(seg.starts, uint16(len(seg.parts))) //nolint:gosec // at most mostParts
		}
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
	case text, control, newline, released, endMark:
	}
}

// tagOf is the tag of a segment: three letters or digits.
func tagOf(seg *Segment) (tag string, ok bool) {
	tag = strings.TrimSpace(seg.text[:min(int(seg.parts[0].to), len(seg.text))])
	if len(tag) != 3 {
		return tag, false
	}
	for i := range len(tag) {
		if c := tag[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return tag, false
		}
	}
	return tag, true
}
