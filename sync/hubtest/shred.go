package hubtest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"testing"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/link"
)

// sealedEvent is one event of a body, sealed where there is a key.
func sealedEvent(t *testing.T, of wire.Source, seq uint64, body journal.Body, id string, raw []byte) wire.Event {
	t.Helper()
	r := journal.Record{
		Name: journal.Name{Station: of.Station, Epoch: of.Epoch, Seq: seq}, Kind: body.Kind(), Version: 1,
		HLC: journal.HLC(0).Tick(moment), Wall: moment, Zone: "UTC", Key: id,
	}
	var key cipher.AEAD
	if id != "" {
		block, err := aes.NewCipher(raw)
		if err == nil {
			key, err = cipher.NewGCMWithRandomNonce(block)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	stored, err := journal.Seal(r, body, key)
	if err != nil {
		t.Fatal(err)
	}
	r.BodyHash = sha256.Sum256(stored)
	return wire.Event{Seq: seq, Record: r.Encode(), Body: stored}
}

// keysOf are the keys that come to a station with the first events of its
// office.
func keysOf(t *testing.T, l link.Line) (n int) {
	t.Helper()
	Await(t, l, nil, func(m link.Message) bool {
		if m.Kind != link.KindEvents {
			return false
		}
		b, err := wire.Unpack(m.Body)
		if err != nil {
			t.Fatal(err)
		}
		n = len(b.Keys)
		return true
	})
	return n
}

// shredded: once a station destroyed a data key the hub has it no more either,
// gives it to nobody, and does not take it again.
func shredded(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	a, w := join(t, site, "a-1", "NLAMSA")
	b, _ := join(t, site, "a-2", "NLAMSA")
	of, raw := Source("a-1"), bytes.Repeat([]byte{5}, 32)
	key, err := wire.SealKey("case-2026-11-26-1", journal.Case, "2026-11-26", raw, w.Sealing)
	if err != nil {
		t.Fatal(err)
	}
	first := wire.Batch{Station: of.Station, Epoch: of.Epoch, Priority: wire.Outcomes, Keys: []wire.Key{key}, Events: []wire.Event{
		sealedEvent(t, of, 1, journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}, key.ID, raw),
	}}
	last := first
	last.Keys, last.Events = nil, []wire.Event{sealedEvent(t, of, 2, journal.KeysShredded{Of: journal.Case, Keys: []string{key.ID}}, "", nil)}
	if err := a.Send(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	receipted(t, a, w.Key, of, 1)
	same(t, "keys before", keysOf(t, b), 1)
	if err := a.Send(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	receipted(t, a, w.Key, of, 2)
	same(t, "keys after", keysOf(t, b), 0)
	third := first // the key once more, with another event
	third.Events = []wire.Event{sealedEvent(t, of, 3, journal.HoldIssued{Agency: parcel.Plant, Reason: "bulbs"}, key.ID, raw)}
	if err := a.Send(t.Context(), third); err != nil {
		t.Fatal(err)
	}
	receipted(t, a, w.Key, of, 3)
	same(t, "keys after it came again", keysOf(t, b), 0)
}
