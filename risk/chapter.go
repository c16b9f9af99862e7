package risk

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"postern/parcel"
	"postern/risk/words"
)

//go:embed chapters.txt
var chapterTable string

// chapterDoubt is how little the words of an item speak of the HS chapter that
// is declared for them, and which chapters they speak of more. It is weak: of
// honest descriptions about one in five looks wrong even among ten chapters.
type chapterDoubt struct {
	doubt  float64 // 0 none to 1
	likely []string
}

// chapterWords is the table made ready.
type chapterWords struct {
	matcher *words.Matcher
	says    map[string]speech // by word
}

// speech is what a word says of chapters: logarithms of their shares.
type speech struct {
	of    []share
	other float64 // of any other chapter
}

type share struct {
	chapter int
	weight  float64
}

const (
	smooth      = 0.15 // weight of a chapter that a word is never used in
	chapters    = 97
	mostLikely  = 3  // competing chapters that are shown
	amongFirst  = 10 // a chapter among the first ten is not doubted
	sureOfDoubt = 8  // difference of evidence, in powers of e, at which doubt is full
)

// knownChapters reads the table once. A line of it that cannot be read is a
// broken build.
//
//nolint:gochecknoglobals // a compiled table
var knownChapters = sync.OnceValue(func() *chapterWords {
	k := &chapterWords{says: map[string]speech{}}
	var terms []words.Term
	for line := range strings.Lines(chapterTable) {
		word, list, ok := strings.Cut(strings.TrimSpace(line), ";")
		if !ok || strings.HasPrefix(word, "#") {
			continue
		}
		k.says[word] = evidenceOf(list)
		terms = append(terms, words.Term{Text: word, Theme: word, Whole: true})
		if c := word[len(word)-1]; c >= 'a' && c <= 'z' && c != 's' {
			terms = append(terms, words.Term{Text: word + "s", Theme: word, Whole: true})
		}
	}
	k.matcher = words.New(terms)
	return k
})

// evidenceOf reads "61:9 62:2".
func evidenceOf(list string) speech {
	var e speech
	sum := smooth * chapters
	for part := range strings.FieldsSeq(list) {
		chapter, n, _ := strings.Cut(part, ":")
		w, err := strconv.ParseFloat(n, 64)
		at, ok := chapterOf(chapter)
		if err != nil || !ok {
			panic("risk: chapters.txt: " + part)
		}
		e.of = append(e.of, share{at, w + smooth})
		sum += w
	}
	for i := range e.of {
		e.of[i].weight = math.Log(e.of[i].weight / sum)
	}
	e.other = math.Log(smooth / sum)
	return e
}

// chapterOf reads the two digits of a chapter.
func chapterOf(code string) (int, bool) {
	n, err := strconv.Atoi(code)
	return n, err == nil && len(code) == 2 && n >= 0
}

// doubtChapters finds the line whose words speak least of its chapter.
func doubtChapters(d *parcel.Declaration) chapterDoubt {
	var most chapterDoubt
	var hits []words.Hit
	for i := range d.Contents {
		if i == mostLines {
			break
		}
		c := &d.Contents[i]
		code := digits(c.HS)
		if len(code) < 2 || c.Words == "" {
			continue
		}
		hits = knownChapters().matcher.Match(clip(c.Words, maxText), hits[:0])
		if found := knownChapters().doubt(code[:2], hits); found.doubt > most.doubt {
			most = found
		}
	}
	return most
}

// tally weighs chapters. Those that no word speaks of all have one score.
type tally struct {
	score, own [100]float64
	spoken     [100]bool // by any word so far
	now        [100]bool // by the word being added
	order      []int     // of the spoken
	other      float64
}

func (t *tally) add(e speech) {
	for _, s := range e.of {
		if !t.spoken[s.chapter] {
			t.spoken[s.chapter], t.score[s.chapter] = true, t.other
			t.order = append(t.order, s.chapter)
		}
		t.own[s.chapter], t.now[s.chapter] = s.weight, true
	}
	t.other += e.other
	for _, c := range t.order {
		if t.now[c] {
			t.score[c] += t.own[c]
		} else {
			t.score[c] += e.other
		}
	}
	for _, s := range e.of {
		t.now[s.chapter] = false
	}
}

// doubt weighs the words of one line against its chapter.
func (k *chapterWords) doubt(declared string, hits []words.Hit) chapterDoubt {
	var t tally
	seen := make([]string, 0, len(hits))
	for _, h := range hits {
		if !slices.Contains(seen, h.Theme) {
			seen = append(seen, h.Theme)
			t.add(k.says[h.Theme])
		}
	}
	at, ok := chapterOf(declared)
	if len(t.order) == 0 || !ok {
		return chapterDoubt{}
	}
	return t.rank(at)
}

// rank puts the chapters in order; one that stands among the first, or little
// behind the first, is not doubted.
func (t *tally) rank(declared int) chapterDoubt {
	slices.SortFunc(t.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(t.score[b], t.score[a]), cmp.Compare(a, b))
	})
	mine := t.other
	if at := slices.Index(t.order, declared); at >= 0 {
		if at < amongFirst {
			return chapterDoubt{}
		}
		mine = t.score[declared]
	}
	d := chapterDoubt{doubt: min(1, (t.score[t.order[0]]-mine)/sureOfDoubt)}
	for _, c := range t.order[:min(len(t.order), mostLikely)] {
		d.likely = append(d.likely, fmt.Sprintf("%02d", c))
	}
	return d
}
