package post

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"postern/parcel"
)

const (
	mostYAML = 256 << 10 // bytes of a map file
	mostRows = 2_000
)

// Map says which places in the segments of one message type stand for which of
// our fields. It is data, since the standards behind it were not at hand: who
// has them puts it right without a change of the program.
type Map struct {
	Name    string `yaml:"name"`
	Message string `yaml:"message"` // UNH S009/0065, e.g. ITMATT
	Makes   Makes  `yaml:"makes"`
	Rows    []Row  `yaml:"rows"`
	Steps   []Code `yaml:"steps,omitempty"` // codes of events and what they mean

	rules []rules  // by tag
	under []string // tags that other rows stand under
	steps map[string]parcel.Step
}

// Makes says what the messages of a map come to.
type Makes string

// What messages come to.
const (
	Items       Makes = "items"
	OneDespatch Makes = "despatch"
	Events      Makes = "events"
)

// Row is one place: in segments of that tag and qualifier, the component that
// holds the field.
type Row struct {
	Segment   string `yaml:"segment"`         // tag, or tag+qualifier: NAD+CZ
	Key       string `yaml:"key,omitempty"`   // where the qualifier stands; 1.1 where nothing is said
	Under     string `yaml:"under,omitempty"` // only after a segment of that tag and qualifier: NAD+CZ
	In        string `yaml:"in,omitempty"`    // item: only outside contents; content: only within one
	At        string `yaml:"at"`              // element.component, from 1: 4.1
	To        string `yaml:"to,omitempty"`    // last of several components that are joined: 4.5
	Field     Field  `yaml:"field"`
	Unit      string `yaml:"unit,omitempty"`    // KGM or GRM; a currency
	UnitAt    string `yaml:"unit_at,omitempty"` // where the segment says the unit, currency or date format
	Certainty string `yaml:"certainty"`         // verified, secondary or unverified
}

// Code is one code of an event.
type Code struct {
	Code      string      `yaml:"code"`
	Step      parcel.Step `yaml:"step"`
	Certainty string      `yaml:"certainty"`
}

// rule is a row made ready.
type rule struct {
	qualifier string
	key, at   spot
	last      int    // component
	under     int    // which of the map's tags it stands under, from 1; 0 for none
	underIs   string // and the qualifier that must be there
	in        string
	field     Field
	role      role
	unit      string
	unitAt    spot
	name      string // of the place, for people
}

// spot is a place in a segment; without one it is zero.
type spot struct{ element, component int }

//go:embed itmatt.yaml predes.yaml emsevt.yaml
var builtIn embed.FS

// builtInTypes are the messages that a built-in map is for.
func builtInTypes() []string { return []string{"ITMATT", "PREDES", "EMSEVT"} }

// builtInMaps are the maps of those types, in order, read when they are first
// needed.
//
//nolint:gochecknoglobals // embedded files, compiled as a pattern is
var builtInMaps = sync.OnceValue(func() []Map {
	maps := make([]Map, 0, len(builtInTypes()))
	for _, kind := range builtInTypes() {
		text, err := builtIn.ReadFile(strings.ToLower(kind) + ".yaml")
		if err != nil {
			panic("a built-in segment map is missing: " + err.Error())
		}
		m, err := ParseMap(text)
		if err != nil {
			panic("a built-in segment map is broken: " + err.Error())
		}
		maps = append(maps, m)
	}
	return maps
})

// builtInMap is the built-in map for a type of message; nil where there is none.
func builtInMap(kind string) *Map {
	if at := slices.Index(builtInTypes(), kind); at >= 0 {
		return &builtInMaps()[at]
	}
	return nil
}

// Defaults are the built-in maps. They are guesses from the generic directory
// of UN/EDIFACT. They are shared: nobody changes them.
func Defaults() []Map { return slices.Clone(builtInMaps()) }

// ParseMap reads a map as a supervisor writes it. See itmatt.yaml for the form.
func ParseMap(text []byte) (Map, error) {
	var m Map
	if len(text) > mostYAML {
		return m, fmt.Errorf("segment map: %d bytes, at most %d are read", len(text), mostYAML)
	}
	if err := yaml.UnmarshalWithOptions(text, &m, yaml.Strict()); err != nil {
		return Map{}, fmt.Errorf("segment map: %s", yaml.FormatError(err, false, false))
	}
	if err := m.check(); err != nil {
		return Map{}, fmt.Errorf("segment map %s: %w", parcel.Excerpt(m.Name), err)
	}
	return m, nil
}

func (m *Map) check() error {
	switch {
	case m.Name == "" || len(m.Name) > 64:
		return errors.New("name: 1 to 64 bytes are wanted")
	case m.Message == "" || len(m.Message) > 6 || strings.ToUpper(m.Message) != m.Message:
		return errors.New("message: a type of 1 to 6 capital letters is wanted, e.g. ITMATT")
	case m.Makes != Items && m.Makes != OneDespatch && m.Makes != Events:
		return fmt.Errorf("makes %s: items, despatch or events is wanted", parcel.Excerpt(string(m.Makes)))
	case len(m.Rows) > mostRows || len(m.Steps) > mostRows:
		return fmt.Errorf("at most %d rows are read", mostRows)
	}
	return errors.Join(m.checkRows(), m.checkSteps())
}

func (m *Map) checkRows() error {
	m.rules, m.under = nil, nil
	named := false
	for i := range m.Rows {
		tag, r, err := m.Rows[i].rule()
		if err != nil {
			return fmt.Errorf("row %d (%s): %w", i+1, parcel.Excerpt(m.Rows[i].Segment), err)
		}
		if m.Rows[i].Under != "" {
			r.under = m.underNo(m.Rows[i].Under[:3])
		}
		m.addRule(tag, r)
		named = named || r.role == beginsItem || r.role == identifying
	}
	if !named {
		return errors.New("no row for item or identifier, which every map must have")
	}
	return nil
}

// underNo is the number of a tag that rows stand under, from 1.
func (m *Map) underNo(tag string) int {
	at := slices.Index(m.under, tag)
	if at < 0 {
		at = len(m.under)
		m.under = append(m.under, tag)
	}
	return at + 1
}

func (m *Map) checkSteps() error {
	m.steps = map[string]parcel.Step{}
	for i, c := range m.Steps {
		switch {
		case c.Code == "" || !c.Step.Known():
			return fmt.Errorf("step %d: a code and one of %v are wanted", i+1, parcel.Steps())
		case !certain(c.Certainty):
			return fmt.Errorf("step %d: %w", i+1, errCertainty)
		}
		m.steps[c.Code] = c.Step
	}
	return nil
}

var errCertainty = errors.New("certainty: verified, secondary or unverified is wanted")

func certain(s string) bool { return s == "verified" || s == "secondary" || s == "unverified" }

func (r *Row) rule() (tag string, made rule, err error) {
	tag, qualifier, _ := strings.Cut(r.Segment, "+")
	made = rule{qualifier: qualifier, field: r.Field, role: r.Field.role(), unit: r.Unit, in: r.In, name: r.Segment + " " + r.At}
	underTag, underIs, _ := strings.Cut(r.Under, "+")
	made.underIs = underIs
	switch {
	case len(tag) != 3:
		return tag, made, errors.New("segment: a tag of three letters is wanted, e.g. NAD or NAD+CZ")
	case r.Field == noField:
		return tag, made, fmt.Errorf("field: one of %v is wanted", Fields())
	case r.In != "" && r.In != "item" && r.In != "content":
		return tag, made, errors.New("in: item or content is wanted")
	case r.Under != "" && len(underTag) != 3:
		return tag, made, errors.New("under: a tag and qualifier is wanted, e.g. NAD+CZ")
	case !certain(r.Certainty):
		return tag, made, errCertainty
	}
	return tag, made, r.places(&made)
}

func (r *Row) places(made *rule) error {
	var err error
	read := func(what, text, otherwise string) spot {
		if text == "" {
			text = otherwise
		}
		s, bad := parseSpot(text)
		if bad && text != "" && err == nil {
			err = fmt.Errorf("%s %s: element.component is wanted, e.g. 4.1", what, parcel.Excerpt(text))
		}
		return s
	}
	made.key = read("key", r.Key, "1.1")
	made.at = read("at", r.At, "?")
	last := read("to", r.To, r.At)
	made.unitAt = read("unit_at", r.UnitAt, "")
	if err == nil && (last.element != made.at.element || last.component < made.at.component) {
		err = errors.New("to: a later component of the same element is wanted")
	}
	made.last = last.component
	return err
}

func parseSpot(text string) (s spot, bad bool) {
	element, component, _ := strings.Cut(text, ".")
	var err1, err2 error
	s.element, err1 = strconv.Atoi(element)
	s.component, err2 = strconv.Atoi(component)
	const most = 99
	if err1 != nil || err2 != nil || s.element < 1 || s.component < 1 || s.element > most || s.component > most {
		return spot{}, true
	}
	return s, false
}
