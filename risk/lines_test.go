package risk_test

import (
	"testing"

	"postern/parcel"
	"postern/risk"
)

func TestAHarmlessLineClearsNoOther(t *testing.T) {
	pack, problems := risk.ParsePack("toys", []byte(`pack: toys
agency: security
version: "1"
jurisdiction: nowhere
valid_from: 2026-01-01
valid_until: 2030-12-31
owner: test
thresholds: {red: 50}
terms:
  explosive: [hand grenade]
  play: [toy, toy car]
rules:
  - id: explosive
    when: '"explosive" in terms && !("play" in terms)'
    points: 100
    mandatory: true
    reason: "Explosive: {terms.explosive}"
    ground: test
    expires: 2030-12-31
    must_hit: [{words: hand grenade}]
    must_miss: [{words: toy hand grenade}]
`))
	if pack == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	engine, err := risk.NewEngine([]*risk.Pack{pack})
	if err != nil {
		t.Fatal(err)
	}
	lane := func(lines ...string) parcel.Lane {
		var d parcel.Declaration
		for i, words := range lines {
			d.Contents = append(d.Contents, parcel.Content{Index: i + 1, Words: words})
		}
		return engine.Assess(d, parcel.Facts{}, now)[0].Lane
	}
	for _, c := range []struct {
		lines []string
		want  parcel.Lane
	}{
		{[]string{"hand grenade"}, parcel.Red},
		{[]string{"toy hand grenade"}, parcel.Green},
		{[]string{"hand grenade", "toy car"}, parcel.Red},
		{[]string{"toy car", "hand grenade"}, parcel.Red},
		{[]string{"toy car", "toy hand grenade"}, parcel.Green},
	} {
		if got := lane(c.lines...); got != c.want {
			t.Errorf("%q: %s, want %s", c.lines, got, c.want)
		}
	}
}
