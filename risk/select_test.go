package risk_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/parcel"
	"postern/risk"
)

func assessed(agency parcel.Agency, lane parcel.Lane, hits ...parcel.Hit) parcel.Assessment {
	return parcel.Assessment{Agency: agency, Lane: lane, Hits: hits}
}

func TestJudge(t *testing.T) {
	green, yellow, red := assessed(parcel.Revenue, parcel.Green), assessed(parcel.Plant, parcel.Yellow), assessed(parcel.Security, parcel.Red)
	must := assessed(parcel.Security, parcel.Red, parcel.Hit{Mandatory: true})
	open, closed := parcel.Hold{Item: "x"}, parcel.Hold{Item: "x", Closed: true}
	rate := 0.05
	drawn := risk.Draw{Rate: rate, Drawn: true}
	for _, tc := range []struct {
		name        string
		assessments []parcel.Assessment
		holds       []parcel.Hold
		draw        risk.Draw
		known       bool
		lane        parcel.Lane
		reason      parcel.Reason
		probability float64
	}{
		{"nothing", []parcel.Assessment{green}, nil, risk.Draw{Rate: rate}, true, parcel.Green, parcel.ByNone, rate},
		{"blue is no selection", []parcel.Assessment{assessed(parcel.IPR, parcel.Blue)}, nil, risk.Draw{Rate: rate}, true, parcel.Blue, parcel.ByNone, rate},
		{"highest of agencies", []parcel.Assessment{green, red, yellow}, nil, risk.Draw{Rate: rate}, true, parcel.Red, parcel.ByRule, 1},
		{"documents", []parcel.Assessment{green, yellow}, nil, risk.Draw{Rate: rate}, true, parcel.Yellow, parcel.ByRule, 1},
		{"drawn only", []parcel.Assessment{green}, nil, drawn, true, parcel.Red, parcel.ByRandom, rate},
		{"drawn and asked for", []parcel.Assessment{yellow}, nil, drawn, true, parcel.Red, parcel.ByRandom, 1},
		{"mandatory before drawn", []parcel.Assessment{must}, nil, drawn, true, parcel.Red, parcel.ByMandatory, 1},
		{"hold before mandatory", []parcel.Assessment{must}, []parcel.Hold{closed, open}, drawn, true, parcel.Red, parcel.ByHold, 1},
		{"closed hold", []parcel.Assessment{green}, []parcel.Hold{closed}, risk.Draw{Rate: rate}, true, parcel.Green, parcel.ByNone, rate},
		{"unknown", []parcel.Assessment{green}, nil, risk.Draw{Rate: rate}, false, parcel.Unknown, parcel.ByNone, rate},
		{"unknown and held", nil, []parcel.Hold{open}, risk.Draw{Rate: rate}, false, parcel.Red, parcel.ByHold, 1},
		{"unknown and red", []parcel.Assessment{red}, nil, risk.Draw{Rate: rate}, false, parcel.Red, parcel.ByRule, 1},
		{"unknown stands above yellow", []parcel.Assessment{yellow}, nil, risk.Draw{Rate: rate}, false, parcel.Unknown, parcel.ByRule, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := risk.Judge(tc.assessments, tc.holds, tc.draw, tc.known)
			want := parcel.Selection{Reason: tc.reason, Probability: tc.probability, Drawn: tc.draw.Drawn, Rate: rate}
			if diff := cmp.Diff(want, v.Selection); diff != "" || v.Lane != tc.lane {
				t.Errorf("lane %s, want %s; selection (-want +got):\n%s", v.Lane, tc.lane, diff)
			}
		})
	}
}

func TestTasksAreMerged(t *testing.T) {
	got := risk.Tasks([]parcel.Assessment{
		assessed(parcel.Revenue, parcel.Yellow, parcel.Hit{Tasks: []string{"Ask for the invoice", "Weigh"}}),
		assessed(parcel.Security, parcel.Red, parcel.Hit{Tasks: []string{"Examine", "Weigh"}, Safety: "Gloves"}),
		assessed(parcel.Medicine, parcel.Red, parcel.Hit{Safety: "Gloves"}),
	})
	want := []parcel.Task{
		{Agency: parcel.Security, Text: "Gloves", Safety: true},
		{Agency: parcel.Revenue, Text: "Ask for the invoice"},
		{Agency: parcel.Revenue, Text: "Weigh"},
		{Agency: parcel.Security, Text: "Examine"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestRollIsFair draws 100,000 items at several rates. Four standard
// deviations are allowed: the draw is fixed by its secret, so this never
// flickers.
func TestRollIsFair(t *testing.T) {
	const items = 100_000
	for _, rate := range []float64{0, 0.01, 0.1, 0.3, 1} {
		drawn := 0
		for i := range items {
			if risk.Roll([]byte("shift secret"), fmt.Sprintf("RR%08d0GB@2026-11-23", i), rate).Drawn {
				drawn++
			}
		}
		got, tolerance := float64(drawn)/items, 4*math.Sqrt(rate*(1-rate)/items)
		if math.Abs(got-rate) > tolerance {
			t.Errorf("drew %.4f of items at rate %.2f", got, rate)
		}
	}
}

// TestRollKnowsNoScore compares the draw among items that a rule picks with
// that among the others.
func TestRollKnowsNoScore(t *testing.T) {
	e := engine(t, sound)
	drawn, count := map[bool]float64{}, map[bool]float64{}
	for i := range 20_000 {
		d := goods([]string{"gift", "cup"}[i%2])
		d.Identifier = parcel.ParseIdentifier(fmt.Sprintf("RR%08d0GB", i*7))
		suspect := e.Assess(d, parcel.Facts{}, now)[0].Score > 0
		count[suspect]++
		if risk.Roll([]byte("s"), d.Identifier.Text, 0.1).Drawn {
			drawn[suspect]++
		}
	}
	a, b := drawn[true]/count[true], drawn[false]/count[false]
	if math.Abs(a-b) > 4*math.Sqrt(2*0.1*0.9/10_000) {
		t.Errorf("drawn %.4f of suspects and %.4f of others", a, b)
	}
}

func TestRollCanBeRepeated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret, item := rapid.SliceOf(rapid.Byte()).Draw(t, "secret"), rapid.String().Draw(t, "item")
		low, high := rapid.Float64Range(0, 1).Draw(t, "low"), rapid.Float64Range(0, 1).Draw(t, "high")
		low, high = min(low, high), max(low, high)
		a, b := risk.Roll(secret, item, low), risk.Roll(secret, item, high)
		if a != risk.Roll(secret, item, low) || a.Drawn && !b.Drawn {
			t.Fatalf("%v and %v", a, b)
		}
	})
}

func TestCommit(t *testing.T) {
	// SHA-256 of "abc", FIPS 180-4.
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := risk.Commit([]byte("abc")); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
