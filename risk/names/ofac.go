package names

import (
	"fmt"
	"slices"
	"strings"
)

// The widths of the rows of OFAC's files, as its dat_spec.txt has them.
const (
	sdnWidth = 12
	altWidth = 5
	addWidth = 6
)

// ofacRow reads a row of SDN, ALT or ADD, told by its width.
func (g *gatherer) ofacRow(row []string, line int) {
	switch n := len(row); {
	case n == 1 && strings.Trim(row[0], "\x1a \t") == "":
		return // the files end with a mark of the DOS days
	case n != sdnWidth && n != altWidth && n != addWidth:
		g.skip(line, fmt.Sprintf("%d fields", n))
		return
	}
	unmark(row)
	if row[0] == "" || !isNumber(row[0]) || g.full(row[0]) {
		g.skip(line, "no entity number, or one entry too many")
		return
	}
	if g.only != "" && !slices.Contains(strings.Split(g.only, "+"), ofacParts(map[int]bool{len(row): true})) {
		return
	}
	g.widths[len(row)] = true
	if len(row) == sdnWidth {
		g.heads[row[0]] = true
	}
	g.take(ofacEntry(row))
}

// ofacFile is one of OFAC's files: the width of its rows and its name.
type ofacFile struct {
	width int
	name  string
}

// ofacFiles are the files, the one that names the entries first.
func ofacFiles() []ofacFile {
	return []ofacFile{{sdnWidth, "sdn"}, {altWidth, "alt"}, {addWidth, "add"}}
}

// bothParts are the files of two lists.
func bothParts(a, b string) string {
	both, widths := strings.Split(a+"+"+b, "+"), map[int]bool{}
	for _, f := range ofacFiles() {
		widths[f.width] = slices.Contains(both, f.name)
	}
	return ofacParts(widths)
}

// ofacParts names which of OFAC's files the rows came from.
func ofacParts(widths map[int]bool) string {
	var parts []string
	for _, p := range ofacFiles() {
		if widths[p.width] {
			parts = append(parts, p.name)
		}
	}
	return strings.Join(parts, "+")
}

// ofacEntry is what a row of one of the three widths says.
func ofacEntry(row []string) Entry {
	e := Entry{ID: row[0]}
	switch len(row) {
	case sdnWidth:
		e.Kind, e.Names = ofacKind(row[2]), []string{row[1]}
		e.remarks(row[11])
		if e.Kind == Vessel {
			e.Countries = append(e.Countries, country(row[9]))
		}
	case altWidth:
		e.Names = []string{row[3]}
	case addWidth:
		e.Countries = []string{country(row[4])}
	}
	return e
}

// unmark empties the fields that OFAC marks as empty.
func unmark(row []string) {
	for i := range row {
		row[i] = strings.TrimSpace(row[i])
		if row[i] == "-0-" {
			row[i] = ""
		}
	}
}

func ofacKind(s string) Kind {
	switch s {
	case "individual":
		return Person
	case "vessel", "aircraft":
		return Vessel
	}
	return Organisation
}

// remarks takes birth dates and numbers from OFAC's remarks: parts between
// semicolons, such as "DOB 03 May 1938" and "Passport 12345 (Cuba)".
func (e *Entry) remarks(s string) {
	for part := range strings.SplitSeq(s, ";") {
		part = strings.TrimSuffix(strings.TrimSpace(part), ".")
		part = strings.TrimPrefix(strings.TrimPrefix(part, "alt. "), "Alt. ")
		if said, ok := strings.CutPrefix(part, "DOB "); ok {
			e.Born = append(e.Born, births(strings.Split(said, " to ")...)...)
			continue
		}
		if id := numberIn(part); id != "" {
			e.IDs = append(e.IDs, id)
		}
	}
}

// numberIn is the identity number that a remark gives.
func numberIn(part string) string {
	for _, mark := range []string{"Passport ", "IMO ", "MMSI ", " No. ", " # ", " No "} {
		_, after, ok := strings.Cut(" "+part, mark)
		if !ok {
			continue
		}
		id, _, _ := strings.Cut(strings.TrimSpace(after), " ")
		if plainID(id) != "" {
			return id
		}
	}
	return ""
}

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}
