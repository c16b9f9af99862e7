package desk_test

import (
	"encoding/hex"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
	"postern/risk"
)

// number is a label with a good check digit.
func number(n int) string {
	serial := fmt.Sprintf("%08d", n)
	return "RA" + serial + string(parcel.S10CheckDigit(serial)) + "NL"
}

// The draw looks at nothing but the shift's secret and the item's name: the
// same items are drawn whatever they declare, at the rate that was announced,
// and whoever has the revealed secret can draw them again.
func TestDraw(t *testing.T) {
	t.Parallel()
	const items, rate = 300, 0.25
	b := newBenchAt(t, newFolder(t), rate)
	words := map[string]string{}
	for i := range items {
		words[number(i)] = []string{"fork", "knife", "card"}[i%3]
	}
	b.declare(t, words)
	drawn := map[parcel.ItemID]bool{}
	by := map[parcel.Lane]int{}
	for i := range items {
		r := b.scan(t, b.ben, number(i))
		s := r.Verdict.Selection
		drawn[r.Item] = s.Drawn
		if s.Rate != rate || s.Drawn && r.Verdict.Lane != parcel.Red {
			t.Fatalf("drawn %+v, lane %s", s, r.Verdict.Lane)
		}
		if again := b.scan(t, b.cleo, number(i)); again.Verdict.Selection.Drawn != s.Drawn {
			t.Fatalf("%s is drawn anew at each read", r.Item)
		}
		if assessed, err := b.Assess(t.Context(), r.Item); err != nil || assessed.Verdict.Selection.Drawn != s.Drawn {
			t.Fatalf("%s: assess forgets the draw: %v", r.Item, err)
		}
		if s.Drawn {
			by[[]parcel.Lane{parcel.Green, parcel.Red, parcel.Yellow}[i%3]]++
		}
		picked := s.Reason
		if want := map[bool]parcel.Reason{true: parcel.ByRandom}[s.Drawn]; want != "" && picked != want {
			t.Errorf("%s is drawn and picked by %s", r.Item, picked)
		}
	}
	total := by[parcel.Green] + by[parcel.Red] + by[parcel.Yellow]
	if deviation := math.Abs(float64(total) - rate*items); deviation > 5*math.Sqrt(items*rate*(1-rate)) {
		t.Errorf("%d of %d drawn at a rate of %v", total, items, rate)
	}
	checkRevealed(t, b, drawn, rate)
}

func checkRevealed(t *testing.T, b *bench, drawn map[parcel.ItemID]bool, rate float64) {
	t.Helper()
	for id := range drawn {
		b.decide(t, b.ada, string(id), parcel.Waive)
	}
	closed, err := b.shifts.Close(t.Context(), b.ada)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := hex.DecodeString(closed.Secret)
	if err != nil || risk.Commit(secret) != closed.Commit {
		t.Fatalf("revealed %q for the commitment %q: %v", closed.Secret, closed.Commit, err)
	}
	for id, was := range drawn {
		if risk.Roll(secret, string(id), rate).Drawn != was {
			t.Errorf("the revealed secret draws %s otherwise", id)
		}
	}
}

// What is declared about an item does not move its draw.
func TestDrawIgnoresScore(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	b := newBenchAt(t, f, 0.5)
	b.declare(t, map[string]string{number(1): "fork", number(2): "fork"})
	one, two := b.scan(t, b.ben, number(1)), b.scan(t, b.ben, number(2))
	b.declare(t, map[string]string{number(1): "knife", number(2): "card"})
	for code, before := range map[string]parcel.Reading{number(1): one, number(2): two} {
		after := b.scan(t, b.ben, code)
		if after.Verdict.Lane == parcel.Green || after.Verdict.Selection.Drawn != before.Verdict.Selection.Drawn {
			t.Errorf("%s: %+v, then %+v", code, before.Verdict.Selection, after.Verdict.Selection)
		}
	}
}

// Lists are judged alike however many there are, and no draw is made for them.
func TestJudgeAll(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	var cases []desk.Case
	for i := range 500 {
		c := desk.Case{Decl: declared(number(i), []string{"fork", "knife", "card"}[i%3])}
		if i%10 == 0 {
			c.Holds = []parcel.Hold{{Agency: parcel.Plant}}
		}
		cases = append(cases, c)
	}
	all := desk.JudgeAll(f.engine, 1, cases)
	for i, v := range all {
		if alone := desk.JudgeAll(f.engine, 1, cases[i:i+1]); cmp.Diff(alone[0], v) != "" {
			t.Fatalf("case %d is judged otherwise among others", i)
		}
		want := []parcel.Lane{parcel.Green, parcel.Red, parcel.Yellow}[i%3]
		if i%10 == 0 {
			want = parcel.Red
		}
		if v.Lane != want || v.Selection.Drawn {
			t.Errorf("case %d: %+v, want %s", i, v, want)
		}
	}
	if got := desk.JudgeAll(f.engine, 1, nil); len(got) != 0 {
		t.Errorf("no cases make %v", got)
	}
}

// The draw comes from the shift: another shift draws anew.
func TestDrawOfShift(t *testing.T) {
	t.Parallel()
	b := newBenchAt(t, newFolder(t), 0.5)
	words := map[string]string{}
	for i := range 60 {
		words[number(i)] = "fork"
	}
	b.declare(t, words)
	draw := func() map[string]bool {
		drawn := map[string]bool{}
		for code := range words {
			r := b.scan(t, b.ben, code)
			drawn[code] = r.Verdict.Selection.Drawn
			b.decide(t, b.ada, code, parcel.Waive)
		}
		if _, err := b.shifts.Close(t.Context(), b.ada); err != nil {
			t.Fatal(err)
		}
		return drawn
	}
	first, second := draw(), draw()
	if cmp.Equal(first, second) {
		t.Error("two shifts draw the same 60 items")
	}
	runs, err := b.shifts.All(t.Context())
	if err != nil || len(runs) != 2 || runs[0].Epoch == (journal.Epoch{}) {
		t.Errorf("shifts %+v, %v", runs, err)
	}
}
