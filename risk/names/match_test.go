package names_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/risk/names"
)

func score(a, b string, k names.Kind) float64 {
	return names.Compare(names.Query{Name: a, Kind: k}, names.Query{Name: b, Kind: k}).Score
}

// TestCompare holds what an officer would call the same name, and what not.
// All of the names are made up.
func TestCompare(t *testing.T) {
	for _, c := range []struct {
		why, query, listed string
		kind               names.Kind
		hit                bool
	}{
		{"equal", "Ruvim Kostelnik", "Ruvim Kostelnik", names.Person, true},
		{"swapped", "KOSTELNIK, Ruvim", "Ruvim Kostelnik", names.Person, true},
		{"joined", "RuvimKostelnik", "Ruvim Kostelnik", names.Person, true},
		{"split", "Ruvim Kostel nik", "Ruvim Kostelnik", names.Person, true},
		{"one letter", "Ruvim Kostelnyk", "Ruvim Kostelnik", names.Person, true},
		{"every word misspelt", "Ruwim Kostelnick", "Ruvim Kostelnik", names.Person, true},
		{"title", "Dr. Ruvim Kostelnik", "Ruvim Kostelnik", names.Person, true},
		{"middle name left out", "Ruvim Kostelnik", "Ruvim Andreevich Kostelnik", names.Person, true},
		{"initial", "Ruvim A. Kostelnik", "Ruvim Andreevich Kostelnik", names.Person, true},
		{"said twice", "Ruvim Ruvim Kostelnik", "Ruvim Kostelnik", names.Person, true},
		{"particle", "Tarmeez al-Qodhari", "Tarmeez Qodhari", names.Person, true},
		{"given name by another custom", "Mohamad Tarmeez Qodhari", "Muhammed Tarmeez Qodhari", names.Person, true},
		{"figures for letters", "Ruv1m K0stelnik", "Ruvim Kostelnik", names.Person, true},
		{"another given name", "Bohdan Kostelnik", "Ruvim Kostelnik", names.Person, false},
		{"another family name", "Ruvim Halaburda", "Ruvim Kostelnik", names.Person, false},
		{"another patronymic", "Ruvim Petrovich Kostelnik", "Ruvim Andreevich Kostelnik", names.Person, false},
		{"another initial", "Ruvim B. Kostelnik", "Ruvim Andreevich Kostelnik", names.Person, false},
		{"one word of two", "Kostelnik", "Ruvim Kostelnik", names.Person, false},
		{"another clan", "Tarmeez Haddu al-Qodhari", "Tarmeez Haddu al-Balwazi", names.Person, false},

		{"Cyrillic", "Рувим Костельник", "Ruvim Kostelnik", names.Person, true},
		{"Greek", "Ευθύμιος Καραδήμας", "Efthymios Karadimas", names.Person, true},
		{"Arabic", "طارق سلمان الحداد", "Tariq Salman al-Haddad", names.Person, true},
		{"Hebrew", "דורון בן גולן", "Doron Ben Golan", names.Person, true},
		{"Han", "陈国伟", "Chen Guowei", names.Person, true},
		{"Hangul", "강민석", "Kang Min Sok", names.Person, true},
		{"Kana", "カロリナ・メンデス", "Karolina Mendes", names.Person, true},
		{"Thai", "สมชาย", "Somchai", names.Person, true},
		{"another sign, another name", "陈国伟", "陈国强", names.Person, false},
		{"another Arabic name", "طارق سلمان الحداد", "Nabil Salman al-Haddad", names.Person, false},

		{"legal form left out", "Ostrava Lantern", "Ostrava Lantern GmbH", names.Organisation, true},
		{"legal form in full", "Ostrava Lantern Limited Liability Company", "OSTRAVA LANTERN LLC", names.Organisation, true},
		{"legal form first", "OOO Lantern Works", "Lantern Works Ltd.", names.Organisation, true},
		{"points", "L.W.K. Lantern S.A.R.L.", "LWK Lantern SARL", names.Organisation, true},
		{"form of abbreviations", "Lantern Works", "Lantern Works Sp. z o.o.", names.Organisation, true},
		{"ordinal", "Second Lantern Brigade", "2nd Lantern Brigade", names.Organisation, true},
		{"number in words", "Lantern Brigade Thirty-Two", "Lantern Brigade 32", names.Organisation, true},
		{"symbol", "Lantern & Wick Int'l", "Lantern and Wick International", names.Organisation, true},
		{"two names in one", "Lantern Front", "Lantern Front/Army of Wicks", names.Organisation, true},
		{"another trade", "Ostrava Gas Company", "Ostrava Oil Company", names.Organisation, false},
		{"another town", "Lantern Works of Ostrava", "Lantern Works of Zvolen", names.Organisation, false},
		{"only common words", "General Trading Company", "Zvolen General Trading Company", names.Organisation, false},
		{"letters in another order", "C.B.A. Works", "A.B.C. Works", names.Organisation, false},

		{"ship's prefix", "MV Lantern Spirit", "Lantern Spirit", names.Vessel, true},
		{"another ship", "Lantern Rose", "Lantern Spirit", names.Vessel, false},
	} {
		got := score(c.query, c.listed, c.kind)
		if hit := got >= names.Threshold; hit != c.hit {
			t.Errorf("%s: %q against %q: %.3f, want a hit: %v", c.why, c.query, c.listed, got, c.hit)
		}
	}
}

func TestCompareExplains(t *testing.T) {
	got := names.Compare(
		names.Query{Name: "Kostel nik, Ruwim A. Junior Bohdan", Kind: names.Person},
		names.Query{Name: "Ruvim Andreevich Kostelnik", Kind: names.Person})
	var pairs []string
	for _, p := range got.Aligned {
		pairs = append(pairs, p.Query+"="+p.Listed+" "+string(p.Kind))
	}
	want := []string{
		"kostel nik=kostelnik split", "ruwim=ruvim transliteration", "a=andreevich initial",
		"junior= missing", "bohdan= missing",
	}
	if diff := cmp.Diff(want, pairs); diff != "" {
		t.Error(diff)
	}
	sum := 0.0
	for _, p := range got.Aligned {
		sum += p.Weight
	}
	if sum < 0.97 || sum > 1.0 {
		t.Errorf("the pairs weigh %.3f together, want all of the two names", sum)
	}
}

func fixture() names.List {
	return names.List{Name: "ours", Entries: []names.Entry{
		{
			ID: "p1", Kind: names.Person, Names: []string{"Ruvim Andreevich Kostelnik", "Rouvim Kostelnic"},
			Born: []string{"1961-04-09"}, Countries: []string{"SK"}, IDs: []string{"PA-448812"},
		},
		{ID: "p2", Kind: names.Person, Names: []string{"Tarmeez Haddu al-Qodhari"}},
		{ID: "o1", Kind: names.Organisation, Names: []string{"Ostrava Lantern GmbH"}, Countries: []string{"CZ"}},
		{ID: "v1", Kind: names.Vessel, Names: []string{"LANTERN SPIRIT"}, IDs: []string{"7406784"}},
		{ID: "x1", Names: []string{"Halaburda Vane"}},
	}}
}

func TestMatch(t *testing.T) {
	x := names.NewIndex(fixture())
	for _, c := range []struct {
		query names.Query
		want  string
	}{
		{names.Query{Name: "KOSTELNIK, RUVIM"}, "p1"},
		{names.Query{Name: "Ruwim Kostelnick", Kind: names.Person}, "p1"},
		{names.Query{Name: "RuvimKostelnik", Kind: names.Person}, "p1"},
		{names.Query{Name: "Ruvim Kostel nik", Kind: names.Person}, "p1"},
		{names.Query{Name: "Рувим Костельник"}, "p1"},
		{names.Query{Name: "Tarmiz Hadu Kodhari"}, "p2"},
		{names.Query{Name: "Lantern Ostrava"}, "o1"},
		{names.Query{Name: "Lantern Spirit"}, "v1"},
		{names.Query{Name: "Lantern Spirit", Kind: names.Person}, ""},
		{names.Query{Name: "Halaburda Vane", Kind: names.Organisation}, "x1"},
		{names.Query{Name: "Vane Halaburda", Kind: names.Person}, "x1"},
		{names.Query{Name: "Bohdan Kostelnik"}, ""},
		{names.Query{Name: ""}, ""},
		{names.Query{Name: " - ,.;/ "}, ""},
		{names.Query{Name: "\xff\xfe\x00"}, ""},
		{names.Query{Name: strings.Repeat("Ruvim Kostelnik ", 5000)}, "p1"},
	} {
		hits := x.Match(c.query, names.Threshold)
		got := ""
		if len(hits) > 0 {
			got = hits[0].Entry
		}
		if got != c.want {
			t.Errorf("%.40q: %q, want %q (%v)", c.query.Name, got, c.want, hits)
		}
	}
}

// TestFactsConfirmOrWeaken shows that they never make a hit.
func TestFactsConfirmOrWeaken(t *testing.T) {
	x := names.NewIndex(fixture())
	top := func(q names.Query) float64 {
		hits := x.Match(q, names.Threshold)
		if len(hits) == 0 {
			return 0
		}
		return hits[0].Score
	}
	name := names.Query{Name: "Ruvim Kostelnyk", Kind: names.Person}
	alone := top(name)
	with := func(change func(*names.Query)) float64 {
		q := name
		change(&q)
		return top(q)
	}
	for what, got := range map[string]float64{
		"same birth":         with(func(q *names.Query) { q.Born = "1961-04-09" }),
		"same year of birth": with(func(q *names.Query) { q.Born = "1961" }),
		"same number":        with(func(q *names.Query) { q.ID = "pa 448812" }),
		"same country":       with(func(q *names.Query) { q.Country = "SK" }),
	} {
		if got <= alone {
			t.Errorf("%s: %.3f, want more than %.3f", what, got, alone)
		}
	}
	for what, got := range map[string]float64{
		"another birth":   with(func(q *names.Query) { q.Born = "1990-12-01" }),
		"another country": with(func(q *names.Query) { q.Country = "BR" }),
	} {
		if got >= alone {
			t.Errorf("%s: %.3f, want less than %.3f", what, got, alone)
		}
	}
	if got := with(func(q *names.Query) { q.Born = "1961-09-04" }); got != alone {
		t.Errorf("day and month changed over: %.3f, want %.3f", got, alone)
	}
	stranger := names.Query{Name: "Bohdan Vane", Kind: names.Person, Born: "1961-04-09", ID: "PA-448812", Country: "SK"}
	if hits := x.Match(stranger, names.Threshold); len(hits) != 0 {
		t.Errorf("facts made a hit: %v", hits)
	}
}

func TestCache(t *testing.T) {
	x := names.NewIndex(fixture())
	c := names.NewCache(x, names.Threshold, 2)
	for _, name := range []string{"Ruvim Kostelnik", "RUVIM  KOSTELNIK", "Ostrava Lantern", "nobody", "Ruvim Kostelnik"} {
		want := x.Match(names.Query{Name: name}, names.Threshold)
		got := c.Match(names.Query{Name: name})
		if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
			t.Errorf("%s: %s", name, diff)
		}
		for i := range got {
			got[i].Aligned[0].Query = "spoilt" // by the caller, who may
		}
	}
}

func TestMatchByMany(t *testing.T) {
	x := names.NewIndex(fixture())
	want := x.Match(names.Query{Name: "Ruvim Kostelnyk"}, 0.5)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if diff := cmp.Diff(want, x.Match(names.Query{Name: "Ruvim Kostelnyk"}, 0.5)); diff != "" {
					t.Error(diff)
					return
				}
			}
		})
	}
	wg.Wait()
}
