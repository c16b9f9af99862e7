// Package overlay is what lies over a screen: help, palette, dialog, toast and
// lock.
//
// An overlay keeps its own state, draws rows and says what was asked of it;
// the frame does it. None of them records anything, and only the dialog can
// ask for it, by a key that no label ends with.
package overlay

import (
	"time"

	"postern/tui/look"
)

// Toast is a sentence over the status row that goes away by itself.
type Toast struct {
	notice look.Notice
	until  time.Time
}

// Show puts a notice up for a time; it gives when to ask Expire.
func (t *Toast) Show(n look.Notice, at time.Time, d time.Duration) time.Time {
	*t = Toast{notice: n, until: at.Add(d)}
	return t.until
}

// Expire takes the notice down when its time is over; true where it did.
func (t *Toast) Expire(at time.Time) bool {
	if t.Empty() || at.Before(t.until) {
		return false
	}
	*t = Toast{}
	return true
}

// Empty reports whether nothing is shown.
func (t *Toast) Empty() bool { return t.notice.Text.Empty() }

// Text is what is shown.
func (t *Toast) Text() look.Text { return t.notice.Text }

// Rows draws the notice, at most two rows.
func (t *Toast) Rows(l *look.Look, w int) []string {
	if t.Empty() {
		return nil
	}
	mark, style := look.W(" + "), look.Good
	if t.notice.Bad {
		mark, style = look.W(" ! "), look.Warn
	}
	lines := t.notice.Text.Wrap(max(w-4, 1))
	if len(lines) > 2 {
		lines = []look.Text{lines[0], look.Join(" ", lines[1:]...)}
	}
	rows := make([]string, 0, len(lines))
	for i, line := range lines {
		if i > 0 {
			mark = look.W("   ")
		}
		rows = append(rows, l.Row(w).Put(style, mark).Put(style, line).End())
	}
	return rows
}
