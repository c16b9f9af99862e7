package queue

import (
	"strings"

	"postern/parcel"
	"postern/tui/line"
	"postern/tui/look"
)

const (
	besideW = 100
	besideH = 29
	detail  = 38 // cells of the detail beside the list
)

// View draws the screen in exactly h rows of w cells.
func (s *Screen) View(w, h int) string {
	l := s.opt.Look
	list := w
	if w >= besideW && h >= besideH {
		list = w - detail - 1
	}
	room := max(h-5, 1) // rule, heading, status, keys, prompt
	rows := []string{l.Rule(list, s.title(), s.counts()), s.heading(list)}
	rows = append(rows, s.rows(list, room)...)
	rows = l.Page(rows, list, max(h-3, 0))
	if list < w {
		beside := l.Page(s.detail(detail), detail, len(rows))
		for i := range rows {
			rows[i] += l.Row(1).Put(look.Rule, look.F("%s", l.Glyphs.VLine)).End() + beside[i]
		}
	}
	rows = append(rows, l.Row(w).Put(look.Warn, s.wrong).End(), s.keysRow(w), s.prompt(w))
	return strings.Join(l.Page(rows, w, h), "\n")
}

// title says what the list is sorted by.
func (s *Screen) title() look.Text {
	l := s.opt.Look
	switch s.items.Filter().Sort {
	case parcel.OldestFirst:
		return l.W("queue.oldest_first")
	case parcel.NewestFirst:
		return l.W("queue.newest_first")
	case parcel.LaneFirst:
	}
	return l.W("queue.queue")
}

func (s *Screen) rows(w, room int) []string {
	if s.items.Total == 0 {
		return []string{s.opt.Look.Row(w).Put(look.Faint, s.empty()).End()}
	}
	return s.items.Rows(s.opt.Look, s.opt.Now(), w, room)
}

func (s *Screen) empty() look.Text {
	switch {
	case s.items.Waiting():
		return s.opt.Look.W("queue.looking")
	case s.text.Text != "":
		return s.opt.Look.W("queue.nothing_fits_the_filter")
	}
	return s.opt.Look.W("queue.nothing_waits")
}

func (s *Screen) counts() look.Text {
	if s.items.Total == 0 {
		return s.opt.Look.W("queue.no_items")
	}
	return s.opt.Look.F("queue.of", s.items.At+1, s.items.Total)
}

func (s *Screen) heading(w int) string {
	row := s.opt.Look.Row(w).Put(look.Faint, s.opt.Look.W("queue.lane_label"))
	if w >= 60 {
		row.To(31).Put(look.Faint, s.opt.Look.W("queue.asked_by"))
	}
	if w >= 110 {
		row.To(43).Put(look.Faint, s.opt.Look.W("queue.state_place"))
	}
	if w >= 70 {
		row.To(w-11).Put(look.Faint, s.opt.Look.W("queue.value_age"))
	}
	return row.End()
}

func (s *Screen) keysRow(w int) string {
	return s.opt.Look.Row(w).Hint(s.opt.Look.W("queue.j_k_move_enter_opens")).End()
}

func (s *Screen) prompt(w int) string {
	row := s.opt.Look.Row(w).Say(look.W(" / "))
	if s.typing {
		s.text.Draw(row, max(w-36, 12), true)
		return row.Hint(s.opt.Look.W("queue.lane_agency_state_words")).End()
	}
	if s.text.Text == "" {
		return row.Hint(s.opt.Look.W("queue.all_that_is_open")).End()
	}
	return row.Put(look.Bold, look.Clean(s.text.Text)).End()
}

// detail draws the chosen line in full, the original words alone on theirs.
func (s *Screen) detail(w int) []string {
	l := s.opt.Look
	ln, ok := s.items.Chosen()
	if !ok {
		return nil
	}
	m := l.Mark(look.SignOf(ln.Lane))
	rows := []string{
		l.Rule(w, l.W("queue.item"), look.Text{}),
		l.Row(w).Gap(1).Put(m.Style, look.Join(" ", m.Shape, m.Word)).End(),
		l.Row(w).Gap(1).Put(look.Bold, line.Label(ln.Item)).End(),
	}
	for _, t := range facts(l, ln) {
		for _, part := range t.Wrap(w - 2) {
			rows = append(rows, l.Row(w).Gap(1).Say(part).End())
		}
	}
	return rows
}

func facts(l *look.Look, ln parcel.Line) []look.Text {
	asked := l.W("queue.nobody_asks_for_it")
	if ln.Agency != "" {
		asked = l.F("queue.asks_for_it_score", ln.Agency, ln.Score)
	}
	return []look.Text{
		asked,
		l.F("queue.state_place_2", ln.State, ln.Place),
		l.F("queue.since", ln.Since.Format("2006-01-02 15:04")),
		l.F("queue.origin", ln.Origin),
		look.Clean(ln.Value.String()),
		l.F("queue.to", look.Mask(ln.Addressee)),
		look.W(" "),
		look.Clean(ln.Words),
	}
}

// Say is the screen in words.
func (s *Screen) Say() []look.Line {
	lines := look.Tell(s.opt.Look.F("queue.queue_2", s.counts()), s.wrong)
	const shown = 20
	for i := s.items.At; i < min(s.items.At+shown, s.items.Total); i++ {
		if ln, ok := s.items.Line(i); ok {
			lines = append(lines, look.Line{Text: look.F("%d: %s", i+1, line.Tell(s.opt.Look, ln))})
		}
	}
	return append(lines, look.Ask(s.opt.Look.W("queue.row_or_and_a_filter")))
}
