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
		Event: e.String(), Seq: e.Seq, Kind: string(e.Kind), At: e.Wall, Officers: e.Officers, Lifted: gone, Text: said(e.Body),
	}
	switch b := e.Body.(type) {
	case journal.ItemScanned:
		out.Lane, out.Place = b.Verdict.Lane, b.Scan.Place
		out.Text = string(b.Verdict.Selection.Reason)
	case journal.ItemDecided:
		out.Lane, out.Outcome, out.Place, out.Text = b.Lane, b.Outcome, b.Place, decisionText(b)
	case journal.LateData:
		out.Lane, out.Place, out.Text = b.Now, b.Place, strings.TrimSpace(string(b.Agency)+" "+b.Reason)
	default:
	}
	return out
}

// said is what an event says in words beyond its kind, lane and place.
func said(body journal.Body) string {
	switch b := body.(type) {
	case journal.ItemEntered:
		return b.Declaration.Words()
	case journal.ItemExamined:
		return checkedText(b)
	case journal.ExhibitMoved:
		return movedText(b)
	case journal.FileAttached:
		return b.Name
	case journal.HoldIssued:
		return string(b.Agency) + ": " + b.Reason
	case journal.HoldClosed:
		return string(b.Cause)
	case journal.PartiesShown:
		return b.Purpose
	case journal.HoldAnswered:
		return strings.TrimSpace(b.By + " " + b.Reference)
	case journal.Unread:
		return b.Why
	default: // its kind says it all
		return ""
	}
}

func decisionText(b journal.ItemDecided) string {
	parts := []string{b.Ground}
	for _, f := range b.Findings {
		parts = append(parts, strings.TrimSpace(f.Code+" "+f.Text))
	}
	return strings.Join(parts, "; ")
}
