package scan

import (
	"sort"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/look"
)

// summary is the one sentence that says what to do and why.
func (s *Screen) summary(w int) string {
	style, text := s.sentence()
	return s.opt.Look.Row(w).Gap(1).Put(style, text).End()
}

func (s *Screen) sentence() (look.Style, look.Text) {
	r := s.reading
	switch {
	case r.Item == "":
		return s.noItem()
	case s.canForm() && len(r.Suggestions) > 0:
		return look.Warn, s.opt.Look.F("scan.not_known_was_it_else", r.Suggestions[0])
	case s.canForm():
		return look.Bold, s.opt.Look.W("scan.nobody_announced_it_enter")
	case len(r.Decisions) > 0:
		d := r.Decisions[0]
		return look.Bold, s.opt.Look.F("scan.decided_before", s.opt.Look.Name(string(d.Outcome)).Upper(), d.Ground)
	case len(r.Holds) > 0:
		return look.Warn, s.opt.Look.F("scan.stop_it", s.opt.Look.Name(string(r.Holds[0].Agency)).Upper(), r.Holds[0].Reason)
	case len(r.Elsewhere) > 0:
		d := r.Elsewhere[0]
		return look.Warn, s.opt.Look.F("scan.decided_elsewhere", d.Station, s.opt.Look.Name(string(d.Outcome)).Upper(), d.At.Format("2006-01-02 15:04"))
	}
	a, hit, ok := choice.Lead(r.Verdict)
	if ok && a.Lane.Rank() > parcel.Green.Rank() {
		return look.Warn, look.F("%s: %s", s.opt.Look.Name(string(a.Agency)).Upper(), hit.Reason)
	}
	if r.Verdict.Selection.Drawn {
		return look.Bold, s.opt.Look.W("scan.picked_by_the_random_draw")
	}
	return look.Plain, s.opt.Look.W("scan.nobody_asks_for_anything")
}

// noItem is for a label that names no item: a receptacle's, or a misread one.
func (s *Screen) noItem() (look.Style, look.Text) {
	r := s.reading
	switch {
	case r.Identifier.Valid:
		return look.Plain, s.opt.Look.W("scan.a_receptacle_no_item")
	case len(r.Suggestions) > 0:
		return look.Warn, s.opt.Look.F("scan.the_check_digit_is_wrong", r.Suggestions[0])
	case r.Identifier.Kind == parcel.KindS10:
		return look.Warn, s.opt.Look.W("scan.the_check_digit_is_wrong_2")
	}
	return look.Warn, s.opt.Look.W("scan.that_is_no_label_read")
}

// agencies draws every agency's score: three in a row, or more on wide
// screens, never blended into one.
func (s *Screen) agencies(w int) []string {
	l := s.opt.Look
	sel := s.reading.Verdict.Selection
	rows := []string{l.Rule(w, l.W("scan.agencies"), l.F("scan.selected_by_probability", sel.Reason, sel.Probability))}
	given := map[parcel.Agency]parcel.Assessment{}
	for _, a := range s.reading.Verdict.Assessments {
		given[a.Agency] = a
	}
	cells := max(w/26, 1)
	row := l.Row(w)
	for i, agency := range parcel.Agencies() {
		if i > 0 && i%cells == 0 {
			rows, row = append(rows, row.End()), l.Row(w)
		}
		row.To(i % cells * 26).Gap(1)
		a, ok := given[agency]
		if !ok {
			row.Put(look.Faint, l.F("scan.not_assessed", agency))
			continue
		}
		m := l.Mark(look.SignOf(a.Lane))
		row.Put(m.Style, m.Shape).Gap(1).Fit(look.Plain, 9, s.opt.Look.Name(string(agency)))
		row.Fit(m.Style, 7, s.opt.Look.Name(string(a.Lane))).FitRight(look.Plain, 4, look.F("%d", a.Score))
	}
	return append(rows, row.End())
}

// reasoned is a hit with the agency it is of.
type reasoned struct {
	of  parcel.Assessment
	hit parcel.Hit
}

// hits lists all hits, those of the gravest agency first.
func hits(v parcel.Verdict) []reasoned {
	var all []reasoned
	for _, a := range v.Assessments {
		for _, h := range a.Hits {
			all = append(all, reasoned{a, h})
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.of.Lane != b.of.Lane {
			return a.of.Lane.Rank() > b.of.Lane.Rank()
		}
		if a.hit.Mandatory != b.hit.Mandatory {
			return a.hit.Mandatory
		}
		return a.hit.Points > b.hit.Points
	})
	return all
}

// why draws the reasons in n rows and their rule.
func (s *Screen) why(w, n int) []string {
	l := s.opt.Look
	all := hits(s.reading.Verdict)
	right := l.W("scan.rule_points_evidence")
	if len(all) > n {
		right = l.F("scan.more_opens", len(all)-n)
	}
	rows := []string{l.Rule(w, l.W("scan.why_2"), right)}
	for i := 0; i < n && i < len(all); i++ {
		h := all[i].hit
		row := l.Row(w).Put(look.Accent, look.F(" %d ", i+1))
		reason := max(w*55/100, w-60)
		row.Fit(look.Plain, reason-3, look.Clean(h.Reason)).Gap(1).Fit(look.Faint, 8, look.Clean(h.Rule)).Gap(1)
		row.FitRight(look.Bold, 4, points(l, h)).Gap(1).Put(look.Faint, look.Clean(h.Evidence))
		rows = append(rows, row.End())
	}
	if len(all) == 0 {
		rows = append(rows, l.Row(w).Put(look.Faint, l.W("scan.no_rule_list_or_model")).End())
	}
	return l.Page(rows, w, n+1)
}

func points(l *look.Look, h parcel.Hit) look.Text {
	if h.Mandatory {
		return l.W("scan.must")
	}
	return look.F("%+d", h.Points)
}

// do draws the tasks at the bench beside what was declared: three rows, or as
// many more as there is room and need for.
func (s *Screen) do(w, room int) []string {
	l := s.opt.Look
	half := w / 2
	rows := []string{l.Rule(half, l.W("scan.do_2"), look.Text{}) + l.Rule(w-half, l.W("scan.declared_2"), look.Text{})}
	declared, tasks := s.declared(), s.reading.Verdict.Tasks
	for i := range min(max(len(declared), len(tasks), 3), room) {
		row := l.Row(w)
		if i < len(tasks) {
			style := look.Plain
			if tasks[i].Safety {
				style = look.Warn
			}
			row.Put(look.Accent, look.F(" %d ", i+1)).Fit(style, half-4, look.Clean(tasks[i].Text))
		}
		row.To(half).Gap(1)
		if i < len(declared) {
			row.Say(declared[i])
		}
		rows = append(rows, row.End())
	}
	return rows
}

// declared is what was said about the item: the sum, the parties, and each of
// its contents.
func (s *Screen) declared() []look.Text {
	r, l := s.reading, s.opt.Look
	if !r.Known {
		return []look.Text{s.opt.Look.W("scan.no_pre_advice")}
	}
	d := r.Decl
	parties := s.opt.Look.F("scan.to", look.Mask(d.Sender.Name), d.Sender.Country, look.Mask(d.Addressee.Name), d.Addressee.Country)
	if d.Sender.IsZero() && d.Addressee.IsZero() {
		parties = s.opt.Look.F("scan.from_to", d.Origin, d.Dest)
	}
	sum := look.Join("  ", look.Clean(d.Total().String()), s.opt.Look.Name(string(d.Nature)))
	if len(d.Contents) == 0 {
		return []look.Text{sum, parties}
	}
	texts := []look.Text{look.Join("  ", sum, content(l, d.Contents[0])), codes(l, d.Contents[0]), parties}
	for _, c := range d.Contents[1:] {
		texts = append(texts, look.Join("  ", look.Clean(c.Value.String()), content(l, c), codes(l, c)))
	}
	return texts
}

func content(l *look.Look, c parcel.Content) look.Text {
	if c.Units == 0 {
		return look.F("\"%s\"", c.Words)
	}
	return l.F("scan.pcs", c.Units, c.Words)
}

func codes(l *look.Look, c parcel.Content) look.Text {
	texts := look.Join("   ", tagged(l.W("tag.hs"), c.HS), tagged(l.W("tag.origin"), c.Origin))
	if c.Net > 0 {
		texts = look.Join("   ", texts, l.F("scan.net", c.Net))
	}
	return texts
}

func tagged(tag look.Text, value string) look.Text {
	if value == "" {
		return look.Text{}
	}
	return look.F("%s %s", tag, value)
}
