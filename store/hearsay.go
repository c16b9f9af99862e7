package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"postern/parcel"
)

// What others say, by kind.
const (
	saidEvent    = "event"
	saidStatus   = "status"
	saidReferral = "referral"
)

// mostHearsay bounds what is read of one name: others may repeat themselves
// for ever.
const mostHearsay = 200

// hear keeps what a message says beside items and papers, under every name it
// can be found by, whether that is known here yet or not.
func (w *writer) hear(ctx context.Context, e arrival, mail parcel.Mail) error {
	for i := range mail.Receptacles {
		if err := w.announce(ctx, e, &mail.Receptacles[i]); err != nil {
			return err
		}
	}
	if err := w.hearEvents(ctx, e, mail.Events); err != nil {
		return err
	}
	for i := range mail.Statuses {
		s := &mail.Statuses[i]
		s.At = honest(s.At)
		if err := w.keepHearsay(ctx, e, saidStatus, i, s, statusNames(s)...); err != nil {
			return err
		}
	}
	for i := range mail.Referrals {
		r := &mail.Referrals[i]
		r.Issued = honest(r.Issued)
		if err := w.keepHearsay(ctx, e, saidReferral, i, r, referralNames(r)...); err != nil {
			return err
		}
	}
	return nil
}

// hearEvents keeps what the post says happened, and counts anew how timely the
// data was of items that it says came or left.
func (w *writer) hearEvents(ctx context.Context, e arrival, events []parcel.PostalEvent) error {
	moved := map[string]bool{}
	for i := range events {
		v := &events[i]
		v.At = honest(v.At)
		if err := w.keepHearsay(ctx, e, saidEvent, i, v, itemName(v.Item)); err != nil {
			return err
		}
		if v.Step == parcel.StepArrived || v.Step == parcel.StepDeparted {
			moved[parcel.ParseIdentifier(v.Item).Text] = true
		}
	}
	if len(moved) == 0 {
		return nil
	}
	return w.retime(ctx, namedItems, keys(moved))
}

// honest is a time that JSON has a way to write, or none.
func honest(t time.Time) time.Time {
	if !writable(t) {
		return time.Time{}
	}
	return t
}

func (w *writer) keepHearsay(ctx context.Context, e arrival, kind string, line int, said any, names ...string) error {
	data, err := json.Marshal(said)
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		err := w.exec(ctx, "INSERT OR REPLACE INTO hearsay (name, kind, heard, station, line, said) VALUES (?, ?, ?, ?, ?, ?)",
			name, kind, moment(e.HLC), e.Station, line, data)
		if err != nil {
			return err
		}
	}
	return nil
}

func itemName(ident string) string {
	if ident == "" {
		return ""
	}
	return "i\x00" + parcel.ParseIdentifier(ident).Text
}

// statusNames are the item, the papers and the declaration a status speaks of.
func statusNames(s *parcel.Status) []string {
	names := []string{itemName(s.Number), entryName(s.Declaration)}
	if s.Order != "" {
		names = append(names, paperName(parcel.Paper{Kind: parcel.Order, Platform: s.Platform, Order: s.Order}))
	}
	if s.Transaction != "" {
		names = append(names, paperName(parcel.Paper{Kind: parcel.Payment, Payer: s.Payer, Transaction: s.Transaction}))
	}
	return names
}

// entryName is a declarant's own number of a declaration.
func entryName(number string) string {
	if number == "" {
		return ""
	}
	return "d\x00" + number
}

func referralNames(r *parcel.Referral) []string {
	names := []string{itemName(r.Item)}
	if r.Receptacle != "" {
		names = append(names, bagName(r.Receptacle))
	}
	if r.MRN != "" {
		names = append(names, "m\x00"+r.MRN)
	}
	return names
}

func bagName(r parcel.S9) string { return "r\x00" + string(r) }

// heard reads what was said under any of the names, the oldest first, each
// thing once.
func heard[T any](ctx context.Context, on *prepared, kind string, names ...string) (all []T, err error) {
	type saying struct {
		at    int64
		line  int
		value T
	}
	var found []saying
	seen := map[string]bool{}
	for _, name := range names {
		if name == "" {
			continue
		}
		err := on.each(ctx, func(row scanner) error {
			var s saying
			var data []byte
			if err := row.Scan(&s.at, &s.line, &data); err != nil || seen[string(data)] {
				return err
			}
			seen[string(data)] = true
			found = append(found, s)
			return json.Unmarshal(data, &found[len(found)-1].value)
		}, "SELECT heard, line, said FROM hearsay WHERE name = ? AND kind = ? ORDER BY heard DESC, station, line LIMIT ?", name, kind, mostHearsay)
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(found, func(a, b saying) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.line, b.line))
	})
	for _, s := range found {
		all = append(all, s.value)
	}
	return all, nil
}

// hearsay completes a dossier with what others say of its item.
func (db *DB) hearsay(ctx context.Context, r *itemRow, d *parcel.Dossier) error {
	ident := itemName(r.id.Ident())
	about := []string{ident}
	for _, p := range d.Papers {
		about = append(about, paperName(p))
	}
	if r.declared != nil {
		for _, reference := range r.declared.References {
			about = append(about, entryName(reference))
		}
	}
	var err error
	if d.Postal, err = heard[parcel.PostalEvent](ctx, db.reads, saidEvent, ident); err != nil {
		return err
	}
	if d.Statuses, err = heard[parcel.Status](ctx, db.reads, saidStatus, about...); err != nil {
		return err
	}
	if d.Referrals, err = heard[parcel.Referral](ctx, db.reads, saidReferral, ident); err != nil {
		return err
	}
	span, err := db.tenure(ctx, r.id)
	if err != nil {
		return err
	}
	d.Postal = slices.DeleteFunc(d.Postal, func(e parcel.PostalEvent) bool { return !span.holds(e.At) })
	d.Statuses = slices.DeleteFunc(d.Statuses, func(s parcel.Status) bool { return !span.holds(s.At) })
	d.Referrals = slices.DeleteFunc(d.Referrals, func(s parcel.Referral) bool { return !span.holds(s.Issued) })
	slices.SortStableFunc(d.Postal, func(a, b parcel.PostalEvent) int { return a.At.Compare(b.At) })
	return nil
}

// tenure is how long an item bears its identifier, where others bore it before
// or after it.
type tenure struct{ from, to time.Time }

// holds reports whether a moment lies within; a moment that nobody told does.
func (s tenure) holds(at time.Time) bool {
	return at.IsZero() || !at.Before(s.from) && (s.to.IsZero() || at.Before(s.to))
}

func (db *DB) tenure(ctx context.Context, id parcel.ItemID) (s tenure, err error) {
	earlier := false
	err = db.reads.each(ctx, func(row scanner) error {
		var day parcel.Day
		err := row.Scan(&day)
		switch {
		case day < id.Day():
			earlier = true
		case day > id.Day() && s.to.IsZero():
			s.to = day.Time()
		}
		return err
	}, "SELECT day FROM item WHERE ident = ? ORDER BY day", id.Ident())
	if earlier {
		s.from = id.Day().Time()
	}
	return s, err
}
