package ceb

import (
	_ "embed" // for the code tables
	"strings"

	"postern/message"
	"postern/parcel"
)

//go:embed codes/countries.tsv
var countryTable string

//go:embed codes/currencies.tsv
var currencyTable string

// codes translate the numeric codes of China customs. The letters of ISO, which
// customs has used elsewhere since 2018, are understood too.
type codes struct {
	countries  map[string]string // customs number or alpha-3 -> alpha-2
	currencies map[string]string // customs number -> ISO 4217
}

func readCodes() codes {
	c := codes{countries: map[string]string{}, currencies: map[string]string{}}
	for cells := range rows(countryTable) {
		if len(cells) == 3 {
			c.countries[cells[0]] = cells[1]
			c.countries[cells[2]] = cells[1]
		}
	}
	for cells := range rows(currencyTable) {
		if len(cells) == 2 {
			c.currencies[cells[0]] = cells[1]
		}
	}
	return c
}

func rows(table string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimSpace(line)
			if line != "" && line[0] != '#' && !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

func (c codes) country(e *message.Entry, l message.Leaf) string {
	if l.Text == "" {
		return ""
	}
	code, ok := c.countries[strings.ToUpper(l.Text)]
	if !ok {
		e.Fault(l, "a country code of China customs, e.g. 116, or an ISO 3166 alpha-3 code")
	}
	return code
}

func (c codes) currency(e *message.Entry, l message.Leaf) string {
	if l.Text == "" {
		return ""
	}
	if code := strings.ToUpper(l.Text); parcel.IsCurrency(code) {
		return code
	}
	code, ok := c.currencies[l.Text]
	if !ok {
		e.Fault(l, "a currency code of China customs, e.g. 142; the amounts were not taken")
	}
	return code
}
