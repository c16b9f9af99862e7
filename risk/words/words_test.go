package words_test

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync"
	"testing"
	"unicode"

	"postern/risk/words"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		terms      []string
		want       []string // what of the text was found
	}{
		{"plain", "a power bank, black", []string{"power bank"}, []string{"power bank"}},
		{"case and hyphen", "POWER--Bank 20k", []string{"power bank"}, []string{"POWER--Bank"}},
		{"width", "ＰＯＷＥＲ bank", []string{"power bank"}, []string{"ＰＯＷＥＲ bank"}},
		{"diacritics", "Crème brûlée", []string{"creme brulee"}, []string{"Crème brûlée"}},
		{"diacritics apart", "cre\u0300me", []string{"crème"}, []string{"cre\u0300me"}},
		{"mark at the end goes with it", "cafe\u0301 au lait", []string{"café"}, []string{"cafe\u0301"}},
		{"sharp s", "Strasse und Straße", []string{"straße"}, []string{"Strasse", "Straße"}},
		{"final sigma", "ΣΠΟΡΟΣ", []string{"σπόρος"}, []string{"ΣΠΟΡΟΣ"}},
		{"invisible characters", "gl\u200bo\u00adck switch", []string{"glock switch"}, []string{"gl\u200bo\u00adck switch"}},
		{"not inside a word", "seedling reseed seeds", []string{"seed"}, nil},
		{"not inside a Cyrillic word", "семенами", []string{"семена"}, nil},
		{"digits go on with words", "18650s", []string{"18650"}, nil},
		{"open tail", "seedlings", []string{"seed*"}, []string{"seed"}},
		{"open head", "Blumensamen", []string{"*samen"}, []string{"samen"}},
		{"Han anywhere", "全新充电宝特价", []string{"充电宝"}, []string{"充电宝"}},
		{"Han beside Latin", "ABC充电宝20000mAh", []string{"充电宝"}, []string{"充电宝"}},
		{"Kana with its voice mark", "ﾊﾞｯﾃﾘｰ", []string{"バッテリー"}, []string{"ﾊﾞｯﾃﾘｰ"}},
		{"nested", "gun barrel blank", []string{"gun barrel", "barrel", "barrel blank"}, []string{"gun barrel", "barrel", "barrel blank"}},
		{"not across lines of goods", "power; bank", []string{"power bank"}, nil},
		{"punctuation in a term", "80% lower", []string{"80 % lower"}, []string{"80% lower"}},
		{"at both ends", "lsd", []string{"lsd"}, []string{"lsd"}},
		{"broken text", "lsd\xff\xfe lsd", []string{"lsd"}, []string{"lsd", "lsd"}},
		{"nothing to look for", "lsd", []string{"", "--", strings.Repeat("x", words.MaxTerm+1)}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var terms []words.Term
			for _, text := range tc.terms {
				terms = append(terms, words.Term{Text: text, Theme: "t", Whole: true})
			}
			var got []string
			for _, h := range words.New(terms).Match(tc.text, nil) {
				got = append(got, tc.text[h.Start:h.End])
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMatchGivesThemeAndTerm(t *testing.T) {
	m := words.New([]words.Term{
		{Text: "Samen", Theme: "plant", Whole: true},
		{Text: "samen", Theme: "other"},
	})
	got := m.Match("Salatsamen Samen", nil)
	want := []words.Hit{
		{Theme: "other", Term: "samen", Start: 5, End: 10},
		{Theme: "other", Term: "samen", Start: 11, End: 16},
		{Theme: "plant", Term: "Samen", Start: 11, End: 16},
	}
	less := func(a, b words.Hit) bool { return a.Start < b.Start || a.Start == b.Start && a.Theme < b.Theme }
	sort.Slice(got, func(i, j int) bool { return less(got[i], got[j]) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMatchAgreesWithNaive compares the automaton with a search that tries
// every stretch of the text.
func TestMatchAgreesWithNaive(t *testing.T) {
	alphabet := []rune("abBäß1 -;жЖ手電\u0301\u200b")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 24, -1).Draw(t, "text")
		var terms []words.Term
		for _, s := range rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune("abä1 ж手電s")), 1, 4, -1), 1, 8).Draw(t, "terms") {
			terms = append(terms, words.Term{Text: s, Theme: "t", Whole: rapid.Bool().Draw(t, "whole")})
		}
		want := map[string]bool{}
		for _, term := range terms {
			for _, start := range naive(text, term) {
				want[fmt.Sprintf("%s@%d", strings.TrimSpace(term.Text), start)] = true
			}
		}
		got := map[string]bool{}
		for _, h := range words.New(terms).Match(text, nil) {
			got[fmt.Sprintf("%s@%d", h.Term, h.Start)] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("in %q of %v (-naive +ours):\n%s", text, terms, diff)
		}
	})
}

// naive finds the starts of a term among whole characters. A character that
// folds to two letters may be left after the first or entered at the second,
// as the automaton may.
func naive(text string, term words.Term) []int {
	type unit struct {
		b     byte
		from  int
		glued bool
	}
	var units []unit
	last := ';'
	for i, r := range text {
		folded := words.Fold(string(r))
		switch {
		case r == ';':
			units = append(units, unit{b: '\n', from: i})
		case r == ' ' || r == '-':
			if last == ' ' || last == ';' {
				continue
			}
			r = ' '
			units = append(units, unit{b: ' ', from: i})
		case folded == "":
			continue
		}
		for k := range len(folded) {
			units = append(units, unit{b: folded[k], from: i, glued: k == 0 && apart(r) && apart(last)})
		}
		last = r
	}
	var starts []int
	want := words.Fold(term.Text)
	for i := 0; want != "" && i+len(want) <= len(units); i++ {
		same := true
		for k := range len(want) {
			same = same && units[i+k].b == want[k]
		}
		tail := i + len(want)
		if inside := tail < len(units) && units[tail].from == units[tail-1].from; inside {
			continue // settled only when a whole character has been read
		}
		onward := tail < len(units) && units[tail].glued
		if same && (!term.Whole || !onward && !units[i].glued) {
			starts = append(starts, units[i].from)
		}
	}
	return starts
}

func apart(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
}

func TestMatcherIsShared(t *testing.T) {
	m := words.New(vocabulary(1_000))
	text := "lot of term417x and Term9x, 1 pc"
	want := m.Match(text, nil)
	if len(want) != 2 {
		t.Fatalf("found %v", want)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if diff := cmp.Diff(want, m.Match(text, nil)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
	wg.Wait()
}

func TestMatchDoesNotAllocate(t *testing.T) {
	m := words.New(vocabulary(1_000))
	out := make([]words.Hit, 0, 64)
	if n := testing.AllocsPerRun(100, func() { out = m.Match(sample, out[:0]) }); n != 0 {
		t.Errorf("%v allocations for one text, want none", n)
	}
}

func TestMatcherIsSmall(t *testing.T) {
	var before, after runtime.MemStats
	terms := vocabulary(10_000)
	runtime.GC()
	runtime.ReadMemStats(&before)
	m := words.New(terms)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if mb := (float64(after.HeapAlloc) - float64(before.HeapAlloc)) / (1 << 20); mb > 10 {
		t.Errorf("a matcher of %d terms takes %.1f MB, want at most 10", m.Len(), mb)
	}
	runtime.KeepAlive(terms)
}

func FuzzMatch(f *testing.F) {
	f.Add("glock switch \u200b 充电宝", "充电宝")
	f.Add("\xff\xfeé;", "e*")
	f.Fuzz(func(t *testing.T, text, term string) {
		for _, h := range words.New([]words.Term{{Text: term, Whole: true}, {Text: term}}).Match(text, nil) {
			if h.Start < 0 || h.Start >= h.End || h.End > len(text) {
				t.Fatalf("hit %+v outside %d bytes", h, len(text))
			}
		}
	})
}

const sample = "Wireless earbuds with charging case, term42x, couleur crème, 2 pcs"

// vocabulary makes words and phrases of 10 to 20 letters.
func vocabulary(n int) []words.Term {
	stems := []string{"", "black ", "wireless ", "herbal ", "replacement "}
	terms := make([]words.Term, n)
	for i := range terms {
		terms[i] = words.Term{Text: fmt.Sprintf("%sterm%dx", stems[i%len(stems)], i), Theme: "t", Whole: true}
	}
	for i := range terms {
		if i%5 != 0 {
			terms[i].Text = strings.Map(func(r rune) rune {
				if unicode.IsLetter(r) {
					return 'a' + (r-'a'+rune(i))%26
				}
				return r
			}, terms[i].Text)
		}
	}
	terms[417%n].Text, terms[9%n].Text, terms[42%n].Text = "term417x", "term9x", "term42x"
	return terms
}

func BenchmarkMatch(b *testing.B) {
	m := words.New(vocabulary(10_000))
	out := make([]words.Hit, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		out = m.Match(sample, out[:0])
	}
}

func BenchmarkNew(b *testing.B) {
	terms := vocabulary(10_000)
	for b.Loop() {
		words.New(terms)
	}
}
