package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/tui/look"
)

// expire comes when a toast may go.
type expire struct{}

const toastFor = 4 * time.Second

// notify shows a notice for a while. While locked nothing of an item shows.
func (f *Frame) notify(n look.Notice) tea.Cmd { return f.notifyFor(n, toastFor) }

func (f *Frame) notifyFor(n look.Notice, d time.Duration) tea.Cmd {
	if f.lock.Shown() {
		return nil
	}
	f.dirty = true
	f.toast.Show(n, f.opt.Now(), d)
	return f.opt.After(d, expire{})
}

// fade takes away what was to be seen for a moment only.
func (f *Frame) fade(msg tea.Msg) {
	if _, is := msg.(dark); is {
		f.flash.on = false
		return
	}
	f.toast.Expire(f.opt.Now())
}

// View gives the picture. It is composed anew only after something changed:
// Bubble Tea asks after every message, and a held key changes nothing.
func (f *Frame) View() tea.View {
	if f.broken == nil {
		f.compose()
	}
	return f.view
}

func (f *Frame) compose() {
	if !f.dirty || f.steady {
		return
	}
	f.dirty = false
	f.look.Keys = f.keymap.Shown(string(f.at()))
	rows := f.rows()
	f.view = tea.View{Content: strings.Join(rows, "\n"), AltScreen: true, WindowTitle: "Postern"}
	f.view.ForegroundColor, f.view.BackgroundColor = f.look.Ink, f.look.Paper
	if f.opt.Mouse {
		f.view.MouseMode = tea.MouseModeCellMotion
	}
	if x, y, ok := look.FindCaret(rows); ok {
		f.view.Cursor = tea.NewCursor(min(x, f.w-1), y)
		f.view.Cursor.Blink = false
	}
}

// rows draws header, screen and what lies over it: exactly h rows of w cells.
func (f *Frame) rows() []string {
	rows := []string{f.header()}
	body := max(f.h-1, 0)
	switch {
	case f.lock.Shown():
		rows = append(rows, f.lock.Rows(f.look, f.w, body)...)
	case f.help.Shown():
		rows = append(rows, f.help.Rows(f.look, f.w, body, f.groups())...)
	default:
		rows = append(rows, strings.Split(f.active().View(f.w, body), "\n")...)
		rows = f.over(rows)
	}
	return f.look.Page(rows, f.w, f.h)
}

// over lays palette or dialog over the bottom rows, and a toast above them or
// on the status row.
func (f *Frame) over(rows []string) []string {
	var sheet []string
	below := 2
	switch {
	case f.dialog.Shown():
		sheet = append(f.waiting(), f.dialog.Rows(f.look, f.w)...)
		below = 0
	case f.palette.Shown():
		sheet = f.palette.Rows(f.look, f.w, len(rows)-1)
		below = 0
	}
	rows = lay(rows, sheet, 0)
	return lay(rows, f.toast.Rows(f.look, f.w), below+len(sheet))
}

// waiting draws the labels of the reads that wait while a dialog is open.
func (f *Frame) waiting() []string {
	if f.reads.Len() == 0 {
		return nil
	}
	labels := make([]look.Text, 0, f.reads.Len())
	for _, l := range f.reads.Labels() {
		labels = append(labels, look.Clean(l))
	}
	row := f.look.Row(f.w).Gap(1).Put(look.Warn, f.look.F("frame.waiting", f.reads.Len())).Gap(2)
	return []string{row.Say(look.Join("  ", labels...)).End()}
}

// lay puts a sheet over rows, some rows above their end; row 1 stays.
func lay(rows, sheet []string, below int) []string {
	from := len(rows) - below - len(sheet)
	for i, row := range sheet {
		if at := from + i; at > 0 && at < len(rows) {
			rows[at] = row
		}
	}
	return rows
}

// header draws row 1: where, who, link, when.
func (f *Frame) header() string {
	names := make([]look.Text, 0, len(f.path))
	for _, p := range f.path {
		names = append(names, f.title(p))
	}
	where := look.Join(" > ", names...)
	place := look.Clean(f.opt.Station)
	if !strings.HasPrefix(f.opt.Station, string(f.opt.Place)) {
		place = look.Join(", ", place, f.look.Name(string(f.opt.Place)))
	}
	left := look.Join("    ", look.F(" %s", where), place, look.Clean(f.who.Officer.Name))
	belt, waiting, fetch := look.Text{}, look.Text{}, look.Text{}
	if n := f.walk.Count(); n > 0 && f.signed() {
		fetch = f.look.F("frame.to_fetch", n)
	}
	if n := f.reads.Len(); n > 0 {
		waiting = f.look.F("frame.waiting", n)
	}
	if f.opt.Belt {
		belt = f.look.W("frame.belt")
	}
	clock := f.opt.Now().Format("2006-01-02 15:04")
	if f.w < 60 {
		left, clock = look.F(" %s", where), f.opt.Now().Format("15:04")
	}
	right := look.Join("    ", waiting, fetch, belt, look.Clean(f.status.Scanner), look.Clean(f.status.Link), look.F("%s ", clock))
	if f.flash.on {
		row := f.flashed(f.look.Row(f.w))
		return row.Say(left.Cut(f.w-3-right.Width(), f.look.Glyphs.Ellipsis)).To(f.w-right.Width()).Put(look.Bold, right).End()
	}
	return f.look.Band(look.Head, f.w, left, right)
}

// title is what a page is called.
func (f *Frame) title(p page) look.Text {
	t, _ := f.look.Find("page", string(p))
	return t
}

// Say is everything in sight in words, for readers and dumb terminals.
func (f *Frame) Say() []look.Line {
	f.look.Keys = f.keymap.Shown(string(f.at()))
	switch {
	case f.lock.Shown():
		return f.lock.Lines(f.look)
	case f.help.Shown():
		return look.Tell(f.help.Lines(f.look, f.groups())...)
	case f.dialog.Shown():
		lines := f.dialog.Lines(f.look)
		if f.reads.Len() > 0 {
			lines = append(look.Tell(f.look.F("frame.waiting", f.reads.Len())), lines...)
		}
		return lines
	case f.palette.Shown():
		return f.palette.Lines()
	}
	return append(look.Tell(f.toast.Text()), f.active().Say()...)
}

var _ tea.Model = (*Frame)(nil)
