package receptacle

import (
	"strings"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
	"postern/tui/window"
)

const (
	above  = 3 // rows of the window above the list: frame's header, rule, heading
	around = 6 // above and below it: what is counted, keys, prompt
	wide   = 100
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	rows := s.bagList(w, h)
	if s.inside() {
		rows = s.bagRows(w, h)
	}
	rows = append(l.Page(rows, w, max(h-2, 0)), s.keysRow(w), s.prompt(w))
	return strings.Join(l.Page(rows, w, h), "\n")
}

// bagList draws the bags, the one to open first on top.
func (s *Screen) bagList(w, h int) []string {
	l := s.opt.Look
	title := l.W("receptacle.first")
	if s.done {
		title = l.W("receptacle.all")
	}
	heading := l.Row(w).Put(look.Faint, l.W("receptacle.heading"))
	if w >= wide {
		heading.To(78).Put(look.Faint, l.W("receptacle.heading_wide"))
	}
	rows := []string{l.Rule(w, title, s.rows.Where(l)), heading.End()}
	empty := window.Empty(l, s.answer.Waiting(), l.W("receptacle.none"))
	return append(rows, s.rows.Draw(l, w, max(h-around+1, 1), empty, func(b parcel.Bag, picked bool) string { return s.row(b, w, picked) })...)
}

func (s *Screen) row(b parcel.Bag, w int, picked bool) string {
	l := s.opt.Look
	m := l.Mark(look.SignOf(b.Lane))
	row := l.ListRow(w, picked).Fit(m.Style, 3, m.Shape)
	seen, found, worth := 12, 9, 7
	if w >= 60 {
		row.Fit(look.Plain, 31, look.Clean(string(b.Receptacle)))
	} else {
		seen, found, worth = 10, 8, 6
		row.Fit(look.Plain, 12, short(b.Receptacle))
	}
	holds := look.Text{}
	if b.Holds > 0 {
		holds = l.F("queue.of", b.HoldsSeen, b.Holds)
	}
	row.FitRight(look.Plain, seen, l.F("queue.of", b.Seen, b.Expected))
	owed := look.Plain
	if b.Waiting() > 0 {
		owed = look.Warn
	}
	row.FitRight(owed, found, holds)
	row.FitRight(look.Plain, worth, look.F("%.2f", b.Worth())).Gap(2).Fit(look.Plain, 14, s.step(b))
	if w >= wide {
		row.FitRight(look.Plain, 7, look.F("%.1f", b.Finds())).FitRight(look.Plain, 7, look.F("%.0f", b.Minutes())).Gap(2).
			Fit(look.Plain, row.Left()-2, look.Clean(b.Seal).Latin())
	}
	return row.End()
}

// step is how far a bag has come, and how long ago.
func (s *Screen) step(b parcel.Bag) look.Text {
	l := s.opt.Look
	now := s.opt.Now()
	switch {
	case !b.Opened.IsZero():
		return l.F("receptacle.opened", line.Age(l, now.Sub(b.Opened)))
	case !b.Arrived.IsZero():
		return l.F("receptacle.here", line.Age(l, now.Sub(b.Arrived)))
	}
	return l.W("receptacle.not_here")
}

// short is the origin, the last digits of the despatch and the number of a bag.
func short(r parcel.S9) look.Text {
	d := string(r.Despatch())
	return look.F("%.2s %s/%s", string(r), d[max(len(d)-4, 0):], r.Serial())
}

// bagRows draws one bag: what is counted, and the part of its items that is
// chosen.
func (s *Screen) bagRows(w, h int) []string {
	l := s.opt.Look
	b := s.bag
	m := l.Mark(look.SignOf(b.Lane))
	seen := l.Row(w).Gap(1).Put(look.Bold, l.F("receptacle.seen", b.Seen, b.Expected))
	if b.Holds > 0 {
		style := look.Good
		if b.Waiting() > 0 {
			style = look.Warn
		}
		seen.Gap(2).Put(style, l.F("receptacle.holds", b.HoldsSeen, b.Holds))
	}
	seen.Gap(2).Say(l.F("receptacle.missing", b.Missing()))
	if b.Over > 0 {
		seen.Gap(2).Say(l.F("receptacle.over", b.Over))
	}
	titles := [parts]look.Text{l.W("receptacle.unseen"), l.W("receptacle.held"), l.W("receptacle.everything")}
	rows := []string{
		l.Row(w).Gap(1).Put(m.Style, look.Join(" ", m.Shape, m.Word)).Gap(2).Put(look.Bold, look.Clean(string(b.Receptacle))).Gap(2).Say(s.step(b)).End(),
		seen.End(),
		l.Rule(w, titles[s.part], s.items.Where(l)),
		l.Row(w).Put(look.Faint, l.W("queue.lane_label")).End(),
	}
	if s.items.Total == 0 {
		return append(rows, l.Row(w).Put(look.Faint, window.Empty(l, s.items.Waiting(), l.W("receptacle.nothing"))).End())
	}
	return append(rows, s.items.Rows(l, s.opt.Now(), w, max(h-around-1, 1))...)
}

func (s *Screen) keysRow(w int) string {
	l := s.opt.Look
	text := l.W("receptacle.keys_list")
	if s.inside() {
		text = l.W("receptacle.keys_bag")
	}
	return l.Row(w).Hint(text).End()
}

func (s *Screen) prompt(w int) string {
	l := s.opt.Look
	row := l.Row(w).Say(look.W(" > "))
	switch {
	case s.chosen && s.place.Arrival():
		return row.Put(look.Bold, l.F("receptacle.enter_arrives", s.place)).End()
	case s.chosen:
		return row.Put(look.Bold, l.F("receptacle.enter_opens", s.place)).End()
	case s.inside():
		return row.Put(look.Pick, l.W("receptacle.one")).Gap(1).Say(l.W("receptacle.read_label")).End()
	}
	return row.Put(look.Bold, l.W("receptacle.enter_looks")).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	l := s.opt.Look
	if !s.inside() {
		lines := look.Tell(l.F("receptacle.say", s.rows.Where(l)))
		return append(append(lines, s.rows.Tell(s.tell)...), look.Ask(l.W("receptacle.ask")))
	}
	const shown = 20
	lines := look.Tell(s.tell(s.bag))
	for i := s.items.At; i < min(s.items.At+shown, s.items.Total); i++ {
		if ln, ok := s.items.Line(i); ok {
			lines = append(lines, look.Line{Text: look.F("%d: %s", i+1, line.Tell(l, ln))})
		}
	}
	return append(lines, look.Ask(l.W("receptacle.ask_bag")))
}

func (s *Screen) tell(b parcel.Bag) look.Text {
	l := s.opt.Look
	return look.Join(", ", look.Clean(string(b.Receptacle)), l.F("receptacle.seen", b.Seen, b.Expected), l.F("receptacle.holds", b.HoldsSeen, b.Holds),
		l.F("receptacle.missing", b.Missing()), s.step(b))
}
