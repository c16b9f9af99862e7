package fold

import (
	"strings"

	"postern/journal"
	"postern/parcel"
)

// Entries tells an item's history, oldest first, in words of the trade.
func Entries(events []journal.Event) []parcel.Entry {
	events = order(events)
	gone, _ := lifted(events)
	all := make([]parcel.Entry, 0, len(events))
	for _, e := range events {
		all = append(all, entry(e, gone[e.Name]))
	}
	return all
}

func entry(e journal.Event, gone bool) parcel.Entry {
	out := parcel.Entry{
		Event: e.String(), Seq: e.Seq, Kind: string(e.Kind), At: e.Wall, Officers: e.Officers, Lifted: gone,
	}
	switch b := e.Body.(type) {
	case journal.ItemScanned:
		out.Lane, out.Place = b.Verdict.Lane, b.Scan.Place
		out.Text = string(b.Verdict.Selection.Reason)
	case journal.ItemEntered:
		out.Text = b.Declaration.Words()
	case journal.ItemDecided:
		out.Lane, out.Outcome, out.Place, out.Text = b.Lane, b.Outcome, b.Place, decisionText(b)
	case journal.ItemExamined:
		out.Text = checkedText(b)
	case journal.ExhibitMoved:
		out.Text = movedText(b)
	case journal.HoldIssued:
		out.Text = string(b.Agency) + ": " + b.Reason
	case journal.HoldClosed:
		out.Text = string(b.Cause)
	case journal.PartiesShown:
		out.Text = b.Purpose
	case journal.LateData:
		out.Lane, out.Place, out.Text = b.Now, b.Place, strings.TrimSpace(string(b.Agency)+" "+b.Reason)
	case journal.HoldAnswered:
		out.Text = strings.TrimSpace(b.By + " " + b.Reference)
	case journal.Unread:
		out.Text = b.Why
	default: // its kind says it all
	}
	return out
}

func decisionText(b journal.ItemDecided) string {
	parts := []string{b.Ground}
	for _, f := range b.Findings {
		parts = append(parts, strings.TrimSpace(f.Code+" "+f.Text))
	}
	return strings.Join(parts, "; ")
}
