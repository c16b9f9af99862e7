package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mostRow bounds one row, line breaks within quotes included.
const mostRow = 1 << 20

// table takes separated text apart into rows. Unlike encoding/csv it goes on
// after a row that is broken, at the line that follows its first.
type table struct {
	data  []byte
	pos   int
	line  int // of pos
	delim byte
	spans []span // of the row before
	clean bool   // the row before was UTF-8 without NUL
	block block
}

// block is a part of the file as text: its rows and their cells are parts of it,
// so that they cost no memory each.
type block struct {
	text  string
	from  int // in the file
	clean bool
}

const blockSize = 16 << 10

// span is where a cell stands in its row.
type span struct {
	from, to int
	doubled  bool // quotes in it stand twice
}

// newTable tells the separator by what the first line has most of.
func newTable(data []byte) *table {
	t := &table{data: data, line: 1, delim: ','}
	t.skipBlank()
	if first := t.firstLine(); len(first) > 4 && bytes.EqualFold(first[:4], []byte("sep=")) {
		t.delim = first[4]
		t.toNextLine()
		return t
	}
	most := 0
	for _, delim := range []byte("\t;,|") {
		if n := count(t.firstLine(), delim); n > most {
			most, t.delim = n, delim
		}
	}
	return t
}

// count counts delim outside quotes.
func count(line []byte, delim byte) int {
	n, quoted := 0, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == delim && !quoted:
			n++
		}
	}
	return n
}

func (t *table) firstLine() []byte {
	rest := t.data[t.pos:min(len(t.data), t.pos+mostRow)]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return bytes.TrimRight(rest, "\r")
}

// toNextLine leaves what remains of the line.
func (t *table) toNextLine() {
	i := bytes.IndexByte(t.data[t.pos:], '\n')
	if i < 0 {
		t.pos = len(t.data)
		return
	}
	t.pos += i + 1
	t.line++
}

func (t *table) skipBlank() {
	if t.pos < len(t.data) && t.data[t.pos] > ' ' && t.data[t.pos] < utf8.RuneSelf {
		return
	}
	for t.pos < len(t.data) && len(bytes.TrimSpace(t.firstLine())) == 0 {
		if t.pos+mostRow < len(t.data) && bytes.IndexByte(t.data[t.pos:t.pos+mostRow], '\n') < 0 {
			return // a line that long is not blank; next says so
		}
		t.toNextLine()
	}
}

// next gives the cells of the next row and the line it begins on. ok is false
// at the end. Where bad says something the row is broken and has no cells.
func (t *table) next(cells []string) (row []string, line int, bad string, ok bool) {
	t.skipBlank()
	if t.pos >= len(t.data) {
		return nil, t.line, "", false
	}
	line = t.line
	end := min(t.pos+mostRow, len(t.data))
	spans, size, bad := split(t.data[t.pos:end], t.spans[:0], t.delim, end == len(t.data))
	if bad != "" {
		t.toNextLine()
		return nil, line, bad, true
	}
	t.spans = spans
	text := t.text(size)
	row = cells[:0]
	for _, s := range spans {
		cell := text[s.from:s.to]
		if s.doubled {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		row = append(row, cell)
	}
	t.line += strings.Count(text, "\n")
	t.pos += size
	return row, line, "", true
}

// text is the row at pos, and says whether it is clean.
func (t *table) text(size int) string {
	b, end := &t.block, t.pos+size
	if end > b.from+len(b.text) {
		cut := min(len(t.data), max(end, t.pos+blockSize))
		for cut > end && cut < len(t.data) && !utf8.RuneStart(t.data[cut]) {
			cut--
		}
		b.from, b.text = t.pos, string(t.data[t.pos:cut])
		b.clean = sound(b.text)
	}
	text := b.text[t.pos-b.from : end-b.from]
	t.clean = b.clean || sound(text)
	return text
}

func sound(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }

// split takes one row off data; size is its length with its line end.
func split(data []byte, spans []span, delim byte, last bool) (row []span, size int, bad string) {
	pos := 0
	for {
		cell, end, bad := field(data, pos, delim)
		if bad != "" {
			return spans, 0, bad
		}
		spans = append(spans, cell)
		pos = end
		switch {
		case len(spans) > mostHeads:
			return spans, 0, "more than " + strconv.Itoa(mostHeads) + " columns"
		case pos == len(data) && !last:
			return spans, 0, "a row of more than 1 MiB"
		case pos == len(data):
			return spans, pos, ""
		case data[pos] == delim:
			pos++
		default: // a line end
			return spans, pos + 1, ""
		}
	}
}

// field takes one cell off data; end is the place of what ends it.
func field(data []byte, pos int, delim byte) (cell span, end int, bad string) {
	if pos < len(data) && data[pos] == '"' {
		return quoted(data, pos, delim)
	}
	end = pos
	for end < len(data) && data[end] != delim && data[end] != '\n' {
		end++
	}
	return span{from: pos, to: end}, end, "" // the mapper trims a CR
}

// quoted takes a cell in quotes off data, where two quotes stand for one.
func quoted(data []byte, pos int, delim byte) (cell span, end int, bad string) {
	cell.from = pos + 1
	for end = pos + 1; ; end += 2 {
		i := bytes.IndexByte(data[end:], '"')
		if i < 0 {
			return span{}, 0, "a quote that is not closed within 1 MiB"
		}
		end += i
		if end+1 == len(data) || data[end+1] != '"' {
			break
		}
		cell.doubled = true
	}
	cell.to = end
	end++
	if end < len(data) && data[end] == '\r' {
		end++
	}
	if end < len(data) && data[end] != delim && data[end] != '\n' {
		return span{}, 0, "text after a closing quote"
	}
	return cell, end, ""
}
