package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"postern/journal"
	"postern/parcel"
)

// Bags is what is known of receptacles, of what authorities ask of them and of
// items, and of labels like one that was read.
type Bags interface {
	Progress(ctx context.Context, r parcel.S9) (parcel.Progress, error)
	// Emptying is the receptacle that was opened here last since a moment.
	Emptying(ctx context.Context, since time.Time) (parcel.S9, error)
	Near(ctx context.Context, label, within string) ([]string, error)
	// About lists the items here that a referral is about: its own, those of
	// its receptacle, or those of its filing.
	About(ctx context.Context, r parcel.Referral) ([]parcel.ItemID, error)
	// Asked lists what was asked of a whole receptacle before.
	Asked(ctx context.Context, r parcel.S9) ([]parcel.Referral, error)
}

// ask drafts what a message's referrals come to: a hold on each item they ask
// about, and the answer to those that nothing more is asked of. Items are named
// by identifier alone where they may only come with this very message.
func (d *Desk) ask(ctx context.Context, mail *parcel.Mail) ([]journal.Draft, error) {
	var drafts []journal.Draft
	referrals, err := d.asked(ctx, mail)
	if err != nil {
		return nil, err
	}
	issued := map[parcel.ItemID][]parcel.Referral{}
	for _, r := range referrals {
		items, err := d.about(ctx, r, mail)
		if err != nil {
			return nil, err
		}
		for _, id := range items {
			draft, err := d.request(ctx, id, r, issued)
			if err != nil {
				return nil, err
			}
			if draft.Body != nil {
				drafts = append(drafts, draft)
			}
		}
	}
	return drafts, nil
}

// asked is what the message asks, and what was asked before of receptacles
// whose items come with it.
func (d *Desk) asked(ctx context.Context, mail *parcel.Mail) ([]parcel.Referral, error) {
	all := mail.Referrals
	seen := map[parcel.S9]bool{"": true}
	var err error
	for _, it := range mail.All(&err) {
		bag := it.Receptacle
		if seen[bag] {
			continue
		}
		seen[bag] = true
		before, err := d.bags.Asked(ctx, bag)
		if err != nil {
			return nil, err
		}
		all = append(all[:len(all):len(all)], before...)
	}
	return all, err
}

// about names the items a referral is about, those of this message too.
func (d *Desk) about(ctx context.Context, r parcel.Referral, mail *parcel.Mail) ([]parcel.ItemID, error) {
	if r.Item != "" {
		return []parcel.ItemID{parcel.ItemID(parcel.ParseIdentifier(r.Item).Text)}, nil
	}
	items, err := d.bags.About(ctx, r)
	if err != nil || r.Receptacle == "" {
		return items, err
	}
	known := map[string]bool{}
	for _, id := range items {
		known[id.Ident()] = true
	}
	for _, it := range mail.All(&err) {
		ident := it.Identifier.Text
		if it.Receptacle == r.Receptacle && !known[ident] {
			known[ident] = true
			items = append(items, parcel.ItemID(ident))
		}
	}
	return items, err
}

// request is the hold a referral puts on an item, or the answer to such holds;
// empty where that was done before.
func (d *Desk) request(ctx context.Context, id parcel.ItemID, r parcel.Referral, issued map[parcel.ItemID][]parcel.Referral) (journal.Draft, error) {
	it, err := d.book.Item(ctx, id)
	if err != nil && !errors.Is(err, parcel.ErrNoItem) {
		return journal.Draft{}, err
	}
	if it.ID != "" && d.opt.Now().Sub(it.Seen) > parcel.Reuse { // the identifier was another's
		it = parcel.Item{}
	}
	if r.Kind.Answers() {
		return answered(it, r)
	}
	if !r.Kind.Asks() {
		return journal.Draft{}, nil
	}
	if askedFor(it.Holds, r) || slices.ContainsFunc(issued[id], func(other parcel.Referral) bool { return other.Same(r) }) {
		return journal.Draft{}, nil
	}
	issued[id] = append(issued[id], r)
	r.Item, r.Text = "", clip(r.Text, mostText)
	return journal.Draft{Item: id, Body: journal.HoldIssued{Agency: r.Kind.Agency(), Reason: clip(reason(r), mostText), Asked: &r}}, nil
}

// askedFor reports whether a hold was put on the item for just this.
func askedFor(holds []parcel.Hold, r parcel.Referral) bool {
	return slices.ContainsFunc(holds, func(h parcel.Hold) bool { return h.Asked.Same(r) && (!h.Closed || !again(r, *h.Asked)) })
}

// again reports whether what was answered is asked anew: later than before. The
// post's watchdog does not say when, and stops an item as often as it says so.
func again(r, before parcel.Referral) bool {
	return r.Issued.After(before.Issued) || r.Kind == parcel.StopItem && r.Issued.IsZero()
}

// answered closes what the same authority asked of an item under the same
// filing.
func answered(it parcel.Item, r parcel.Referral) (journal.Draft, error) {
	var of []journal.Name
	for _, h := range it.OpenHolds() {
		if h.Asked == nil || h.Asked.Kind.Agency() != r.Kind.Agency() || h.Asked.MRN != "" && r.MRN != "" && h.Asked.MRN != r.MRN {
			continue
		}
		n, err := journal.ParseName(h.Event)
		if err != nil {
			return journal.Draft{}, err
		}
		of = append(of, n)
	}
	if len(of) == 0 {
		return journal.Draft{}, nil
	}
	return journal.Draft{Item: it.ID, Supersedes: of, Body: journal.HoldAnswered{By: "message", Reference: r.Reference, MRN: r.MRN}}, nil
}

// reason is a referral in words.
func reason(r parcel.Referral) string {
	words := []string{map[parcel.ReferralKind]string{
		parcel.DoNotLoad: "do not load", parcel.NeedInformation: "information wanted", parcel.NeedScreening: "screening wanted",
		parcel.StopItem: "stop it",
	}[r.Kind]}
	for _, part := range [...]string{r.Field, r.Method, r.Text} {
		if part = strings.TrimSpace(part); part != "" {
			words = append(words, part)
		}
	}
	return strings.Join(words, ": ")
}
