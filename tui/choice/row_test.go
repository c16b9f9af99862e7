package choice_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/look"
)

func item(lane parcel.Lane) parcel.Reading {
	return parcel.Reading{Item: "X@2026-11-17", Known: true, State: parcel.Present, Verdict: parcel.Verdict{Lane: lane}}
}

func TestPreselected(t *testing.T) {
	held, decided, stop := item(parcel.Green), item(parcel.Red), item(parcel.Red)
	held.Holds = []parcel.Hold{{Agency: parcel.Plant, Reason: "asked"}}
	decided.Decisions = []parcel.Decision{{Outcome: parcel.Examine}}
	stop.Verdict.Assessments = []parcel.Assessment{{Agency: parcel.Postal, Lane: parcel.Red, Hits: []parcel.Hit{
		{Rule: "D-1", Reason: "UN 1950", Mandatory: true, Safety: "Do not move it"},
	}}}
	for _, tc := range []struct {
		reading parcel.Reading
		outcome parcel.Outcome
		sign    look.Sign
	}{
		{item(parcel.Green), parcel.Release, look.Release},
		{item(parcel.Blue), parcel.Release, look.Pass},
		{item(parcel.Yellow), parcel.Query, look.Docs},
		{item(parcel.Red), parcel.Examine, look.Examine},
		{held, parcel.HoldItem, look.Hold},
		{stop, parcel.HoldItem, look.Stop},
		{item(parcel.Unknown), "", look.Unknown},
		{decided, "", look.Examine},
	} {
		row := choice.NewRow(english(t))
		row.Open(tc.reading, parcel.PrimaryOfficer)
		made, _ := row.Enter()
		if made.Choice.Outcome != tc.outcome || choice.SignOf(tc.reading) != tc.sign {
			t.Errorf("%v: preselected %q, sign %d", tc.reading.Verdict.Lane, made.Choice.Outcome, choice.SignOf(tc.reading))
		}
		if tc.outcome != "" && made.Choice.Ground == "" {
			t.Errorf("%s without a ground", tc.outcome)
		}
	}
}

func TestGroundNamesWhatWasAsked(t *testing.T) {
	r := item(parcel.Red)
	r.Verdict.Assessments = []parcel.Assessment{
		{Agency: parcel.Revenue, Lane: parcel.Yellow, Score: 90, Hits: []parcel.Hit{{Rule: "R-1", Points: 90, Reason: "cheap"}}},
		{Agency: parcel.Plant, Lane: parcel.Red, Score: 60, Hits: []parcel.Hit{{Rule: "P-1", Points: 20, Reason: "light"}, {Rule: "P-2", Points: 40, Reason: "seeds"}}},
	}
	for keys, want := range map[string]string{
		"5": "plant P-2: seeds", "41": "waits for documents; plant P-2: seeds", "05": "waived for want of capacity; plant P-2: seeds",
	} {
		row := choice.NewRow(english(t))
		row.Open(r, parcel.Supervisor)
		for _, d := range []byte(keys) {
			row.Digit(d)
		}
		if made, ok := row.Enter(); !ok || made.Choice.Ground != want || made.Choice.Agency != parcel.Plant {
			t.Errorf("%s: %+v", keys, made.Choice)
		}
	}
}

// Every outcome is reached in at most two digits and Enter, and its name
// chooses it too.
func TestEveryOutcomeIsReached(t *testing.T) {
	reached := map[parcel.Outcome]bool{}
	for a := byte('0'); a <= '9'; a++ {
		for b := byte('0'); b <= '9'; b++ {
			row := choice.NewRow(english(t))
			row.Open(item(parcel.Green), parcel.Supervisor)
			row.Digit(a)
			if _, ok := row.Enter(); !ok {
				row.Digit(b)
			}
			if made, ok := row.Enter(); ok {
				reached[made.Choice.Outcome] = true
			}
			once := choice.NewRow(english(t))
			once.Open(item(parcel.Green), parcel.Supervisor)
			once.Digit(a)
			if made, ok := once.Enter(); ok {
				reached[made.Choice.Outcome] = true
			}
		}
	}
	for _, o := range parcel.Outcomes() {
		row := choice.NewRow(english(t))
		row.Open(item(parcel.Green), parcel.Supervisor)
		if !reached[o] || !row.Pick(o) {
			t.Errorf("%s is not reached", o)
		}
	}
	officer := choice.NewRow(english(t))
	officer.Open(item(parcel.Green), parcel.PrimaryOfficer)
	if officer.Pick(parcel.Deliver) {
		t.Error("an officer may choose deliver")
	}
}

// Whatever is pressed, at most one choice is made, it is complete, and the
// rows keep their width.
func TestRowKeepsItsRules(t *testing.T) {
	l, err := look.New(look.Taste{})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		row := choice.NewRow(english(t))
		r := item(rapid.SampledFrom(parcel.Lanes()).Draw(t, "lane"))
		row.Open(r, rapid.SampledFrom(parcel.Roles()).Draw(t, "role"))
		made := 0
		for _, key := range rapid.StringOfN(rapid.RuneFrom([]rune("0123456789.!")), 0, 12, -1).Draw(t, "keys") {
			switch key {
			case '.':
				row.Back()
			case '!':
				if m, ok := row.Enter(); ok {
					made++
					if m.Choice.Outcome.Rank() < 0 || m.Choice.Ground == "" || m.Choice.Item != r.Item ||
						m.Choice.Outcome == parcel.Refer && !m.Choice.Agency.Known() {
						t.Fatalf("made %+v", m.Choice)
					}
				}
			default:
				row.Digit(byte(key))
			}
			for _, w := range []int{1, 30, 60, 80, 120} {
				for _, drawn := range row.Rows(l, w) {
					if ansi.StringWidth(drawn) != w {
						t.Fatalf("%d cells of %d: %q", ansi.StringWidth(drawn), w, drawn)
					}
				}
			}
		}
		if made > 1 {
			t.Fatalf("made %d choices without an answer", made)
		}
	})
}

func TestSubChoicesFitTheirRow(t *testing.T) {
	l, err := look.New(look.Taste{Theme: "mono", Glyphs: "ascii"})
	if err != nil {
		t.Fatal(err)
	}
	for digit, last := range map[byte]string{'3': "8 other", '4': "8 other", '7': "0 cult", '8': "8 other", '0': "6 correct"} {
		row := choice.NewRow(english(t))
		row.Open(item(parcel.Red), parcel.Supervisor)
		row.Digit(digit)
		if prompt := ansi.Strip(row.Rows(l, 80)[1]); !strings.Contains(prompt, last) {
			t.Errorf("%c: %q", digit, prompt)
		}
	}
}

func english(tb interface {
	Fatal(args ...any)
	Helper()
},
) *look.Look {
	tb.Helper()
	l, err := look.New(look.Taste{})
	if err != nil {
		tb.Fatal(err)
	}
	return l
}
