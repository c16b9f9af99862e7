package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/risk"
	"postern/risk/names"
	"postern/store"
	"postern/sync/enrol"
	"postern/sync/link"
)

// deliver takes what the hub sends beside events and receipts. It is kept with
// its cursor in one transaction, or it fails and is put aside.
func (s *station) deliver(ctx context.Context, m link.Message) error {
	switch m.Kind { //nolint:exhaustive // the loop takes the others
	case link.KindAdvice:
		return s.deliverFile(ctx, m)
	case link.KindPack:
		return s.deliverPack(ctx, m)
	case link.KindHold:
		return s.deliverHold(ctx, m)
	case link.KindList:
		return s.deliverList(ctx, m)
	case link.KindCommand:
		return s.obey(ctx, m)
	default:
		return fmt.Errorf("%s: nothing here takes it yet", m.Kind)
	}
}

// retryUnread tries again what was put aside when it came: a newer program may
// read it, a signer may be trusted by now. Its cursor has moved on long ago.
func (s *station) retryUnread(ctx context.Context) error {
	return s.db.Unread(ctx, func(_ wire.Cursor, kind string, raw []byte) error {
		switch k := link.Kind(kind); k { //nolint:exhaustive // the others are told by a later message
		case link.KindAdvice, link.KindPack, link.KindHold, link.KindList:
			return s.deliver(ctx, link.Message{Kind: k, Body: raw})
		}
		return errNotNow
	})
}

var errNotNow = errors.New("still not to be read")

// deliverFile receives a message file. The journal knows a file by its content:
// one that comes again, its cursor not having moved, changes nothing.
func (s *station) deliverFile(ctx context.Context, m link.Message) error {
	path := s.path("inbox", fmt.Sprintf("hub-%d", m.Seq))
	if err := writeFile(path, m.Body); err != nil {
		return err
	}
	in, err := s.inbox(s.path("inbox"), nil)
	if err != nil {
		return err
	}
	if report := in.Take(ctx, path); report.Err != nil && ctx.Err() != nil {
		return report.Err // else it is received, a duplicate, or lies in rejected/ with its why
	}
	return s.db.Note(ctx, m.Cursor, nil)
}

// deliverPack puts a pack in force that somebody trusted signed, as an officer
// would who has its file.
func (s *station) deliverPack(ctx context.Context, m link.Message) error {
	f, err := link.ReadPack(m.Body)
	if err != nil {
		return err
	}
	p, problems := risk.ParsePack(m.Name, f.File)
	if p != nil && len(problems) == 0 {
		problems = p.Check(s.now())
	}
	if len(problems) > 0 {
		return fmt.Errorf("pack %s: %v", parcel.Excerpt(m.Name), problems)
	}
	trusted, err := verifiers(s.keys.trust)
	if err != nil {
		return err
	}
	signer, err := risk.VerifyPack(f.File, f.Sig, trusted)
	if err == nil {
		err = s.mayAdopt(ctx, p)
	}
	if err != nil {
		return err
	}
	through := *s
	through.desk = s.deskOver(s.db.Through(m.Cursor))
	err = through.takePack(ctx, p, f.File, f.Sig, signer, nil)
	if errors.Is(err, store.ErrTaken) {
		return nil
	}
	return errors.Join(err, s.reload(ctx))
}

// deliverList puts a denied-party list in force that somebody trusted signed.
func (s *station) deliverList(ctx context.Context, m link.Message) error {
	trusted, err := verifiers(s.keys.trust)
	if err != nil {
		return err
	}
	f, _, err := link.ReadList(m.Body, trusted)
	if err != nil {
		return err
	}
	if !listName.MatchString(f.Name) || !f.Agency.Known() {
		return fmt.Errorf("list %s for %s is not whole", parcel.Excerpt(f.Name), parcel.Excerpt(string(f.Agency)))
	}
	l, skips, err := names.ReadList(f.Name, f.File)
	if err != nil {
		return err
	}
	through := *s
	through.desk = s.deskOver(s.db.Through(m.Cursor))
	_, err = through.takeList(ctx, listFile{list: l, data: f.File, skipped: len(l.Report(skips).Skipped), agency: f.Agency}, parcel.Who{})
	if errors.Is(err, store.ErrTaken) {
		return nil
	}
	return errors.Join(err, s.reload(ctx))
}

// obey does what the hub asks of the station itself; the loop does the rest.
func (s *station) obey(ctx context.Context, m link.Message) error {
	var c link.Command
	if err := json.Unmarshal(m.Body, &c); err != nil {
		return err
	}
	switch c.Verb { //nolint:exhaustive // the loop takes the others
	case link.Erase:
		err := s.db.Erase(ctx, m.Cursor, c.Keys)
		if errors.Is(err, store.ErrTaken) {
			return nil
		}
		return err
	case link.Rekey:
		id, err := enrol.Load(s.path(linkFolder))
		if err == nil {
			err = id.Rekey(ctx, s.path(linkFolder))
		}
		if err != nil {
			return err // put aside: the key in force stays
		}
		return s.db.Note(ctx, m.Cursor, nil)
	default:
		return fmt.Errorf("%s: nothing here does that", parcel.Excerpt(string(c.Verb)))
	}
}

// deliverHold enters a hold of the hub in the ledger, or closes it.
func (s *station) deliverHold(ctx context.Context, m link.Message) error {
	var h link.Hold
	if err := json.Unmarshal(m.Body, &h); err != nil {
		return err
	}
	ident := parcel.ParseIdentifier(h.Identifier).Text
	if ident == "" || !h.Agency.Known() || len(h.Reason) > 500 || len(h.ID) > 60 {
		return fmt.Errorf("hold %s is not whole", parcel.Excerpt(h.ID))
	}
	it, err := s.db.Item(ctx, parcel.ItemID(ident))
	if errors.Is(err, parcel.ErrNoItem) {
		it, err = parcel.Item{ID: parcel.NewItemID(ident, parcel.DayOf(s.now().UTC()))}, nil
	}
	if err != nil {
		return err
	}
	mark := " (hub " + h.ID + ")"
	draft := journal.Draft{Body: journal.HoldIssued{Agency: h.Agency, Reason: h.Reason + mark}, Item: it.ID}
	if h.Close == "" && len(marked(it, mark)) > 0 {
		return s.db.Note(ctx, m.Cursor, nil) // the same hold again
	}
	if h.Close != "" {
		draft.Body, draft.Supersedes = journal.HoldClosed{Cause: h.Close}, marked(it, mark)
	}
	_, err = s.db.Through(m.Cursor).Append(ctx, draft)
	if errors.Is(err, store.ErrTaken) {
		return nil
	}
	return err
}

// marked are the open holds of an item that bear the mark of one of the hub's.
func marked(it parcel.Item, mark string) (all []journal.Name) {
	for _, open := range it.OpenHolds() {
		if n, err := journal.ParseName(open.Event); err == nil && strings.HasSuffix(open.Reason, mark) {
			all = append(all, n)
		}
	}
	return all
}
