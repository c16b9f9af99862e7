package holds

import (
	"strings"
	"time"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
	"postern/tui/window"
)

const (
	above    = 3  // rows of the window above the list: frame's header, rule, heading
	detailed = 16 // rows from which the chosen hold is told in full
	details  = 5
	wide     = 100
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	room := s.room(w, h)
	empty := window.Empty(l, s.answer.Waiting(), s.empty())
	list := s.rows.Draw(l, w, room, empty, func(h parcel.Hold, picked bool) string { return s.row(h, w, picked) })
	rows := []string{l.Rule(w, l.W("holds.title"), s.counts()), s.heading(w)}
	rows = l.Page(append(rows, list...), w, room+2)
	if h >= detailed {
		rows = append(rows, l.Page(s.detail(w), w, details)...)
	}
	rows = append(append(rows, s.causes(w)...), s.prompt(w))
	return strings.Join(l.Page(rows, w, h), "\n")
}

// room is the rows of the list in a picture of h rows.
func (s *Screen) room(w, h int) int {
	taken := 3 + len(s.causes(w)) // rule, heading, prompt
	if h >= detailed {
		taken += details
	}
	return max(h-taken, 1)
}

func (s *Screen) counts() look.Text {
	if s.rows.Total == 0 {
		return s.opt.Look.W("holds.none")
	}
	return s.rows.Where(s.opt.Look)
}

func (s *Screen) heading(w int) string {
	row := s.opt.Look.Row(w).Put(look.Faint, s.opt.Look.W("holds.heading"))
	if w >= wide {
		row.To(62).Put(look.Faint, s.opt.Look.W("holds.heading_wide"))
	}
	return row.End()
}

func (s *Screen) empty() look.Text {
	if s.text.Text != "" {
		return s.opt.Look.W("queue.nothing_fits_the_filter")
	}
	return s.opt.Look.W("holds.nothing")
}

func (s *Screen) row(h parcel.Hold, w int, picked bool) string {
	l := s.opt.Look
	style := look.Plain
	switch {
	case h.Closed:
		style = look.Faint
	case h.State.Due():
		style = look.Warn
	}
	row := l.ListRow(w, picked).Fit(style, 16, l.Name(string(h.State))).FitRight(look.Plain, 5, line.Age(l, s.opt.Now().Sub(since(h)))).Gap(1).
		Fit(look.Plain, 19, line.Label(h.Item))
	if w >= 60 {
		row.Fit(look.Plain, 9, l.Name(string(h.Agency))).Fit(look.Plain, 10, bag(h.Receptacle))
	}
	if w >= wide {
		row.Fit(look.Plain, 20, why(l, h))
	}
	return row.Fit(look.Plain, row.Left(), look.Clean(h.Reason).Latin()).End()
}

// since is when the debt began.
func since(h parcel.Hold) time.Time {
	if h.Issued.IsZero() {
		return h.Since
	}
	return h.Issued
}

// bag is the last digits of the despatch and the number of a receptacle.
func bag(r parcel.S9) look.Text {
	if r == "" {
		return look.Text{}
	}
	d := string(r.Despatch())
	return look.F("%s/%s", d[max(len(d)-4, 0):], r.Serial())
}

// why is the cause of the miss, or the one that is likely.
func why(l *look.Look, h parcel.Hold) look.Text {
	switch {
	case h.Cause != "":
		return l.Name(string(h.Cause))
	case h.Likely != "":
		return l.F("holds.likely", h.Likely)
	}
	return look.Text{}
}

// detail tells the chosen hold in full.
func (s *Screen) detail(w int) []string {
	l := s.opt.Look
	h, ok := s.rows.Chosen()
	rows := []string{l.Rule(w, l.W("holds.hold"), look.Text{})}
	if !ok {
		return rows
	}
	where := l.W("holds.no_receptacle")
	if h.Receptacle != "" {
		where = l.F("holds.in", string(h.Receptacle))
	}
	rows = append(rows,
		l.Row(w).Gap(1).Put(look.Bold, line.Label(h.Item)).Gap(2).Say(look.Join("   ", l.F("holds.asks", h.Agency, since(h).Format("2006-01-02 15:04")), why(l, h))).End(),
		l.Row(w).Gap(1).Say(look.Join("   ", l.F("holds.since", h.State, h.Since.Format("2006-01-02 15:04")), where)).End())
	for _, part := range look.Clean(h.Reason).Wrap(w - 2) {
		rows = append(rows, l.Row(w).Gap(1).Say(part).End())
	}
	return rows
}

// causes are the numbered causes, in as many rows as they take.
func (s *Screen) causes(w int) []string {
	l := s.opt.Look
	var rows []string
	row := l.Row(w)
	for i, c := range parcel.Causes() {
		t := l.F("holds.cause", i+1, c)
		if row.Left() < t.Width()+1 && row.Left() < w {
			rows = append(rows, row.End())
			row = l.Row(w)
		}
		style := look.Plain
		if c == s.cause {
			style, t = look.Pick, t.Upper()
		}
		row.Gap(1).Put(style, t)
	}
	return append(rows, row.End())
}

func (s *Screen) prompt(w int) string {
	l := s.opt.Look
	switch {
	case s.typing:
		row := l.Row(w).Say(look.W(" / "))
		s.text.Draw(row, max(w-36, 12), true)
		return row.Hint(l.W("holds.words")).End()
	case s.cause != "":
		return l.Row(w).Say(look.W(" > ")).Put(look.Bold, l.F("holds.enter_closes", s.cause)).End()
	case s.text.Text != "":
		return l.Row(w).Say(look.W(" / ")).Put(look.Bold, look.Clean(s.text.Text)).End()
	}
	return l.Row(w).Hint(l.W("holds.prompt")).End()
}
