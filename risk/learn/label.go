package learn

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// ErrLabel is for a label column that nothing can be learned from.
var ErrLabel = errors.New("the label cannot be learned")

const (
	maxWords = 1000 // different words in a label column
	wordBase = 1e15 // words are numbered from here up
)

// labels collects a label column: numbers as they are, words by number.
type labels struct {
	words map[string]float64
}

// read turns one cell into a number; NaN where nothing is written.
func (l *labels) read(v string) (float64, error) {
	if v == "" {
		return math.NaN(), nil
	}
	if f, ok := parseNumber(v, false); ok && math.Abs(f) < wordBase {
		return f, nil
	}
	v = strings.ToLower(v)
	if id, ok := l.words[v]; ok {
		return id, nil
	}
	if len(l.words) == maxWords {
		return 0, fmt.Errorf("%w: more than %d different words", ErrLabel, maxWords)
	}
	if l.words == nil {
		l.words = map[string]float64{}
	}
	l.words[v] = wordBase + float64(len(l.words))
	return l.words[v], nil
}

// labelRule says which labels mean "found".
type labelRule struct {
	Above float64         // numbers above it
	Words map[string]bool // and these words
	Said  string          // the rule in words
}

// ruleFor makes the rule from a whole column.
func ruleFor(values []float64, words map[string]float64) labelRule {
	if len(words) > 0 {
		return wordRule(values, words)
	}
	low, high, distinct := math.Inf(1), math.Inf(-1), map[float64]bool{}
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		low, high = min(low, v), max(high, v)
		if len(distinct) < 3 {
			distinct[v] = true
		}
	}
	switch {
	case low <= 0 && high > 0:
		return labelRule{Above: 0, Said: "above 0"}
	case len(distinct) == 2:
		return labelRule{Above: low, Said: fmt.Sprintf("above %g", low)}
	case len(distinct) > 2:
		middle := median(values)
		return labelRule{Above: middle, Said: fmt.Sprintf("above its median %g", middle)}
	}
	return labelRule{Above: 0, Said: "above 0"}
}

//nolint:gochecknoglobals // a constant table
var yes, no = []string{"yes", "y", "true", "t", "fraud", "found", "hit", "positive", "pos", "illicit", "bad", "seized"},
	[]string{"no", "n", "false", "f", "clean", "legal", "negative", "neg", "licit", "good", "ok", "none", "released"}

// wordRule takes the usual words at their meaning; else everything but the
// commonest word counts as found.
func wordRule(values []float64, words map[string]float64) labelRule {
	r := labelRule{Above: 0, Words: map[string]bool{}}
	known := true
	for w := range words {
		r.Words[w] = slices.Contains(yes, w)
		known = known && (r.Words[w] || slices.Contains(no, w))
	}
	if known {
		r.Said = "yes, true or the like"
		return r
	}
	seen := map[float64]int{}
	for _, v := range values {
		seen[v]++
	}
	names := slices.Sorted(maps.Keys(words))
	common := slices.MaxFunc(names, func(a, b string) int { return seen[words[a]] - seen[words[b]] })
	for _, w := range names {
		r.Words[w] = w != common
	}
	r.Said = "anything but the commonest word"
	return r
}

// apply turns collected labels into 0 and 1; NaN stays.
func (r labelRule) apply(values []float64, words map[string]float64) {
	found := map[float64]bool{}
	for w, id := range words {
		is, known := r.Words[w]
		found[id] = is || !known && len(r.Words) > 0 && !slices.Contains(no, w)
	}
	for i, v := range values {
		switch {
		case math.IsNaN(v):
		case v >= wordBase:
			values[i] = oneIf(found[v])
		default:
			values[i] = oneIf(v > r.Above)
		}
	}
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func median(values []float64) float64 {
	kept := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(kept) == 0 {
		return 0
	}
	slices.Sort(kept)
	return kept[(len(kept)-1)/2]
}
