package overlay

import (
	"charm.land/bubbles/v2/key"

	"postern/tui/look"
)

// Help lists the keys of the screen below it, and what the signs mean.
type Help struct {
	open bool
	top  int
}

// Group is a screen's or the frame's keys under a heading.
type Group struct {
	Title look.Text
	Keys  []key.Binding
}

// Open shows the help from its beginning.
func (h *Help) Open() { *h = Help{open: true} }

// Close hides it.
func (h *Help) Close() { *h = Help{} }

// Shown reports whether it is up.
func (h *Help) Shown() bool { return h.open }

// Press scrolls or closes.
func (h *Help) Press(name string) {
	switch name {
	case "j", "down", "+":
		h.top++
	case "k", "up", "-":
		h.top = max(h.top-1, 0)
	case "pgdown", "space":
		h.top += 10
	case "pgup":
		h.top = max(h.top-10, 0)
	case "esc", ".", ",", "?", "f1", "q", "enter":
		h.Close()
	}
}

// Lines is the help in words.
func (h *Help) Lines(l *look.Look, groups []Group) []look.Text {
	var lines []look.Text
	for _, g := range groups {
		lines = append(lines, g.Title)
		for _, b := range g.Keys {
			lines = append(lines, look.F("  %-14s %s", b.Help().Key, b.Help().Desc))
		}
		lines = append(lines, look.W(" "))
	}
	lines = append(lines, l.W("overlay.signs_gravest_first"))
	for _, s := range look.Signs() {
		m := l.Mark(s)
		lines = append(lines, look.F("  %s  %-9s  %s", m.Shape, m.Word, m.Means))
	}
	return lines
}

// Rows draws the help over a whole screen of h rows.
func (h *Help) Rows(l *look.Look, w, height int, groups []Group) []string {
	lines := h.Lines(l, groups)
	room := max(height-2, 1)
	h.top = min(h.top, max(len(lines)-room, 0))
	rows := []string{l.Rule(w, l.W("overlay.help"), l.W("overlay.j_k_scroll_esc_closes"))}
	for _, line := range lines[h.top:min(h.top+room, len(lines))] {
		rows = append(rows, l.Row(w).Say(look.W(" ")).Say(line).End())
	}
	rows = l.Page(rows, w, height-1)
	more := l.W("overlay.end")
	if h.top+room < len(lines) {
		more = l.F("overlay.more_lines", len(lines)-h.top-room)
	}
	return append(rows, l.Row(w).Put(look.Faint, look.F(" %s", more)).Caret().End())
}
