// Package line draws one item as a row of a list, the same in every list.
package line

import (
	"time"

	"postern/parcel"
	"postern/tui/look"
)

const askerWide = 12 // cells of who asks and how much

// Draw draws a line in w cells. Outside words are transliterated: wide letters
// in lists cost the terminal dear.
func Draw(l *look.Look, ln parcel.Line, now time.Time, w int, picked bool) string {
	m := l.Mark(look.SignOf(ln.Lane))
	row := l.ListRow(w, picked).Fit(m.Style, 3, m.Shape).Fit(m.Style, 8, m.Word).Fit(look.Plain, 19, Label(ln.Item))
	if w >= 60 {
		row.Fit(look.Plain, askerWide, asker(l, ln))
	}
	if w >= 110 {
		row.Fit(look.Plain, 10, l.Name(string(ln.State))).Fit(look.Plain, 11, l.Name(string(ln.Place)))
	}
	tail := 6
	if w >= 70 {
		tail += 14
	}
	row.Fit(look.Plain, row.Left()-tail, look.Clean(ln.Words).Latin())
	if w >= 70 {
		row.FitRight(look.Plain, 14, look.Clean(ln.Value.String()))
	}
	return row.FitRight(look.Plain, 6, Age(l, now.Sub(ln.Since))).End()
}

// Tell is the line in words.
func Tell(l *look.Look, ln parcel.Line) look.Text {
	m := l.Mark(look.SignOf(ln.Lane))
	return look.Join(" ", m.Word, Label(ln.Item), asker(l, ln), look.Clean(ln.Words), look.Clean(ln.Value.String()))
}

// Label is an item's identifier as printed on it.
func Label(item parcel.ItemID) look.Text {
	return look.Clean(parcel.ParseIdentifier(item.Ident()).Printed())
}

func asker(l *look.Look, ln parcel.Line) look.Text {
	if ln.Agency == "" {
		return look.Text{}
	}
	name, score := l.Name(string(ln.Agency)), look.F("%d", ln.Score)
	room := askerWide - 2 - score.Width() // a gap within, and one to what follows
	if narrow, ok := l.Find("narrow", string(ln.Agency)); ok && name.Width() > room {
		name = narrow
	}
	return look.Join(" ", name.Cut(room, l.Glyphs.Ellipsis), score)
}

// Age is a time span in one short word.
func Age(l *look.Look, d time.Duration) look.Text {
	switch {
	case d < 0 || d > 9999*24*time.Hour:
		return look.Text{}
	case d < time.Minute:
		return l.W("line.now")
	case d < time.Hour:
		return l.F("line.m", int(d.Minutes()))
	case d < 48*time.Hour:
		return l.F("line.h", int(d.Hours()))
	}
	return l.F("line.d", int(d.Hours()/24))
}
