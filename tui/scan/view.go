package scan

import (
	"slices"
	"strings"

	"postern/parcel"
	"postern/tui/choice"
	"postern/tui/line"
	"postern/tui/look"
)

const (
	fullRows  = 23 // what everything of an item needs
	bigFrom   = 17 // rows from which the word is drawn big
	besideW   = 110
	besideH   = 29
	besideRow = 40 // cells of the list beside

	besideWord = 9  // cells around the big word
	leastFacts = 17 // of the facts beside it: a label of thirteen characters is never cut
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	foot := s.foot(w)
	room := max(h-len(foot), 0)
	var body []string
	switch {
	case s.shown && w >= besideW && h >= besideH:
		body = s.beside(w, room)
	case s.shown:
		body = s.item(w, room)
	default:
		body = s.idleRows(w, room)
	}
	rows := append(s.opt.Look.Page(body, w, room), foot...)
	return strings.Join(s.opt.Look.Page(rows, w, h), "\n")
}

// foot is the status row, the outcomes and the prompt.
func (s *Screen) foot(w int) []string {
	rows := []string{s.status(w)}
	two := s.row.Rows(s.opt.Look, w)
	switch {
	case s.label.open:
		return append(rows, s.matchRow(w), s.labelRow(w))
	case s.idle():
		return append(rows, s.opt.Look.Blank(w), s.idlePrompt(w))
	case s.asking != "":
		doing := s.opt.Look.F("scan.asking_the_desk", s.asking)
		if s.shown {
			doing = s.opt.Look.F("scan.being_saved", s.asking)
		}
		ask := s.opt.Look.Row(w).Put(look.Bold, doing).Caret().End()
		return append(rows, two[0], ask)
	}
	return append(rows, two...)
}

func (s *Screen) status(w int) string {
	row := s.opt.Look.Row(w).Put(look.Faint, s.opt.Look.F("scan.here_scanned_decided", s.tally.Scans, s.tally.Decided))
	if s.device != "" && s.shown {
		row.Gap(3).Put(look.Faint, s.opt.Look.F("scan.read_by", s.device))
	}
	if s.queued > 0 {
		t := s.opt.Look.F("scan.waiting", s.queued)
		row.To(w-t.Width()-1).Put(look.Warn, t)
	}
	return row.End()
}

func (s *Screen) idlePrompt(w int) string {
	return s.opt.Look.Row(w).Say(look.W(" > ")).Put(look.Bold, s.opt.Look.W("scan.scan_or_type_the_label")).Caret().
		Hint(s.opt.Look.W("scan.help_do_q_leaves")).End()
}

// item draws the reading, as much of it as room allows, what matters most
// first.
func (s *Screen) item(w, room int) []string {
	verdict, big := s.verdict(w, room)
	rows := append(verdict, s.summary(w))
	receptacle := s.receptacle(w)
	if room+3 >= fullRows && big {
		spare := room + 3 - fullRows
		reasons := min(len(hits(s.reading.Verdict)), 3+spare)
		spare -= max(reasons-3, 0)
		rows = append(append(rows, s.agencies(w)...), s.why(w, max(reasons, 3))...)
		return append(append(rows, s.do(w, 3+spare)...), receptacle...)
	}
	if free := room - len(rows); free >= 2 {
		rows = append(rows, s.why(w, min(free-1, 3))...)
	}
	for _, part := range [][]string{s.do(w, 3), s.agencies(w), receptacle} {
		if len(rows)+len(part) <= room {
			rows = append(rows, part...)
		}
	}
	return rows
}

// beside draws the item with the list of what waits beside it.
func (s *Screen) beside(w, room int) []string {
	l := s.opt.Look
	left := w - besideRow - 1
	item := l.Page(s.item(left, room), left, room)
	list := []string{l.Rule(besideRow, l.W("scan.waits"), look.F("%d", s.total))}
	for i := 0; i < len(s.lines) && len(list) < room; i++ {
		ln := s.lines[i]
		m := l.Mark(look.SignOf(ln.Lane))
		list = append(list, l.Row(besideRow).Gap(1).Put(m.Style, m.Shape).Gap(1).
			Fit(look.Plain, 18, line.Label(ln.Item)).Put(look.Faint, look.Clean(ln.Words).Latin()).End())
	}
	list = l.Page(list, besideRow, room)
	rows := make([]string, room)
	for i := range rows {
		rows[i] = item[i] + l.Row(1).Put(look.Rule, look.F("%s", l.Glyphs.VLine)).End() + list[i]
	}
	return rows
}

// verdict draws lamps, word and label: big where there is room for it.
func (s *Screen) verdict(w, room int) (rows []string, big bool) {
	l := s.opt.Look
	m := l.Mark(choice.SignOf(s.reading))
	word := l.Big(m.Word)
	facts := s.facts()
	if room < bigFrom || len(word) == 0 || w < besideWord+word[0].Width()+max(facts[0].Width(), leastFacts) {
		row := l.Row(w).Gap(1).Put(m.Style, look.Join(" ", m.Shape, m.Word)).Gap(2).Put(look.Bold, facts[0])
		return []string{row.End(), l.Row(w).Gap(1).Say(look.Join(", ", facts[1:]...)).End()}, false
	}
	facts = wrapped(facts, w-besideWord-word[0].Width())
	for i := range look.BigRows {
		row := l.Row(w).Gap(1)
		lamp := look.W("  ")
		if m.Lamp == i+1 {
			lamp = m.Shape
		}
		row.Put(m.Style, lamp).Gap(1).Put(look.Rule, look.F("%s", l.Glyphs.VLine)).Gap(2)
		row.Put(m.Style, word[i]).To(besideWord + word[i].Width())
		style := look.Plain
		if i == 0 {
			style = look.Bold
		}
		rows = append(rows, row.Put(style, facts[i]).End())
	}
	return rows, true
}

// facts are the five short lines beside the word.
func (s *Screen) facts() [look.BigRows]look.Text {
	r, l := s.reading, s.opt.Look
	facts := [look.BigRows]look.Text{
		look.Clean(r.Identifier.Printed()),
		service(l, r.Identifier),
		mass(l, r),
		posted(l, r),
		s.opt.Look.F("scan.state", r.State),
	}
	switch {
	case r.Identifier.Valid:
	case r.Identifier.Kind == parcel.KindS10:
		facts[1] = s.opt.Look.W("scan.check_digit_is_wrong")
	default:
		facts[1] = s.opt.Look.W("scan.no_label_that_is_known")
	}
	if r.State == "" {
		facts[4] = look.Text{}
	}
	return facts
}

// wrapped is the facts in n cells: one too long for a row goes on in those that
// empty ones leave.
func wrapped(facts [look.BigRows]look.Text, n int) (rows [look.BigRows]look.Text) {
	var all []look.Text
	for _, f := range facts {
		if !f.Empty() {
			all = append(all, f.Wrap(n)...)
		}
	}
	if len(all) > len(rows) || !slices.ContainsFunc(facts[:], func(f look.Text) bool { return f.Width() > n }) {
		return facts
	}
	copy(rows[:], all)
	return rows
}

func service(l *look.Look, id parcel.Identifier) look.Text {
	if id.Kind != parcel.KindS10 {
		return l.F("scan.label_of_kind", id.Kind)
	}
	kind := l.W("scan.letter_post")
	switch s10 := parcel.S10(id.Text); {
	case strings.HasPrefix(id.Text, "R"):
		kind = l.W("scan.registered")
	case strings.HasPrefix(id.Text, "V"):
		kind = l.W("scan.insured")
	case s10.Class() == "C":
		kind = l.W("scan.parcel")
	case s10.Class() == "E":
		kind = l.W("scan.express")
	case s10.Class() == "":
		kind = l.W("scan.item")
	}
	return l.F("scan.from", kind, id.Issuer)
}

func mass(l *look.Look, r parcel.Reading) look.Text {
	var weighed, advised look.Text
	if r.Mass > 0 {
		weighed = look.F("%s", r.Mass)
	}
	if r.Decl.Gross > 0 {
		advised = l.F("scan.advised", r.Decl.Gross)
	}
	return look.Join(", ", weighed, advised)
}

func posted(l *look.Look, r parcel.Reading) look.Text {
	if r.Decl.Posted.IsZero() {
		return look.Text{}
	}
	return l.F("scan.posted", r.Decl.Posted.Format("2006-01-02 15:04"))
}

func (s *Screen) receptacle(w int) []string {
	p := s.reading.Receptacle
	row := s.opt.Look.Row(w)
	if p.Receptacle != "" {
		row.Say(s.opt.Look.F("scan.receptacle_of_seen", despatchNumber(p.Receptacle), p.Receptacle.Serial(), p.Seen, p.Expected))
		if p.Holds > 0 {
			row.Put(look.Warn, s.opt.Look.F("scan.holds_of_found", p.HoldsSeen, p.Holds)).Put(look.Warn, s.lacked())
		}
	}
	return []string{row.End()}
}

// lacked names the hold that is still in the receptacle, and counts others.
func (s *Screen) lacked() look.Text {
	switch l := s.opt.Look; {
	case len(s.lacks.lines) == 0:
		return look.Text{}
	case s.lacks.total > 1:
		return l.F("scan.and_more_missing", s.lacks.lines[0].Item.Ident(), s.lacks.total-1)
	default:
		return l.F("scan.is_missing", s.lacks.lines[0].Item.Ident())
	}
}

// despatchNumber is the last four digits of the despatch a receptacle is of.
func despatchNumber(r parcel.S9) string {
	d := string(r.Despatch())
	return d[max(len(d)-4, 0):]
}
