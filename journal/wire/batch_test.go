package wire_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
)

var epoch = journal.Epoch{1, 2, 3}

// anyRecord draws a record as a station may write it, and its body.
func anyRecord(t *rapid.T, seq uint64, last journal.HLC) (journal.Record, []byte) {
	word := rapid.SampledFrom([]string{"", "a", "officer-1", "officer-2", "item_scanned", "CET+01:00", "ä\x00"})
	body := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "body")
	r := journal.Record{
		Name: journal.Name{Station: "desk-1", Epoch: epoch, Seq: seq},
		Kind: journal.Kind(word.Draw(t, "kind")), Version: rapid.Uint64Range(0, 3).Draw(t, "version"),
		HLC: last + journal.HLC(rapid.Uint64Range(1, 1<<34).Draw(t, "hlc")), Zone: word.Draw(t, "zone"), Boot: word.Draw(t, "boot"),
		Pack: word.Draw(t, "pack"), Item: parcel.ItemID(word.Draw(t, "item")), Key: word.Draw(t, "key"), BodyHash: sha256.Sum256(body),
	}
	r.Wall = r.HLC.Time()
	if rapid.Bool().Draw(t, "skewed") {
		r.Wall = time.UnixMilli(rapid.Int64Range(-1<<40, 1<<42).Draw(t, "wall"))
	}
	if rapid.Bool().Draw(t, "met the hub") {
		r.HubTime = time.UnixMilli(rapid.Int64Range(1, 1<<42).Draw(t, "hub"))
	}
	for range rapid.IntRange(0, 3).Draw(t, "officers") {
		r.Officers = append(r.Officers, parcel.OfficerID(word.Draw(t, "officer")))
	}
	for range rapid.IntRange(0, 2).Draw(t, "supersedes") {
		n := r.Name
		n.Seq = rapid.Uint64Range(0, seq+2).Draw(t, "lifts")
		if rapid.Bool().Draw(t, "elsewhere") {
			n.Station = word.Draw(t, "station")
		}
		r.Supersedes = append(r.Supersedes, n)
	}
	return r, body
}

func anyBatch(t *rapid.T) wire.Batch {
	b := wire.Batch{Station: "desk-1", Epoch: epoch, Priority: wire.Priority(rapid.IntRange(0, int(wire.Priorities)-1).Draw(t, "priority"))}
	seq, last := uint64(0), journal.HLC(0)
	for range rapid.IntRange(0, 20).Draw(t, "events") {
		seq += rapid.Uint64Range(1, 300).Draw(t, "gap")
		r, body := anyRecord(t, seq, last)
		last = r.HLC & (1<<62 - 1)
		e := wire.Event{Seq: seq, Record: r.Encode(), Body: body}
		switch rapid.IntRange(0, 9).Draw(t, "strange") {
		case 0:
			e.Body = nil // erased
		case 1:
			e.Body = append(bytes.Clone(body), 1) // another body than the record's
		case 2:
			e.Record = append([]byte{9}, e.Record...) // of a newer form
		}
		b.Events = append(b.Events, e)
	}
	for range rapid.IntRange(0, 2).Draw(t, "keys") {
		b.Keys = append(b.Keys, wire.Key{ID: "item-2026-01-01-00", Class: journal.Goods, Day: "2026-01-01", For: "hub", Sealed: []byte{1, 2}})
	}
	return b
}

// TestExactBytes: whatever stands in records and bodies comes out as it went
// in.
func TestExactBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBatch(t)
		packed, err := b.Pack()
		if err != nil {
			t.Fatal(err)
		}
		back, err := wire.Unpack(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b, back, emptyIsNot()); diff != "" {
			t.Fatal(diff)
		}
		if b.ID() != back.ID() {
			t.Fatalf("%s became %s", b.ID(), back.ID())
		}
	})
}

// emptyIsNot: a body of no bytes is a body; one that was taken away is none.
func emptyIsNot() cmp.Option {
	return cmp.Comparer(func(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) })
}

// TestShiftIsSmall: events of an ordinary shift come to under 60 bytes each,
// apart from sealed bodies.
func TestShiftIsSmall(t *testing.T) {
	const n = 500
	b := wire.Batch{Station: "fra-desk-12", Epoch: epoch, Priority: wire.Scans}
	at, sealed := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), 0
	for i := range n {
		at = at.Add(time.Duration(900+i*37%4000) * time.Millisecond)
		body := make([]byte, 180)
		if _, err := rand.Read(body); err != nil {
			t.Fatal(err)
		}
		sealed += len(body)
		r := journal.Record{
			Name: journal.Name{Station: b.Station, Epoch: epoch, Seq: uint64(i + 1)}, Kind: journal.KindItemScanned, Version: 1,
			HLC: journal.HLC(0).Tick(at), Wall: at, Zone: "CET+01:00", Boot: "f0a8a3c8-6b3a-4b52-9d4c-6fb9cbb7f3b8",
			Officers: []parcel.OfficerID{"o-7f3a"}, Pack: "customs 12, post 4", BodyHash: sha256.Sum256(body), Key: "item-2026-03-02-0011223344556677",
			Item: parcel.NewItemID(fmt.Sprintf("RB%08d7CN", (i+1)*7919%100000000), "2026-03-02"),
		}
		b.Events = append(b.Events, wire.Event{Seq: r.Seq, Record: r.Encode(), Body: body})
	}
	packed, err := b.Pack()
	if err != nil {
		t.Fatal(err)
	}
	each := float64(len(packed)-sealed) / n
	t.Logf("%.1f bytes an event apart from its sealed body", each)
	if each > 60 {
		t.Errorf("%.1f bytes an event apart from its sealed body, want 60 at most", each)
	}
}

func TestUnpackRefuses(t *testing.T) {
	b := wire.Batch{Station: "desk-1", Epoch: epoch}
	good, err := b.Pack()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "another form": append([]byte{7}, good[1:]...), "cut": good[:len(good)-1], "more": append(bytes.Clone(good), 0),
		"huge": make([]byte, wire.MaxBatch+1),
	} {
		if _, err := wire.Unpack(data); !errors.Is(err, wire.ErrWire) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLongWordNamedOften: a word written once and named by every event must
// not become gigabytes.
func TestLongWordNamedOften(t *testing.T) {
	long := string(bytes.Repeat([]byte("x"), 60_000))
	b := wire.Batch{Station: "desk-1", Epoch: epoch}
	for seq := uint64(1); seq <= wire.MaxEvents; seq++ {
		r := journal.Record{Name: journal.Name{Station: "desk-1", Epoch: epoch, Seq: seq}, Zone: long}
		b.Events = append(b.Events, wire.Event{Seq: seq, Record: r.Encode()})
	}
	if _, err := b.Pack(); !errors.Is(err, journal.ErrSize) {
		t.Errorf("60 MB of records in one batch: %v", err)
	}
}

func FuzzUnpack(f *testing.F) {
	r := journal.Record{Name: journal.Name{Station: "desk-1", Epoch: epoch, Seq: 4}, Kind: journal.KindItemScanned, Officers: []parcel.OfficerID{"o"}}
	b := wire.Batch{Station: "desk-1", Epoch: epoch, Events: []wire.Event{{Seq: 4, Record: r.Encode(), Body: []byte("body")}}}
	packed, err := b.Pack()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := wire.Unpack(data)
		if err != nil {
			return
		}
		again, err := b.Pack()
		if err != nil {
			return // a key or record that only a stranger writes
		}
		back, err := wire.Unpack(again)
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		if diff := cmp.Diff(b, back, emptyIsNot()); diff != "" {
			t.Fatal(diff)
		}
	})
}
