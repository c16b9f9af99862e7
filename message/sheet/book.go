package sheet

import (
	"bytes"
	"strconv"
	"strings"

	"postern/message"
	"postern/message/container"
	"postern/message/markup"
	"postern/parcel"
)

// A workbook (ECMA-376, XLSX) is XML in a ZIP archive. Only the values of cells
// are read: no formula is reckoned, no link followed.
const (
	workbookPart = "xl/workbook.xml"
	relationPart = "xl/_rels/workbook.xml.rels"
	stringsPart  = "xl/sharedStrings.xml"
	mostSheets   = 64
	headSearch   = 10 // rows that may stand above the header
)

// IsBook tells a workbook among archives.
func IsBook(entries []container.Entry) bool {
	_, ok := partOf(entries, workbookPart)
	return ok
}

func partOf(entries []container.Entry, name string) (container.Entry, bool) {
	for _, e := range entries {
		if strings.EqualFold(e.Name, name) {
			return e, true
		}
	}
	return container.Entry{}, false
}

// book is a workbook that is being read.
type book struct {
	entries []container.Entry
	budget  *container.Budget
	limits  message.Limits
	texts   []string // shared by all sheets
	old     bool     // counts days from 1904
	sheets  []tab
}

// tab is one sheet: its name and where it lies.
type tab struct{ name, relation, path string }

// everything is ours: the namespaces of a workbook have changed over time.
func everything(string) bool { return true }

func openBook(entries []container.Entry, budget *container.Budget, l message.Limits) (*book, error) {
	b := &book{entries: entries, budget: budget, limits: l}
	b.limits.Text = 2 * l.Text // so that a cut is seen where the cell is read
	for _, read := range [...]func() error{b.readTabs, b.readRelations, b.readTexts} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// reader opens a part; nil where it is not there.
func (b *book) reader(name string) (*markup.Reader, error) {
	e, ok := partOf(b.entries, name)
	if !ok {
		return nil, nil //nolint:nilnil // a part that may be absent
	}
	data, err := e.Read(b.budget)
	if err != nil {
		return nil, err
	}
	return markup.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")), b.limits, everything), nil
}

func (b *book) readTabs() error {
	r, err := b.reader(workbookPart)
	if r == nil {
		return err
	}
	if _, _, ok := r.Root(); !ok {
		return r.Err()
	}
	for name := range r.Children() {
		switch name {
		case "workbookPr":
			on := r.Attribute("date1904").Text
			b.old = on == "1" || on == "true"
		case "sheets":
			for range r.Children() {
				if len(b.sheets) < mostSheets {
					b.sheets = append(b.sheets, tab{name: r.Attribute("name").Text, relation: r.Attribute("id").Text})
				}
			}
		}
	}
	return r.Err()
}

func (b *book) readRelations() error {
	r, err := b.reader(relationPart)
	if r == nil {
		return err
	}
	for r.Find("Relationship") {
		for i := range b.sheets {
			if b.sheets[i].relation == r.Attribute("Id").Text {
				b.sheets[i].path = resolve(r.Attribute("Target").Text)
			}
		}
	}
	return r.Err()
}

// resolve makes a target the name of an entry.
func resolve(target string) string {
	if absolute, ok := strings.CutPrefix(target, "/"); ok {
		return absolute
	}
	return "xl/" + strings.TrimPrefix(target, "./")
}

// readTexts reads the texts that cells share.
func (b *book) readTexts() error {
	r, err := b.reader(stringsPart)
	if r == nil {
		return err
	}
	for len(b.texts) < 4*b.limits.Items && r.Find("si") {
		b.texts = append(b.texts, b.text(r))
	}
	return r.Err()
}

// text joins the runs of the current element; how a word is pronounced is no
// part of it.
func (b *book) text(r *markup.Reader) string {
	text := ""
	for name := range r.Children() {
		switch name {
		case "t":
			text += r.Leaf().Text
		case "r":
			text += b.text(r)
		}
		text, _ = message.Clip(text, b.limits.Text)
	}
	return text
}

// book reads the first sheet whose header a map knows.
func (d *decoder) book(entries []container.Entry, budget *container.Budget) error {
	b, err := openBook(entries, budget, d.limits)
	if err != nil {
		return err
	}
	d.dates = serialDays{on: true, old: b.old}
	var failed error
	for i := range b.sheets {
		found, err := d.tab(b, &b.sheets[i])
		switch {
		case found:
			d.otherTabs(b.sheets, i)
			return err
		case failed == nil:
			failed = err
		}
	}
	if failed == nil {
		failed = &message.Reject{Fault: message.Fault{Path: "workbook", Field: "sheets", Got: "none with rows", Want: "a sheet with a line of column names"}}
	}
	return failed
}

// otherTabs says which sheets were not read.
func (d *decoder) otherTabs(sheets []tab, read int) {
	var names []string
	for i := range sheets {
		if i != read {
			names = append(names, sheets[i].name)
		}
	}
	if len(names) > 0 {
		d.batch.AddFault(message.Fault{Path: "workbook", Field: "sheets", Got: list(names), Want: "one sheet; these were not read"}, d.limits)
	}
}

// tab reads one sheet; found is false where it has no header that fits.
func (d *decoder) tab(b *book, t *tab) (found bool, err error) {
	r, err := b.reader(t.path)
	if r == nil {
		return false, err
	}
	var cells []string
	for tried := 0; !d.full && r.Find("row"); {
		line := rowNumber(r)
		d.batch.At(r.Pos())
		var bad string
		cells, bad = b.cells(r, cells[:0])
		switch {
		case !r.Whole():
		case d.layout == nil && len(cells) > 1 && tried < headSearch:
			tried++
			if fits := d.header(cells, line, &err); fits {
				found = true
			}
		case d.layout == nil:
		case bad != "":
			d.rows++
			d.bad(line, bad, "a row of the header's "+strconv.Itoa(len(d.layout.heads))+" columns")
		case len(cells) > 0:
			d.rows++
			d.row(row{line: line, no: d.rows, cells: widen(cells, len(d.layout.heads))})
		}
	}
	return found, d.broke(r, found, err)
}

// header tries a row for the line of column names.
func (d *decoder) header(cells []string, line int, failed *error) (fits bool) {
	heads := make([]string, 0, len(cells))
	for _, c := range cells {
		heads = append(heads, head(c))
	}
	l, err := choose(d.maps, heads, line)
	if err != nil {
		if *failed == nil {
			*failed = err
		}
		return false
	}
	d.use(l)
	return true
}

// broke keeps the rows before a break.
func (d *decoder) broke(r *markup.Reader, found bool, failed error) error {
	if r.Whole() {
		if found {
			return nil
		}
		return failed
	}
	if !found || r.Barred() || d.rows == 0 {
		return r.Err()
	}
	d.batch.AddFault(message.Fault{Path: "workbook", Field: "sheet", Got: parcel.Excerpt(r.Err().Error()), Want: "the whole sheet"}, d.limits)
	return nil
}

func rowNumber(r *markup.Reader) int {
	n, err := strconv.Atoi(r.Attribute("r").Text)
	if err != nil || n < 1 {
		return r.Line()
	}
	return n
}

// widen gives a row the length of the header; what stands beyond it has no
// name, and is not read.
func widen(cells []string, want int) []string {
	for len(cells) < want {
		cells = append(cells, "")
	}
	return cells[:want]
}

// cells reads the current row. Empty cells at its end are left out.
func (b *book) cells(r *markup.Reader, cells []string) (row []string, bad string) {
	at, last := 0, 0
	for name := range r.Children() {
		if name != "c" {
			continue
		}
		if named := column(r.Attribute("r").Text); named > 0 {
			at = named - 1
		}
		if at >= mostHeads {
			return nil, "more than " + strconv.Itoa(mostHeads) + " columns"
		}
		for len(cells) <= at {
			cells = append(cells, "")
		}
		if text := b.cell(r); text != "" {
			cells[at] = text
			last = max(last, at+1)
		}
		at++
	}
	return cells[:last], ""
}

// column is the number of the column in the name of a cell: 28 for AB7.
func column(name string) int {
	n := 0
	for i := 0; i < len(name) && i < 3 && name[i] >= 'A' && name[i] <= 'Z'; i++ {
		n = n*26 + int(name[i]-'A') + 1
	}
	return n
}

// cell is the value of the current cell.
func (b *book) cell(r *markup.Reader) string {
	kind := r.Attribute("t").Text
	value := ""
	for name := range r.Children() {
		switch name {
		case "v":
			value = r.Leaf().Text
		case "is":
			value = b.text(r)
		}
	}
	switch kind {
	case "s":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n >= len(b.texts) {
			return ""
		}
		return b.texts[n]
	case "", "n":
		return unscientific(value)
	case "e":
		return "" // an error of a formula says nothing
	}
	return value
}
