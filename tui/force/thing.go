package force

import (
	"time"

	"postern/parcel"
	"postern/tui/look"
)

// thing is a pack, a list or a model as a row, and all there is to say of it.
type thing struct {
	kind    look.Text
	name    look.Text
	version look.Text
	agency  parcel.Agency
	size    look.Text
	until   look.Text
	state   look.Text
	bad     bool
	facts   []fact
	key     string // the same thing at another moment
}

// fact is a name and what there is to say; one without a name is a line by
// itself, one without a text a title.
type fact struct {
	name, text look.Text
	style      look.Style
}

const soon = 30 * 24 * time.Hour // a pack that ends within so long is told of

// things are the rows, packs first.
func (s *Screen) things(all InForce) []thing {
	rows := make([]thing, 0, len(all.Packs)+len(all.Lists)+len(all.Models))
	for _, p := range all.Packs {
		rows = append(rows, s.pack(p))
	}
	for _, x := range all.Lists {
		rows = append(rows, s.list(x))
	}
	for _, m := range all.Models {
		rows = append(rows, s.model(m))
	}
	return rows
}

// state is what a thing is doing: at work, or why it is not.
func (t *thing) stands(l *look.Look, trouble string) {
	t.state = l.W("force.at_work")
	if trouble != "" {
		t.state, t.bad = l.W("force.not_at_work"), true
		t.facts = append([]fact{{text: look.Clean(trouble), style: look.Warn}}, t.facts...)
	}
}

func (s *Screen) pack(p Pack) thing {
	l := s.opt.Look
	t := thing{
		kind: l.W("force.pack"), name: look.Clean(p.ID), version: look.Clean(p.Version), agency: p.Agency, key: "pack " + p.ID,
		size: l.F("force.rules", len(p.Rules)), until: day(p.ValidUntil),
		facts: []fact{
			{name: l.W("force.signed_by"), text: look.Clean(p.Signer)},
			{name: l.W("force.adopted"), text: moment(p.Adopted)},
			{name: l.W("force.valid_until"), text: day(p.ValidUntil)},
			{name: l.W("force.examples"), text: l.F("force.examples_hold", p.Examples)},
			{name: l.W("force.hash"), text: look.Clean(p.Digest), style: look.Faint},
		},
	}
	t.stands(l, p.Trouble)
	if left := p.ValidUntil.Truncate(24*time.Hour).AddDate(0, 0, 1).Sub(s.opt.Now()); !p.ValidUntil.IsZero() && p.Trouble == "" && left < soon {
		t.bad, t.state = true, l.F("force.days_left", int(left.Hours()/24))
		if left < 0 {
			t.state = l.W("force.expired")
		}
	}
	if len(p.Rules) > 0 {
		t.facts = append(t.facts, fact{name: l.W("force.its_rules")})
	}
	for _, r := range p.Rules {
		points, style := look.F("%+d", r.Points), look.Plain
		switch {
		case r.Expired:
			points, style = l.W("force.expired"), look.Faint
		case r.Mandatory:
			points = l.W("inspect.must")
		}
		t.facts = append(t.facts, fact{look.Clean(r.ID), look.Join("  ", points, look.Clean(r.Reason)), style})
	}
	return t
}

func (s *Screen) list(x List) thing {
	l := s.opt.Look
	dated := look.Clean(string(x.Dated))
	if dated.Empty() {
		dated = day(x.Imported)
	}
	t := thing{
		kind: l.W("force.list"), name: look.Join(" ", look.Clean(x.Name), look.Clean(x.Part)), version: look.Clean(x.Layout),
		agency: x.Agency, size: l.F("force.entries", x.Entries), until: dated, key: "list " + x.Name + " " + x.Part,
		facts: []fact{
			{name: l.W("force.dated"), text: look.Clean(string(x.Dated))},
			{name: l.W("force.imported"), text: look.Join("  ", moment(x.Imported), list(x.By))},
			{name: l.W("force.holds"), text: l.F("force.entries_names", x.Entries, x.Names)},
			{name: l.W("force.hash"), text: look.Clean(x.Digest), style: look.Faint},
		},
	}
	if x.Skipped > 0 {
		t.facts = append(t.facts, fact{name: l.W("force.unread"), text: l.F("force.rows_skipped", x.Skipped), style: look.Warn})
	}
	t.stands(l, x.Trouble)
	if x.Stale && x.Trouble == "" {
		t.bad, t.state = true, l.W("force.stale")
		t.facts = append([]fact{{text: l.W("force.import_newer"), style: look.Warn}}, t.facts...)
	}
	return t
}

func day(t time.Time) look.Text {
	if t.IsZero() {
		return look.W("-")
	}
	return look.F("%s", t.Format(time.DateOnly))
}

func moment(t time.Time) look.Text {
	if t.IsZero() {
		return look.W("-")
	}
	return look.F("%s", t.Format("2006-01-02 15:04"))
}
