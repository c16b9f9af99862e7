package inspect

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"postern/parcel"
	"postern/tui/look"
)

// part is one part of the card under its title.
type part struct {
	title   look.Text
	note    look.Text
	entries []entry
}

// entry is a name and what there is to say: one row, or more where it is long.
type entry struct {
	name  look.Text
	text  look.Text
	style look.Style
}

// card draws all parts, as many rows as they take.
func (s *Screen) card(w int) []string {
	if !s.shown {
		return nil
	}
	l := s.opt.Look
	const names = 15
	rows := append(s.checks(w), s.asked(w)...)
	for i, p := range s.parts() {
		if i == paperAt {
			rows = append(rows, s.beside(w)...)
		}
		if len(p.entries) == 0 {
			continue
		}
		rows = append(rows, l.Rule(w, p.title, p.note))
		for _, e := range p.entries {
			name := e.name
			for _, line := range e.text.Wrap(max(w-names-2, 10)) {
				rows = append(rows, l.Row(w).Gap(1).Fit(look.Faint, names-1, name).Put(e.style, line).End())
				name = look.Text{}
			}
		}
	}
	return rows
}

func (s *Screen) parts() []part {
	d := s.dossier
	return []part{
		s.notes.part(s.opt.Look),
		s.exhibits(),
		s.photos(),
		s.holds(),
		s.why(),
		s.quality(),
		s.declared(),
		s.decisions(),
		s.facts(),
		s.history(),
		{title: s.opt.Look.W("inspect.earlier_items_with_this"), entries: each(d.Earlier, func(id parcel.ItemID) entry {
			return entry{name: look.Clean(string(id.Day())), text: look.Clean(string(id))}
		})},
	}
}

func each[T any](from []T, draw func(T) entry) []entry {
	var entries []entry
	for _, v := range from {
		entries = append(entries, draw(v))
	}
	return entries
}

// quality is how good the data is, and all that is wrong with it.
func (s *Screen) quality() part {
	l, data := s.opt.Look, s.dossier.Data
	p := part{title: l.W("inspect.the_data")}
	for _, f := range parcel.Figures() {
		if n := data.Of(f); n.Of > 0 {
			p.entries = append(p.entries, entry{name: l.Name(string(f)), text: l.F("inspect.good_of", n.Good, n.Of)})
		}
	}
	p.entries = append(p.entries, each(s.dossier.Quality, func(q string) entry {
		return entry{name: look.W("  !"), text: look.Clean(q), style: look.Warn}
	})...)
	return part{title: p.title, entries: append(p.entries, each(data.Defects, func(d parcel.Defect) entry {
		text := look.Clean(d.Text)
		if d.Got != "" {
			text = look.F("%s: %s", text, d.Got)
		}
		return entry{name: look.W("  !"), text: text, style: look.Warn}
	})...)}
}

func (s *Screen) declared() part {
	it := s.dossier.Item
	d := it.Decl
	p := part{title: s.opt.Look.W("inspect.declared"), note: s.opt.Look.F("inspect.by", orDash(string(it.Source)), date(it.Received))}
	if !it.Known {
		p.note = look.Text{}
		p.entries = []entry{{text: s.opt.Look.W("inspect.nothing_was_said_about_it")}}
		return p
	}
	for _, c := range d.Contents {
		p.entries = append(p.entries, entry{name: s.opt.Look.F("inspect.contents", c.Index), text: look.Join("   ",
			pieces(s.opt.Look, c), look.F("\"%s\"", c.Words), tagged(s.opt.Look.W("tag.hs"), c.HS), tagged(s.opt.Look.W("tag.origin"), c.Origin), weight(s.opt.Look.W("tag.net"), c.Net), look.Clean(c.Value.String()))})
	}
	p.entries = append(p.entries,
		entry{name: s.opt.Look.W("inspect.sum"), text: look.Join("   ", look.Clean(d.Total().String()), s.opt.Look.Name(string(d.Nature)),
			weight(s.opt.Look.W("tag.gross"), d.Gross), tagged(s.opt.Look.W("tag.postage"), d.Postage.String()), tagged(s.opt.Look.W("tag.insured"), d.Insured.String()))},
		entry{name: s.opt.Look.W("inspect.way"), text: look.Join("   ", tagged(s.opt.Look.W("tag.from"), d.Origin), tagged(s.opt.Look.W("tag.to"), d.Dest), tagged(s.opt.Look.W("tag.class"), d.Class),
			tagged(s.opt.Look.W("tag.receptacle"), string(d.Receptacle)), tagged(s.opt.Look.W("tag.posted"), date(d.Posted)))},
		entry{name: s.opt.Look.W("inspect.sender"), text: s.party(d.Sender)},
		entry{name: s.opt.Look.W("inspect.addressee"), text: s.party(d.Addressee)},
	)
	for _, doc := range d.Documents {
		p.entries = append(p.entries, entry{name: s.opt.Look.W("inspect.document"), text: look.Join(" ", look.Clean(doc.Type), look.Clean(doc.ID), look.Clean(doc.Name))})
	}
	return p
}

func (s *Screen) party(p parcel.Party) look.Text {
	switch {
	case p.IsZero():
		return look.W("-")
	case s.veil.lifted:
		return look.Join(", ", look.Clean(p.Name), look.Clean(p.Place()), look.Clean(p.Phone), look.Clean(p.Email))
	}
	return look.Join(", ", look.Mask(p.Name), look.Mask(p.City), look.Clean(p.Country))
}

// why lists every agency's assessment with all its hits and their evidence.
func (s *Screen) why() part {
	v := s.dossier.Reading.Verdict
	p := part{
		title: s.opt.Look.W("inspect.assessments"),
		note:  s.opt.Look.F("inspect.selected_by_probability", v.Selection.Reason, v.Selection.Probability),
	}
	var silent []look.Text
	for _, a := range gravestFirst(v.Assessments) {
		if len(a.Hits) == 0 && a.Score == 0 && a.Lane == parcel.Green {
			silent = append(silent, s.opt.Look.Name(string(a.Agency)))
			continue
		}
		m := s.opt.Look.Mark(look.SignOf(a.Lane))
		p.entries = append(p.entries, entry{
			name: s.opt.Look.Name(string(a.Agency)), style: m.Style,
			text: s.opt.Look.F("inspect.score", m.Shape, a.Lane, a.Score, a.Pack),
		})
		for _, h := range a.Hits {
			p.entries = append(p.entries, entry{name: look.F("  %s", h.Rule), text: hit(s.opt.Look, h)})
		}
		if rules := s.dossier.ToGreen[a.Agency]; len(rules) > 0 {
			p.entries = append(p.entries, entry{text: s.opt.Look.F("inspect.green_without", strings.Join(rules, ", ")), style: look.Faint})
		}
	}
	if len(silent) > 0 {
		m := s.opt.Look.Mark(look.SignOf(parcel.Green))
		p.entries = append(p.entries, entry{
			name: s.opt.Look.W("inspect.asks_nothing"), style: m.Style, text: look.F("%s %s", m.Shape, look.Join(", ", silent...)),
		})
	}
	return p
}

// gravestFirst lists who asks for most before who asks for less.
func gravestFirst(all []parcel.Assessment) []parcel.Assessment {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b parcel.Assessment) int {
		return cmp.Or(cmp.Compare(b.Lane.Rank(), a.Lane.Rank()), cmp.Compare(b.Score, a.Score))
	})
	return sorted
}

func hit(l *look.Look, h parcel.Hit) look.Text {
	points := look.F("%+d", h.Points)
	if h.Mandatory {
		points = l.W("inspect.must")
	}
	text := look.F("%s  %s", points, h.Reason)
	if h.Evidence != "" {
		text = look.F("%s: %s", text, h.Evidence)
	}
	if h.Safety != "" {
		text = l.F("inspect.beware", text, h.Safety)
	}
	return text
}

func (s *Screen) holds() part {
	return part{title: s.opt.Look.W("inspect.holds"), entries: each(s.dossier.Holds, func(h parcel.Hold) entry {
		e := entry{name: s.opt.Look.Name(string(h.Agency)), text: s.opt.Look.F("inspect.since", h.Reason, h.State, date(h.Since), h.Cause)}
		if !h.Closed {
			e.style = look.Warn
		}
		return e
	})}
}

func (s *Screen) decisions() part {
	return part{title: s.opt.Look.W("inspect.decisions_that_stand"), entries: each(s.dossier.Reading.Decisions, func(d parcel.Decision) entry {
		text := look.F("%s  %s   %s, %s", s.opt.Look.Name(string(d.Outcome)).Upper(), d.Ground, s.who(d.Officers), date(d.At))
		for _, f := range d.Findings {
			text = s.opt.Look.F("inspect.found", text, f.Code, f.Text)
		}
		return entry{name: s.opt.Look.Name(string(d.Agency)), text: text}
	})}
}

// facts says what the database knows beyond the item itself.
func (s *Screen) facts() part {
	f := s.dossier.Reading.Facts
	p := part{title: s.opt.Look.W("inspect.known_besides")}
	if f.SenderItems > 0 {
		p.entries = append(p.entries, entry{name: s.opt.Look.W("inspect.sender"), text: s.opt.Look.F(
			"inspect.items_in_a_year_to",
			f.SenderItems, f.SenderReached, f.SenderExamined, f.SenderFound)})
	}
	if f.AddresseeItems > 0 {
		p.entries = append(p.entries, entry{name: s.opt.Look.W("inspect.addressee"), text: s.opt.Look.F(
			"inspect.items_in_a_month_today", f.AddresseeItems, f.AddresseeToday, f.AddresseeValue)})
	}
	return p
}

func (s *Screen) history() part {
	return part{title: s.opt.Look.W("inspect.history"), entries: each(s.dossier.Entries, func(e parcel.Entry) entry {
		what := look.Join("  ", s.opt.Look.Name(e.Kind), s.opt.Look.Name(string(e.Outcome)), s.opt.Look.Name(string(e.Lane)),
			s.opt.Look.Name(string(e.Place)), look.Clean(e.Text), s.who(e.Officers))
		style := look.Plain
		if e.Lifted {
			what, style = s.opt.Look.F("inspect.superseded", what), look.Faint
		}
		return entry{name: look.Clean(stamp(e.At)), text: what, style: style}
	})}
}

// who names officers; one whose name is not known here goes by the id.
func (s *Screen) who(ids []parcel.OfficerID) look.Text {
	var names []look.Text
	for _, id := range ids {
		name := s.names[id]
		if name == "" {
			name = string(id)
		}
		names = append(names, look.Clean(name))
	}
	return look.Join(", ", names...)
}

func pieces(l *look.Look, c parcel.Content) look.Text {
	if c.Units == 0 {
		return look.Text{}
	}
	return l.F("inspect.pcs", c.Units)
}

func tagged(tag look.Text, value string) look.Text {
	if value == "" || value == "-" {
		return look.Text{}
	}
	return look.F("%s %s", tag, value)
}

func weight(tag look.Text, m parcel.Mass) look.Text {
	if m == 0 {
		return look.Text{}
	}
	return look.F("%s %s", tag, m)
}

func date(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("2006-01-02 15:04")
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("01-02 15:04")
}
