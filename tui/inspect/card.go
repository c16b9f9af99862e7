package inspect

import (
	"cmp"
	"slices"
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
	var rows []string
	for _, p := range s.parts() {
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
		s.quality(),
		s.declared(),
		s.why(),
		s.tasks(),
		s.holds(),
		s.decisions(),
		s.papers(),
		s.facts(),
		s.history(),
		{title: look.W("earlier items with this label"), entries: each(d.Earlier, func(id parcel.ItemID) entry {
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

func (s *Screen) quality() part {
	return part{title: look.W("wrong with the data"), entries: each(s.dossier.Quality, func(q string) entry {
		return entry{name: look.W("!"), text: look.Clean(q), style: look.Warn}
	})}
}

func (s *Screen) declared() part {
	it := s.dossier.Item
	d := it.Decl
	p := part{title: look.W("declared"), note: look.F("by %s, %s", orDash(string(it.Source)), date(it.Received))}
	if !it.Known {
		p.note = look.Text{}
		p.entries = []entry{{text: look.W("nothing was said about it before it came")}}
		return p
	}
	for _, c := range d.Contents {
		p.entries = append(p.entries, entry{name: look.F("contents %d", c.Index), text: look.Join("   ",
			pieces(c), look.F("\"%s\"", c.Words), tagged("HS", c.HS), tagged("origin", c.Origin), weight("net", c.Net), look.Clean(c.Value.String()))})
	}
	p.entries = append(p.entries,
		entry{name: look.W("sum"), text: look.Join("   ", look.Clean(d.Total().String()), look.Clean(string(d.Nature)),
			weight("gross", d.Gross), tagged("postage", d.Postage.String()), tagged("insured", d.Insured.String()))},
		entry{name: look.W("way"), text: look.Join("   ", tagged("from", d.Origin), tagged("to", d.Dest), tagged("class", d.Class),
			tagged("receptacle", string(d.Receptacle)), tagged("posted", date(d.Posted)))},
		entry{name: look.W("sender"), text: s.party(d.Sender)},
		entry{name: look.W("addressee"), text: s.party(d.Addressee)},
	)
	for _, doc := range d.Documents {
		p.entries = append(p.entries, entry{name: look.W("document"), text: look.Join(" ", look.Clean(doc.Type), look.Clean(doc.ID), look.Clean(doc.Name))})
	}
	return p
}

func (s *Screen) party(p parcel.Party) look.Text {
	switch {
	case p.IsZero():
		return look.W("-")
	case s.revealed:
		return look.Join(", ", look.Clean(p.Name), look.Clean(p.Place()), look.Clean(p.Phone), look.Clean(p.Email))
	}
	return look.Join(", ", look.Mask(p.Name), look.Mask(p.City), look.Clean(p.Country))
}

// why lists every agency's assessment with all its hits and their evidence.
func (s *Screen) why() part {
	v := s.dossier.Reading.Verdict
	p := part{
		title: look.W("assessments"),
		note:  look.F("selected by %s, probability %.2f", v.Selection.Reason, v.Selection.Probability),
	}
	var silent []look.Text
	for _, a := range gravestFirst(v.Assessments) {
		if len(a.Hits) == 0 && a.Score == 0 && a.Lane == parcel.Green {
			silent = append(silent, look.Clean(string(a.Agency)))
			continue
		}
		m := s.opt.Look.Mark(look.SignOf(a.Lane))
		p.entries = append(p.entries, entry{
			name: look.Clean(string(a.Agency)), style: m.Style,
			text: look.F("%s %s, score %d   %s", m.Shape, a.Lane, a.Score, a.Pack),
		})
		for _, h := range a.Hits {
			p.entries = append(p.entries, entry{name: look.F("  %s", h.Rule), text: hit(h)})
		}
	}
	if len(silent) > 0 {
		m := s.opt.Look.Mark(look.SignOf(parcel.Green))
		p.entries = append(p.entries, entry{
			name: look.W("asks nothing"), style: m.Style, text: look.F("%s %s", m.Shape, look.Join(", ", silent...)),
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

func hit(h parcel.Hit) look.Text {
	points := look.F("%+d", h.Points)
	if h.Mandatory {
		points = look.W("must")
	}
	text := look.F("%s  %s", points, h.Reason)
	if h.Evidence != "" {
		text = look.F("%s: %s", text, h.Evidence)
	}
	if h.Safety != "" {
		text = look.F("%s (beware: %s)", text, h.Safety)
	}
	return text
}

func (s *Screen) tasks() part {
	return part{title: look.W("to do at the bench"), entries: each(s.dossier.Reading.Verdict.Tasks, func(t parcel.Task) entry {
		e := entry{name: look.Clean(string(t.Agency)), text: look.Clean(t.Text)}
		if t.Safety {
			e.style = look.Warn
		}
		return e
	})}
}

func (s *Screen) holds() part {
	return part{title: look.W("holds"), entries: each(s.dossier.Holds, func(h parcel.Hold) entry {
		e := entry{name: look.Clean(string(h.Agency)), text: look.F("%s   %s since %s %s", h.Reason, h.State, date(h.Since), h.Cause)}
		if !h.Closed {
			e.style = look.Warn
		}
		return e
	})}
}

func (s *Screen) decisions() part {
	return part{title: look.W("decisions that stand"), entries: each(s.dossier.Reading.Decisions, func(d parcel.Decision) entry {
		text := look.F("%s  %s   %s, %s", look.Clean(string(d.Outcome)).Upper(), d.Ground, s.who(d.Officers), date(d.At))
		for _, f := range d.Findings {
			text = look.F("%s   found %s: %s", text, f.Code, f.Text)
		}
		return entry{name: look.Clean(string(d.Agency)), text: text}
	})}
}

func (s *Screen) papers() part {
	return part{title: look.W("trade papers"), entries: each(s.dossier.Papers, func(p parcel.Paper) entry {
		number := look.Join(" ", look.Clean(p.Order), look.Clean(p.Transaction), look.Clean(p.Number))
		return entry{name: look.Clean(string(p.Kind)), text: look.Join("   ", number, tagged("goods", p.Goods.String()),
			tagged("paid", p.Paid.String()), weight("gross", p.Gross), look.Clean(p.Words), look.F("%s to %s", s.party(p.Seller), s.party(p.Buyer)))}
	})}
}

// facts says what the database knows beyond the item itself.
func (s *Screen) facts() part {
	f := s.dossier.Reading.Facts
	p := part{title: look.W("known besides")}
	if f.SenderItems > 0 {
		p.entries = append(p.entries, entry{name: look.W("sender"), text: look.F(
			"%d items in a year to %d addressees in a month; %d examined, %d with something found",
			f.SenderItems, f.SenderReached, f.SenderExamined, f.SenderFound)})
	}
	if f.AddresseeItems > 0 {
		p.entries = append(p.entries, entry{name: look.W("addressee"), text: look.F(
			"%d items in a month, %d today; %s in all", f.AddresseeItems, f.AddresseeToday, f.AddresseeValue)})
	}
	for _, problem := range f.PaperProblems {
		p.entries = append(p.entries, entry{name: look.W("papers"), text: look.Clean(problem), style: look.Warn})
	}
	return p
}

func (s *Screen) history() part {
	return part{title: look.W("history"), entries: each(s.dossier.Entries, func(e parcel.Entry) entry {
		what := look.Join("  ", look.Clean(e.Kind), look.Clean(string(e.Outcome)), look.Clean(string(e.Lane)),
			look.Clean(string(e.Place)), look.Clean(e.Text), s.who(e.Officers))
		style := look.Plain
		if e.Lifted {
			what, style = look.F("%s (superseded)", what), look.Faint
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
	return look.Join(" and ", names...)
}

func pieces(c parcel.Content) look.Text {
	if c.Units == 0 {
		return look.Text{}
	}
	return look.F("%d pcs", c.Units)
}

func tagged(tag, value string) look.Text {
	if value == "" || value == "-" {
		return look.Text{}
	}
	return look.F("%s %s", tag, value)
}

func weight(tag string, m parcel.Mass) look.Text {
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
	return t.Format("02 Jan 15:04")
}
