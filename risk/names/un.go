package names

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// unParty is an INDIVIDUAL or ENTITY of the UN Security Council's
// consolidated list, as its schema sc-sanctions.xsd has it.
type unParty struct {
	Reference string    `xml:"REFERENCE_NUMBER"`
	DataID    string    `xml:"DATAID"`
	First     string    `xml:"FIRST_NAME"`
	Second    string    `xml:"SECOND_NAME"`
	Third     string    `xml:"THIRD_NAME"`
	Fourth    string    `xml:"FOURTH_NAME"`
	Original  string    `xml:"NAME_ORIGINAL_SCRIPT"`
	Aliases   []string  `xml:"INDIVIDUAL_ALIAS>ALIAS_NAME"`
	Others    []string  `xml:"ENTITY_ALIAS>ALIAS_NAME"`
	Lives     []string  `xml:"INDIVIDUAL_ADDRESS>COUNTRY"`
	Sits      []string  `xml:"ENTITY_ADDRESS>COUNTRY"`
	Documents []string  `xml:"INDIVIDUAL_DOCUMENT>NUMBER"`
	Births    []unBirth `xml:"INDIVIDUAL_DATE_OF_BIRTH"`
}

type unBirth struct {
	Date string `xml:"DATE"`
	Year string `xml:"YEAR"`
	From string `xml:"FROM_YEAR"`
	To   string `xml:"TO_YEAR"`
}

func (g *gatherer) readUN(text []byte) (time.Time, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	var date time.Time
	rooted := false
	for n := 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return date, fmt.Errorf("read UN list: %w", err)
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "CONSOLIDATED_LIST":
			rooted, date = true, generated(start)
		case "INDIVIDUAL", "ENTITY":
			n++
			if err := g.readParty(d, start, n); err != nil {
				return date, err
			}
		}
	}
	if !rooted {
		return date, ErrNoList
	}
	return date, nil
}

func generated(start xml.StartElement) time.Time {
	for _, a := range start.Attr {
		if a.Name.Local == "dateGenerated" {
			return day(a.Value[:min(len(a.Value), 10)])
		}
	}
	return time.Time{}
}

func (g *gatherer) readParty(d *xml.Decoder, start xml.StartElement, n int) error {
	var p unParty
	if err := d.DecodeElement(&p, &start); err != nil {
		return fmt.Errorf("read UN list, entry %d: %w", n, err)
	}
	id := tidy(p.Reference)
	if id == "" {
		id = tidy(p.DataID)
	}
	if id == "" || g.full(id) {
		g.skip(n, "no reference number, or one entry too many")
		return nil
	}
	e := Entry{ID: id, Kind: Person, IDs: p.Documents}
	if start.Name.Local == "ENTITY" {
		e.Kind = Organisation
	}
	e.Names = append(e.Names, several(strings.Join([]string{p.First, p.Second, p.Third, p.Fourth}, " "))...)
	for _, alias := range append(p.Aliases, p.Others...) {
		e.Names = append(e.Names, several(alias)...)
	}
	e.Names = append(e.Names, p.Original)
	for _, c := range append(p.Lives, p.Sits...) {
		e.Countries = append(e.Countries, country(c))
	}
	for _, b := range p.Births {
		e.Born = append(e.Born, births(b.Date, b.Year, b.From, b.To)...)
	}
	g.take(e)
	return nil
}

// several tells names apart that stand in one field.
func several(field string) []string {
	return strings.FieldsFunc(field, func(r rune) bool { return r == ';' })
}
