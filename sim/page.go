package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// page is an XML file being written. It appends to bytes, since a despatch may
// hold a hundred thousand items.
type page struct {
	b      []byte
	prefix string // of the elements
}

func (p *page) text(s string) { p.b = append(p.b, s...) }

func (p *page) open(name string) {
	p.b = append(append(append(append(p.b, '<'), p.prefix...), name...), '>')
}

func (p *page) end(name string) {
	p.b = append(append(append(append(p.b, "</"...), p.prefix...), name...), '>')
}

// leaf writes an element with text, and nothing where there is none.
func (p *page) leaf(name, value string) {
	if value == "" {
		return
	}
	p.open(name)
	if strings.ContainsAny(value, "&<>") {
		value = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(value)
	}
	p.b = append(p.b, value...)
	p.end(name)
}

func (p *page) count(name string, n int) {
	p.open(name)
	p.b = strconv.AppendInt(p.b, int64(n), 10)
	p.end(name)
}

// amount writes minor units with their decimals; three of them make kilograms
// of grams.
func (p *page) amount(name string, n, decimals int) {
	p.open(name)
	p.b = appendDecimal(p.b, n, decimals)
	p.end(name)
}

func (p *page) moment(name string, t time.Time) {
	p.open(name)
	p.b = t.AppendFormat(p.b, "2006-01-02T15:04:05Z")
	p.end(name)
}

// leaves writes elements from names and values in turn.
func (p *page) leaves(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		p.leaf(pairs[i], pairs[i+1])
	}
}

func appendDecimal(b []byte, n, decimals int) []byte {
	scale := 1
	for range decimals {
		scale *= 10
	}
	b = strconv.AppendInt(b, int64(n/scale), 10)
	if decimals == 0 {
		return b
	}
	b = append(b, '.')
	for rest := n % scale; scale > 1; {
		scale /= 10
		b = append(b, byte('0'+rest/scale%10))
	}
	return b
}

func decimal(n, decimals int) string { return string(appendDecimal(nil, n, decimals)) }

// guid is 36 characters of chance, in upper case.
func guid(c *chance) string {
	a, b := c.next(), c.next()
	return fmt.Sprintf("%08X-%04X-%04X-%04X-%012X", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&0xffffffffffff)
}

// garbage begins like a message and is none.
func garbage(c *chance) []byte {
	b := []byte("<?xml version=\"1.0\"?>\n<ArrayOfCDSView")
	for range 512 {
		b = append(b, byte(c.n(256))) //nolint:gosec // one byte
	}
	return append(b, "<<<"...)
}

func numbered(prefix string, n int, ext string) string {
	return fmt.Sprintf("%s%03d.%s", prefix, n, ext)
}

func sortFiles(files []File) {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
}
