// Package sheet reads the tables that e-platforms send: separated text (comma,
// semicolon, tab or bar) with a header, JSON lines, a JSON array of objects, or a
// workbook (XLSX), of which the first sheet with a header that fits is read.
//
// There is no standard behind them. A Map says which headers stand for which
// of our fields and how a column is written; of all maps, the one that knows
// most of a file's headers reads it. Rows with one identifier are one item with
// several contents. A row that fails is reported alone, with its line.
package sheet

import (
	"bytes"
	"strconv"
	"strings"

	"postern/message"
	"postern/message/container"
	"postern/message/object"
	"postern/parcel"
)

// Decoder names this reading of tables; the name of the map follows it.
const Decoder = "sheet/1"

// Decode reads a table, in UTF-8, or a workbook, by the maps given and the
// built-in one. The error is a *message.Reject where no map fits or no row can be
// taken.
func Decode(data []byte, maps []Map, l message.Limits) (message.Batch, error) {
	d := newDecoder(maps, l)
	if err := l.Admit(data); err != nil {
		return d.batch, err
	}
	if container.IsZIP(data) {
		entries, err := container.Entries(data)
		if err != nil {
			return d.batch, err
		}
		return DecodeBook(entries, container.NewBudget(l), maps, l)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	read := d.table
	if object.Is(data) {
		read = d.objects
	}
	return d.decode(func() error { return read(data) })
}

// DecodeBook reads a workbook that was found in an archive, within what is left
// of the budget.
func DecodeBook(entries []container.Entry, b *container.Budget, maps []Map, l message.Limits) (message.Batch, error) {
	d := newDecoder(maps, l)
	return d.decode(func() error { return d.book(entries, b) })
}

func newDecoder(maps []Map, l message.Limits) *decoder {
	return &decoder{
		batch:  message.Batch{Format: message.Sheet, Decoder: Decoder},
		limits: l, maps: append(maps[:len(maps):len(maps)], Default()), items: map[string]int{},
	}
}

// decode reads a table; once more, with all items held, where rows of one item
// turn out to stand far apart.
func (d *decoder) decode(read func() error) (message.Batch, error) {
	err := read()
	if d.scattered {
		whole := newDecoder(d.maps[:len(d.maps)-1], d.limits)
		whole.limits.Hold = 0
		*d = *whole
		err = read()
	}
	if err != nil {
		return d.batch, err
	}
	if d.rows == 0 {
		return d.batch, &message.Reject{Fault: message.Fault{Path: "file", Field: "rows", Got: "none", Want: "one for each content"}}
	}
	return d.finish()
}

type decoder struct {
	batch     message.Batch
	limits    message.Limits
	maps      []Map
	layout    *layout
	comma     bool               // a comma may be a decimal mark
	items     map[string]int     // identifier -> place in batch.Items
	gone      map[uint64]bool    // hashes of the identifiers of items that did not stay
	more      parcel.Declaration // what a further row says of its item
	rows      int                // seen, good and bad
	now       reading
	dates     serialDays
	full      bool
	scattered bool // a row is about an item that did not stay
	lines     message.Slab[string]
	contents  message.Slab[parcel.Content]
}

// use fixes the map the file is read by.
func (d *decoder) use(l *layout) {
	d.layout = l
	d.batch.Decoder = Decoder + "/" + l.m.Name
}

// bad reports a row that cannot be taken apart.
func (d *decoder) bad(line int, got, want string) {
	if len(d.batch.Faults) >= d.limits.Faults {
		d.batch.More++
		return
	}
	d.batch.AddFault(message.Fault{
		Line: line, Path: "row[" + strconv.Itoa(d.rows) + "]", Got: got, Want: want, Drop: true,
	}, d.limits)
}

func (d *decoder) table(data []byte) error {
	t := newTable(data)
	d.comma = t.delim == ';'
	header, line, bad, ok := t.next(nil)
	if !ok {
		bad = "an empty file"
	}
	if bad != "" {
		return &message.Reject{Fault: message.Fault{
			Line: line, Path: "header", Field: "header", Got: bad, Want: "a line of column names",
		}}
	}
	heads := make([]string, 0, len(header))
	for _, h := range header {
		heads = append(heads, head(h))
	}
	l, err := choose(d.maps, heads, line)
	if err != nil {
		return err
	}
	d.use(l)
	const rowBytes, mostRows = 256, 1 << 17 // of a usual row; rows to make room for at once
	if most := min(len(data)/rowBytes, mostRows); d.limits.Hold == 0 || most <= d.limits.Hold {
		d.items = make(map[string]int, most)
	}
	want := "a row of the header's " + strconv.Itoa(len(heads)) + " columns"
	var cells []string
	for !d.full && !d.scattered {
		cells, line, bad, ok = t.next(cells)
		if !ok {
			break
		}
		d.rows++
		if bad == "" {
			cells, bad = fit(cells, len(heads))
		}
		if bad != "" {
			d.bad(line, bad, want)
			continue
		}
		d.batch.At(t.pos, len(data))
		d.row(row{line: line, no: d.rows, cells: cells, clean: t.clean})
	}
	return nil
}

// fit drops empty cells beyond the header. A row of any other length may have
// slipped by a column, so nothing in it is believed.
func fit(cells []string, want int) (fitted []string, bad string) {
	for len(cells) > want && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != want {
		return nil, strconv.Itoa(len(cells)) + " columns"
	}
	return cells, ""
}

func (d *decoder) objects(data []byte) error {
	heads, line := keys(data)
	l, err := choose(d.maps, heads, line)
	if err != nil {
		return err
	}
	d.use(l)
	for o := object.NewReader(data); !d.full && !d.scattered; {
		text, line, bad, ok := o.Next()
		if !ok {
			break
		}
		d.rows++
		d.batch.At(o.Pos())
		if bad != "" {
			d.bad(line, bad, "a JSON object")
			continue
		}
		found, values, err := cells(text)
		if err != nil {
			d.bad(line, err.Error(), "a JSON object")
			continue
		}
		d.row(row{line: line, no: d.rows, cells: d.layout.sort(found, values)})
	}
	return nil
}

// keys gathers the keys of the first objects as a header.
func keys(data []byte) (heads []string, line int) {
	o := object.NewReader(data)
	seen := map[string]bool{}
	line = o.Line()
	for range headRows {
		text, _, bad, ok := o.Next()
		if !ok {
			break
		}
		if bad != "" {
			continue
		}
		found, _, err := cells(text)
		if err != nil {
			continue
		}
		for _, h := range found {
			if !seen[h] && len(heads) < mostHeads {
				seen[h] = true
				heads = append(heads, h)
			}
		}
	}
	return heads, line
}

// sort puts the values of an object in the order of the header. A key that
// first comes after the header was made is not read.
func (l *layout) sort(found, values []string) []string {
	sorted := make([]string, len(l.heads))
	for i, h := range found {
		if at, ok := l.at[h]; ok {
			sorted[at] = values[i]
		}
	}
	return sorted
}

func (d *decoder) finish() (message.Batch, error) {
	d.settle()
	if rest := d.layout.unread(); len(rest) > 0 {
		d.batch.AddFault(message.Fault{
			Path: "header", Field: "columns", Got: list(rest), Want: "names that the header map knows; these were not read",
		}, d.limits)
	}
	return d.batch.Outcome()
}

// settle says of items that have all their rows what they are worth.
func (d *decoder) settle() {
	for i := range d.batch.Items {
		d.batch.Items[i].Value = d.batch.Items[i].Total()
	}
}

// leave notes the items that will not stay when the next comes.
func (d *decoder) leave() {
	d.settle()
	if d.gone == nil {
		d.gone = map[uint64]bool{}
	}
	if d.limits.Flow == nil { // else it was seen that none comes back
		for i := range d.batch.Items {
			d.gone[hashOf(d.batch.Items[i].Identifier.Text)] = true
		}
	}
	clear(d.items)
}

// hashOf is FNV-1a. Two identifiers of one hash cost memory and nothing else.
func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
