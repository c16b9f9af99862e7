package risk_test

import (
	"testing"

	"postern/parcel"
	"postern/risk"
)

func TestReplayOfThePast(t *testing.T) {
	before := engine(t, asks("postal", "one", `item.gross_g > 900`))
	after := engine(t, asks("postal", "one", `item.gross_g > 100`))
	stops := func(g parcel.Mass) parcel.Declaration {
		return parcel.Declaration{Gross: g, Origin: "CN", Nature: parcel.Sale, Class: "U"}
	}
	past := []risk.Past{
		{Item: "A", Decl: stops(50), At: now, Trial: parcel.Trial{Drawn: true, Examined: true, Found: true}},
		{Item: "B", Decl: stops(500), At: now, Trial: parcel.Trial{Drawn: true, Examined: true, Found: true}},
		{Item: "C", Decl: stops(500), At: now, Trial: parcel.Trial{Drawn: true, Examined: true}},
		{Item: "D", Decl: stops(500), At: now, Trial: parcel.Trial{Examined: true, Found: true}}, // a rule had it examined: it tells nothing
		{Item: "E", Decl: stops(1000), At: now},
	}
	b := risk.Replay(before, after, past, 2, 6)
	if b.Items != 5 || b.Extra != 0 || b.After != 0 {
		t.Errorf("30 points stop nothing: %+v", b)
	}
	hard := func(when string) *risk.Engine {
		p := parse(t, asks("postal", "one", when))
		p.Rules[0].Floor = parcel.Yellow
		e, err := risk.NewEngine([]*risk.Pack{p})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	b = risk.Replay(hard(`item.gross_g > 900`), hard(`item.gross_g > 100`), past, 2, 6)
	if b.Before != 1 || b.After != 4 || b.Extra != 3 || b.Fewer != 0 || b.PerHour != 1.5 || b.Minutes != 18 || b.Origins["CN"] != 3 || len(b.Sample) != 3 {
		t.Errorf("%+v", b)
	}
	if b.HitsFrom != 2 || b.Hits.Value != 1.5 || b.Hits.Low <= 0 || *b.Hits.High >= 3 {
		t.Errorf("expected hits %+v of %d", b.Hits, b.HitsFrom)
	}
	if len(b.Rules) != 1 || b.Rules[0].Fired != 4 || b.Rules[0].Examined != 2 || b.Rules[0].Found != 1 {
		t.Errorf("%+v", b.Rules)
	}
	again := risk.Replay(hard(`item.gross_g > 100`), hard(`item.gross_g > 900`), past, 2, 6)
	if again.Extra != 0 || again.Fewer != 3 || again.PerHour != -1.5 {
		t.Errorf("%+v", again)
	}
	one, other := before.Assess(past[4].Decl, past[4].Facts, now), after.Assess(past[4].Decl, past[4].Facts, now)
	if !risk.Same(one, other) || risk.Same(one, after.Assess(past[0].Decl, past[0].Facts, now)) {
		t.Error("what is the same, and what is not")
	}
}
