package names_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"postern/risk/names"
)

// person draws a made-up name of some words, none of them short.
func person(t *rapid.T, label string, least, most int) []string {
	syllable := rapid.SampledFrom([]string{
		"ba", "dor", "ru", "vim", "kos", "tel", "nik", "mar", "sha", "lo", "gan", "fer", "zu", "pin", "hal", "bur", "tho", "jas", "wen", "qui",
	})
	out := make([]string, rapid.IntRange(least, most).Draw(t, label))
	for i := range out {
		out[i] = strings.Join(rapid.SliceOfN(syllable, 2, 3).Draw(t, label), "")
	}
	return out
}

// slip draws a slip of the pen inside a word.
func slip(t *rapid.T, w string) string {
	at := rapid.IntRange(1, len(w)-2).Draw(t, "at")
	switch rapid.IntRange(0, 3).Draw(t, "slip") {
	case 0:
		return w[:at] + w[at+1:]
	case 1:
		return w[:at] + string(w[at]) + w[at:]
	case 2:
		return w[:at] + string(w[at+1]) + string(w[at]) + w[at+2:]
	}
	return w[:at] + rapid.StringMatching("[a-z]").Draw(t, "letter") + w[at+1:]
}

// TestOrderCaseAndSlips: neither the order nor the case of the words nor a
// slip in one of them takes a long name below the threshold.
func TestOrderCaseAndSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		listed := person(t, "listed", 3, 5)
		query := slices.Clone(listed)
		i := rapid.IntRange(0, len(query)-1).Draw(t, "word")
		query[i] = slip(t, query[i])
		query = rapid.Permutation(query).Draw(t, "order")
		text := strings.Join(query, " ")
		if rapid.Bool().Draw(t, "upper") {
			text = strings.ToUpper(text)
		}
		if got := score(text, strings.Join(listed, " "), names.Person); got < names.Threshold {
			t.Fatalf("%q against %q: %.3f", text, listed, got)
		}
	})
}

// TestSymmetry: which of two names is listed does not matter.
func TestSymmetry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.Join(person(t, "a", 1, 4), " "), strings.Join(person(t, "b", 1, 4), " ")
		if x, y := score(a, b, names.Person), score(b, a, names.Person); x-y > 0.011 || y-x > 0.011 {
			t.Fatalf("%q %q: %.3f, the other way %.3f", a, b, x, y)
		}
	})
}

// TestSearchLosesNothing: a name whose every word is misspelt is found in a
// list as surely as by reading the whole list, with the same score, whatever
// else is on the list.
func TestSearchLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := names.List{Name: "drawn"}
		for i := range rapid.IntRange(1, 12).Draw(t, "entries") {
			l.Entries = append(l.Entries, names.Entry{
				ID: fmt.Sprint(i), Kind: names.Person, Names: []string{strings.Join(person(t, "listed", 1, 4), " ")},
			})
		}
		x := names.NewIndex(l)
		query := strings.Fields(l.Entries[0].Names[0])
		for i := range query {
			query[i] = slip(t, query[i])
		}
		q := names.Query{Name: strings.Join(query, " "), Kind: names.Person}
		found := map[string]float64{}
		for _, h := range x.Match(q, names.Threshold) {
			found[h.Entry] = h.Score
		}
		for _, e := range l.Entries {
			want := names.Compare(q, names.Query{Name: e.Names[0], Kind: names.Person}).Score
			if want >= names.Threshold && found[e.ID] != want {
				t.Fatalf("%q: %q is %.3f by itself, %.3f in the list", q.Name, e.Names[0], want, found[e.ID])
			}
		}
	})
}

func FuzzCompare(f *testing.F) {
	for _, s := range []string{"Ruvim Kostelnik", "陈国伟", "محمد", "A.B.C. \x00/;", "ООО «Лантерн» 1-й", "ǅ ﬀ ㎏ ½ ①"} {
		f.Add(s, "Ruvim K. 12th")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, k := range []names.Kind{names.Any, names.Person, names.Organisation, names.Vessel} {
			if s := score(a, b, k); s < 0 || s > 1 {
				t.Errorf("%q %q: %f", a, b, s)
			}
		}
		x := names.NewIndex(names.List{Name: "l", Entries: []names.Entry{{ID: "1", Names: []string{b}}}})
		x.Match(names.Query{Name: a}, 0.5)
	})
}
