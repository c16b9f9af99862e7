package link

import (
	"strings"
	"time"

	"postern/tui/line"
	"postern/tui/look"
)

// fact is one row: a name, what there is to say, and whether it is bad.
type fact struct {
	name, text look.Text
	style      look.Style
}

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	const names, bottom = 16, 3
	var rows []string
	for _, f := range s.facts() {
		if f.text.Empty() {
			rows = append(rows, l.Rule(w, f.name, look.Text{}))
			continue
		}
		name := f.name
		for _, text := range f.text.Wrap(max(w-names-2, 10)) {
			rows = append(rows, l.Row(w).Gap(1).Fit(look.Faint, names-1, name).Put(f.style, text).End())
			name = look.Text{}
		}
	}
	rows = append(l.Page(rows, w, max(h-bottom, 0)), l.Blank(w), s.acts.Row(l, w, l.W("link.retry"), l.W("link.bundle")), s.prompt(w))
	return strings.Join(l.Page(rows, w, h), "\n")
}

// facts are the rows; one without text is a title.
func (s *Screen) facts() []fact {
	l, st := s.opt.Look, s.state
	if !s.shown {
		return []fact{{text: l.W("link.looking")}}
	}
	all := []fact{{name: l.W("link.the_hub")}}
	all = append(all, s.hub()...)
	all = append(all,
		fact{name: l.W("link.events")},
		fact{name: l.W("link.saved"), text: l.F("link.on_this_disk", st.Saved)},
		fact{name: l.W("link.recorded"), text: l.F("link.up_to_event", st.Recorded)},
		fact{name: l.W("link.waiting"), text: l.F("link.without_receipt", st.Waiting())})
	for _, lane := range st.Lanes {
		name, _ := l.Find("traffic", lane.Name)
		text := look.F("%d", lane.Events)
		style := look.Plain
		if !lane.Oldest.IsZero() {
			text = l.F("link.oldest", lane.Events, line.Age(l, s.opt.Now().Sub(lane.Oldest)), stamp(lane.Oldest))
			if lane.Name == "grave" {
				style = look.Warn
			}
		}
		all = append(all, fact{look.F("  %s", name), text, style})
	}
	for _, alarm := range []struct {
		n    int
		text look.Text
	}{{st.Forks, l.F("link.forks", st.Forks)}, {st.Declined, l.F("link.declined", st.Declined)}, {st.Unread, l.F("link.unread", st.Unread)}} {
		if alarm.n > 0 {
			all = append(all, fact{l.W("link.look_into"), alarm.text, look.Warn})
		}
	}
	return all
}

// hub says how the link to it stands, or how to join one.
func (s *Screen) hub() []fact {
	l, st := s.opt.Look, s.state
	if !st.Enrolled {
		return []fact{
			{text: l.W("link.works_alone"), style: look.Bold},
			{text: l.W("link.how_to_enrol")},
			{text: l.W("link.enrol_command"), style: look.Bold},
			{text: l.W("link.bundle_needs_none")},
		}
	}
	state, style := l.W("link.offline"), look.Warn
	switch {
	case st.Connected:
		state, style = l.W("link.connected"), look.Good
	case st.Refused:
		state = l.W("link.refused")
	}
	all := []fact{{l.W("link.link"), state, style}}
	if st.Hub != "" {
		all = append(all, fact{name: l.W("link.hub"), text: look.Clean(st.Hub)},
			fact{name: l.W("link.last_contact"), text: look.Clean(stamp(st.Contact))})
	}
	if st.Why != "" && !st.Connected {
		all = append(all, fact{name: l.W("link.why"), text: look.Clean(st.Why), style: look.Warn})
	}
	if skew := st.Skew.Round(time.Second).Abs(); skew > time.Minute {
		all = append(all, fact{l.W("link.clock"), l.F("link.clock_is_off", skew), look.Warn})
	}
	return all
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("2006-01-02 15:04")
}

func (s *Screen) prompt(w int) string {
	row := s.opt.Look.Row(w).Say(look.W(" > "))
	if s.acts.Chosen() {
		return row.Put(look.Bold, s.opt.Look.W("shift.enter_does_it_takes_it")).End()
	}
	return row.Hint(s.opt.Look.W("shift.back_help_do")).End()
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	var lines []look.Line
	for _, f := range s.facts() {
		if !f.text.Empty() {
			lines = append(lines, look.Line{Text: look.Join(": ", f.name, f.text)})
		}
	}
	return append(lines, look.Ask(s.opt.Look.W("link.choose")))
}
