package look

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Row is one row of the screen while it is drawn: whatever is put in it, it
// ends exactly as wide as it was asked to be.
type Row struct {
	look   *Look
	out    []byte
	used   int
	wide   int
	chosen bool
}

// Row begins a row of w cells.
func (l *Look) Row(w int) *Row {
	return &Row{look: l, wide: max(w, 0), out: make([]byte, 0, w+32)}
}

// ListRow begins a row of a list with the place of its cursor. The chosen one
// ends reverse, whatever style is asked for within.
func (l *Look) ListRow(w int, chosen bool) *Row {
	r := l.Row(w)
	r.chosen = chosen
	if chosen {
		r.Say(F("%s", l.Glyphs.Cursor))
	}
	return r.To(1)
}

// Left is how many cells are still free.
func (r *Row) Left() int { return r.wide - r.used }

// Put adds text, cut where the row ends.
func (r *Row) Put(s Style, t Text) *Row {
	t = t.Cut(r.Left(), r.look.Glyphs.Ellipsis)
	if t.Empty() {
		return r
	}
	shown := t.s
	if r.look.Glyphs.Name == "ascii" && strings.Contains(shown, tampered) {
		shown = strings.ReplaceAll(shown, tampered, r.look.Glyphs.Bad)
	}
	if r.chosen {
		s = Plain
	}
	p := r.look.pens[s]
	r.out = append(append(append(r.out, p.before...), shown...), p.after...)
	r.used += displaywidth.String(shown)
	return r
}

// Hint adds what keys do, faint: as many hints as there is room for, each
// whole.
func (r *Row) Hint(t Text) *Row { return r.Put(Faint, t.whole(r.Left())) }

// Say adds plain text.
func (r *Row) Say(t Text) *Row { return r.Put(Plain, t) }

// Fit adds text in exactly n cells, at their left.
func (r *Row) Fit(s Style, n int, t Text) *Row {
	end := min(r.used+max(n, 0), r.wide)
	r.Put(s, t.Cut(end-r.used, r.look.Glyphs.Ellipsis))
	return r.To(end)
}

// FitRight adds text in exactly n cells, at their right.
func (r *Row) FitRight(s Style, n int, t Text) *Row {
	end := min(r.used+max(n, 0), r.wide)
	t = t.Cut(end-r.used, r.look.Glyphs.Ellipsis)
	return r.To(end-t.Width()).Put(s, t).To(end)
}

// Band adds text in exactly n cells, all of which bear the style.
func (r *Row) Band(s Style, n int, t Text) *Row {
	n = min(max(n, 0), r.Left())
	t = t.Cut(n, r.look.Glyphs.Ellipsis)
	return r.Put(s, Text{t.s + strings.Repeat(" ", n-t.Width())})
}

// To fills with spaces up to a column.
func (r *Row) To(column int) *Row {
	if n := min(column, r.wide) - r.used; n > 0 {
		r.out = append(r.out, strings.Repeat(" ", n)...)
		r.used += n
	}
	return r
}

// Gap leaves n cells free.
func (r *Row) Gap(n int) *Row { return r.To(r.used + n) }

// End pads the row to its width and gives it.
func (r *Row) End() string {
	if r.chosen {
		return r.EndPicked()
	}
	return r.padded()
}

func (r *Row) padded() string { return string(r.To(r.wide).out) }

// Blank is an empty row.
func (l *Look) Blank(w int) string { return strings.Repeat(" ", max(w, 0)) }

// Rule is a line across with words in it: the first part near the left end,
// the last one near the right.
func (l *Look) Rule(w int, left, right Text) string {
	line := func(n int) Text { return Text{strings.Repeat(l.Glyphs.HLine, max(n, 0))} }
	r := l.Row(w).Put(Rule, line(1))
	if !left.Empty() {
		r.Gap(1).Put(Bold, left).Gap(1)
	}
	if right.Empty() {
		return r.Put(Rule, line(r.Left())).End()
	}
	right = right.Cut(r.Left()-4, l.Glyphs.Ellipsis)
	r.Put(Rule, line(r.Left()-right.Width()-3))
	return r.Gap(1).Say(right).Gap(1).Put(Rule, line(1)).End()
}

// Spark draws numbers as a row of bars, one cell each.
func (l *Look) Spark(numbers []int) Text {
	top := 1
	for _, n := range numbers {
		top = max(top, n)
	}
	steps := []rune(l.Glyphs.Spark)
	bars := make([]rune, len(numbers))
	for i, n := range numbers {
		step := (max(n, 0)*(len(steps)-1) + top - 1) / top
		bars[i] = steps[step]
	}
	return Text{string(bars)}
}

// Page makes rows exactly h rows of w cells: blank rows are added, rows too
// many are left out.
func (l *Look) Page(rows []string, w, h int) []string {
	if len(rows) > h {
		return rows[:max(h, 0)]
	}
	for len(rows) < h {
		rows = append(rows, l.Blank(w))
	}
	return rows
}

// EndPicked gives the row as the chosen one of a list: reverse from end to
// end, with the caret at its start. Only plain text may have been put in it.
func (r *Row) EndPicked() string {
	p := r.look.pens[Pick]
	return caretMark + p.before + r.padded() + p.after
}

// Band draws a row that bears one style from end to end, with words at both
// ends; where they do not fit, the left ones give way.
func (l *Look) Band(s Style, w int, left, right Text) string {
	row := l.Row(w)
	if right.Width() > w {
		right = right.Cut(w, l.Glyphs.Ellipsis)
	}
	row.Say(left.Cut(w-right.Width(), l.Glyphs.Ellipsis)).To(w - right.Width()).Say(right)
	p := l.pens[s]
	return p.before + row.End() + p.after
}
