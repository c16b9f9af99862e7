package names

// Threshold is the score from which Match is a hit, unless the caller says
// otherwise. docs/names.md says how it was chosen and what it costs.
const Threshold = 0.84

// scale is how the differences between two names of a kind are weighed.
type scale struct {
	slip     float64 // a word spelt otherwise
	conflict float64 // each name has a word that the other has not
	extra    float64 // one name has words that the other has not
	lone     float64 // all rests on one word of several
	form     float64 // another legal form
}

func scaleOf(k Kind) scale {
	switch k {
	case Organisation:
		return scale{slip: 1.0, conflict: 1.6, extra: 0.75, lone: 0.0, form: 0.03}
	case Vessel:
		return scale{slip: 1.0, conflict: 1.6, extra: 0.6, lone: 0.0, form: 0}
	case Person, Any:
	}
	return scale{slip: 1.0, conflict: 1.6, extra: 0.35, lone: 0.1, form: 0}
}

// tally is what an alignment adds up to.
type tally struct {
	matched float64 // weight of what goes together
	slips   float64 // of it, what is lost by spelling
	a, b    float64 // weight against, of what only one name has
	breakA  float64
	breakB  float64
	words   int  // words of weight that go together
	led     bool // not by small words and initials alone
}

func sum(a, b *name, joins []join) tally {
	var t tally
	var usedA, usedB uint64
	for _, j := range joins {
		t.matched += j.weight
		t.slips += j.weight * (1 - j.near)
		t.led = t.led || j.leads(a, b)
		if j.weight >= 0.3 {
			t.words += max(j.a.n, j.b.n)
		}
		usedA, usedB = usedA|j.a.bits(), usedB|j.b.bits()
	}
	t.a, t.breakA = a.left(usedA)
	t.b, t.breakB = b.left(usedB)
	return t
}

// leads reports whether a pair can make two names one: neither side of it is a
// small word or a single letter.
func (j join) leads(a, b *name) bool {
	return (j.a.n > 1 || a.tokens[j.a.i].leads()) && (j.b.n > 1 || b.tokens[j.b.i].leads())
}

// left is the weight of the words that were not laid beside any. A word that
// the name has twice is not missed.
func (n *name) left(used uint64) (bears, breaks float64) {
	for i := range n.tokens {
		if used>>i&1 == 1 || n.again(i) && n.elsewhere(i, used) {
			continue
		}
		bears += n.tokens[i].bears
		breaks += n.tokens[i].breaks
	}
	return bears, breaks
}

func (n *name) elsewhere(i int, used uint64) bool {
	for j := range n.tokens {
		if j != i && used>>j&1 == 1 && n.tokens[j].same == n.tokens[i].same {
			return true
		}
	}
	return false
}

// score is how near two names are, 0-1, from what their alignment adds up to.
func (s scale) score(a, b *name, t tally) float64 {
	if !t.led {
		return 0
	}
	conflict := min(t.breakA, t.breakB)
	extra := max(t.a, t.b) - min(t.a, t.b)
	whole := t.matched + conflict + 0.5*extra
	loss := s.slip*t.slips + s.conflict*conflict + s.extra*extra
	score := 1 - loss/whole
	if t.words < 2 && extra+conflict > 0.5 {
		score -= s.lone
	}
	if a.form != b.form && a.form != "" && b.form != "" && a.form != formAny && b.form != formAny {
		score -= s.form
	}
	return min(max(score, 0), 1)
}
