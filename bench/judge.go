package bench

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	ahocorasick "github.com/BobuSumisu/aho-corasick"

	"postern/message"
	"postern/message/sniff"
	"postern/parcel"
	"postern/risk/words"
	"postern/sim"
)

// declarations are those of a day's mail.
func declarations(day time.Time, n int) []parcel.Declaration {
	var all []parcel.Declaration
	for _, f := range sim.New(2, sim.Options{Items: n, Day: day}).Files {
		batch, err := sniff.Decode(f.Data, message.DefaultLimits())
		if err == nil { // papers and the like declare nothing
			all = append(all, batch.Items...)
		}
	}
	return all
}

// assess measures the verdict of all packs on one core.
func (r *runner) assess(ctx context.Context) (err error) {
	s, err := r.Make(ctx, r.path("assess"))
	if err != nil {
		return err
	}
	defer func() {
		if closed := s.Close(); err == nil {
			err = closed
		}
	}()
	all := declarations(r.Now(), 5000)
	hits := 0
	took, err := r.timed(func() error {
		for _, d := range all {
			hits += len(s.Judge(d).Assessments)
		}
		return ctx.Err()
	})
	if err != nil || hits == 0 {
		return fmt.Errorf("%d declarations, %d assessments: %w", len(all), hits, err)
	}
	return r.give(beside("assess, all packs", float64(took.Microseconds())/float64(len(all)), "us/item", "limit", limitJudge))
}

// What is promised of words: 10,000 terms.
const (
	limitWords   = 350_000 // descriptions/s
	limitMatcher = 10      // MB
)

// words measures ten thousand terms looked for in descriptions, beside a
// library that finds them in bytes as they are, neither folded nor held to
// whole words, and beside whole words looked up in a map, which finds less.
func (r *runner) words(context.Context) error {
	const terms, rounds = 10_000, 4
	var texts []string
	for _, d := range declarations(r.Now(), 5000) {
		for _, c := range d.Contents {
			texts = append(texts, c.Words)
		}
	}
	list, set := make([]words.Term, 0, terms), make(map[string]bool, terms)
	for i := range terms {
		w := made(i)
		list, set[w] = append(list, words.Term{Text: w, Whole: true}), true
	}
	before := heap()
	matcher := words.New(list)
	size := float64(heap()-before) / (1 << 20)
	trie := ahocorasick.NewTrieBuilder().AddStrings(slices.Sorted(maps.Keys(set))).Build()
	var hits []words.Hit
	rate := func(look func(text string)) float64 {
		began := r.Now()
		for range rounds {
			for _, t := range texts {
				look(t)
			}
		}
		return float64(rounds*len(texts)) / r.Now().Sub(began).Seconds()
	}
	matched := rate(func(t string) { hits = matcher.Match(t, hits[:0]) })
	looked := rate(func(t string) { among(set, t) })
	library := rate(func(t string) { trie.MatchString(t) })
	return r.give(
		beside("words, 10,000 terms", matched, "descriptions/s", "limit", limitWords),
		beside("words, 10,000 terms", matched, "descriptions/s", "BobuSumisu/aho-corasick", library),
		beside("words, 10,000 terms", matched, "descriptions/s", "whole words in a map", looked),
		beside("words, memory", size, "MB", "limit", limitMatcher))
}

// heap is what is in use after a collection.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what pools kept goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) //nolint:gosec // under 2^63
}

// among counts the words of a text that are in a set.
func among(set map[string]bool, text string) (n int) {
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		if set[w] {
			n++
		}
	}
	return n
}

// made is a term of two or three syllables, another for each number.
func made(i int) string {
	consonants, vowels := "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for n := i + 100; n > 0; n /= len(consonants) * len(vowels) {
		b.WriteByte(consonants[n%len(consonants)])
		b.WriteByte(vowels[n/len(consonants)%len(vowels)])
	}
	return b.String()
}
