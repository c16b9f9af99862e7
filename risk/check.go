package risk

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"postern/parcel"
)

// Check proves a pack as of a moment: every rule has what it must have,
// compiles, names only what exists, does on its examples what they say, and
// stays within its limit of work on the largest item. No problems: it may be
// adopted. A second pack of the same rules has the same answer.
func (p *Pack) Check(now time.Time) []Problem {
	problems := p.fieldProblems(now)
	base, err := language()
	if err != nil {
		return append(problems, Problem{Text: err.Error()})
	}
	b, bad := bind(base, p)
	problems = append(problems, bad...)
	if b != nil {
		problems = append(problems, newBench(b).prove()...)
	}
	slices.SortStableFunc(problems, func(x, y Problem) int { return x.Line - y.Line })
	return problems[:min(len(problems), maxProblems)]
}

func (p *Pack) fieldProblems(now time.Time) []Problem {
	r := &reader{}
	if p.Expired(now) {
		r.problem(p.where["valid_until"], "the pack expired on %s", p.ValidUntil)
	}
	if len(p.Rules) == 0 {
		r.problem(0, "a pack needs rules")
	}
	ids := map[string]bool{}
	for i := range p.Rules {
		rule := &p.Rules[i]
		if !isName(rule.ID) {
			r.problem(rule.Line, "a rule needs an id of small letters, digits and dashes")
		}
		if ids[rule.ID] {
			r.problem(rule.Line, "another rule is called %s", rule.ID)
		}
		ids[rule.ID] = true
		rule.fieldProblems(r, now)
	}
	for _, t := range p.Tables {
		t.fieldProblems(r, p.Regions)
	}
	return r.problems
}

func (rule *Rule) fieldProblems(r *reader, now time.Time) {
	for _, must := range []struct {
		ok          bool
		field, text string
	}{
		{rule.When != "", "when", "has no condition (when)"},
		{rule.Reason != "", "reason", "has no reason"},
		{length(rule.Reason) <= maxReason, "reason", fmt.Sprintf("has a reason of more than %d characters", maxReason)},
		{rule.Ground != "", "ground", "has no ground"},
		{rule.Expires != "", "expires", "has no expiry"},
		{!rule.Expired(now), "expires", "has expired on " + string(rule.Expires)},
		{len(rule.MustHit) > 0, "must_hit", "has no example that must hit"},
		{len(rule.MustMiss) > 0, "must_miss", "has no example that must miss"},
		{rule.Points != 0 || rule.Floor != "", "points", "has neither points nor a floor"},
		{!rule.Mandatory || rule.Floor == parcel.Yellow || rule.Floor == parcel.Red, "mandatory", "is mandatory, so its floor must be yellow or red"},
	} {
		if !must.ok {
			r.problem(rule.at(must.field), "rule %s %s", rule.ID, must.text)
		}
	}
}

// length is about how long a reason is once filled: a placeholder counts as a
// short word.
func length(reason string) int {
	const short = 8
	parts, err := parseTemplate(reason)
	if err != nil {
		return 0 // told elsewhere
	}
	n := 0
	for i, part := range parts {
		if i%2 == 0 {
			n += utf8.RuneCountInString(part)
		} else {
			n += short
		}
	}
	return n
}

func (t *Table) fieldProblems(r *reader, regions map[string][]string) {
	for i := range t.Rows {
		row := &t.Rows[i]
		if _, region := regions[row.Place]; !region && len(row.Place) != 2 {
			r.problem(row.Line, "table %s: %s is neither a country code nor a region of the pack", t.Name, parcel.Excerpt(row.Place))
		}
		if row.To != "" && row.To < row.From {
			r.problem(row.Line, "table %s: the row ends before it begins", t.Name)
		}
	}
}

// prove runs the rules of a bench over their examples and the worst item.
func (e *Engine) prove() []Problem {
	r := &reader{}
	b := e.books[0]
	worst := worstItem(b.pack)
	heavy := e.look(&worst.Declaration, &worst.Facts, worst.day(b.pack))
	for i := range b.rules {
		rule := &b.rules[i]
		for _, ex := range rule.rule.MustHit {
			e.try(r, rule, ex, true)
		}
		for _, ex := range rule.rule.MustMiss {
			e.try(r, rule, ex, false)
		}
		if _, err := rule.fires(&heavy[0]); err != nil {
			r.problem(rule.rule.at("when"), "rule %s fails on the largest item: %v", rule.rule.ID, err)
		}
		if _, err := rule.proof(&heavy[0]); err != nil {
			r.problem(rule.rule.at("evidence"), "rule %s: evidence fails on the largest item: %v", rule.rule.ID, err)
		}
	}
	return r.problems
}

// try puts one example to its rule.
func (e *Engine) try(r *reader, rule *ready, ex Example, want bool) {
	views := e.look(&ex.Declaration, &ex.Facts, ex.day(e.books[0].pack))
	got, err := rule.holds(&views[0])
	if err == nil && got {
		_, err = rule.proof(&views[0])
	}
	switch {
	case err != nil:
		r.problem(ex.Line, "rule %s fails on its example: %v", rule.rule.ID, err)
	case want && !got:
		r.problem(ex.Line, "rule %s must hit this example and does not", rule.rule.ID)
	case !want && got:
		r.problem(ex.Line, "rule %s must miss this example and hits", rule.rule.ID)
	}
}

// day is the moment an example is judged: noon of its day.
func (ex Example) day(p *Pack) time.Time {
	if ex.On != "" {
		return ex.On.Time().Add(12 * time.Hour)
	}
	return p.ValidFrom.Time().Add(12 * time.Hour)
}

// worstItem is as large as an item can be to a rule: every word of the pack,
// and every list and text filled to its bound.
func worstItem(p *Pack) Example {
	var ex Example
	d := &ex.Declaration
	filler := strings.Repeat("x", maxText)
	d.Class, d.Category, d.Handling, d.Origin, d.Dest = filler, filler, filler, filler, filler
	d.Gross, d.Identifier = 31_500, parcel.ParseIdentifier("RR473124829GB")
	d.Value = parcel.Money{Minor: 99_999_999, Currency: "EUR"}
	themes := make([]string, 0, len(p.Terms))
	for theme := range p.Terms {
		themes = append(themes, theme)
	}
	slices.Sort(themes)
	all := ""
	for _, theme := range themes {
		all += strings.Join(p.Terms[theme], " ") + " "
	}
	d.Contents = append(d.Contents, parcel.Content{Words: clip(all, maxWords/2)})
	full := func(kind string, i int) string { return fmt.Sprintf("%s%d%s", kind, i, filler)[:maxText] }
	for i := range maxCodes {
		d.Contents = append(d.Contents, parcel.Content{
			Words: filler, HS: fmt.Sprintf("%06d", 10_001*(i%97+1)+i), Units: 1, Net: 1,
			Origin: full("origin", i), Value: parcel.Money{Minor: 1, Currency: "EUR"},
		})
		d.Documents = append(d.Documents, parcel.Document{Type: full("document", i)})
		ex.Facts.PaperProblems = append(ex.Facts.PaperProblems, full("problem", i))
	}
	return ex
}
