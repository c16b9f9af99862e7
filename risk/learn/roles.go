package learn

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Roles says what the columns of a labelled table are for. Only the label must
// be given; what no list names is inferred from the first rows.
type Roles struct {
	Label       string   // what is to be learned
	Categorical []string // codes, kept as text
	Numeric     []string // quantities
	Date        string   // orders the rows in time
	Ignore      []string // never read
}

// ErrDenied is for a feature that the deny list forbids.
var ErrDenied = errors.New("a denied feature")

// kind is how a column is read.
type kind string

const (
	category kind = "category"
	number   kind = "number"
)

// column is one input of a model.
type column struct {
	Name    string `json:"name"`
	Kind    kind   `json:"kind"`
	Source  string `json:"source"`            // the table's column it is read from
	Prefix  int    `json:"prefix,omitempty"`  // only so many leading characters of it
	Lattice bool   `json:"lattice,omitempty"` // a number of few values: also a code
	Recurs  bool   `json:"recurs,omitempty"`  // a number whose very value comes again: may narrow a key
	Comma   bool   `json:"comma,omitempty"`   // a number whose decimals stand behind a comma
}

// code reports whether the column can be part of any key.
func (c column) code() bool { return c.Kind == category || c.Lattice }

// schema is what of a table is read and how.
type schema struct {
	label, date string
	day         string // how the dates are written
	columns     []column
	rule        labelRule
	notes       []string
}

const inferRows = 10_000

// infer settles the roles of a table from its header and first rows.
func infer(header []string, sample [][]string, r Roles) (schema, error) {
	if err := r.check(header); err != nil {
		return schema{}, err
	}
	s := schema{label: r.Label, date: r.Date}
	labels := cells(sample, slices.Index(header, r.Label))
	for i, name := range header {
		if name == s.date {
			s.day, _ = dayForm(cells(sample, i))
		}
		if name == r.Label || name == s.date || slices.Contains(r.Ignore, name) {
			continue
		}
		if err := s.place(name, cells(sample, i), labels, r); err != nil {
			return schema{}, err
		}
	}
	if len(s.columns) == 0 {
		s.notes = append(s.notes, "no column to learn from: every row gets the base rate")
	}
	return s, nil
}

// check refuses roles that name what is not there or what is denied.
func (r Roles) check(header []string) error {
	all := slices.Concat([]string{r.Label}, r.Categorical, r.Numeric, r.Ignore)
	if r.Date != "" {
		all = append(all, r.Date)
	}
	for _, name := range all {
		if !slices.Contains(header, name) {
			return fmt.Errorf("the table has no column %q", name)
		}
	}
	for _, name := range slices.Concat(r.Categorical, r.Numeric) {
		if why := Denied(name); why != "" {
			return fmt.Errorf("%w: %s", ErrDenied, why)
		}
	}
	return nil
}

// place finds the role of one column and adds what is read from it.
func (s *schema) place(name string, values, labels []string, r Roles) error {
	switch {
	case slices.Contains(r.Categorical, name):
		s.add(name, category, values)
		return nil
	case slices.Contains(r.Numeric, name):
		s.add(name, number, values)
		return nil
	}
	if why := Denied(name); why != "" {
		s.leave(why)
		return nil
	}
	if sibling(name, r.Label) {
		s.leave(fmt.Sprintf("%q is named after the label", name))
		return nil
	}
	sort := sortOf(name, values)
	if sort == dated && s.date == "" {
		s.date = name
		s.day, _ = dayForm(values)
		return nil
	}
	if sort == dated || sort == unique || sort == constant {
		s.leave(fmt.Sprintf("%q is %s", name, sort))
		return nil
	}
	if leaks(values, labels) {
		s.leave(fmt.Sprintf("%q gives the label away", name))
		return nil
	}
	if sort == measured {
		s.add(name, number, values)
		return nil
	}
	s.add(name, category, values)
	return nil
}

func (s *schema) leave(why string) {
	s.notes = append(s.notes, "not read: "+why)
}

func (s *schema) add(name string, k kind, values []string) {
	c := column{Name: name, Kind: k, Source: name}
	distinct := levels(values)
	c.Comma = k == number && decimalComma(values)
	c.Lattice = k == number && distinct > 1 && distinct <= max(20, len(values)/20)
	c.Recurs = k == number && !c.Lattice && distinct > 1 && distinct*2 <= len(values)
	s.columns = append(s.columns, c)
	if k == category && distinct > 50 {
		for _, n := range prefixes(values) {
			s.columns = append(s.columns, column{Name: fmt.Sprintf("%s[:%d]", name, n), Kind: category, Source: name, Prefix: n})
		}
	}
}

// prefixes are the levels of a code made of digits, e.g. chapter and heading of
// a tariff code.
func prefixes(values []string) []int {
	width, same, all := 0, 0, 0
	for _, v := range values {
		if v == "" {
			continue
		}
		all++
		if width == 0 {
			width = len(v)
		}
		if len(v) == width && strings.Trim(v, "0123456789") == "" {
			same++
		}
	}
	if width < 4 || width > 12 || same*100 < all*95 {
		return nil
	}
	var cuts []int
	for n := 2; n < width && n <= 6; n += 2 {
		cuts = append(cuts, n)
	}
	return cuts
}

// looks is what a column looks like.
type looks string

const (
	coded    looks = "coded"
	measured looks = "measured"
	dated    looks = "a further date"
	unique   looks = "different in every row"
	constant looks = "the same in every row"
)

// survey counts what the values of a column look like.
type survey struct {
	filled, numbers, whole, zeros, dates, wide, distinct int
}

func surveyed(values []string) survey {
	s := survey{distinct: levels(values)}
	comma := decimalComma(values)
	_, s.dates = dayForm(values)
	for _, v := range values {
		if v == "" {
			continue
		}
		s.filled++
		s.wide = max(s.wide, len(v))
		if f, ok := parseNumber(v, comma); ok {
			s.numbers++
			if f == math.Trunc(f) && !strings.ContainsAny(v, ".eE") && !comma {
				s.whole++
			}
		}
		if len(v) > 1 && v[0] == '0' && v[1] != '.' {
			s.zeros++ // a quantity has no leading zero
		}
	}
	return s
}

// sortOf looks at a column's values. Where in doubt a number stays a number: a
// number of few values may be part of a key as well.
func sortOf(name string, values []string) looks {
	s := surveyed(values)
	whole := s.whole == s.numbers
	switch {
	case s.distinct <= 1:
		return constant
	case s.dates*100 >= s.filled*95 && (s.numbers < s.filled || hints(name, "date", "day", "time")):
		return dated
	case s.numbers*100 < s.filled*95, s.zeros*100 >= s.filled, whole && hints(name, codeWords[:]...):
		return text(s)
	case whole && s.distinct == s.filled && s.filled > 20 && rising(values):
		return unique
	}
	return measured
}

// text is a category unless hardly any value comes twice.
func text(s survey) looks {
	if s.filled > 50 && (s.distinct*10 > s.filled*9 || s.wide > 200) {
		return unique
	}
	return coded
}

//nolint:gochecknoglobals // a constant table
var codeWords = [...]string{"id", "code", "type", "hs", "hs6", "hs4", "class", "category", "kind", "mode", "office", "key", "zone", "method", "use"}

func hints(name string, words ...string) bool {
	return slices.ContainsFunc(tokens(name), func(t string) bool { return slices.Contains(words, t) })
}

// sibling reports whether a column's name holds all words of the label's, as
// "Critical Fraud" does of "Fraud": most likely another answer, not a clue.
func sibling(name, label string) bool {
	words, have := tokens(label), tokens(name)
	if len(words) == 0 || len(strings.Join(words, "")) < 4 {
		return false
	}
	for _, w := range words {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

// leaks reports whether few values of a column say the label without fail:
// that is an answer written down later, not something known before.
func leaks(values, labels []string) bool {
	pair, ones := map[string]string{}, map[string]int{}
	for i, v := range values {
		was, seen := pair[v]
		if seen && was != labels[i] {
			return false
		}
		pair[v] = labels[i]
		ones[labels[i]]++
		if len(pair) > 20 {
			return false
		}
	}
	if len(ones) < 2 || len(values) < 200 {
		return false
	}
	for _, n := range ones {
		if n < 20 {
			return false
		}
	}
	return true
}

func levels(values []string) int {
	seen := map[string]struct{}{}
	for _, v := range values {
		if v != "" {
			seen[v] = struct{}{}
		}
	}
	return len(seen)
}

// rising reports whether whole numbers only go one way: a row number.
func rising(values []string) bool {
	up, down := true, true
	last := math.NaN()
	for _, v := range values {
		f, ok := parseNumber(v, false)
		if !ok {
			continue
		}
		up, down = up && !(f <= last), down && !(f >= last)
		last = f
	}
	return up || down
}

func cells(rows [][]string, i int) []string {
	out := make([]string, len(rows))
	for r, row := range rows {
		out[r] = at(row, i)
	}
	return out
}

func at(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return blank(row[i])
}

// blank is the trimmed value; the usual ways to write "nothing" are nothing.
func blank(v string) string {
	v = strings.TrimSpace(v)
	switch v {
	case "NA", "N/A", "n/a", "nan", "NaN", "NULL", "null", "None", "?", "-":
		return ""
	}
	return v
}
