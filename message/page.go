package message

import "strings"

// Page writes the small texts of many items into few pieces of memory. The zero
// value is ready; it is never copied.
type Page struct {
	text strings.Builder
	from int // of the text now being written
}

const (
	leastPage = 512 // for small files
	mostPage  = 4 << 10
)

// Begin makes room for a text of at most most bytes.
func (p *Page) Begin(most int) {
	if p.text.Cap()-p.text.Len() < most {
		size := min(max(leastPage, 2*p.text.Cap()), mostPage)
		p.text = strings.Builder{}
		p.text.Grow(max(most, size))
	}
	p.from = p.text.Len()
}

// Add writes on; there is room for it since Begin.
func (p *Page) Add(c byte) { p.text.WriteByte(c) }

// End is the text that was written.
func (p *Page) End() string { return p.text.String()[p.from:] }

// Copy is the text of some bytes.
func (p *Page) Copy(text []byte) string {
	p.Begin(len(text))
	p.text.Write(text)
	return p.End()
}

// Join is texts in a row, with spaces between those that say something.
func (p *Page) Join(texts ...string) string {
	most := 0
	for _, s := range texts {
		most += len(s) + 1
	}
	p.Begin(most)
	for _, s := range texts {
		if s == "" {
			continue
		}
		if p.text.Len() > p.from {
			p.text.WriteByte(' ')
		}
		p.text.WriteString(s)
	}
	return p.End()
}
