package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"postern/journal"
	"postern/parcel"
	"postern/risk/learn"
)

// outcomes makes a station in which many items were drawn, examined and decided:
// iron goods from one country were often wrong, everything else seldom.
func outcomes(t *testing.T, items int) *station {
	t.Helper()
	s, err := outcomesIn(t.Context(), filepath.Join(t.TempDir(), "s"), items)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func outcomesIn(ctx context.Context, dir string, items int) (*station, error) {
	p := cheap()
	p.out, p.err = io.Discard, io.Discard
	clock := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	p.now = func() time.Time { return clock }
	s, err := p.makeStation(ctx, dir, "bench-1", "NLAMSA", defaultConfig())
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for n := 0; n < items; {
		var drafts []journal.Draft
		for range 50 {
			n++
			drafts = append(drafts, history(n, rng, clock)...)
		}
		if _, err := s.db.Append(ctx, drafts...); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		clock = clock.Add(24 * time.Hour)
	}
	return s, nil
}

func history(n int, rng *rand.Rand, at time.Time) []journal.Draft {
	d := goods(n, []string{"732690", "950300", "610910", "090111"}[rng.IntN(4)], []string{"ZA", "CN", "US", "IN"}[rng.IntN(4)])
	chance := .03
	if d.Contents[0].HS == "732690" && d.Contents[0].Origin == "ZA" {
		chance = .8
	}
	outcome := parcel.Release
	if rng.Float64() < chance {
		outcome = parcel.Seize
	}
	item := parcel.NewItemID(d.Identifier.Text, parcel.DayOf(at))
	who := []parcel.OfficerID{"o1"}
	verdict := parcel.Verdict{Lane: parcel.Red, Selection: parcel.Selection{Reason: parcel.ByRandom, Probability: .1, Drawn: true, Rate: .1}}
	return []journal.Draft{
		{Body: journal.ItemEntered{Declaration: d}, Officers: who, Item: item},
		{Body: journal.ItemScanned{Scan: parcel.Scan{Code: d.Identifier.Text, At: at, Place: parcel.Bench}, Known: true, Verdict: verdict}, Officers: who, Item: item},
		{Body: journal.ItemDecided{Outcome: outcome, Ground: "opened", Agency: parcel.Plant, Findings: []parcel.Finding{{Code: "contents"}}, Lane: parcel.Red}, Officers: who, Item: item},
	}
}

func goods(n int, hs, origin string) parcel.Declaration {
	return parcel.Declaration{
		Identifier: parcel.ParseIdentifier(fmt.Sprintf("TEST%08d", n)), Origin: origin, Dest: "NL", Class: "C", Nature: parcel.Sale,
		Gross: parcel.Mass(200 + n%50), Value: parcel.Money{Minor: 1500, Currency: "EUR"},
		Contents: []parcel.Content{{Index: 1, Units: 1, Words: "goods", HS: hs, Origin: origin, Net: 100}},
	}
}

// TestLearnTrain trains on recorded outcomes, adopts by an event, and holds
// what the model then does to items.
func TestLearnTrain(t *testing.T) {
	t.Parallel()
	s := outcomes(t, 1500)
	rows, err := s.train(t.Context(), []parcel.OfficerID{"o1"})
	if err != nil {
		t.Fatal(err)
	}
	plant := trainAnswer{}
	for _, a := range rows {
		if a.Agency == parcel.Plant {
			plant = a
		} else if a.Adopted || a.Found != 0 {
			t.Errorf("%s learned from what was found for another: %+v", a.Agency, a)
		}
	}
	if !plant.Adopted || plant.Drawn != 1500 || plant.Found < 60 || plant.Event == "" || plant.Caveat != learn.Caveat {
		t.Fatalf("%+v", plant)
	}
	card, err := os.ReadFile(plant.Card)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Calibration", "Drift", "days", "AUC", "chosen on", "synthetic"} {
		if !strings.Contains(string(card), want) {
			t.Errorf("the card says nothing of %s", want)
		}
	}
	actsWithinItsBudget(t, s)
	cards := cardsOf(t, s)
	if c := cards[0]; len(cards) != 1 || c.Agency != parcel.Plant || c.Digest != plant.Digest || c.Problem != "" || len(c.By) != 1 ||
		c.Card.Measured.Rows == 0 || c.Card.Tried == "" || len(c.Card.Drift.Columns) == 0 || c.Adopted.IsZero() {
		t.Errorf("%+v", cards)
	}
	if text := cards[0].text(); !strings.Contains(text, string(card)) || !strings.Contains(text, "in force since") {
		t.Errorf("%s", text)
	}

	before := s.engine.get().Version()
	if err := os.WriteFile(s.modelFile(plant.Digest), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, problem := s.loadEngine(t.Context()); problem == nil || !strings.Contains(problem.Error(), "changed after it was adopted") {
		t.Errorf("a model that somebody changed is believed: %v", problem)
	}
	if c := cardsOf(t, s)[0]; !strings.Contains(c.text(), "changed after it was adopted") {
		t.Errorf("the card of a model that somebody changed: %s", c.text())
	}
	if err := s.reload(t.Context()); err == nil {
		t.Error("nobody hears of the changed model")
	}
	if s.engine.get().Version() != before {
		t.Error("the engine in force was put aside for one that lacks its model")
	}
}

func cardsOf(t *testing.T, s *station) []modelCard {
	t.Helper()
	cards, err := s.modelCards(t.Context())
	if err != nil || len(cards) == 0 {
		t.Fatal(cards, err)
	}
	return cards
}

// actsWithinItsBudget asks for a bad and a harmless item.
func actsWithinItsBudget(t *testing.T, s *station) {
	t.Helper()
	for _, c := range []struct {
		d    parcel.Declaration
		lane parcel.Lane
		by   bool
	}{{goods(1, "732690", "ZA"), parcel.Red, true}, {goods(2, "950300", "CN"), parcel.Green, false}} {
		for _, a := range s.engine.get().Assess(c.d, parcel.Facts{}, s.now()) {
			points, said := 0, 0
			for _, h := range a.Hits {
				if h.Rule == learn.Rule {
					points, said = points+h.Points, said+1
				}
			}
			switch {
			case a.Agency != parcel.Plant && said > 0:
				t.Errorf("%s: another agency's model speaks: %+v", a.Agency, a.Hits)
			case a.Agency == parcel.Plant && (a.Learned != c.by || c.by && (a.Lane != c.lane || said < 2 || points < 8 || points > 15)):
				t.Errorf("%s: lane %s, learned %v, %d hits, %d points", c.d.Contents[0].HS, a.Lane, a.Learned, said, points)
			}
		}
	}
}

// TestLearnsWhileNobodyWorks: in a bubble of its own time the workstation learns
// once nothing was written for ten looks, not before, and no more that day; where
// the keeper does not want it, never.
func TestLearnsWhileNobodyWorks(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "s")
	synctest.Test(t, func(t *testing.T) {
		s, err := outcomesIn(t.Context(), dir, 900)
		if err != nil {
			t.Fatal(err)
		}
		s.now = time.Now
		ctx, stop := context.WithCancel(t.Context())
		models := func() int {
			all, err := s.models(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		s.config.Learning.Background = false
		s.learnIdle(ctx, time.Minute, func(err error) { t.Error(err) }) // it would not come back

		s.config.Learning.Background = true
		go s.learnIdle(ctx, time.Minute, func(err error) { t.Error(err) })
		for range 4 { // somebody works
			time.Sleep(5 * time.Minute)
			if _, err := s.db.Append(ctx, history(90_000+int(time.Now().Unix()%10_000), rand.New(rand.NewPCG(1, 1)), time.Now())...); err != nil {
				t.Fatal(err)
			}
		}
		if n := models(); n != 0 {
			t.Errorf("%d models while somebody worked", n)
		}
		time.Sleep(12 * time.Minute)
		synctest.Wait()
		if n := models(); n != 1 {
			t.Errorf("%d models after a quiet while", n)
		}
		stop()
		synctest.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestTrainNeedsTheRandomStream: with too few random draws there is no model,
// and the answer says how many are missing.
func TestTrainNeedsTheRandomStream(t *testing.T) {
	t.Parallel()
	s := outcomes(t, 150)
	rows, err := s.train(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range rows {
		if a.Adopted || a.refused || len(a.Reasons) == 0 {
			t.Errorf("%+v", a)
		}
		if a.Agency == parcel.Plant && !strings.Contains(a.Reasons[0], "the random stream has 150 examined") {
			t.Errorf("%q", a.Reasons)
		}
	}
	if adopted, err := s.models(t.Context()); err != nil || len(adopted) > 0 {
		t.Error(adopted, err)
	}
	if _, err := learn.Learn(t.Context(), nil, nil, 5, learn.Options{}); !errors.Is(err, learn.ErrRows) {
		t.Errorf("nothing to learn from: %v", err)
	}
}
