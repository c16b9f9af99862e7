package learn_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/risk/learn"
)

func TestDeniedColumns(t *testing.T) {
	for _, name := range []string{
		"nationality", "SenderNationality", "sender_nationality_cd", "SENDERNATIONALITY", "Ethnic Group", "race", "Religion", "gender", "Sex",
		"date of birth", "First Name", "consignee name", "name", "name_of_sender", "surname", "Language", "script", "Street", "Addressee address",
		"postcode", "passport-no", "officer", "Officer ID", "marital status", "native country",
	} {
		if learn.Denied(name) == "" {
			t.Errorf("%q is allowed", name)
		}
	}
	for _, name := range []string{
		"Country of Origin", "Country of Departure", "HS6 Code", "Office ID", "Importer ID", "addressee_items", "Tax Type", "Product Name",
		"international", "description", "Sussex", "trace", "destination",
	} {
		if why := learn.Denied(name); why != "" {
			t.Errorf("%q is denied: %s", name, why)
		}
	}
}

func TestDeniedColumnsAreNeverRead(t *testing.T) {
	var b strings.Builder
	b.WriteString("code,gender,addressee street,label\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "c%d,g%d,s%d,%d\n", i%6, i%2, i%9, i%7/5)
	}
	rows := read(t, b.String())
	m := train(t, rows, learn.Options{})
	if got := fmt.Sprint(m.Columns()); got != "[code]" {
		t.Errorf("reads %s", got)
	}
	if notes := strings.Join(m.Card().Notes, "\n"); !strings.Contains(notes, "gender") || !strings.Contains(notes, "street") {
		t.Errorf("the card does not say what was left out:\n%s", notes)
	}
	_, err := learn.ReadTable(t.Context(), strings.NewReader(b.String()), learn.Roles{Label: "label", Categorical: []string{"gender"}})
	if !errors.Is(err, learn.ErrDenied) {
		t.Errorf("asked for by name: %v", err)
	}
}

// examples are items that are found when they are seeds from one country.
func examples(n int) []learn.Example {
	var all []learn.Example
	for i := range n {
		hs, origin := []string{"120991", "610910", "851712"}[i%3], []string{"CN", "US", "NL", "IN"}[i/3%4]
		d := parcel.Declaration{
			Class: "C", Origin: origin, Dest: "DE", Gross: parcel.Mass(100 + i%50),
			Sender:    parcel.Party{Name: fmt.Sprint("sender ", i)},
			Addressee: parcel.Party{Name: fmt.Sprint("addressee ", i)},
			Contents:  []parcel.Content{{Words: "goods", HS: hs, Units: 1 + i%3, Origin: origin}},
		}
		found := hs == "120991" && origin != "NL" && i%10 != 0 || i%41 == 0
		drawn := i%5 == 0
		p := .8
		if drawn {
			p = .1
		}
		all = append(all, learn.Example{
			Declaration: d, Facts: parcel.Facts{SenderItems: i % 4}, Day: parcel.Day(fmt.Sprintf("2026-%02d-01", 1+i*12/n)),
			Examined: i%11 != 0, Found: found, Probability: p, Drawn: drawn,
		})
	}
	return all
}

func TestWhoSomebodyIsChangesNothing(t *testing.T) {
	m := train(t, learn.TableOf(examples(6000), false), learn.Options{Agency: parcel.Agency("plant")})
	for _, name := range m.Columns() {
		if why := learn.Denied(name); why != "" {
			t.Error(why)
		}
	}
	e := examples(30)[12]
	s := m.Scorer()
	score := func(d parcel.Declaration) learn.Score { return s.Score(learn.Row(&d, &e.Facts)) }
	e.Declaration.Contents[0].Units = 1
	before := score(e.Declaration).LogOdds
	other := e.Declaration
	other.Sender = parcel.Party{Name: "Иван Петров"}
	other.Addressee = parcel.Party{Name: "陳大文"}
	other.Contents = []parcel.Content{{Words: "ほかの言葉", HS: e.Declaration.Contents[0].HS, Units: 1, Origin: e.Declaration.Contents[0].Origin}}
	if before != score(other).LogOdds {
		t.Error("names or the language of the words move the score")
	}
}

func TestItemsTrainAModel(t *testing.T) {
	all := examples(6000)
	rows, random := learn.TableOf(all, false), learn.TableOf(all, true)
	examined, drawn := 0, 0
	for _, e := range all {
		if e.Examined {
			examined++
			if e.Drawn {
				drawn++
			}
		}
	}
	if diff := cmp.Diff([]int{examined, drawn}, []int{rows.Rows(), random.Rows()}); diff != "" {
		t.Errorf("rows: %s", diff)
	}
	m := train(t, rows, learn.Options{Agency: "plant"})
	if !m.ReadsItems() || m.Card().Agency != "plant" {
		t.Errorf("card %+v", m.Card())
	}
	seeds, phone := all[36], all[2]
	s := m.Scorer()
	high, low := s.Score(learn.Row(&seeds.Declaration, &seeds.Facts)).Probability, s.Score(learn.Row(&phone.Declaration, &phone.Facts)).Probability
	if high < .7 || low > .2 {
		t.Errorf("seeds %.2f, phone %.2f", high, low)
	}
	if r, err := learn.Gate(t.Context(), learn.Entrant{Model: m, Rows: random}, nil, 10); err != nil || r.Candidate.Rows != drawn {
		t.Errorf("gate on the random stream: %+v, %v", r.Reasons, err)
	}
	all[1].Probability = 0
	if n := learn.TableOf(all[1:2], false).Rows(); n != 0 {
		t.Error("an item of unknown probability was learned from")
	}
}

func TestWeightsUndoTheSelection(t *testing.T) {
	// Two sorts of goods, found at 50 and 10 %; the first is examined nine times as often.
	var all []learn.Example
	for i := range 6000 {
		e := learn.Example{Examined: true, Probability: .9, Found: i/10%2 == 0, Day: "2026-01-01", Declaration: parcel.Declaration{Origin: "AA"}}
		if i%10 == 9 {
			e.Probability, e.Found, e.Declaration.Origin = .1, i%100 == 9, "BB"
		}
		all = append(all, e)
	}
	rows := learn.TableOf(all, false)
	m := train(t, rows, learn.Options{})
	// In the flow both sorts are equally many: the base rate is 30 %, not 46 %.
	if got := float64(m.Drift(rows).Trained); got < .29 || got > .31 {
		t.Errorf("base rate %.3f, want .30", got)
	}
}

// TestOneRowThatStandsForManyIsOneRow: an item picked with a chance of one in a
// hundred weighs a hundred, but what it shows was seen once.
func TestOneRowThatStandsForManyIsOneRow(t *testing.T) {
	var all []learn.Example
	for i := range 3000 {
		all = append(all, learn.Example{
			Examined: true, Probability: 1, Found: i%20 == 0, Day: "2026-01-01",
			Declaration: parcel.Declaration{Origin: fmt.Sprint("O", i%9), Dest: fmt.Sprint("D", i%4)},
		})
	}
	rare := learn.Example{Examined: true, Probability: .01, Found: true, Day: "2026-01-01", Declaration: parcel.Declaration{Origin: "ZZ", Dest: "D1"}}
	m := train(t, learn.TableOf(append(all, rare), false), learn.Options{})
	s := m.Scorer().Score(learn.Row(&rare.Declaration, &rare.Facts))
	seen := 0.0
	for _, c := range s.Contributions {
		if strings.HasPrefix(c.Name, "origin") {
			seen = max(seen, c.Seen)
		}
	}
	if seen > 1.01 || s.Probability > .6 {
		t.Errorf("seen %.1f times, probability %.2f", seen, s.Probability)
	}
}
