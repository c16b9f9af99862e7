package sheet

import (
	"strings"

	"postern/message"
	"postern/parcel"
)

const (
	mostHeads = 1_000 // columns of a table
	mostHead  = 64    // bytes of a header; no map knows longer ones
)

// head is a header as it is kept.
func head(text string) string {
	text, _ = message.Clip(text, mostHead)
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", ""))
}

// layout is a table's header read by one map: where each field stands.
type layout struct {
	m     *Map
	heads []string
	at    map[string]int // header as it stands -> its place
	seen  map[string]int // plain header -> its first place
	bound [fieldEnd]place
	date  string  // how the column of the posting day is written, as package time has it
	order []Field // of an item that have a column, in the order they are read
}

// place is a field's column in the file and how it is written there; without a
// column where the file has none for it.
type place struct {
	at     int
	column *Column
}

func newLayout(m *Map, heads []string) *layout {
	l := &layout{m: m, heads: heads, at: map[string]int{}, seen: map[string]int{}}
	for i, h := range heads {
		l.at[h] = i
		if _, again := l.seen[plain(h)]; !again {
			l.seen[plain(h)] = i
		}
	}
	taken := map[int]bool{}
	for i := range m.Columns {
		c := &m.Columns[i]
		if l.bound[c.Field].column != nil {
			continue
		}
		if at, ok := l.look(c, taken); ok {
			l.bound[c.Field] = place{at: at, column: c}
			taken[at] = true
		}
	}
	if c := l.bound[Posted].column; c != nil && c.Date != "" {
		l.date = goLayout(c.Date)
	}
	for _, f := range itemFields() {
		if l.bound[f].column != nil {
			l.order = append(l.order, f)
		}
	}
	return l
}

// known is how many fields have a column.
func (l *layout) known() int {
	n := 0
	for i := range l.bound {
		if l.bound[i].column != nil {
			n++
		}
	}
	return n
}

func (l *layout) look(c *Column, taken map[int]bool) (at int, ok bool) {
	for _, h := range c.Headers {
		if at, ok := l.seen[plain(h)]; ok && !taken[at] {
			return at, true
		}
	}
	return 0, false
}

// choose reads the header by the map that knows most of its columns; the
// earlier of two that know as many. It is a *message.Reject where even that one
// misses a required field.
func choose(maps []Map, heads []string, line int) (*layout, error) {
	var best *layout
	for i := range maps {
		if l := newLayout(&maps[i], heads); best == nil || l.known() > best.known() {
			best = l
		}
	}
	for _, f := range required() {
		if best.bound[f].column == nil {
			return nil, &message.Reject{Fault: message.Fault{
				Line: line, Path: "header", Field: f.String(),
				Got: list(heads), Want: "a column for " + f.String() + ", such as " + list(best.m.headers(f)),
			}}
		}
	}
	return best, nil
}

func (m *Map) headers(f Field) []string {
	var all []string
	for _, c := range m.Columns {
		if c.Field == f {
			all = append(all, c.Headers...)
		}
	}
	return all
}

// unread lists the headers no field stands under.
func (l *layout) unread() []string {
	used := make([]bool, len(l.heads))
	for _, p := range l.bound {
		if p.column != nil {
			used[p.at] = true
		}
	}
	var rest []string
	for i, h := range l.heads {
		if !used[i] {
			rest = append(rest, h)
		}
	}
	return rest
}

// list quotes the first few of some words.
func list(words []string) string {
	if len(words) == 0 {
		return "no names"
	}
	const most = 12
	quoted := make([]string, 0, most+1)
	for _, w := range words {
		if len(quoted) == most {
			quoted = append(quoted, "...")
			break
		}
		quoted = append(quoted, parcel.Excerpt(w))
	}
	return strings.Join(quoted, ", ")
}
