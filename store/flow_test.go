package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
)

// flowing is the same mail with its items read anew, a few at a time, into
// memory that is used again.
func flowing(m parcel.Mail, counted int) parcel.Mail {
	items := m.Items
	m.Items = nil
	m.Flow = parcel.Flow{Items: counted, Parts: func(part func([]parcel.Declaration) bool) {
		const few = 3
		held := make([]parcel.Declaration, few)
		for from := 0; from < len(items); from += few {
			n := copy(held, items[from:])
			if !part(held[:n]) {
				return
			}
		}
	}}
	return m
}

// A file whose items flow leaves the same rows as one whose items are held, live
// and replayed: known items, new ones, one that is named twice far apart.
func TestItemsThatFlowAreStoredTheSame(t *testing.T) {
	var items []parcel.Declaration
	for i := range 20 {
		items = append(items, declare(i))
	}
	again := declare(4)
	again.Gross, again.Sender.Name = 900, "Another"
	items = append(items, again)
	dumps := map[bool]map[string][]string{}
	for _, flow := range []bool{false, true} {
		s := setUp(t)
		s.receive([]parcel.Declaration{declare(2), declare(3)})
		s.event(day(2), scanned("belt", parcel.Green, parcel.ByNone))
		s.event(day(2), decided(parcel.Release))
		mail := parcel.Mail{Items: items, Papers: []parcel.Paper{{Kind: parcel.Shipment, Carrier: "C", Number: ident(5), Order: "O-1"}}}
		if flow {
			mail = flowing(mail, len(items))
		}
		s.append(s.mail(mail))
		dumps[flow] = s.dump()
		if _, err := s.Replay(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dumps[flow], s.dump()); diff != "" {
			t.Error("replayed (-live +replayed):", diff)
		}
	}
	if diff := cmp.Diff(dumps[false], dumps[true]); diff != "" {
		t.Error("(-held +flowing):", diff)
	}
}

// A flow that falls short leaves nothing.
func TestAFlowThatFallsShort(t *testing.T) {
	s := setUp(t)
	before := s.dump()
	draft := s.mail(flowing(parcel.Mail{Items: []parcel.Declaration{declare(1), declare(2)}}, 3))
	if _, err := s.Append(t.Context(), journal.Draft{Body: draft.Body, Mail: draft.Mail}); err == nil {
		t.Error("nobody says so")
	}
	if diff := cmp.Diff(before, s.dump()); diff != "" {
		t.Error(diff)
	}
}
