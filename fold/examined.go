package fold

import (
	"slices"

	"postern/journal"
	"postern/parcel"
)

// Opened reports whether somebody looked inside, by an outcome or by what was
// written down at the bench.
func (i Item) Opened() bool { return i.Inspected || opened(i.Checked, i.Replies) }

// opened reports whether what was checked can only be known from inside: what
// the goods are, how many and how heavy by themselves, or an answer to what is
// asked at the opening. Label, value and scales say nothing of it.
func opened(checked []parcel.Checked, replies []parcel.Reply) bool {
	return len(replies) > 0 || slices.ContainsFunc(checked, func(c parcel.Checked) bool {
		return c.Field == parcel.CheckDescription || c.Field == parcel.CheckQuantity || c.Field == parcel.CheckNet
	})
}

// Examined is what an officer was shown of an item before somebody first looked
// inside, and what stands of the decisions. ok is false where nobody looked, or
// where the item was never scanned: then nobody knows why it was picked.
func Examined(events []journal.Event) (x parcel.Examination, ok bool) {
	gone, void := lifted(events)
	var it Item
	shown := false
	for _, e := range order(events) {
		switch b := e.Body.(type) {
		case journal.ItemScanned:
			if !ok {
				shown = true
				x.Item, x.Day, x.Facts = e.Item, parcel.DayOf(e.Wall.UTC()), b.Facts
				x.Selection, x.Assessments = b.Verdict.Selection, b.Verdict.Assessments
			}
		case journal.ItemDecided:
			ok = ok || shown && !void[e.Name] && inspects(b)
		case journal.ItemExamined:
			ok = ok || shown && opened(b.Checked, b.Replies)
		default: // says nothing of an examination
		}
		it.apply(e, gone[e.Name], void[e.Name])
	}
	x.Decisions = it.Open
	return x, ok
}
