package risk_test

import (
	"testing"

	"postern/parcel"
)

func TestWhatWouldMakeItGreen(t *testing.T) {
	e := engine(t, asks("postal", "one", "true")) // blue from 20 points
	hit := func(rule string, points int, floor parcel.Lane) parcel.Hit {
		return parcel.Hit{Rule: rule, Points: points, Floor: floor}
	}
	for name, c := range map[string]struct {
		hits []parcel.Hit
		want string
	}{
		"nothing fired":             {nil, ""},
		"points below the least":    {[]parcel.Hit{hit("a", 10, "")}, ""},
		"one is enough":             {[]parcel.Hit{hit("a", 15, ""), hit("b", 10, "")}, "a"},
		"two are needed":            {[]parcel.Hit{hit("a", 15, ""), hit("b", 30, ""), hit("c", 25, "")}, "bc"},
		"a floor always":            {[]parcel.Hit{hit("a", 5, parcel.Red), hit("b", 10, "")}, "a"},
		"what speaks for it stays":  {[]parcel.Hit{hit("a", 30, ""), hit("b", -15, "")}, ""},
		"and is no thing to answer": {[]parcel.Hit{hit("a", 40, ""), hit("b", -15, "")}, "a"},
	} {
		got := ""
		for _, h := range e.Green(parcel.Assessment{Agency: parcel.Postal, Hits: c.hits}) {
			got += h.Rule
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
