package names

import "strings"

// explain says how two names were laid side by side: the pairs in the order
// of the query, then what only the listed name has.
func explain(a, b *name, joins []join) []Pair {
	at := make(map[int]join, len(joins))
	var usedA, usedB uint64
	for _, j := range joins {
		at[j.a.i] = j
		usedA, usedB = usedA|j.a.bits(), usedB|j.b.bits()
	}
	whole := a.bears + b.bears
	out := make([]Pair, 0, len(a.tokens)+len(b.tokens))
	for i, t := range a.tokens {
		j, ok := at[i]
		if ok {
			out = append(out, Pair{
				Query: a.said(j.a), Listed: b.said(j.b), Kind: j.like, Near: round(j.near),
				Weight: round((a.borne(j.a) + b.borne(j.b)) / whole),
			})
		} else if usedA>>i&1 == 0 {
			out = append(out, Pair{Query: shown(t), Kind: Missing, Weight: round(t.bears / whole)})
		}
	}
	for i, t := range b.tokens {
		if usedB>>i&1 == 0 {
			out = append(out, Pair{Listed: shown(t), Kind: Missing, Weight: round(t.bears / whole)})
		}
	}
	return out
}

func (n *name) said(s span) string {
	var words []string
	for _, t := range n.tokens[s.i : s.i+s.n] {
		words = append(words, shown(t))
	}
	return strings.Join(words, " ")
}

func (n *name) borne(s span) float64 {
	bears := 0.0
	for _, t := range n.tokens[s.i : s.i+s.n] {
		bears += t.bears
	}
	return bears
}

// shown is a word as the officer sees it: Han and Hangul with their sound.
func shown(t *token) string {
	if t.source != "" {
		return t.source + " " + t.text
	}
	return t.text
}
