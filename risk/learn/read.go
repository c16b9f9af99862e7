package learn

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is read of a table.
const (
	maxColumns = 512
	maxRecord  = 1 << 20 // bytes of one record
	maxRows    = 1 << 20 // rows kept; of more a fair sample is kept
	maxName    = 128     // bytes of a column's name
)

// ErrTable is for text that is not a table this package can read.
var ErrTable = errors.New("not a readable table")

// ReadTable reads a labelled table of comma-, semicolon- or tab-separated text
// with a header, and settles the roles that were not given.
func ReadTable(ctx context.Context, r io.Reader, roles Roles) (*Table, error) {
	s, err := open(r)
	if err != nil {
		return nil, err
	}
	if err := s.sample(ctx); err != nil {
		return nil, err
	}
	sch, err := infer(s.header, s.first, roles)
	if err != nil {
		return nil, err
	}
	return s.table(ctx, sch, nil)
}

// ReadLike reads a further table the way another was read: the same columns,
// the same meaning of the label.
func ReadLike(ctx context.Context, r io.Reader, like *Table) (*Table, error) {
	s, err := open(r)
	if err != nil {
		return nil, err
	}
	return s.table(ctx, like.schema, like.rule())
}

// sheet is an open table.
type sheet struct {
	guard  *guard
	csv    *csv.Reader
	header []string
	first  [][]string // rows read ahead to settle roles
	lines  []int      // where they began
	line   int        // where the row in hand began
	odd    []oddity   // by column of the schema
	labels labels
}

// oddity is cells that should be numbers and are not.
type oddity struct {
	count, filled, line int
	text                string // of the first
}

// guard ends a record that does not end by itself, such as an open quote.
type guard struct {
	r    io.Reader
	left int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, fmt.Errorf("%w: a record longer than %d bytes", ErrTable, maxRecord)
	}
	n, err := g.r.Read(p[:min(len(p), 64<<10)])
	g.left -= n
	return n, err
}

func open(r io.Reader) (*sheet, error) {
	if r == nil {
		return nil, fmt.Errorf("%w: nothing given", ErrTable)
	}
	g := &guard{r: r, left: maxRecord}
	in := bufio.NewReaderSize(g, 64<<10)
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading a table: %w", err)
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		_, _ = in.Discard(3)
	}
	s := &sheet{guard: g, csv: csv.NewReader(in)}
	s.csv.Comma, s.csv.FieldsPerRecord, s.csv.LazyQuotes, s.csv.ReuseRecord = separator(head), -1, true, true
	row, err := s.next()
	if err != nil {
		return nil, fmt.Errorf("reading the header: %w", empty(err))
	}
	if len(row) > maxColumns {
		return nil, fmt.Errorf("%w: more than %d columns", ErrTable, maxColumns)
	}
	for i, name := range row {
		s.header = append(s.header, title(name, i, s.header))
	}
	return s, nil
}

func empty(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: it is empty", ErrTable)
	}
	return err
}

// title is a column's name, made unique and printable.
func title(name string, i int, taken []string) string {
	name = strings.ToValidUTF8(strings.TrimSpace(name), "")
	name = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return ' '
		}
		return r
	}, name)
	for len(name) > maxName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	if name == "" || slices.Contains(taken, name) {
		name = fmt.Sprintf("%s#%d", name, i+1)
	}
	return name
}

func separator(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, c := range []rune{';', '\t', '|'} {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// next is the next record; it is good until the following call.
func (s *sheet) next() ([]string, error) {
	s.guard.left = maxRecord
	row, err := s.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("after line %d: %w: %w", s.line, ErrTable, err)
	}
	s.line, _ = s.csv.FieldPos(0)
	if s.header == nil || len(row) == len(s.header) {
		return row, nil
	}
	return s.ragged(row)
}

// ragged says what is wrong with a row that has other fields than the header.
// Empty ones behind the last are let pass.
func (s *sheet) ragged(row []string) ([]string, error) {
	if extra := len(s.header); len(row) > extra {
		if strings.Join(row[extra:], "") == "" {
			return row[:extra], nil
		}
		line, column := s.csv.FieldPos(extra)
		return nil, fmt.Errorf("%w: line %d, column %d: a field too many: %d, and the header has %d", ErrTable, line, column, len(row), extra)
	}
	for i, v := range row {
		if strings.Contains(v, "\n") {
			line, column := s.csv.FieldPos(i)
			return nil, fmt.Errorf("%w: line %d, column %d (%q): a quote is opened and not closed in its row", ErrTable, line, column, s.header[i])
		}
	}
	last := len(row) - 1
	line, column := s.csv.FieldPos(last)
	return nil, fmt.Errorf("%w: line %d, column %d (%q): the row ends here with %d fields, and the header has %d",
		ErrTable, line, column, s.header[last], len(row), len(s.header))
}

func (s *sheet) sample(ctx context.Context) error {
	for size := 0; len(s.first) < inferRows && size < 64<<20; {
		row, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		kept := make([]string, min(len(row), len(s.header)))
		for i := range kept {
			kept[i] = strings.Clone(row[i])
			size += len(row[i]) + 16
		}
		s.first, s.lines = append(s.first, kept), append(s.lines, s.line)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// table reads all rows; of more than maxRows a fair sample stays (Vitter's R).
func (s *sheet) table(ctx context.Context, sch schema, rule *labelRule) (*Table, error) {
	t := newTable(sch)
	plan, err := s.plan(sch, t)
	if err != nil {
		return nil, err
	}
	draw := chance(1)
	cells := make([]uint64, len(sch.columns))
	s.odd = make([]oddity, len(sch.columns))
	for {
		row, err := s.row()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && t.seen%4096 == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		at := t.seen
		if t.seen++; at >= maxRows {
			if at = draw.below(t.seen); at >= maxRows {
				continue
			}
		}
		if err := s.store(t, at, row, plan, cells); err != nil {
			return nil, err
		}
	}
	s.finish(t, rule)
	return t, s.judge(t)
}

// judge tells of cells that are no numbers where numbers should be; a column
// without any number is an error.
func (s *sheet) judge(t *Table) error {
	for c, o := range s.odd {
		name := t.schema.columns[c].Name
		if o.count > 0 && o.count == o.filled {
			return fmt.Errorf("%w: line %d, column %q: %q is no number, nor is anything below it", ErrTable, o.line, name, o.text)
		}
		if o.count > 0 {
			t.notes = append(t.notes, fmt.Sprintf("%d cells of %q are no numbers and count as missing, the first in line %d: %q", o.count, name, o.line, o.text))
		}
	}
	return nil
}

// row is a row read ahead or the next one.
func (s *sheet) row() ([]string, error) {
	if len(s.first) > 0 {
		row := s.first[0]
		s.line = s.lines[0]
		s.first, s.lines = s.first[1:], s.lines[1:]
		return row, nil
	}
	return s.next()
}

// places says where in a record the columns, the label and the day are.
type places struct {
	columns    []int
	label, day int
}

func (s *sheet) plan(sch schema, t *Table) (places, error) {
	p := places{label: slices.Index(s.header, sch.label), day: slices.Index(s.header, sch.date)}
	if p.label < 0 {
		return p, fmt.Errorf("the table has no column %q", sch.label)
	}
	for _, c := range sch.columns {
		i := slices.Index(s.header, c.Source)
		if i < 0 && c.Prefix == 0 {
			t.missing = append(t.missing, c.Name)
		}
		p.columns = append(p.columns, i)
	}
	return p, nil
}

func (s *sheet) store(t *Table, i int, row []string, p places, cells []uint64) error {
	y, err := s.labels.read(at(row, p.label))
	if err != nil {
		return err
	}
	for c, col := range t.schema.columns {
		v := at(row, p.columns[c])
		cells[c] = col.read(v)
		if col.Kind == number && v != "" {
			s.odd[c].take(v, s.line, math.IsNaN(math.Float64frombits(cells[c])))
		}
	}
	day, _ := parseDay(at(row, p.day), t.schema.day)
	t.put(i, cells, y, 1, day)
	return nil
}

func (o *oddity) take(v string, line int, odd bool) {
	o.filled++
	if !odd {
		return
	}
	if o.count == 0 {
		o.line, o.text = line, strings.ToValidUTF8(v[:min(len(v), 40)], "")
	}
	o.count++
}

// read turns a value into what is kept of it.
func (c column) read(v string) uint64 {
	if c.Kind == number {
		f, ok := parseNumber(v, c.Comma)
		if !ok {
			f = math.NaN()
		}
		return math.Float64bits(f)
	}
	if c.Prefix > 0 && len(v) > c.Prefix {
		v = v[:c.Prefix]
	}
	return hashText(v)
}

// finish settles what the labels mean and drops the rows without one.
func (s *sheet) finish(t *Table, rule *labelRule) {
	if rule == nil {
		r := ruleFor(t.found, s.labels.words)
		rule = &r
	}
	rule.apply(t.found, s.labels.words)
	t.schema.rule = *rule
	seen := t.seen
	if n := t.drop(); n > 0 {
		t.notes = append(t.notes, fmt.Sprintf("%d rows without a label left out", n))
		seen -= n
	}
	t.seen = seen
}

func (t *Table) rule() *labelRule {
	r := t.schema.rule
	return &r
}
