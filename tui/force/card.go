package force

import (
	"math"
	"strings"

	"postern/tui/look"
)

// model is a learned model with its card: what it learned from, how good it
// was on rows it had not seen, and how far the flow has moved since.
func (s *Screen) model(m Model) thing {
	l := s.opt.Look
	t := thing{
		kind: l.W("force.model"), name: l.Name(string(m.Agency)), version: look.Clean(m.Form), agency: m.Agency, key: "model " + string(m.Agency),
		size: l.F("force.rows", m.Rows), until: look.Clean(string(m.Until)),
		facts: []fact{
			{name: l.W("force.learned_from"), text: l.F("force.rows_found", m.Rows, m.Found)},
			{name: l.W("force.days"), text: look.Join(" - ", look.Clean(string(m.From)), look.Clean(string(m.Until)))},
			{name: l.W("force.asks"), text: l.F("force.budget_cut", m.Budget, m.Cut)},
		},
	}
	if m.Tried > 0 {
		t.facts = append(t.facts, s.measured(m)...)
	}
	t.facts = append(t.facts,
		fact{name: l.W("force.reads"), text: list(m.Columns)}, fact{name: l.W("force.strongest"), text: list(m.Key)},
		fact{name: l.W("force.adopted"), text: look.Join("  ", moment(m.Adopted), list(m.By))},
		fact{name: l.W("force.hash"), text: look.Clean(m.Digest), style: look.Faint})
	t.stands(l, m.Trouble)
	if m.Moved && m.Trouble == "" {
		t.bad, t.state = true, l.W("force.drifted")
		t.facts = append([]fact{{text: l.W("force.train_anew"), style: look.Warn}}, t.facts...)
	}
	return t
}

// measured are its figures and charts, of rows it did not learn from.
func (s *Screen) measured(m Model) []fact {
	l := s.opt.Look
	facts := []fact{
		{name: l.W("force.measured"), text: l.F("force.auc_brier", m.AUC, m.AUCNew, m.Brier, m.Tried)},
		{text: l.W("force.caveat"), style: look.Faint},
		{name: l.W("force.calibration"), text: look.Clean(m.Calibration)},
	}
	for _, r := range m.Reliability {
		facts = append(facts, fact{name: look.F("  %.3f", r.Said), text: look.F("%.3f %6d %s", r.Came, r.Rows, s.bar(r.Came, r.Said))})
	}
	facts = append(facts, fact{name: l.W("force.drift"), text: l.F("force.new_came", 100*m.New, m.CameThen, m.CameLater)})
	for _, d := range m.Drift[:min(len(m.Drift), mostDrift)] {
		const much = .25
		style := look.Plain
		if d.PSI > much {
			style = look.Warn
		}
		facts = append(facts, fact{look.F("  %s", d.Column), look.F("%.3f        %s", d.PSI, s.bar(2*d.PSI, 2*much)), style})
	}
	return facts
}

const (
	barWidth  = 40
	mostDrift = 12
)

// bar is a share of the bar's width; the mark is what was said, or where much
// begins.
func (s *Screen) bar(value, mark float64) look.Text {
	g := s.opt.Look.Glyphs
	n := cells(value)
	bar := strings.Repeat(g.Block, n) + strings.Repeat(".", barWidth-n)
	r := []rune(bar)
	r[min(cells(mark), barWidth-1)] = '|'
	return look.F("%s", string(r))
}

func cells(v float64) int {
	if math.IsNaN(v) {
		return 0
	}
	return int(math.Round(min(max(v, 0), 1) * barWidth))
}

func list(names []string) look.Text {
	all := make([]look.Text, len(names))
	for i, n := range names {
		all[i] = look.Clean(n)
	}
	return look.Join(", ", all...)
}
