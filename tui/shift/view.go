package shift

import (
	"strings"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	room := max(h-3, 0)
	var rows []string
	switch {
	case !s.shown:
		rows = []string{l.Row(w).Put(look.Faint, l.W("shift.counting")).End()}
	case s.sheet.Shift.ID == "":
		rows = []string{
			l.Blank(w),
			l.Row(w).Gap(2).Put(look.Bold, l.W("shift.no_shift_was_opened_here")).End(),
			l.Row(w).Gap(2).Say(l.W("shift.and_enter_opens_one_the")).End(),
		}
	default:
		rows = s.body(w, room)
	}
	rows = append(l.Page(rows, w, room), l.Blank(w), s.acts(w), s.prompt(w))
	return strings.Join(l.Page(rows, w, h), "\n")
}

func (s *Screen) body(w, room int) []string {
	rows := s.title(w)
	stops := s.stops(w, max(room-17, 4))
	for _, part := range [][]string{s.counts(w), stops, s.lanes(w), s.outcomes(w), s.hours(w), s.seal(w)} {
		if len(rows)+len(part) <= room {
			rows = append(rows, part...)
		}
	}
	return rows
}

func (s *Screen) title(w int) []string {
	sh := s.sheet.Shift
	until := s.opt.Look.W("shift.open")
	if !sh.Closed.IsZero() {
		until = s.opt.Look.F("shift.closed", sh.Closed.Format("2006-01-02 15:04"))
	}
	row := s.opt.Look.Row(w).Gap(1).Put(look.Bold, s.opt.Look.F("shift.shift", sh.ID)).
		Say(s.opt.Look.F("shift.from", sh.Place, sh.Opened.Format("2006-01-02 15:04"))).Put(look.Bold, until)
	return []string{row.End()}
}

// counts draws the sums that anybody can check.
func (s *Screen) counts(w int) []string {
	l, sh := s.opt.Look, s.sheet.Shift
	sum := l.W("shift.balanced")
	style := look.Good
	if sh.Selected != sh.Examined+sh.Waived+sh.OpenItems {
		sum, style = l.W("shift.does_not_balance"), look.Warn
	}
	return []string{
		l.Rule(w, l.W("shift.counts"), look.Text{}),
		l.Row(w).Say(l.F("shift.scans_items_advised_entered", sh.Scans, sh.Items, sh.Advised, sh.Entered)).End(),
		l.Row(w).Say(l.F("shift.selected_examined_waived", sh.Selected, sh.Examined, sh.Waived, sh.OpenItems)).Put(style, sum).End(),
		l.Row(w).Say(l.F("shift.holds_new_closed_decisions", sh.HoldsNew, sh.HoldsDone, sh.Withdrawn)).End(),
	}
}

func (s *Screen) lanes(w int) []string {
	row := s.opt.Look.Row(w).Gap(1)
	all := parcel.Lanes()
	for i := len(all) - 1; i >= 0; i-- {
		m := s.opt.Look.Mark(look.SignOf(all[i]))
		row.Put(m.Style, m.Shape).Say(look.F(" %s %d  ", s.opt.Look.Name(string(all[i])), s.sheet.Shift.Lanes[all[i]]))
	}
	return []string{s.opt.Look.Rule(w, s.opt.Look.W("shift.lanes"), s.opt.Look.W("shift.items_at_their_last_scan")), row.End()}
}

// outcomes draws what was decided, and how often something was found.
func (s *Screen) outcomes(w int) []string {
	l, sh := s.opt.Look, s.sheet.Shift
	rows := []string{l.Rule(w, l.W("shift.outcomes"), l.W("shift.found_of_examined_interval"))}
	var parts []look.Text
	for _, o := range parcel.Outcomes() {
		if n := sh.Outcomes[o]; n > 0 {
			parts = append(parts, look.F("%s %d", o, n))
		}
	}
	if len(parts) == 0 {
		parts = []look.Text{l.W("shift.none_yet")}
	}
	half := max(w-34, w/2)
	found := []look.Text{rate(s.opt.Look.W("shift.all"), sh.Found, sh.Examined), rate(s.opt.Look.Name("random"), sh.DrawnHits, sh.DrawnDone)}
	texts := look.Join("  ", parts...).Wrap(half - 2)
	for i := range max(len(texts), len(found)) {
		row := l.Row(w).Gap(1)
		if i < len(texts) {
			row.Fit(look.Plain, half-1, texts[i])
		}
		if i < len(found) {
			row.To(half).Say(found[i])
		}
		rows = append(rows, row.End())
	}
	return rows
}

func rate(name look.Text, hits, n int) look.Text {
	low, high := wilson(hits, n)
	return look.F("%-7s %4d/%-5d %d-%d %%", name, hits, n, low, high)
}

func (s *Screen) hours(w int) []string {
	sh := s.sheet.Shift
	if len(sh.Hourly) == 0 {
		return nil
	}
	hourly := sh.Hourly[max(len(sh.Hourly)-max(w-30, 1), 0):]
	top := 0
	for _, n := range hourly {
		top = max(top, n)
	}
	return []string{
		s.opt.Look.Rule(w, s.opt.Look.W("shift.scans_an_hour"), s.opt.Look.F("shift.at_most", top)),
		s.opt.Look.Row(w).Gap(1).Say(s.opt.Look.Spark(hourly)).Say(s.opt.Look.F("shift.from_2", sh.Opened.Format("15:04"))).End(),
	}
}

func (s *Screen) stops(w, room int) []string {
	l := s.opt.Look
	open := s.sheet.Open
	rows := []string{l.Rule(w, l.W("shift.before_it_can_be_closed"), things(s.opt.Look, len(open)))}
	if len(open) == 0 {
		return append(rows, l.Row(w).Put(look.Good, l.W("shift.nothing_stops_the_close")).End())
	}
	shown := max(room-1, 1)
	first := max(s.at-shown+1, 0)
	for i := first; i < min(first+shown, len(open)); i++ {
		row := l.Row(w).Say(look.W(" ! ")).Fit(look.Plain, 10, look.Clean(open[i].Kind)).
			Fit(look.Plain, 19, line.Label(open[i].Item)).Say(look.Clean(open[i].Text))
		if i == s.at {
			rows = append(rows, row.EndPicked())
			continue
		}
		rows = append(rows, row.End())
	}
	return rows
}

func things(l *look.Look, n int) look.Text {
	if n == 1 {
		return l.W("shift.thing")
	}
	return l.F("shift.things", n)
}

func (s *Screen) seal(w int) []string {
	l, sh := s.opt.Look, s.sheet.Shift
	text := l.F("shift.draw_of_committed_to_events", 100*sh.Rate, short(sh.Commit), sh.First, sh.Last)
	if sh.Root != "" {
		text = l.F("shift.root_events_secret", short(sh.Root), sh.First, sh.Last, short(sh.Secret))
	}
	return []string{l.Row(w).Put(look.Faint, text).End()}
}

func (s *Screen) acts(w int) string {
	row := s.opt.Look.Row(w)
	for i, t := range []look.Text{s.opt.Look.W("shift.open"), s.opt.Look.W("shift.close"), s.opt.Look.W("shift.export")} {
		if digit := byte('1' + i); digit == s.chosen {
			row.Gap(1).Put(look.Pick, look.F("%d %s", i+1, t.Upper()))
			continue
		}
		row.Gap(1).Put(look.Accent, look.F("%d", i+1)).Gap(1).Say(t)
	}
	return row.End()
}

func (s *Screen) prompt(w int) string {
	row := s.opt.Look.Row(w).Say(look.W(" > "))
	switch {
	case s.chosen != 0:
		row.Put(look.Bold, s.opt.Look.W("shift.enter_does_it_takes_it"))
	case len(s.sheet.Open) > 0:
		row.Put(look.Bold, s.opt.Look.F("shift.before_the_close", things(s.opt.Look, len(s.sheet.Open)))).Gap(2).Put(look.Faint, s.opt.Look.W("shift.enter_opens_the_row"))
	case s.open():
		row.Put(look.Bold, s.opt.Look.W("shift.and_enter_closes_it"))
	default:
		row.Put(look.Bold, s.opt.Look.W("shift.and_enter_opens_one"))
	}
	return row.Put(look.Faint, s.opt.Look.W("shift.back_help_do")).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	sh := s.sheet.Shift
	if sh.ID == "" {
		return append(look.Tell(s.opt.Look.W("shift.no_shift_was_opened_here_2")), look.Ask(s.opt.Look.W("shift.open_2")))
	}
	lines := look.Tell(
		s.opt.Look.F("shift.shift_at_scans_of_items", sh.ID, sh.Place, sh.Scans, sh.Items),
		s.opt.Look.F("shift.selected_examined_waived_2", sh.Selected, sh.Examined, sh.Waived, sh.OpenItems),
		rate(s.opt.Look.W("shift.all"), sh.Found, sh.Examined),
		rate(s.opt.Look.Name("random"), sh.DrawnHits, sh.DrawnDone),
	)
	for _, b := range s.sheet.Open {
		lines = append(lines, look.Line{Text: s.opt.Look.F("shift.stops_the_close", b.Kind, b.Item.Ident(), b.Text)})
	}
	return append(lines, look.Ask(s.opt.Look.W("shift.choose_open_close_export_2")))
}
