package risk

import (
	_ "embed"
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
	says    map[string]map[string]float64 // word -> chapter -> weight of evidence
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
	k := &chapterWords{says: map[string]map[string]float64{}}
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

// evidenceOf reads "61:9 62:2": the logarithm of each chapter's share.
func evidenceOf(list string) map[string]float64 {
	weights, sum := map[string]float64{}, smooth*chapters
	for part := range strings.FieldsSeq(list) {
		chapter, n, _ := strings.Cut(part, ":")
		w, err := strconv.ParseFloat(n, 64)
		if err != nil || len(chapter) != 2 {
			panic("risk: chapters.txt: " + part)
		}
		weights[chapter] = w + smooth
		sum += w
	}
	for chapter, w := range weights {
		weights[chapter] = math.Log(w / sum)
	}
	weights[""] = math.Log(smooth / sum) // any other chapter
	return weights
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

// doubt weighs the words of one line against its chapter.
func (k *chapterWords) doubt(declared string, hits []words.Hit) chapterDoubt {
	scores := map[string]float64{}
	other, seen := 0.0, make([]string, 0, len(hits))
	for _, h := range hits {
		if slices.Contains(seen, h.Theme) {
			continue
		}
		seen = append(seen, h.Theme)
		says := k.says[h.Theme]
		for chapter := range says {
			if _, ok := scores[chapter]; !ok && chapter != "" {
				scores[chapter] = other
			}
		}
		other += says[""]
		for chapter := range scores {
			if w, ok := says[chapter]; ok {
				scores[chapter] += w
			} else {
				scores[chapter] += says[""]
			}
		}
	}
	return rank(declared, scores, other)
}

// rank puts the chapters in order; one that stands among the first, or little
// behind the first, is not doubted.
func rank(declared string, scores map[string]float64, other float64) chapterDoubt {
	order := make([]string, 0, len(scores))
	for chapter := range scores {
		order = append(order, chapter)
	}
	slices.SortFunc(order, func(a, b string) int {
		if scores[a] != scores[b] {
			if scores[a] > scores[b] {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	at := slices.Index(order, declared)
	if len(order) == 0 || at >= 0 && at < amongFirst {
		return chapterDoubt{}
	}
	mine := other
	if at >= 0 {
		mine = scores[declared]
	}
	behind := scores[order[0]] - mine
	return chapterDoubt{doubt: min(1, behind/sureOfDoubt), likely: order[:min(len(order), mostLikely)]}
}
