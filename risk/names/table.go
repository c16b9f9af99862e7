package names

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"time"
)

// columns are where a table has what an entry is made of, by the headings of
// the layouts in turn. A fact may stand in several columns.
type columns struct {
	layout                                 string
	id, name, parts, aliases, kind         []int
	native, countries, born, ids, fileDate []int
}

// headings are the columns of each layout, as their issuers call them. EU is
// the consolidated financial sanctions list in CSV (1.1 and 1.0), UK the UK
// Sanctions List and the older OFSI one.
func headings() []struct{ layout, field, names string } {
	return []struct{ layout, field, names string }{
		{"eu", "id", "entity_logicalid|entity_logical_id"},
		{"eu", "name", "namealias_wholename|naal_wholename"},
		{"eu", "kind", "entity_subjecttype|subject_type"},
		{"eu", "country", "address_countryiso2code|addr_country"},
		{"eu", "born", "birthdate_birthdate|birthdate_year|birt_date"},
		{"eu", "number", "identification_number|iden_number"},
		{"eu", "date", "filegenerationdate|date_file"},
		{"uk", "id", "unique id|group id"},
		{"uk", "part", "name 1|name 2|name 3|name 4|name 5|name 6"},
		{"uk", "native", "name non-latin script"},
		{"uk", "kind", "group type|individual, entity, ship|designation type"},
		{"uk", "country", "address country|country|current believed flag of ship"},
		{"uk", "born", "d.o.b|dob"},
		{"uk", "number", "passport number|national identifier number|national identification number|imo number|business registration number (s)"},
		{"plain", "id", "id"},
		{"plain", "name", "name"},
		{"plain", "alias", "aliases"},
		{"plain", "kind", "schema"},
		{"plain", "country", "country"},
		{"plain", "born", "born"},
		{"plain", "number", "ids"},
	}
}

func (g *gatherer) readTable(text []byte) (string, time.Time, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	r.Comma = comma(text)
	var cols *columns
	var date time.Time
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := r.FieldPos(0)
		switch {
		case err != nil:
			g.skip(line, err.Error())
		case cols != nil:
			g.row(cols, row, line, &date)
		case first && len(row) <= 2 && !day(after(row)).IsZero():
			date = day(after(row)) // the UK lists say their date above their headings
		default:
			if cols = findColumns(row); cols == nil {
				cols = &columns{layout: "ofac"}
				g.row(cols, row, line, &date)
			}
		}
	}
	if cols == nil || len(g.entries) == 0 {
		return "", date, ErrNoList
	}
	return cols.layout, date, nil
}

// after is what a line above the headings gives as its value.
func after(row []string) string {
	last := row[len(row)-1]
	if _, value, ok := strings.Cut(last, ": "); ok {
		return value
	}
	return last
}

// comma tells what parts the fields by the first lines.
func comma(text []byte) rune {
	start := text[:min(len(text), 2048)]
	if bytes.Count(start, []byte(";")) > bytes.Count(start, []byte(",")) && bytes.Contains(bytes.ToLower(start), []byte("entity_logical")) {
		return ';'
	}
	return ','
}

func findColumns(row []string) *columns {
	at := map[string][]int{}
	for i, heading := range row {
		heading = strings.ToLower(strings.TrimSpace(heading))
		at[heading] = append(at[heading], i)
	}
	for _, layout := range []string{"eu", "uk", "plain"} {
		c := columns{layout: layout}
		for _, h := range headings() {
			if h.layout != layout {
				continue
			}
			for name := range strings.SplitSeq(h.names, "|") {
				c.add(h.field, at[name])
			}
		}
		if len(c.id) > 0 && len(c.name)+len(c.parts) > 0 {
			return &c
		}
	}
	return nil
}

func (c *columns) add(field string, at []int) {
	switch field {
	case "id":
		c.id = append(c.id, at...)
	case "name":
		c.name = append(c.name, at...)
	case "part":
		c.parts = append(c.parts, at...)
	case "native":
		c.native = append(c.native, at...)
	case "alias":
		c.aliases = append(c.aliases, at...)
	case "kind":
		c.kind = append(c.kind, at...)
	case "country":
		c.countries = append(c.countries, at...)
	case "born":
		c.born = append(c.born, at...)
	case "number":
		c.ids = append(c.ids, at...)
	case "date":
		c.fileDate = append(c.fileDate, at...)
	}
}

func (g *gatherer) row(c *columns, row []string, line int, date *time.Time) {
	if c.layout == "ofac" {
		g.ofacRow(row, line)
		return
	}
	if date.IsZero() {
		*date = day(strings.Join(cells(row, c.fileDate), ""))
	}
	id := strings.Join(cells(row, c.id[:1]), "")
	if id == "" || g.full(id) {
		g.skip(line, "no id, or one entry too many")
		return
	}
	e := c.entry(tidy(id), row)
	// EU repeats an entry for each address, birth and document.
	if _, known := g.at[e.ID]; len(e.Names) == 0 && !known && c.layout != "eu" {
		g.skip(line, "no name")
		return
	}
	g.take(e)
}

// entry is what a row says of one.
func (c *columns) entry(id string, row []string) Entry {
	e := Entry{ID: id, Kind: kindNamed(strings.Join(cells(row, c.kind), " "))}
	e.Names = append(e.Names, cells(row, c.name)...)
	if parts := cells(row, c.parts); len(parts) > 0 {
		e.Names = append(e.Names, strings.Join(parts, " "))
	}
	e.Names = append(e.Names, cells(row, c.native)...)
	for _, field := range cells(row, c.aliases) {
		e.Names = append(e.Names, several(field)...)
	}
	for _, s := range cells(row, c.countries) {
		e.Countries = append(e.Countries, country(s))
	}
	e.Born = births(cells(row, c.born)...)
	e.IDs = cells(row, c.ids)
	return e
}

// cells are the fields of those columns that say something.
func cells(row []string, at []int) []string {
	var out []string
	for _, i := range at {
		if i < len(row) && strings.TrimSpace(row[i]) != "" {
			out = append(out, row[i])
		}
	}
	return out
}

// kindNamed reads the lists' words for what an entry is.
func kindNamed(s string) Kind {
	s = strings.ToLower(s)
	for _, k := range []struct {
		kind  Kind
		words string
	}{
		{Person, "person individual p"},
		{Vessel, "vessel ship aircraft airplane"},
		{Organisation, "organisation organization entity enterprise company e legalentity"},
	} {
		for w := range strings.FieldsSeq(s) {
			if strings.Contains(" "+k.words+" ", " "+w+" ") {
				return k.kind
			}
		}
	}
	return Any
}
