package names_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/risk/names"
)

// TestTitlesAndFormsChangeLittle: neither a title before a person nor a legal
// form behind a firm takes a name below the threshold.
func TestTitlesAndFormsChangeLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(person(t, "words", 2, 4), " ")
		title := rapid.SampledFrom([]string{"Dr ", "Mr. ", "Mrs ", "Sheikh ", "Prof. "}).Draw(t, "title")
		if got := score(title+text, text, names.Person); got < names.Threshold {
			t.Fatalf("%q against %q: %.3f", title+text, text, got)
		}
		form := rapid.SampledFrom([]string{" Ltd", " GmbH", " LLC", " S.A.", " Inc."}).Draw(t, "form")
		if got := score(text+form, text, names.Organisation); got < names.Threshold {
			t.Fatalf("%q against %q: %.3f", text+form, text, got)
		}
	})
}

// TestAnotherEntryChangesNoScore: what else is on a list does not matter.
func TestAnotherEntryChangesNoScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := person(t, "listed", 2, 4)
		l := names.List{Name: "drawn", Entries: []names.Entry{{ID: "first", Kind: names.Person, Names: []string{strings.Join(words, " ")}}}}
		words[0] = slip(t, words[0])
		q := names.Query{Name: strings.Join(words, " "), Kind: names.Person}
		of := func(l names.List) float64 {
			for _, h := range names.NewIndex(l).Match(q, .5) {
				if h.Entry == "first" {
					return h.Score
				}
			}
			return 0
		}
		alone := of(l)
		l.Entries = append(l.Entries, names.Entry{ID: "other", Kind: names.Person, Names: []string{strings.Join(person(t, "other", 1, 4), " ")}})
		if got := of(l); got != alone {
			t.Fatalf("%q: %.3f alone, %.3f with %q", q.Name, alone, got, l.Entries[1].Names[0])
		}
	})
}

// TestWhatWasAskedChangesNoAnswer: what is remembered of earlier queries'
// words, even of so many that it is forgotten again, does not matter.
func TestWhatWasAskedChangesNoAnswer(t *testing.T) {
	l := names.List{Name: "drawn", Entries: []names.Entry{
		{ID: "1", Kind: names.Person, Names: []string{"Ruvim Kostelnik", "محمد"}},
		{ID: "2", Kind: names.Person, Names: []string{"mhmd Delmaine"}},
		{ID: "3", Names: []string{"Grey Harbour Trading"}},
	}}
	asked := []string{"Ruvin Kostelnik", "Mohamed", "mhmd delmane", "Gray Harbor Trading Ltd", "محمد"}
	x := names.NewIndex(l)
	for round := range 2 {
		for _, text := range asked {
			q := names.Query{Name: text}
			if diff := cmp.Diff(names.NewIndex(l).Match(q, .5), x.Match(q, .5)); diff != "" {
				t.Errorf("%s, round %d: %s", text, round, diff)
			}
		}
		for i := range 9000 {
			x.Match(names.Query{Name: fmt.Sprintf("Kostel%dnik", i), Kind: names.Person}, names.Threshold)
		}
	}
}
