package fold

import (
	"slices"
	"strings"

	"postern/journal"
	"postern/parcel"
)

// examined takes what was checked at the bench: of two words on a field the
// later counts.
func (i *Item) examined(b journal.ItemExamined) {
	for _, c := range b.Checked {
		same := func(other parcel.Checked) bool { return other.Field == c.Field && other.Line == c.Line }
		if at := slices.IndexFunc(i.Checked, same); at >= 0 {
			i.Checked = slices.Clone(i.Checked)
			i.Checked[at] = c
		} else {
			i.Checked = append(i.Checked, c)
		}
	}
}

func checkedText(b journal.ItemExamined) string {
	parts := make([]string, 0, len(b.Checked))
	for _, c := range b.Checked {
		word := string(c.Field) + " is true"
		if !c.True {
			word = string(c.Field) + " is not true: " + c.Found
		}
		parts = append(parts, word)
	}
	return strings.Join(parts, "; ")
}
