package risk_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"postern/parcel"
	"postern/risk"
	"postern/risk/learn"
)

// year is twelve months of mail at one station: a few routes of goods are often
// wrong, the agency's one rule knows only half of what gives them away, and some
// items are drawn at random. It is made up; it shows that the loop of picking,
// examining and learning closes, not how well it does in the field.
type year struct {
	rng    *rand.Rand
	rules  *risk.Engine
	engine *risk.Engine
	model  *learn.Model
	bad    map[string]bool
	past   []learn.Example
	items  int
}

const (
	mailMonth = 1500
	drawRate  = .25
	budget    = 5
)

func newYear(t *testing.T) *year {
	t.Helper()
	y := &year{rng: rand.New(rand.NewPCG(5, 5)), rules: engine(t, asks("revenue", "gift", `item.nature == "gift"`)), bad: map[string]bool{}}
	y.engine = y.rules
	for _, route := range []string{"010000/O1", "030000/O4", "070000/O2"} {
		y.bad[route] = true
	}
	return y
}

// month picks, examines and remembers a month of mail, and gives what the random
// stream says of it: every drawn item with its outcome.
func (y *year) month(t *testing.T, m int) (drawn []learn.Example, verdicts, byRules []parcel.Verdict) {
	t.Helper()
	for i := range mailMonth {
		y.items++
		at := time.Date(2026, time.Month(m+1), 1+i*27/mailMonth, 12, 0, 0, 0, time.UTC)
		d, wrong := y.item(m)
		draw := risk.Roll([]byte("secret"), fmt.Sprint(y.items), drawRate)
		v := risk.Judge(y.engine.Assess(d, parcel.Facts{}, at), nil, draw, true)
		if !v.Selection.Picked() {
			continue
		}
		x := parcel.Examination{Day: parcel.DayOf(at), Declaration: d, Selection: v.Selection, Assessments: v.Assessments}
		if wrong {
			x.Decisions = []parcel.Decision{{Outcome: parcel.Seize, Agency: parcel.Revenue}}
		}
		e := learn.ExampleOf(x, parcel.Revenue)
		y.past = append(y.past, e)
		if draw.Drawn {
			drawn, verdicts = append(drawn, e), append(verdicts, v)
			byRules = append(byRules, risk.Judge(y.rules.Assess(d, parcel.Facts{}, at), nil, draw, true))
		}
	}
	return drawn, verdicts, byRules
}

// item is one item and whether something is wrong with it. From month 8 on the
// adversary sends other goods.
func (y *year) item(m int) (parcel.Declaration, bool) {
	hs, origin := fmt.Sprintf("%02d0000", y.rng.IntN(12)), fmt.Sprint("O", y.rng.IntN(6))
	wrong := .01
	if bad := y.bad[hs+"/"+origin]; bad && m < 8 {
		wrong = .6
	} else if bad {
		hs, origin, wrong = "990000", "O5", .6
	}
	d := parcel.Declaration{
		Origin: origin, Dest: "NL", Class: "C", Nature: parcel.Sale, Gross: parcel.Mass(100 + y.rng.IntN(900)),
		Value:    parcel.Money{Minor: int64(500 + y.rng.IntN(5000)), Currency: "EUR"},
		Contents: []parcel.Content{{Index: 1, Units: 1, Words: "goods", HS: hs, Origin: origin}},
	}
	if y.rng.Float64() < .05 || wrong > .5 && y.rng.Float64() < .2 {
		d.Nature = parcel.Gift
	}
	return d, y.rng.Float64() < wrong
}

// learn trains at the end of a month and puts in force what passes.
func (y *year) learn(t *testing.T) (adopted bool) {
	t.Helper()
	s, err := learn.Learn(t.Context(), y.past, y.model, budget, learn.Options{Agency: parcel.Revenue})
	if err != nil {
		t.Logf("no model: %v", err)
		return false
	}
	if !s.Ruling.Adopt {
		t.Logf("refused: %v", s.Ruling.Reasons)
		return false
	}
	y.model = s.Model
	y.engine, err = risk.NewEngine(y.rules.Packs(), risk.WithModels(risk.Learned{Agency: parcel.Revenue, Digest: "digest", Model: s.Model, Cut: s.Cut, Budget: s.Budget}))
	if err != nil {
		t.Fatal(err)
	}
	return true
}

// picked counts, among the drawn items that fit a budget, those with something
// wrong: the items ranked by what the verdict made of them without the draw.
func picked(drawn []learn.Example, verdicts []parcel.Verdict) (found int) {
	order := make([]int, len(drawn))
	for i := range order {
		order[i] = i
	}
	rank := func(i int) int {
		a := verdicts[i].Assessments[0]
		if a.Learned {
			return 100 + a.Score
		}
		return a.Score
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(b), rank(a)) })
	for _, i := range order[:len(order)*budget/100] {
		if drawn[i].Found {
			found++
		}
	}
	return found
}

// TestAYearOfLearning: with the model more is found on the random stream than
// by rules alone, the model keeps to its budget, and a change of the adversary's
// ways is noticed in the month it happens and learned afterwards.
func TestAYearOfLearning(t *testing.T) {
	y := newYear(t)
	withModel, rulesAlone, alone, seen := 0, 0, 0, 0
	var noticed, alarms int
	learnedAgain := false
	for m := range 12 {
		drawn, verdicts, byRules := y.month(t, m)
		if y.model != nil {
			moved := y.model.Drift(learn.TableOf(drawn, true)).Moved()
			switch {
			case m < 8:
				withModel, rulesAlone = withModel+picked(drawn, verdicts), rulesAlone+picked(drawn, byRules)
				for i, v := range verdicts {
					seen++
					if v.Assessments[0].Learned && byRules[i].Assessments[0].Lane == parcel.Green {
						alone++
					}
				}
				if moved {
					alarms++
				}
			case m == 8 && moved:
				noticed = m
			}
		}
		if adopted := y.learn(t); adopted && m > 8 {
			d := parcel.Declaration{
				Origin: "O5", Dest: "NL", Class: "C", Nature: parcel.Sale, Gross: 500, Value: parcel.Money{Minor: 2000, Currency: "EUR"},
				Contents: []parcel.Content{{Index: 1, Units: 1, Words: "goods", HS: "990000", Origin: "O5"}},
			}
			learnedAgain = learnedAgain || y.engine.Assess(d, parcel.Facts{}, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))[0].Learned
		}
	}
	t.Logf("found on the random stream within %d %%: %d with the model, %d by rules alone; picked alone %d of %d; false alarms %d", budget, withModel, rulesAlone, alone, seen, alarms)
	if withModel < 2*rulesAlone || withModel == 0 {
		t.Errorf("the model finds %d, rules alone %d", withModel, rulesAlone)
	}
	if 100*alone > 2*budget*seen {
		t.Errorf("the model picked %d of %d by itself; its budget is %d %%", alone, seen, budget)
	}
	if noticed != 8 || alarms > 1 {
		t.Errorf("noticed in month %d, %d alarms while nothing had changed", noticed, alarms)
	}
	if !learnedAgain {
		t.Error("what the adversary sends now was not learned by the end of the year")
	}
}
