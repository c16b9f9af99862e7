package risk

import (
	"slices"

	"postern/parcel"
)

// Table is a dated table of limits, e.g. of reliefs: law changes by date and
// place, so it is never a constant in a rule.
type Table struct {
	Name string
	Rows []Row
	Line int
}

// Row is the limit in force at a place between two days. Only checked rows are
// law; others are carried for their editors and never applied.
type Row struct {
	Place  string // ISO alpha-2, or a region of the pack
	Limit  parcel.Money
	Basis  string     // e.g. intrinsic value, CIF
	Unit   string     // e.g. consignment, person and day
	From   parcel.Day // the first day
	To     parcel.Day // the last day; empty for no end
	Status string     // checked or unchecked
	Source string
	Note   string
	Line   int
}

// checked is the status of a row that may be shown as law.
const checked = "checked"

// covers reports whether the row is law at a destination on a day.
func (r *Row) covers(dest string, day parcel.Day, regions map[string][]string) bool {
	return r.Status == checked && r.From <= day && (r.To == "" || day <= r.To) &&
		(r.Place == dest || slices.Contains(regions[r.Place], dest))
}

// row finds the row in force; a later first day goes before an earlier one.
func (t *Table) row(dest string, day parcel.Day, regions map[string][]string) *Row {
	var found *Row
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.covers(dest, day, regions) && (found == nil || r.From > found.From) {
			found = r
		}
	}
	return found
}
