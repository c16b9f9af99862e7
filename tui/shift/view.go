package shift

import (
	"slices"
	"strings"
	"time"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
)

const (
	bottom  = 2  // rows of acts and prompt
	least   = 4  // rows for what stops the close, its title with them
	halved  = 70 // cells from which two parts stand beside one another
	hourly  = 4  // cells of an hour
	mostDay = 8  // rows of the places, their title and sum with them
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	room := max(h-bottom, 0)
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
	bar := s.acts.Row(l, w, l.W("shift.open"), l.W("shift.close"), l.W("shift.export"), l.W("shift.waive_rest"))
	rows = append(l.Page(rows, w, room), bar, s.prompt(w))
	return strings.Join(l.Page(rows, w, h), "\n")
}

// body is the parts that there is room for; what stops the close goes first,
// and takes what the others leave.
func (s *Screen) body(w, room int) []string {
	rows := s.title(w)
	stops := min(least, len(s.sheet.Open)+1)
	for i, part := range [][]string{s.day(w), s.outcomes(w), s.hours(w), s.seal(w)} {
		left := room - len(rows) - stops
		switch {
		case len(part) <= left:
			rows = append(rows, part...)
		case i == 0 && left > 1: // as much of the day as there is room for, and nothing else
			rows = append(rows, part[:left]...)
		}
	}
	return append(rows, s.stops(w, room-len(rows))...)
}

func (s *Screen) title(w int) []string {
	sh := s.sheet.Shift
	l := s.opt.Look
	until := l.W("shift.open")
	if !sh.Closed.IsZero() {
		until = l.F("shift.closed", sh.Closed.Format("2006-01-02 15:04"))
	}
	officers := make([]look.Text, len(s.sheet.Officers))
	for i, name := range s.sheet.Officers {
		officers[i] = look.Clean(name)
	}
	row := l.Row(w).Gap(1).Put(look.Bold, l.F("shift.shift", sh.ID)).
		Say(l.F("shift.from", sh.Place, sh.Opened.Format("2006-01-02 15:04"))).Put(look.Bold, until).
		Gap(3).Put(look.Faint, look.Join(", ", officers...))
	return []string{row.End()}
}

// day draws the places beside the counts; in a narrow picture the counts alone.
func (s *Screen) day(w int) []string {
	l := s.opt.Look
	counts := s.counts()
	if w < halved {
		rows := []string{l.Rule(w, l.W("shift.the_day"), look.Text{})}
		for _, c := range counts {
			rows = append(rows, l.Row(w).Gap(1).Put(c.style, c.text).End())
		}
		return rows
	}
	const left = 32
	rows := []string{beside(l, w, left, l.W("shift.places"), l.W("shift.the_day"))}
	places := s.places()
	for i := range max(len(places), len(counts)) {
		row := l.Row(w)
		if i < len(places) {
			p := places[i]
			row.Gap(1).Fit(p.style, 10, p.name).FitRight(p.style, 5, p.opening).FitRight(p.style, 5, p.in).FitRight(p.style, 5, p.out).FitRight(p.style, 5, p.now)
		}
		row.To(left).Put(look.Rule, look.F("%s", l.Glyphs.VLine)).Gap(1)
		if i < len(counts) {
			row.Put(counts[i].style, counts[i].text)
		}
		rows = append(rows, row.End())
	}
	return rows
}

// beside is a rule over two parts that stand beside one another.
func beside(l *look.Look, w, left int, a, b look.Text) string {
	return l.Rule(left, a, look.Text{}) + l.Rule(w-left, b, look.Text{})
}

type placeRow struct {
	name, opening, in, out, now look.Text
	style                       look.Style
}

// places are how many items were in hand where when the shift opened, came into
// hand and left it, and are there now: opening + in - out = now.
func (s *Screen) places() []placeRow {
	l, sh := s.opt.Look, s.sheet.Shift
	number := func(n int) look.Text { return look.F("%d", n) }
	now := func(n int) look.Text {
		if !s.open() {
			return look.Text{}
		}
		return number(n)
	}
	rows := []placeRow{{name: l.W("shift.place"), in: l.W("shift.in"), out: l.W("shift.out"), now: now(0), style: look.Faint}}
	if s.open() {
		rows[0].opening, rows[0].now = l.W("shift.opening"), l.W("shift.now")
	}
	var sum parcel.Move
	here := 0
	for _, p := range parcel.Places() {
		m, n := sh.Moves[p], s.sheet.InHand[p]
		sum.In, sum.Out, here = sum.In+m.In, sum.Out+m.Out, here+n
		if m.In+m.Out+n > 0 {
			rows = append(rows, placeRow{name: l.Name(string(p)), opening: now(n - m.In + m.Out), in: number(m.In), out: number(m.Out), now: now(n)})
		}
	}
	if over := len(rows) + 1 - mostDay; over > 0 {
		rows = slices.Delete(rows, mostDay-1, len(rows)) // the sum counts those too
	}
	return append(rows, placeRow{name: l.W("shift.all"), opening: now(here - sum.In + sum.Out), in: number(sum.In), out: number(sum.Out), now: now(here), style: look.Bold})
}

type count struct {
	text  look.Text
	style look.Style
}

// counts are sums that anybody can check.
func (s *Screen) counts() []count {
	l, sh := s.opt.Look, s.sheet.Shift
	style := look.Good
	if sh.Selected != sh.Examined+sh.Waived+sh.OpenItems {
		style = look.Warn
	}
	all := []count{
		{text: l.F("shift.receptacles_scans", s.sheet.Arrived, s.sheet.Emptied, sh.Scans)},
		{text: l.F("shift.items_advised", sh.Items, percent(sh.Advised, sh.Items), sh.Entered)},
		{text: s.lanes()},
		{text: l.F("shift.selected_done", sh.Selected, sh.Examined, sh.Waived, sh.OpenItems), style: style},
	}
	if s.open() {
		all = append(all, count{text: l.F("shift.holds_open", sh.HoldsNew, sh.HoldsDone, s.sheet.Holds)})
	} else {
		all = append(all, count{text: l.F("shift.holds_new_closed", sh.HoldsNew, sh.HoldsDone)})
	}
	if s.sheet.Referred > 0 {
		all = append(all, s.referrals())
	}
	if sh.Withdrawn+sh.LateRaised+sh.LateMissed > 0 {
		all = append(all, count{text: l.F("shift.taken_back_late", sh.Withdrawn, sh.LateRaised, sh.LateMissed)})
	}
	if s.sheet.Over > 0 {
		all = append(all, count{text: l.F("shift.do_not_fit", s.sheet.Over), style: look.Warn})
	}
	return all
}

// referrals are the items at other agencies, by their clock.
func (s *Screen) referrals() count {
	l := s.opt.Look
	age := line.Age(l, s.opt.Now().Sub(s.sheet.Oldest))
	if s.sheet.Late > 0 {
		return count{text: l.F("shift.referrals_late", s.sheet.Referred, age, s.sheet.Late), style: look.Warn}
	}
	return count{text: l.F("shift.referrals", s.sheet.Referred, age)}
}

func percent(part, of int) int {
	if of == 0 {
		return 0
	}
	return 100 * part / of
}

func (s *Screen) lanes() look.Text {
	var parts []look.Text
	for _, lane := range slices.Backward(parcel.Lanes()) {
		if n := s.sheet.Shift.Lanes[lane]; n > 0 {
			parts = append(parts, look.F("%s %d", s.opt.Look.Name(string(lane)), n))
		}
	}
	return look.Join(" ", parts...)
}

// outcomes draws what was decided beside how often something was found.
func (s *Screen) outcomes(w int) []string {
	l, sh := s.opt.Look, s.sheet.Shift
	half := w / 2
	rows := []string{beside(l, w, half, l.W("shift.outcomes"), l.W("shift.found_of_examined_interval"))}
	var parts []look.Text
	for _, o := range parcel.Outcomes() {
		if n := sh.Outcomes[o]; n > 0 {
			parts = append(parts, look.F("%s %d", l.Name(string(o)), n))
		}
	}
	if len(parts) == 0 {
		parts = []look.Text{l.W("shift.none_yet")}
	}
	texts := look.Join("  ", parts...).Wrap(half - 2)
	found := s.found()
	columns := max((w-half)/20, 1)
	for i := range max(len(texts), (len(found)+columns-1)/columns) {
		row := l.Row(w).Gap(1)
		if i < len(texts) {
			row.Fit(look.Plain, half-1, texts[i])
		}
		row.To(half)
		for _, f := range found[min(i*columns, len(found)):min((i+1)*columns, len(found))] {
			row.Fit(look.Plain, 20, f)
		}
		rows = append(rows, row.End())
	}
	return rows
}

// found are the rates by what an item was picked for, the random draw too, and
// of all that was examined.
func (s *Screen) found() []look.Text {
	l, worth := s.opt.Look, s.sheet.Shift.Worth
	var all parcel.Share
	var rates []look.Text
	for _, r := range worth.ByReason {
		all.Found, all.Examined = all.Found+r.Found, all.Examined+r.Examined
		if r.Examined > 0 {
			rates = append(rates, rate(l.Name(string(r.Reason)), r.Found, r.Examined))
		}
	}
	return append(rates, rate(l.W("shift.all"), all.Found, all.Examined))
}

func rate(name look.Text, hits, n int) look.Text {
	low, high := parcel.Portion{Good: hits, Of: n}.Interval()
	return look.F("%s %d/%d %.0f-%.0f %%", name.Cut(8, look.Text{}), hits, n, 100*low, 100*high)
}

// hours draws the scans of each hour, its number under each.
func (s *Screen) hours(w int) []string {
	l, sh := s.opt.Look, s.sheet.Shift
	if len(sh.Hourly) == 0 {
		return nil
	}
	first := max(len(sh.Hourly)-(w-2)/hourly, 0)
	from := sh.Opened.Add(time.Duration(first) * time.Hour)
	bars, numbers := l.Row(w).Gap(1), l.Row(w).Gap(1)
	for i, bar := range []rune(l.Spark(sh.Hourly[first:]).String()) {
		bars.Fit(look.Plain, hourly, look.F("%s", strings.Repeat(string(bar), hourly-1)))
		numbers.Fit(look.Faint, hourly, look.F("%d", sh.Hourly[first+i]))
	}
	return []string{l.Rule(w, l.W("shift.scans_an_hour"), l.F("shift.from_2", from.Format("15:04"))), bars.End(), numbers.End()}
}

// stops draws what stops the close, in at most room rows.
func (s *Screen) stops(w, room int) []string {
	l := s.opt.Look
	open := s.sheet.Open
	rows := []string{l.Rule(w, l.W("shift.before_it_can_be_closed"), things(l, len(open)))}
	switch {
	case room < 1 || !s.open():
		return nil
	case len(open) == 0:
		return append(rows, l.Row(w).Put(look.Good, l.W("shift.nothing_stops_the_close")).End())
	}
	shown := max(room-1, 1)
	first := max(s.at-shown+1, 0)
	for i := first; i < min(first+shown, len(open)); i++ {
		row := l.Row(w).Say(look.W(" ! ")).Fit(look.Plain, 12, l.Name(open[i].Kind)).
			Fit(look.Plain, 19, line.Label(open[i].Item)).Say(look.Clean(open[i].Text))
		if i == s.at {
			rows = append(rows, row.EndPicked())
			continue
		}
		rows = append(rows, row.End())
	}
	if s.at < len(open) && open[s.at].Text != "" { // in full, where there is room
		for _, part := range look.Clean(open[s.at].Text).Wrap(max(w-4, 1)) {
			rows = append(rows, l.Row(w).Gap(3).Put(look.Faint, part).End())
		}
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

func (s *Screen) prompt(w int) string {
	l := s.opt.Look
	row := l.Row(w).Say(look.W(" > "))
	switch {
	case s.acts.Chosen():
		return row.Put(look.Bold, l.W("shift.enter_does_it_takes_it")).End()
	case len(s.sheet.Open) > 0:
		row.Put(look.Bold, l.F("shift.before_the_close", things(l, len(s.sheet.Open)))).Gap(2).Hint(l.W("shift.enter_opens_the_row"))
	case s.open():
		row.Put(look.Bold, l.W("shift.and_enter_closes_it"))
	default:
		row.Put(look.Bold, l.W("shift.and_enter_opens_one"))
	}
	return row.Hint(l.W("shift.back_help_do")).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	l, sh := s.opt.Look, s.sheet.Shift
	if sh.ID == "" {
		return append(look.Tell(l.W("shift.no_shift_was_opened_here_2")), look.Ask(l.W("shift.open_2")))
	}
	lines := look.Tell(l.F("shift.shift_at_scans_of_items", sh.ID, sh.Place, sh.Scans, sh.Items))
	for _, c := range s.counts() {
		lines = append(lines, look.Line{Text: c.text})
	}
	for _, p := range s.places()[1:] {
		lines = append(lines, look.Line{Text: l.F("shift.in_out_now", p.name, p.opening, p.in, p.out, p.now)})
	}
	for _, f := range s.found() {
		lines = append(lines, look.Line{Text: f})
	}
	for _, b := range s.sheet.Open {
		lines = append(lines, look.Line{Text: l.F("shift.stops_the_close", l.Name(b.Kind), b.Item.Ident(), b.Text)})
	}
	return append(lines, look.Ask(l.W("shift.choose_open_close_export_2")))
}
