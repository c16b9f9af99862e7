package risk

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"postern/parcel"
	"postern/risk/words"

	"github.com/goccy/go-yaml/ast"
)

// ParsePack reads a pack file. The pack is nil where nothing can be read of
// it; otherwise it is what could be read, and is fit for use only when there
// are no problems here and none in Check. The name is used in problems only.
func ParsePack(name string, data []byte) (*Pack, []Problem) {
	root, bad := document(data)
	if bad != nil {
		bad.Text = strings.TrimPrefix(name+": ", ": ") + bad.Text
		return nil, []Problem{*bad}
	}
	sum := sha256.Sum256(data)
	p := &Pack{Digest: hex.EncodeToString(sum[:]), where: map[string]int{}}
	r := &reader{}
	for key, line := range r.object(root, "a pack", r.packFields(p)) {
		p.where[key] = line
	}
	r.packSense(p)
	return p, r.problems
}

func (r *reader) packFields(p *Pack) fields {
	return fields{
		"pack":         r.text(&p.ID),
		"agency":       func(n ast.Node) { r.agency(n, &p.Agency) },
		"jurisdiction": r.text(&p.Jurisdiction),
		"version":      r.text(&p.Version),
		"valid_from":   r.day(&p.ValidFrom),
		"valid_until":  r.day(&p.ValidUntil),
		"min_engine":   r.text(&p.MinEngine),
		"owner":        r.text(&p.Owner),
		"thresholds": func(n ast.Node) {
			r.object(n, "thresholds", fields{
				"blue":   r.number(&p.Thresholds.Blue, 1, 100),
				"yellow": r.number(&p.Thresholds.Yellow, 1, 100),
				"red":    r.number(&p.Thresholds.Red, 1, 100),
			})
		},
		"regions": func(n ast.Node) { p.Regions = r.named(n, "regions") },
		"terms": func(n ast.Node) {
			p.Terms = r.named(n, "terms")
			r.each(n, "terms", func(theme string, line int, _ ast.Node) { p.where["terms."+theme] = line })
		},
		"tables": func(n ast.Node) {
			r.each(n, "tables", func(name string, line int, v ast.Node) { r.table(p, name, line, v) })
		},
		"rates": func(n ast.Node) { r.rates(&p.Rates, n) },
		"rules": r.list(func(n ast.Node) { p.Rules = append(p.Rules, r.rule(n)) }),
	}
}

// named reads lists of words by name.
func (r *reader) named(n ast.Node, what string) map[string][]string {
	lists := map[string][]string{}
	r.each(n, what, func(name string, line int, v ast.Node) {
		var list []string
		r.texts(&list)(v)
		if len(list) == 0 {
			r.problem(line, "%s %s is empty", what, parcel.Excerpt(name))
		}
		lists[name] = list
	})
	return lists
}

func (r *reader) agency(n ast.Node, dst *parcel.Agency) {
	var s string
	r.text(&s)(n)
	if *dst = parcel.Agency(s); !dst.Known() {
		r.problem(lineOf(n), "%s is no agency; one of %v is wanted", parcel.Excerpt(s), parcel.Agencies())
	}
}

func (r *reader) table(p *Pack, name string, line int, n ast.Node) {
	if !isName(name) {
		r.problem(line, "a table's name has small letters, digits and underscores, not %s", parcel.Excerpt(name))
		return
	}
	t := Table{Name: name, Line: line}
	r.list(func(v ast.Node) { t.Rows = append(t.Rows, r.row(v)) })(n)
	p.Tables = append(p.Tables, t)
}

func (r *reader) row(n ast.Node) Row {
	row := Row{Line: lineOf(n)}
	r.object(n, "a table row", fields{
		"place": r.text(&row.Place), "limit": func(v ast.Node) { r.money(v, &row.Limit) },
		"basis": r.text(&row.Basis), "unit": r.text(&row.Unit),
		"from": r.day(&row.From), "to": r.day(&row.To),
		"status": r.text(&row.Status), "source": r.text(&row.Source), "note": r.text(&row.Note),
	})
	if row.Place == "" || row.Limit.Currency == "" || row.From == "" || row.Source == "" {
		r.problem(row.Line, "a table row needs place, limit, from and source")
	}
	if row.Status != checked && row.Status != "unchecked" {
		r.problem(row.Line, "the status of a table row is checked or unchecked")
	}
	return row
}

// money reads an amount with its currency: "150 EUR".
func (r *reader) money(n ast.Node, dst *parcel.Money) {
	var s string
	r.text(&s)(n)
	amount, currency, _ := strings.Cut(s, " ")
	m, err := parcel.ParseMoney(amount, currency)
	if err != nil || !parcel.IsCurrency(currency) {
		r.problem(lineOf(n), "%s is not an amount like 12.50 EUR", parcel.Excerpt(s))
		return
	}
	*dst = m
}

func (r *reader) rule(n ast.Node) Rule {
	rule := Rule{Line: lineOf(n)}
	rule.where = r.object(n, "a rule", fields{
		"id": r.text(&rule.ID), "when": r.text(&rule.When), "points": r.number(&rule.Points, -50, 100),
		"floor":     func(v ast.Node) { r.floor(v, &rule.Floor) },
		"mandatory": r.flag(&rule.Mandatory), "reason": r.text(&rule.Reason), "evidence": r.text(&rule.Evidence),
		"tasks": r.texts(&rule.Tasks), "safety": r.text(&rule.Safety), "ground": r.text(&rule.Ground),
		"owner": r.text(&rule.Owner), "expires": r.day(&rule.Expires),
		"must_hit":  r.list(func(v ast.Node) { rule.MustHit = append(rule.MustHit, r.example(v)) }),
		"must_miss": r.list(func(v ast.Node) { rule.MustMiss = append(rule.MustMiss, r.example(v)) }),
	})
	if line, ok := rule.where["id"]; ok {
		rule.Line = line
	}
	return rule
}

func (r *reader) floor(n ast.Node, dst *parcel.Lane) {
	var s string
	r.text(&s)(n)
	switch l := parcel.Lane(s); l {
	case parcel.Blue, parcel.Yellow, parcel.Red:
		*dst = l
	case parcel.Green, parcel.Unknown:
		r.problem(lineOf(n), "a floor is blue, yellow or red")
	default:
		r.problem(lineOf(n), "%s is no lane; a floor is blue, yellow or red", parcel.Excerpt(s))
	}
}

// packSense looks at what a pack says about itself.
func (r *reader) packSense(p *Pack) {
	t := p.Thresholds
	for _, must := range []struct {
		ok          bool
		field, text string
	}{
		{isName(p.ID), "pack", "a pack needs an id (pack:) of small letters, digits and dashes"},
		{p.Agency != "", "agency", "a pack needs an agency"},
		{isVersion(p.Version), "version", "a version is numbers with dots, like 2026.11.1"},
		{p.ValidFrom != "" && p.ValidFrom <= p.ValidUntil, "valid_until", "a pack needs valid_from and a later valid_until"},
		{p.Owner != "" && p.Jurisdiction != "", "owner", "a pack needs an owner and a jurisdiction"},
		{t.rising(), "thresholds", "thresholds must rise from blue to yellow to red"},
		{p.fits(), "min_engine", "the pack needs another engine than " + Edition},
	} {
		if !must.ok {
			r.problem(p.where[must.field], "%s", must.text)
		}
	}
	for theme, list := range p.Terms {
		for _, word := range list {
			if n := len(words.Fold(word)); n == 0 || n > words.MaxTerm {
				r.problem(p.where["terms."+theme], "the word %s of %s cannot be looked for", parcel.Excerpt(word), theme)
			}
		}
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
}

// rising reports whether no lane is asked for below a milder one.
func (t Thresholds) rising() bool {
	return (t.Yellow == 0 || t.Blue <= t.Yellow) && (t.Red == 0 || max(t.Blue, t.Yellow) <= t.Red)
}

// fits reports whether this engine is new enough for the pack.
func (p *Pack) fits() bool {
	return p.MinEngine == "" || isVersion(p.MinEngine) && CompareVersions(p.MinEngine, Edition) <= 0
}

func isVersion(s string) bool {
	for _, digits := range strings.Split(s, ".") {
		if n, err := strconv.Atoi(digits); err != nil || n < 0 || strings.HasPrefix(digits, "+") {
			return false
		}
	}
	return len(s) <= 32
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '_') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
