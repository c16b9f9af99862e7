package quality

import (
	_ "embed" // for the tables
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"postern/parcel"
)

//go:embed checks.tsv
var checkTable string

//go:embed lead.tsv
var leadTable string

//go:embed vague.tsv
var vagueTable string

// Check is one row of the list.
type Check struct {
	Code      string
	Figure    parcel.Figure
	Field     string // of the declaration
	Applies   Applies
	Sentence  string
	Source    string
	Certainty string // verified, secondary or unverified
}

// Applies says which items a check is for.
type Applies string

// Whom a check is for.
const (
	Everything Applies = "all"
	Goods      Applies = "goods"
	Trade      Applies = "trade"
	ToUnion    Applies = "eu"
	OfS10      Applies = "s10"
)

// Book is the checks made ready. It is immutable.
type Book struct {
	checks []Check
	leads  []lead
	vague  map[string]bool
}

type lead struct {
	category, from, to string
	least              time.Duration
	leaving            bool // before it left
}

// Tables are the three tables as text.
type Tables struct{ Checks, Leads, Vague string }

// DefaultTables are the built-in ones.
func DefaultTables() Tables { return Tables{checkTable, leadTable, vagueTable} }

// DefaultBook is the book of the built-in tables.
func DefaultBook() *Book {
	b, err := NewBook(DefaultTables())
	if err != nil {
		panic("a built-in table of data quality is broken: " + err.Error())
	}
	return b
}

// NewBook reads the tables. It fails with the line that is wrong.
func NewBook(t Tables) (*Book, error) {
	b := &Book{vague: map[string]bool{}}
	for _, table := range []struct {
		name, text string
		cells      int
		take       func([]string) error
	}{
		{"checks", t.Checks, 7, b.check},
		{"lead", t.Leads, 6, b.lead},
		{"vague", t.Vague, 3, b.word},
	} {
		no := 0
		for line := range strings.Lines(table.text) {
			no++
			line = strings.TrimRight(line, "\r\n")
			if strings.TrimSpace(line) == "" || line[0] == '#' {
				continue
			}
			cells := strings.Split(line, "\t")
			if len(cells) != table.cells {
				return nil, fmt.Errorf("%s line %d: %d cells, %d are wanted, with tabs between", table.name, no, len(cells), table.cells)
			}
			if err := table.take(cells); err != nil {
				return nil, fmt.Errorf("%s line %d: %w", table.name, no, err)
			}
		}
	}
	return b, nil
}

// Checks are the checks in order.
func (b *Book) Checks() []Check { return append([]Check(nil), b.checks...) }

func (b *Book) check(cells []string) error {
	c := Check{cells[0], parcel.Figure(cells[1]), cells[2], Applies(cells[3]), cells[4], cells[5], cells[6]}
	switch {
	case !slices.Contains(parcel.Figures(), c.Figure):
		return fmt.Errorf("%s is no figure: one of %v is wanted", parcel.Excerpt(cells[1]), parcel.Figures())
	case !c.known():
		return fmt.Errorf("%s is no check that the program knows", parcel.Excerpt(c.Code))
	case !slices.Contains([]Applies{Everything, Goods, Trade, ToUnion, OfS10}, c.Applies):
		return fmt.Errorf("%s: all, goods, trade, eu or s10 is wanted", parcel.Excerpt(cells[3]))
	case c.Sentence == "" || c.Source == "":
		return fmt.Errorf("%s has no sentence or no source", c.Code)
	}
	b.checks = append(b.checks, c)
	return nil
}

// known reports whether the program knows what a code means.
func (c *Check) known() bool {
	switch c.Figure {
	case parcel.Adequacy:
		return tests[c.Code] != nil
	case parcel.Timeliness:
		return slices.Contains([]string{"advised", "before", "lead"}, c.Code)
	case parcel.Truth:
	}
	return true
}

func (b *Book) lead(cells []string) error {
	number, leaving := strings.CutPrefix(cells[3], "d")
	hours, err := strconv.Atoi(number)
	const most = 24 * 30
	if err != nil || hours < 0 || hours > most {
		return fmt.Errorf("%s: 0 to %d hours are wanted", parcel.Excerpt(cells[3]), most)
	}
	b.leads = append(b.leads, lead{cells[0], cells[1], cells[2], time.Duration(hours) * time.Hour, leaving})
	return nil
}

func (b *Book) word(cells []string) error {
	if cells[1] != "-" {
		b.vague[plain(cells[0])] = true
	}
	return nil
}
