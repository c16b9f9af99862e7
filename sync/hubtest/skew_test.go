package hubtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/enrol"
	"postern/sync/hub/record"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// golden reads bytes that release 1 put on the wire. They are never written
// anew: a later release must read them as they are.
func golden(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "release1", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// peer speaks to a hub's door in raw bytes, as a program of any release may.
type peer struct {
	*testing.T
	conn *nats.Conn
	name string
}

func newPeer(t *testing.T, site *Site, id *enrol.Identity) peer {
	t.Helper()
	config, err := id.TLS()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := nats.Connect("tls://"+site.Server.Addr(), nats.Secure(config), nats.TLSHandshakeFirst(), nats.NoReconnect(),
		nats.CustomInboxPrefix("_INBOX."+jetstream.Token(id.Station)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return peer{t, conn, jetstream.Token(id.Station)}
}

// ask gives the answer to a request, which must be granted.
func (p peer) ask(verb string, data []byte) []byte {
	p.Helper()
	m, err := p.conn.Request("in."+p.name+"."+verb, data, time.Minute)
	if err != nil {
		p.Fatal(err)
	}
	if m.Header.Get("Postern-Code") != "200" {
		p.Fatalf("%s: %s %s", verb, m.Header.Get("Postern-Code"), m.Data)
	}
	return m.Data
}

// TestOlderStation: what a station of release 1 says is understood by this hub,
// recorded to the byte, and passed on to stations of today.
func TestOlderStation(t *testing.T) {
	t.Parallel()
	site := alone(t)
	mate, _ := join(t, site, "a-2", "NLAMSA")
	p := newPeer(t, site, site.Enrol(t, "a-1", "NLAMSA"))
	var w link.Welcome
	if err := json.Unmarshal(p.ask("hello", golden(t, "hello.json")), &w); err != nil || w.Version != link.Version || w.Key == "" {
		t.Fatalf("welcome %+v, %v", w, err)
	}
	p.ask("event", golden(t, "batch.bin"))
	want, err := wire.Unpack(golden(t, "batch.bin"))
	if err != nil || len(want.Events) != 3 {
		t.Fatalf("%d events, %v", len(want.Events), err)
	}
	passedOn(t, mate, want.Events)
	recordedAs(t, site, want.Events)
}

// TestOlderHub: what a hub of release 1 answers is understood by the loop of
// today, nothing of it is put aside.
func TestOlderHub(t *testing.T) {
	t.Parallel()
	var w link.Welcome
	if err := json.Unmarshal(golden(t, "welcome.json"), &w); err != nil {
		t.Fatal(err)
	}
	key, err := note.NewVerifier(w.Key)
	if err != nil {
		t.Fatal(err)
	}
	d := newTray(t, Source("a-1"), 3, 100, func() {})
	box := &counting{tray: d}
	l := link.New(link.Options{Outbox: d, Inbox: box, Files: d, Now: time.Now, Hello: link.Hello{Station: "a-1"}})
	for i, name := range []string{"receipt.note", "batch.bin", "digests.bin"} {
		m := link.Message{Cursor: wire.Cursor{Stream: name, Created: "1", Seq: uint64(i + 1)}, Body: golden(t, name)}
		m.Kind = []link.Kind{link.KindReceipt, link.KindEvents, link.KindDigest}[i]
		if err := l.Arrive(t.Context(), key, m); err != nil {
			t.Fatal(err)
		}
	}
	if d.receipt.Upto != 3 || d.receipt.Generation != "g1" || box.merged != 3 || box.noted != 1 || box.aside != 0 {
		t.Errorf("receipt up to %d of %q, %d merged, %d noted, %d put aside", d.receipt.Upto, d.receipt.Generation, box.merged, box.noted, box.aside)
	}
}

// counting counts what an inbox is given.
type counting struct {
	*tray
	merged, noted, aside int
}

func (c *counting) Merge(ctx context.Context, at wire.Cursor, b wire.Batch) (wire.Merged, error) {
	c.merged += len(b.Events)
	return c.tray.Merge(ctx, at, b)
}

func (c *counting) Note(ctx context.Context, at wire.Cursor, all []wire.Digest) error {
	c.noted += len(all)
	return c.tray.Note(ctx, at, all)
}

func (c *counting) Aside(ctx context.Context, at wire.Cursor, kind, why string, raw []byte) error {
	c.aside++
	return c.tray.Aside(ctx, at, kind, why, raw)
}

// TestNewerStation: a station of the next release, which knows kinds of events,
// fields and capabilities that nobody here does, is let in; what it sends is
// recorded and passed on to the byte, and read as far as it can be.
func TestNewerStation(t *testing.T) {
	t.Parallel()
	site := alone(t)
	mate, _ := join(t, site, "a-2", "NLAMSA")
	p := newPeer(t, site, site.Enrol(t, "a-1", "NLAMSA"))
	var hello map[string]any
	if err := json.Unmarshal(golden(t, "hello.json"), &hello); err != nil {
		t.Fatal(err)
	}
	hello["version"], hello["caps"], hello["quantum"] = link.Version+1, []string{"events", "telepathy"}, map[string]any{"a": 1}
	data, err := json.Marshal(hello)
	if err != nil {
		t.Fatal(err)
	}
	p.ask("hello", data)
	b := wire.Batch{Station: "a-1", Epoch: Source("a-1").Epoch, Priority: wire.Outcomes, Events: []wire.Event{
		tomorrows(1, "item_teleported", 1, `{"to":"the moon"}`),
		tomorrows(2, journal.KindHoldIssued, 9, `{"agency":"plant","reason":"seeds","colour":{"of":"the bag"}}`),
	}}
	packed, err := b.Pack()
	if err != nil {
		t.Fatal(err)
	}
	p.ask("event", packed)
	passedOn(t, mate, b.Events)
	recordedAs(t, site, b.Events)
	stationOfToday(t, b)
}

// tomorrows is an event as another release may write it.
func tomorrows(seq uint64, kind journal.Kind, version uint64, body string) wire.Event {
	stored := []byte("\x00" + body) // not packed
	r := journal.Record{
		Name: journal.Name{Station: "a-1", Epoch: Source("a-1").Epoch, Seq: seq}, Kind: kind, Version: version, HLC: journal.HLC(0).Tick(moment), Wall: moment,
		Zone: "UTC", Item: "RR473100014GB@2026-02-01", BodyHash: sha256.Sum256(stored),
	}
	return wire.Event{Seq: seq, Record: r.Encode(), Body: stored}
}

// stationOfToday merges what a newer one wrote: all is kept, what is unknown is
// Unread, and it goes on from here as it came.
func stationOfToday(t *testing.T, b wire.Batch) {
	t.Helper()
	db := openStation(t, t.TempDir())
	merged, err := db.Merge(t.Context(), wire.Cursor{Stream: link.StreamOffice, Created: "1", Seq: 1}, foreignTo(b))
	if err != nil || merged.New != 2 || merged.Forks+len(merged.Refused) > 0 {
		t.Fatalf("%+v, %v", merged, err)
	}
	first, err := db.Event(t.Context(), journal.Name{Station: "a-9", Epoch: b.Epoch, Seq: 1})
	if unread, is := first.Body.(journal.Unread); err != nil || !is || unread.Of != "item_teleported" {
		t.Errorf("a kind of tomorrow is %+v, %v", first.Body, err)
	}
	second, err := db.Event(t.Context(), journal.Name{Station: "a-9", Epoch: b.Epoch, Seq: 2})
	if hold, is := second.Body.(journal.HoldIssued); err != nil || !is || hold.Reason != "seeds" || !bytes.Contains(second.Stored, []byte("colour")) {
		t.Errorf("a kind of today with a field of tomorrow is %+v, %v", second.Body, err)
	}
}

// foreignTo is the batch as another station's than the one openStation makes.
func foreignTo(b wire.Batch) wire.Batch {
	out := wire.Batch{Station: "a-9", Epoch: b.Epoch, Priority: b.Priority}
	for _, e := range b.Events {
		r, err := journal.DecodeRecord(e.Record)
		if err != nil {
			continue // what is missing is found missing
		}
		r.Station = "a-9"
		out.Events = append(out.Events, wire.Event{Seq: e.Seq, Record: r.Encode(), Body: e.Body})
	}
	return out
}

// TestNewerHub: a hub of the next release adds fields, capabilities and kinds of
// messages; a station keeps what it does not know and goes on.
func TestNewerHub(t *testing.T) {
	t.Parallel()
	var fields map[string]any
	if err := json.Unmarshal(golden(t, "welcome.json"), &fields); err != nil {
		t.Fatal(err)
	}
	fields["version"], fields["caps"], fields["quantum"] = link.Version+1, []string{"telepathy"}, true
	data, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	var w link.Welcome
	if err := json.Unmarshal(data, &w); err != nil {
		t.Fatal(err)
	}
	key, err := note.NewVerifier(w.Key)
	if err != nil {
		t.Fatal(err)
	}
	db := openStation(t, t.TempDir())
	l := link.New(link.Options{Outbox: db, Inbox: db, Now: time.Now, Hello: link.Hello{Station: "a-1"}})
	for i, m := range []link.Message{
		{Kind: "hologram", Body: []byte("of tomorrow")},
		{Kind: link.KindCommand, Body: []byte(`{"id":"1","verb":"dance","steps":3}`)},
		{Kind: link.KindCommand, Body: []byte(`{"id":"2","verb":"re-send","ranges":[{"first":1,"last":1}],"steps":3}`)},
	} {
		m.Cursor = wire.Cursor{Stream: link.StreamCommand, Created: "1", Seq: uint64(i + 1)}
		if err := l.Arrive(t.Context(), key, m); err != nil {
			t.Fatal(err)
		}
	}
	var kept []string
	err = db.Unread(t.Context(), func(_ wire.Cursor, _ string, raw []byte) error {
		kept = append(kept, string(raw))
		return nil
	})
	if err != nil || len(kept) != 2 || kept[0] != "of tomorrow" {
		t.Errorf("kept unread: %q, %v", kept, err)
	}
	cursors, err := db.Cursors(t.Context())
	if err != nil || len(cursors) != 1 || cursors[0].Seq != 3 {
		t.Errorf("cursors %+v, %v", cursors, err)
	}
}

// alone is a hub on one machine.
func alone(t *testing.T) *Site {
	t.Helper()
	dir := t.TempDir()
	return Setup{Open: sqliteIn(dir), Keys: NewKeys(t), Store: filepath.Join(dir, "broker")}.Start(t)
}

func passedOn(t *testing.T, l link.Line, want []wire.Event) {
	t.Helper()
	Await(t, l, nil, func(m link.Message) bool {
		if m.Kind != link.KindEvents {
			return false
		}
		got, err := wire.Unpack(m.Body)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "passed on", got.Events, want)
		return true
	})
}

func recordedAs(t *testing.T, site *Site, want []wire.Event) {
	t.Helper()
	var got []wire.Event
	for _, row := range rows(t, site.Kind, record.Query{}) {
		got = append(got, wire.Event{Seq: row.Seq, Record: row.Record, Body: row.Body})
	}
	if !slices.EqualFunc(got, want, func(a, b wire.Event) bool {
		return a.Seq == b.Seq && bytes.Equal(a.Record, b.Record) && bytes.Equal(a.Body, b.Body)
	}) {
		t.Errorf("recorded %d events of %d, or others", len(got), len(want))
	}
}
