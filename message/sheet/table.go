package sheet

import (
	"bytes"
	"strconv"
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
	for t.pos < len(t.data) && len(bytes.TrimSpace(t.firstLine())) == 0 {
		if t.pos+mostRow < len(t.data) && bytes.IndexByte(t.data[t.pos:t.pos+mostRow], '\n') < 0 {
			return // a line that long is not blank; next says so
		}
		t.toNextLine()
	}
}

// next gives the cells of the next row and the line it begins on. ok is false
// at the end. Where bad says something the row is broken and has no cells.
func (t *table) next(cells [][]byte) (row [][]byte, line int, bad string, ok bool) {
	t.skipBlank()
	if t.pos >= len(t.data) {
		return nil, t.line, "", false
	}
	line = t.line
	end := min(t.pos+mostRow, len(t.data))
	row, size, bad := split(t.data[t.pos:end], cells[:0], t.delim, end == len(t.data))
	if bad != "" {
		t.toNextLine()
		return nil, line, bad, true
	}
	t.line += bytes.Count(t.data[t.pos:t.pos+size], []byte{'\n'})
	t.pos += size
	return row, line, "", true
}

// split takes one row off data; size is its length with its line end.
func split(data []byte, cells [][]byte, delim byte, last bool) (row [][]byte, size int, bad string) {
	pos := 0
	for {
		cell, n, bad := field(data[pos:], delim)
		if bad != "" {
			return nil, 0, bad
		}
		pos += n
		cells = append(cells, cell)
		switch {
		case len(cells) > mostHeads:
			return nil, 0, "more than " + strconv.Itoa(mostHeads) + " columns"
		case pos == len(data) && !last:
			return nil, 0, "a row of more than 1 MiB"
		case pos == len(data):
			return cells, pos, ""
		case data[pos] == delim:
			pos++
		default: // a line end
			return cells, pos + 1, ""
		}
	}
}

// field takes one cell off data; n is its length without what ends it.
func field(data []byte, delim byte) (cell []byte, n int, bad string) {
	if len(data) > 0 && data[0] == '"' {
		return quoted(data, delim)
	}
	for n < len(data) && data[n] != delim && data[n] != '\n' {
		n++
	}
	return data[:n], n, "" // the mapper trims a CR
}

// quoted takes a cell in quotes off data, where two quotes stand for one.
func quoted(data []byte, delim byte) (cell []byte, n int, bad string) {
	doubled := false
	for n = 1; ; n += 2 {
		i := bytes.IndexByte(data[n:], '"')
		if i < 0 {
			return nil, 0, "a quote that is not closed within 1 MiB"
		}
		n += i
		if n+1 == len(data) || data[n+1] != '"' {
			break
		}
		doubled = true
	}
	cell = data[1:n]
	if doubled {
		cell = bytes.ReplaceAll(cell, []byte(`""`), []byte(`"`))
	}
	n++
	if n < len(data) && data[n] == '\r' {
		n++
	}
	if n < len(data) && data[n] != delim && data[n] != '\n' {
		return nil, 0, "text after a closing quote"
	}
	return cell, n, ""
}
