package main

import (
	"context"

	"postern/journal"
	"postern/parcel"
	"postern/tui/messages"
)

// Held implements tui.Book.
func (d doors) Held(ctx context.Context, open bool) ([]parcel.Hold, error) {
	return d.db.Held(ctx, open)
}

// CloseHold implements tui.Desk.
func (d doors) CloseHold(ctx context.Context, who parcel.Who, item parcel.ItemID, cause parcel.Cause) ([]parcel.Hold, error) {
	return d.desk.CloseHold(ctx, who, item, cause)
}

// Bags implements tui.Book.
func (d doors) Bags(ctx context.Context, left bool, most int) ([]parcel.Bag, error) {
	return d.db.Bags(ctx, left, most)
}

// Bag implements tui.Book.
func (d doors) Bag(ctx context.Context, r parcel.S9) (parcel.Bag, error) { return d.db.Bag(ctx, r) }

// Walk implements tui.Book.
func (d doors) Walk(ctx context.Context) ([]parcel.Errand, error) { return d.db.Walk(ctx) }

// Messages implements tui.Book.
func (d doors) Messages(ctx context.Context, most int) ([]messages.Message, int, error) {
	events, total, err := d.db.Arrivals(ctx, most)
	all := make([]messages.Message, 0, len(events))
	for _, e := range events {
		switch b := e.Body.(type) {
		case journal.MessageReceived:
			m := messages.Message{
				At: e.Wall, File: b.File, Format: b.Format, Size: b.Size, Items: b.Items, Papers: b.Papers,
				Others: b.Receptacles + b.Events + b.Statuses + b.Referrals,
			}
			for _, f := range b.Faults {
				m.Faults = append(m.Faults, messages.Fault{Item: f.Item, Text: f.Text})
			}
			all = append(all, m)
		case journal.MessageRejected:
			all = append(all, messages.Message{At: e.Wall, File: b.File, Size: b.Size, Rejected: true, Why: b.Why})
		default: // no other kind was asked for
		}
	}
	return all, total, err
}

// Exhibits implements tui.Book.
func (d doors) Exhibits(ctx context.Context, kept bool) ([]parcel.Exhibit, error) {
	return d.db.Exhibits(ctx, kept)
}

// Recount implements tui.Desk.
func (d doors) Recount(ctx context.Context, who parcel.Who, slot string, found []parcel.FoundExhibit) ([]parcel.Miscount, error) {
	return d.desk.Recount(ctx, who, slot, found)
}
