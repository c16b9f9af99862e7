package risk

import (
	"fmt"
	"slices"
	"strings"

	"postern/parcel"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// book is a pack made ready to run.
type book struct {
	pack  *Pack
	name  string
	rules []ready
	slots map[string]int // variable -> place in a view
	wide  int            // places of a table
}

// ready is a rule made ready to run.
type ready struct {
	rule     *Rule
	when     cel.Program
	evidence cel.Program // nil for the words found
	guard    guard       // nil where it can tell nothing
	reason   template
	themes   []string // that its condition asks for
}

// bind compiles a pack. It is nil when there are problems.
func bind(base *cel.Env, p *Pack) (*book, []Problem) {
	e, err := dialect(base, p)
	if err != nil {
		return nil, []Problem{{Text: err.Error()}}
	}
	b := &book{pack: p, name: p.Name(), slots: slotsOf(p), wide: len(tableFields()), rules: make([]ready, 0, len(p.Rules))}
	var problems []Problem
	for i := range p.Rules {
		r, bad := b.compile(e, &p.Rules[i])
		problems = append(problems, bad...)
		b.rules = append(b.rules, r)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return b, nil
}

// slotsOf numbers the variables of a pack: shared ones, words, tables.
func slotsOf(p *Pack) map[string]int {
	slots := map[string]int{}
	for _, v := range readable() {
		slots[v.name] = len(slots)
	}
	for _, name := range []string{terms, alone} {
		slots[name] = len(slots)
	}
	for _, t := range p.Tables {
		for _, f := range tableFields() {
			slots[tableVariable(t.Name, f.name)] = len(slots)
		}
	}
	return slots
}

func (b *book) compile(e *cel.Env, rule *Rule) (ready, []Problem) {
	r := ready{rule: rule}
	title := "rule " + rule.ID
	when, problems := compile(e, rule.When, title, rule.at("when"), cel.BoolType)
	if when != nil {
		r.themes = when.themes()
		r.guard = b.guardOf(when.ast.NativeRep().Expr(), true)
		r.when, problems = plan(when, rule, "when", problems)
	}
	if rule.Evidence != "" {
		evidence, bad := compile(e, rule.Evidence, title+" evidence", rule.at("evidence"), cel.StringType)
		problems = append(problems, bad...)
		if evidence != nil {
			r.themes = append(r.themes, evidence.themes()...)
			r.evidence, problems = plan(evidence, rule, "evidence", problems)
		}
	}
	slices.Sort(r.themes)
	r.themes = slices.Compact(r.themes)
	reason, err := parseTemplate(rule.Reason)
	if err != nil {
		problems = append(problems, Problem{Line: rule.at("reason"), Text: fmt.Sprintf("%s: reason: %v", title, err)})
	}
	r.reason = reason
	return r, append(problems, b.unknown(&r)...)
}

func plan(s *source, rule *Rule, field string, problems []Problem) (cel.Program, []Problem) {
	p, err := s.program()
	if err != nil {
		problems = append(problems, Problem{Line: rule.at(field), Text: "rule " + rule.ID + ": " + err.Error()})
	}
	return p, problems
}

// unknown finds names a rule uses that its pack does not have. A theme that
// does not exist would be a rule that never fires.
func (b *book) unknown(r *ready) []Problem {
	var problems []Problem
	say := func(field, format, name string) {
		text := fmt.Sprintf("rule %s: "+format, r.rule.ID, parcel.Excerpt(name))
		problems = append(problems, Problem{Line: r.rule.at(field), Text: text})
	}
	for _, theme := range r.themes {
		if _, ok := b.pack.Terms[theme]; !ok {
			say("when", "the pack has no terms %s", theme)
		}
	}
	for _, name := range r.reason.names() {
		theme, isTheme := strings.CutPrefix(name, terms+".")
		_, known := b.slots[name]
		if isTheme {
			_, known = b.pack.Terms[theme]
		}
		if !known && name != "evidence" || name == terms {
			say("reason", "there is nothing called %s to put in the reason", name)
		}
	}
	return problems
}

// holds reports whether the condition holds: most are denied by their guard.
func (r *ready) holds(v *view) (bool, error) {
	if r.guard != nil && !r.guard(v) {
		return false, nil
	}
	return r.fires(v)
}

// fires runs the condition.
func (r *ready) fires(v *view) (bool, error) {
	out, _, err := r.when.Eval(v)
	if err != nil {
		return false, fmt.Errorf("judge %s: %w", r.rule.ID, err)
	}
	return out == types.True, nil
}

// proof is the evidence as text: its expression, or the words found.
func (r *ready) proof(v *view) (string, error) {
	if r.evidence == nil {
		var all []string
		for _, theme := range r.themes {
			all = append(all, v.words(theme)...)
		}
		slices.Sort(all)
		return printable(strings.Join(slices.Compact(all), ", "), maxShown), nil
	}
	out, _, err := r.evidence.Eval(v)
	if err != nil {
		return "", fmt.Errorf("evidence of %s: %w", r.rule.ID, err)
	}
	return printable(written(out), maxShown), nil
}

// hit puts a rule that fired in words.
func (r *ready) hit(v *view) parcel.Hit {
	h := parcel.Hit{
		Rule: r.rule.ID, Points: r.rule.Points, Floor: r.rule.Floor, Mandatory: r.rule.Mandatory,
		Tasks: r.rule.Tasks, Safety: r.rule.Safety,
	}
	evidence, err := r.proof(v)
	if err != nil {
		evidence = "the evidence could not be worked out"
	}
	h.Evidence = evidence
	h.Reason = r.reason.fill(func(name string) string {
		if name == "evidence" {
			return evidence
		}
		if theme, ok := strings.CutPrefix(name, terms+"."); ok {
			return strings.Join(v.words(theme), ", ")
		}
		return written(v.value(name))
	})
	return h
}

// spoilt is the hit of a rule that could not be judged: no points, but said.
func (r *ready) spoilt(err error) parcel.Hit {
	return parcel.Hit{Rule: r.rule.ID, Reason: "Rule could not be judged: tell its owner", Evidence: printable(err.Error(), maxShown)}
}
