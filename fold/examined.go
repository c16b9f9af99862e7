package fold

import (
	"postern/journal"
	"postern/parcel"
)

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
		default: // says nothing of an examination
		}
		it.apply(e, gone[e.Name], void[e.Name])
	}
	x.Decisions = it.Open
	return x, ok
}
