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
		rows = []string{l.Row(w).Put(look.Faint, look.W(" counting ..")).End()}
	case s.sheet.Shift.ID == "":
		rows = []string{
			l.Blank(w),
			l.Row(w).Gap(2).Put(look.Bold, look.W("No shift was opened here yet.")).End(),
			l.Row(w).Gap(2).Say(look.W("1 and Enter opens one; the first scan would open it too.")).End(),
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
	until := look.W("open")
	if !sh.Closed.IsZero() {
		until = look.F("closed %s", sh.Closed.Format("2 Jan 15:04"))
	}
	row := s.opt.Look.Row(w).Gap(1).Put(look.Bold, look.F("Shift %s", sh.ID)).
		Say(look.F("   %s   from %s   ", sh.Place, sh.Opened.Format("Mon 2 Jan 15:04"))).Put(look.Bold, until)
	return []string{row.End()}
}

// counts draws the sums that anybody can check.
func (s *Screen) counts(w int) []string {
	l, sh := s.opt.Look, s.sheet.Shift
	sum := look.W("balanced")
	style := look.Good
	if sh.Selected != sh.Examined+sh.Waived+sh.OpenItems {
		sum, style = look.W("does not balance"), look.Warn
	}
	return []string{
		l.Rule(w, look.W("counts"), look.Text{}),
		l.Row(w).Say(look.F(" scans %d   items %d   advised %d   entered %d", sh.Scans, sh.Items, sh.Advised, sh.Entered)).End(),
		l.Row(w).Say(look.F(" selected %d = %d examined + %d waived + %d open: ", sh.Selected, sh.Examined, sh.Waived, sh.OpenItems)).Put(style, sum).End(),
		l.Row(w).Say(look.F(" holds %d new, %d closed   decisions taken back %d", sh.HoldsNew, sh.HoldsDone, sh.Withdrawn)).End(),
	}
}

func (s *Screen) lanes(w int) []string {
	row := s.opt.Look.Row(w).Gap(1)
	all := parcel.Lanes()
	for i := len(all) - 1; i >= 0; i-- {
		m := s.opt.Look.Mark(look.SignOf(all[i]))
		row.Put(m.Style, m.Shape).Say(look.F(" %s %d  ", all[i], s.sheet.Shift.Lanes[all[i]]))
	}
	return []string{s.opt.Look.Rule(w, look.W("lanes"), look.W("items at their last scan")), row.End()}
}

// outcomes draws what was decided, and how often something was found.
func (s *Screen) outcomes(w int) []string {
	l, sh := s.opt.Look, s.sheet.Shift
	rows := []string{l.Rule(w, look.W("outcomes"), look.W("found of examined, 95 % interval"))}
	var parts []look.Text
	for _, o := range parcel.Outcomes() {
		if n := sh.Outcomes[o]; n > 0 {
			parts = append(parts, look.F("%s %d", o, n))
		}
	}
	if len(parts) == 0 {
		parts = []look.Text{look.W("none yet")}
	}
	half := max(w-34, w/2)
	found := []look.Text{rate("all", sh.Found, sh.Examined), rate("random", sh.DrawnHits, sh.DrawnDone)}
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

func rate(name string, hits, n int) look.Text {
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
		s.opt.Look.Rule(w, look.W("scans an hour"), look.F("%d at most", top)),
		s.opt.Look.Row(w).Gap(1).Say(s.opt.Look.Spark(hourly)).Say(look.F("  from %s", sh.Opened.Format("15:04"))).End(),
	}
}

func (s *Screen) stops(w, room int) []string {
	l := s.opt.Look
	open := s.sheet.Open
	rows := []string{l.Rule(w, look.W("before it can be closed"), things(len(open)))}
	if len(open) == 0 {
		return append(rows, l.Row(w).Put(look.Good, look.W(" nothing stops the close")).End())
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

func things(n int) look.Text {
	if n == 1 {
		return look.W("1 thing")
	}
	return look.F("%d things", n)
}

func (s *Screen) seal(w int) []string {
	l, sh := s.opt.Look, s.sheet.Shift
	text := look.F(" draw of %.1f %% committed to: %s   events %d-%d", 100*sh.Rate, short(sh.Commit), sh.First, sh.Last)
	if sh.Root != "" {
		text = look.F(" root %s   events %d-%d   secret %s", short(sh.Root), sh.First, sh.Last, short(sh.Secret))
	}
	return []string{l.Row(w).Put(look.Faint, text).End()}
}

func (s *Screen) acts(w int) string {
	row := s.opt.Look.Row(w)
	for i, t := range []look.Text{look.W("open"), look.W("close"), look.W("export")} {
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
		row.Put(look.Bold, look.W("Enter does it   . takes it back"))
	case len(s.sheet.Open) > 0:
		row.Put(look.Bold, look.F("%s before the close", things(len(s.sheet.Open)))).Gap(2).Put(look.Faint, look.W("Enter opens the row"))
	case s.open():
		row.Put(look.Bold, look.W("2 and Enter closes it"))
	default:
		row.Put(look.Bold, look.W("1 and Enter opens one"))
	}
	return row.Put(look.Faint, look.W("   . back   ? help   : do")).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	sh := s.sheet.Shift
	if sh.ID == "" {
		return append(look.Tell(look.W("no shift was opened here yet")), look.Ask(look.W("1 open:")))
	}
	lines := look.Tell(
		look.F("shift %s at %s: %d scans of %d items", sh.ID, sh.Place, sh.Scans, sh.Items),
		look.F("selected %d = %d examined + %d waived + %d open", sh.Selected, sh.Examined, sh.Waived, sh.OpenItems),
		rate("all", sh.Found, sh.Examined),
		rate("random", sh.DrawnHits, sh.DrawnDone),
	)
	for _, b := range s.sheet.Open {
		lines = append(lines, look.Line{Text: look.F("stops the close: %s %s %s", b.Kind, b.Item.Ident(), b.Text)})
	}
	return append(lines, look.Ask(look.W("choose 1 open 2 close 3 export:")))
}
