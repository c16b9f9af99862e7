package learn

import (
	"fmt"
	"math"
	"slices"
)

// Table is labelled rows in columns: what a model is trained on or tried on.
type Table struct {
	schema  schema
	data    [][]uint64 // by column: hash of a category, bits of a number
	found   []float64  // 1 found, 0 not
	weight  []float64  // 1/probability of having been examined
	day     []int32    // days since 1970; 0 where unknown
	missing []string   // columns of the schema that the table did not have
	notes   []string   // what of it was left out
	seen    int        // rows read, of which at most so many are kept
}

// Rows is how many labelled rows there are.
func (t *Table) Rows() int { return len(t.found) }

// Found is how many of them were found wrong.
func (t *Table) Found() int {
	n := 0
	for _, y := range t.found {
		n += int(y)
	}
	return n
}

// Notes says what was not read and why.
func (t *Table) Notes() []string {
	notes := slices.Concat(t.schema.notes, t.notes)
	for _, name := range t.missing {
		notes = append(notes, fmt.Sprintf("the table has no column %q: missing throughout", name))
	}
	if t.seen > t.Rows() {
		notes = append(notes, fmt.Sprintf("%d of %d rows kept", t.Rows(), t.seen))
	}
	return notes
}

// Row copies row i into cells for scoring; it grows dst where needed.
func (t *Table) Row(i int, dst []Cell) []Cell {
	dst = dst[:0]
	for c, col := range t.schema.columns {
		v := t.data[c][i]
		if col.Kind == number {
			dst = append(dst, numberCell(math.Float64frombits(v)))
			continue
		}
		dst = append(dst, Cell{hash: v, num: math.NaN()})
	}
	return dst
}

// Cell is one value of a row: a category or a quantity.
type Cell struct {
	hash uint64
	num  float64
	text string
}

// Text is a category cell.
func Text(v string) Cell { return Cell{hash: hashText(v), num: math.NaN(), text: v} }

// Number is a quantity; NaN where it is not known.
func Number(v float64) Cell {
	c := numberCell(v)
	if !math.IsNaN(v) {
		c.text = fmt.Sprintf("%.6g", v)
	}
	return c
}

func numberCell(v float64) Cell { return Cell{hash: hashNumber(v), num: v} }

// newTable is an empty table of a schema.
func newTable(s schema) *Table { return &Table{schema: s, data: make([][]uint64, len(s.columns))} }

// put writes a row at i, which is an old one or the next.
func (t *Table) put(i int, row []uint64, found, weight float64, day int32) {
	if i == t.Rows() {
		for c, v := range row {
			t.data[c] = append(t.data[c], v)
		}
		t.found, t.weight, t.day = append(t.found, found), append(t.weight, weight), append(t.day, day)
		return
	}
	for c, v := range row {
		t.data[c][i] = v
	}
	t.found[i], t.weight[i], t.day[i] = found, weight, day
}

// part is the rows at the places given.
func (t *Table) part(rows []int) *Table {
	p := newTable(t.schema)
	p.missing, p.notes, p.seen = t.missing, t.notes, len(rows)
	for c := range t.data {
		p.data[c] = pick(t.data[c], rows)
	}
	p.found, p.weight, p.day = pick(t.found, rows), pick(t.weight, rows), pick(t.day, rows)
	return p
}

// drop leaves out the rows without a label and gives how many.
func (t *Table) drop() int {
	var rows []int
	for i, y := range t.found {
		if !math.IsNaN(y) {
			rows = append(rows, i)
		}
	}
	gone := t.Rows() - len(rows)
	if gone > 0 {
		*t = *t.part(rows)
	}
	return gone
}

func pick[T any](all []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = all[r]
	}
	return out
}

// hold splits off rows to choose settings on: the latest where days are known,
// so that choosing looks forward in time as use does; else a drawn share.
func (t *Table) hold(share float64, seed uint64) (fit, held *Table) {
	order := make([]int, t.Rows())
	for i := range order {
		order[i] = i
	}
	if t.dated() {
		slices.SortStableFunc(order, func(a, b int) int { return int(t.day[a]) - int(t.day[b]) })
	} else {
		c := chance(seed)
		for i := len(order) - 1; i > 0; i-- {
			j := c.below(i + 1)
			order[i], order[j] = order[j], order[i]
		}
	}
	cut := len(order) - int(float64(len(order))*share)
	early, late := order[:cut], order[cut:]
	slices.Sort(early)
	slices.Sort(late)
	return t.part(early), t.part(late)
}

func (t *Table) dated() bool {
	return t.Rows() > 0 && slices.Min(t.day) != slices.Max(t.day)
}

// key joins the values of some columns of row i.
func (t *Table) key(i int, parts []int) uint64 {
	var h uint64
	for _, c := range parts {
		h = join(h, t.hash(i, c))
	}
	return h
}

func (t *Table) number(i, c int) float64 { return math.Float64frombits(t.data[c][i]) }

func (t *Table) hash(i, c int) uint64 {
	if t.schema.columns[c].Kind == number {
		return hashNumber(math.Float64frombits(t.data[c][i]))
	}
	return t.data[c][i]
}
