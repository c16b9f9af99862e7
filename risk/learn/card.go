package learn

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"postern/parcel"
)

// Caveat stands wherever figures of a model are shown.
const Caveat = "These figures hold for the table given. A synthetic table, such as the public customs declarations, shows that " +
	"nothing broke and says nothing about the field: its labels cling to key combinations and to exact masses. " +
	"Examined items are not a sample of the flow; only the random stream measures a model's quality."

// Card says what a model is made of and how good it was when it was made.
type Card struct {
	Agency      parcel.Agency `json:"agency,omitempty"`
	Form        Form          `json:"form"`
	Seed        uint64        `json:"seed"`
	Rows        int           `json:"rows"`
	Found       int           `json:"found"`
	From        string        `json:"from,omitempty"` // days of the rows trained on
	Until       string        `json:"until,omitempty"`
	Held        string        `json:"held"`            // what the settings were chosen on
	Tried       string        `json:"tried,omitempty"` // what it was measured on, where that was something else
	Measured    Figures       `json:"measured"`        // there
	Profiles    Figures       `json:"profiles"`        // the strongest key's count table, on the same rows
	Drift       Drift         `json:"drift"`           // of those rows against training
	Settings    string        `json:"settings"`        // chosen by the held rows
	Calibration string        `json:"calibration"`     // likewise
	Columns     []string      `json:"columns"`         // what the model reads
	Key         []string      `json:"key"`             // the strongest key
	Keys        int           `json:"keys"`            // how many are counted
	Label       string        `json:"label,omitempty"` // what was learned
	Notes       []string      `json:"notes,omitempty"` // what was not read and why
	Caveat      string        `json:"caveat"`
}

// card measures the chosen model on the held rows.
func (t *trainer) card(c *choice, agency parcel.Agency, valid *Table) Card {
	m := c.model
	m.group()
	m.drift = referencesOf(t.fit)
	p, _ := m.probabilities(t.ctx, t.held)
	card := Card{
		Agency: agency, Form: m.form, Seed: t.seed,
		Held:     "the latest fifth of the rows, then trained on all",
		Profiles: figuresOf(m.profileRates(t.held), t.held, m.coldRows(t.held)),
		Drift:    m.Drift(t.held), Calibration: m.known.calibrate.kind(),
		Settings: fmt.Sprintf("ridge %g", c.ridge),
	}
	if p != nil {
		card.Measured = figuresOf(p, t.held, m.coldRows(t.held))
	}
	if valid != nil {
		card.Held = "a table of its own"
	} else if !t.fit.dated() {
		card.Held = "a drawn fifth of the rows, then trained on all"
	}
	if m.form == Trees {
		card.Settings = fmt.Sprintf("%d trees of depth %d", c.rounds, c.growth.Depth)
	}
	if c.coldRounds > 0 {
		card.Settings += fmt.Sprintf("; for new keys %d of depth %d, chosen on keys held out of training", c.coldRounds, c.coldGrowth.Depth)
	}
	return card
}

// describe fills in what the finished model and its rows say.
func (c *Card) describe(m *Model, t *Table) {
	c.Rows, c.Found, c.Caveat, c.Notes = t.Rows(), t.Found(), Caveat, t.Notes()
	c.Columns, c.Key, c.Keys = m.Columns(), m.Key(), len(m.profiles.keys)
	c.Label = fmt.Sprintf("%s %s", t.schema.label, t.schema.rule.Said)
	if t.dated() {
		c.From, c.Until = dayText(slices.Min(t.day)), dayText(slices.Max(t.day))
	}
}

func dayText(d int32) string {
	return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly)
}

// Text is the card for a terminal or a file.
func (c Card) Text() string {
	var b strings.Builder
	line := func(name, form string, args ...any) { fmt.Fprintf(&b, "%-12s %s\n", name, fmt.Sprintf(form, args...)) }
	if c.Agency != "" {
		line("agency", "%s", c.Agency)
	}
	line("form", "%s (%s), calibration %s, seed %d", c.Form, c.Settings, c.Calibration, c.Seed)
	line("learned", "%s", c.Label)
	line("rows", "%d, of them found %d", c.Rows, c.Found)
	if c.From != "" {
		line("days", "%s to %s", c.From, c.Until)
	}
	line("columns", "%s", strings.Join(c.Columns, ", "))
	line("key", "%s (strongest of %d)", strings.Join(c.Key, " + "), c.Keys)
	line("chosen on", "%s", c.Held)
	if c.Tried != "" {
		line("measured on", "%s", c.Tried)
	}
	if c.Measured.Rows > 0 {
		line("model", "%s", c.Measured.line())
		line("profiles", "%s", c.Profiles.line())
		line("certain to", "%s", c.Measured.intervals())
		b.WriteString("\nCalibration\n" + CalibrationChart(c.Measured))
		b.WriteString("\nDrift\n" + DriftChart(c.Drift))
	}
	for _, n := range c.Notes {
		b.WriteString("\n- " + n)
	}
	b.WriteString("\n\n" + c.Caveat + "\n")
	return b.String()
}

// intervals says between which bounds the rates lie with 95 % certainty: of few
// rows a figure is worth little.
func (f Figures) intervals() string {
	between := func(rate Figure, rows float64) string {
		low, high := parcel.Wilson(float64(rate), rows)
		return fmt.Sprintf("%.3f to %.3f", low, high)
	}
	said := "found " + between(Figure(ratio(float64(f.Found), float64(f.Rows))), float64(f.Rows))
	for _, b := range budgets() {
		rows := math.Max(1, math.Round(float64(f.Rows)*float64(b)/100))
		said += fmt.Sprintf(", precision at %d %% %s", b, between(f.PrecisionAt[strconv.Itoa(b)], rows))
	}
	return said
}

// line is the figures on one line.
func (f Figures) line() string {
	return fmt.Sprintf("AUC %.3f, precision at 1/5/10 %% %.3f/%.3f/%.3f, Brier %.3f, AUC of new keys %.3f (%d of %d rows)",
		f.AUC, f.PrecisionAt["1"], f.PrecisionAt["5"], f.PrecisionAt["10"], f.Brier, f.AUCCold, f.RowsCold, f.Rows)
}
