package post

import (
	"slices"

	"postern/message/edifact"
)

// rules are the rows of one tag, made ready.
type rules struct {
	tag   [3]byte
	all   []rule      // in the order of the map
	key   spot        // where all of them have their qualifier; zero where they differ
	plain []rule      // without a qualifier
	by    []qualified // one for each qualifier
}

// qualified are the rules for segments of one qualifier, those that ask for none
// among them; it need not be looked at again.
type qualified struct {
	said  string
	rules []rule
}

func (m *Map) addRule(tag string, one rule) {
	key := [3]byte([]byte(tag))
	at := slices.IndexFunc(m.rules, func(r rules) bool { return r.tag == key })
	if at < 0 {
		at = len(m.rules)
		m.rules = append(m.rules, rules{tag: key, key: one.key})
	}
	m.rules[at].add(one)
}

func (r *rules) add(one rule) {
	if r.key != one.key {
		r.key = spot{}
	}
	r.all = append(r.all, one)
	said := one.qualifier
	one.qualifier = ""
	if said == "" {
		r.plain = append(r.plain, one)
		for i := range r.by {
			r.by[i].rules = append(r.by[i].rules, one)
		}
		return
	}
	at := slices.IndexFunc(r.by, func(q qualified) bool { return q.said == said })
	if at < 0 {
		at = len(r.by)
		r.by = append(r.by, qualified{said, slices.Clone(r.plain)})
	}
	r.by[at].rules = append(r.by[at].rules, one)
}

// rulesOf are the rules that may have something to say to a segment.
func (m *Map) rulesOf(seg *edifact.Segment) []rule {
	tag := [3]byte{seg.Tag[0], seg.Tag[1], seg.Tag[2]}
	for i := range m.rules {
		if m.rules[i].tag == tag {
			return m.rules[i].of(seg)
		}
	}
	return nil
}

// of goes by the qualifier of a segment, where one says it for all rules.
func (r *rules) of(seg *edifact.Segment) []rule {
	if r.key.element == 0 || seg.Repeats(r.key.element) > 1 {
		return r.all
	}
	said, ok := seg.Plain(r.key.element, r.key.component)
	if !ok {
		return r.all
	}
	for i := range r.by {
		if r.by[i].said == said {
			return r.by[i].rules
		}
	}
	return r.plain
}
