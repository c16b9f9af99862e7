package look

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// caretMark changes nothing on a terminal: it says "no style" in a way no
// style of ours does, so that the frame can find where the cursor belongs.
const caretMark = "\x1b[00m"

// Caret says that the terminal's cursor belongs here: on the row or field the
// officer is at, where screen readers and input methods look for it.
func (r *Row) Caret() *Row {
	r.out = append(r.out, caretMark...)
	return r
}

// FindCaret is where the last caret stands in rows: what lies over a screen
// lies at its bottom.
func FindCaret(rows []string) (x, y int, ok bool) {
	for y := len(rows) - 1; y >= 0; y-- {
		if before, _, found := strings.Cut(rows[y], caretMark); found {
			return ansi.StringWidth(before), y, true
		}
	}
	return 0, 0, false
}
