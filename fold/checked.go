package fold

import (
	"slices"
	"strings"

	"postern/journal"
	"postern/parcel"
)

// examined takes what was checked at the bench: of two words on a field, or two
// answers to a question, the later counts.
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
	for _, r := range b.Replies {
		i.Replies = append(slices.DeleteFunc(slices.Clone(i.Replies), func(other parcel.Reply) bool { return other.Question == r.Question }), r)
	}
}

func checkedText(b journal.ItemExamined) string {
	parts := make([]string, 0, len(b.Checked)+len(b.Replies))
	for _, c := range b.Checked {
		word := string(c.Field) + " is true"
		if !c.True {
			word = string(c.Field) + " is not true: " + c.Found
		}
		parts = append(parts, word)
	}
	for _, r := range b.Replies {
		word := r.Text
		switch {
		case word != "":
		case r.Yes:
			word = "yes"
		default:
			word = "no"
		}
		parts = append(parts, strings.TrimRight(r.Question, "?")+"? "+word)
	}
	return strings.Join(parts, "; ")
}
