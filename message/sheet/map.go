package sheet

import (
	_ "embed" // for the built-in map
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"

	"postern/parcel"
)

// mostYAML bounds a map file.
const mostYAML = 256 << 10

// Map says what a partner calls our fields, and how it writes them.
type Map struct {
	Name    string   `yaml:"name"`
	Columns []Column `yaml:"columns"`
}

// Column is one field under the headers it may have. A field may have several
// columns that differ in unit; the first that a file has is used.
type Column struct {
	Field   Field    `yaml:"field"`
	Headers []string `yaml:"headers"`           // compared by letters and digits only, without case
	Unit    string   `yaml:"unit,omitempty"`    // kg or g; for amounts a currency
	Decimal string   `yaml:"decimal,omitempty"` // "." or ","
	Date    string   `yaml:"date,omitempty"`    // in the words YYYY MM DD hh mm ss
}

//go:embed default.yaml
var defaultYAML string

// builtIn is the built-in map, read when it is first needed.
//
//nolint:gochecknoglobals // an embedded file, compiled as a pattern is
var builtIn = sync.OnceValue(func() Map {
	m, err := ParseMap([]byte(defaultYAML))
	if err != nil {
		panic("the built-in header map is broken: " + err.Error())
	}
	return m
})

// Default is the built-in map, with the usual English names. It is shared:
// nobody changes it.
func Default() Map { return builtIn() }

// ParseMap reads a map as a supervisor writes it. See default.yaml for the form.
func ParseMap(text []byte) (Map, error) {
	var m Map
	if len(text) > mostYAML {
		return m, fmt.Errorf("header map: %d bytes, at most %d are read", len(text), mostYAML)
	}
	if err := yaml.UnmarshalWithOptions(text, &m, yaml.Strict()); err != nil {
		return Map{}, fmt.Errorf("header map: %s", yaml.FormatError(err, false, false))
	}
	if err := m.check(); err != nil {
		return Map{}, fmt.Errorf("header map %s: %w", parcel.Excerpt(m.Name), err)
	}
	return m, nil
}

func (m *Map) check() error {
	if m.Name == "" || len(m.Name) > 64 {
		return errors.New("name: 1 to 64 bytes are wanted")
	}
	mapped := map[Field]bool{}
	for i := range m.Columns {
		if err := m.Columns[i].check(); err != nil {
			return fmt.Errorf("column %d (%s): %w", i+1, m.Columns[i].Field, err)
		}
		mapped[m.Columns[i].Field] = true
	}
	for _, f := range required() {
		if !mapped[f] {
			return fmt.Errorf("no column for %s, which every map must have", f)
		}
	}
	return nil
}

func (c *Column) check() error {
	if c.Field == NoField {
		return fmt.Errorf("field: one of %v is wanted", Fields())
	}
	if len(c.Headers) == 0 {
		return errors.New("headers: at least one is wanted")
	}
	for _, h := range c.Headers {
		if plain(h) == "" {
			return fmt.Errorf("header %s has no letter or digit", parcel.Excerpt(h))
		}
	}
	if c.Decimal != "" && c.Decimal != "." && c.Decimal != "," {
		return fmt.Errorf("decimal %s: \".\" or \",\" is wanted", parcel.Excerpt(c.Decimal))
	}
	return errors.Join(c.checkUnit(), c.checkDate())
}

func (c *Column) checkUnit() error {
	switch c.Field.measure() {
	case massUnit:
		if c.Unit != "" && c.Unit != "kg" && c.Unit != "g" {
			return fmt.Errorf("unit %s: kg or g is wanted", parcel.Excerpt(c.Unit))
		}
	case moneyUnit:
		if c.Unit != "" && !parcel.IsCurrency(c.Unit) {
			return fmt.Errorf("unit %s: an ISO 4217 currency code is wanted", parcel.Excerpt(c.Unit))
		}
	case noUnit:
		if c.Unit != "" {
			return errors.New("unit: the field has none")
		}
	}
	return nil
}

func (c *Column) checkDate() error {
	if c.Date == "" {
		return nil
	}
	if c.Field != Posted {
		return errors.New("date: the field is none")
	}
	layout := goLayout(c.Date)
	probe := time.Date(2031, 10, 23, 0, 0, 0, 0, time.UTC)
	back, err := time.Parse(layout, probe.Format(layout))
	if err != nil || !back.Equal(probe) {
		return fmt.Errorf("date %s: year, month and day are wanted, e.g. DD.MM.YYYY", parcel.Excerpt(c.Date))
	}
	return nil
}

// goLayout turns the words of a date into those of package time.
func goLayout(date string) string {
	return strings.NewReplacer(
		"YYYY", "2006", "YY", "06", "MM", "01", "DD", "02", "hh", "15", "mm", "04", "ss", "05",
	).Replace(date)
}

// plain is a header as it is compared.
func plain(header string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, header)
}
