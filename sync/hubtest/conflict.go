package hubtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
	"postern/store"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// bench is a whole station: its store, its desk, and its loop to a site.
type bench struct {
	db   *store.DB
	desk *desk.Desk
	loop *link.Loop
}

// sitDown makes a station that has not met its hub yet.
func sitDown(t *testing.T, site *Site, station string, office parcel.Office) *bench {
	t.Helper()
	id := site.Enrol(t, station, office)
	now := time.Now //nolint:forbidigo // certificates are judged by the real clock
	db, err := store.Open(t.Context(), store.Options{
		Path: filepath.Join(t.TempDir(), "postern.db"), Station: station, Secret: bytes.Repeat([]byte(station)[:1], 32), Now: now,
		Random: func(b []byte) { _, _ = rand.Read(b) }, // it never fails, see crypto/rand.Read
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.Begin(t.Context(), journal.StationOpened{Office: office, Key: "k"}); err != nil {
		t.Fatal(err)
	}
	hello := Hello(id, db.Sealing())
	hello.Epoch, hello.Caps = db.Epoch(), []string{link.CapRoot}
	b := &bench{db: db, desk: desk.New(db, db, noShift{}, nil, desk.Options{Now: now, Place: parcel.Bench})}
	b.loop = link.New(link.Options{
		Outbox: db, Inbox: db, Hello: hello, Now: now, Random: func() float64 { return 0 },
		Line: jetstream.NewLine(jetstream.LineOptions{Station: station, After: time.After, Ready: func(context.Context) ([]string, *tls.Config, error) { //nolint:forbidigo // a real line
			config, err := id.TLS()
			return []string{site.Server.Addr()}, config, err
		}}),
	})
	return b
}

// noShift has acts belong to no shift.
type noShift struct{}

// Ensure implements desk.Shifts.
func (noShift) Ensure(context.Context, parcel.Who) (parcel.Shift, error) {
	return parcel.Shift{}, nil
}

// Secret implements desk.Shifts.
func (noShift) Secret(string) []byte { return []byte("secret") }

// work keeps the link up until the test ends.
func (b *bench) work(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var ended sync.WaitGroup
	ended.Go(func() {
		if err := b.loop.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		stop()
		ended.Wait()
	})
}

// shows waits until an item is here with so many decisions and in this state, as
// the desk and as the list of that state have it.
func (b *bench) shows(t *testing.T, id parcel.ItemID, decisions int, state parcel.State) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		it, err := b.db.Item(ctx, id)
		if err != nil && !errors.Is(err, parcel.ErrNoItem) {
			t.Fatalf("%s: %v", b.db.Station(), err)
		}
		listed, _, err := b.db.Lines(ctx, parcel.Filter{State: state})
		if err != nil {
			t.Fatalf("%s: %v", b.db.Station(), err)
		}
		if it.State == state && len(it.Decisions) == decisions && len(listed) == 1 && listed[0].Item == id {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s never showed the item %s with %d decisions: %s with %d", b.db.Station(), state, decisions, it.State, len(it.Decisions))
		case <-time.After(20 * time.Millisecond): //nolint:forbidigo // real stations
		}
	}
}

// contradiction: two officers of an office who cannot see each other decide
// differently about an item. Both decisions stay, both stations show the
// conflict, and only a supervisor's decision ends it, at both.
func contradiction(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	a, b := sitDown(t, site, "a-1", "NLAMSA"), sitDown(t, site, "a-2", "NLAMSA")
	id := parcel.NewItemID("RR473124829GB", "2026-02-01")
	as := func(name string, role parcel.Role) parcel.Who {
		return parcel.Who{Officer: parcel.Officer{ID: parcel.OfficerID(name), Role: role}}
	}
	decide := func(x *bench, who parcel.Who, o parcel.Outcome) {
		t.Helper()
		if _, err := x.db.Append(t.Context(), journal.Draft{Body: journal.ItemScanned{Scan: parcel.Scan{Code: id.Ident(), Place: parcel.Bench}}, Item: id}); err != nil {
			t.Fatal(err)
		}
		if _, err := x.desk.Decide(t.Context(), who, desk.Choice{Item: id, Outcome: o, Ground: "as seen", Agency: parcel.Plant, Findings: []parcel.Finding{{Code: "pieces", Text: "2"}}}); err != nil {
			t.Fatal(err)
		}
	}
	decide(a, as("ana", parcel.PrimaryOfficer), parcel.Release)
	decide(b, as("ben", parcel.PrimaryOfficer), parcel.Refer)
	a.shows(t, id, 1, parcel.Released)
	b.shows(t, id, 1, parcel.Referred)
	a.work(t)
	b.work(t)
	a.shows(t, id, 2, parcel.Conflict)
	b.shows(t, id, 2, parcel.Conflict)
	end := desk.Choice{Item: id, Outcome: parcel.HoldItem, Ground: "the bulbs were loose"}
	for _, x := range []*bench{a, b} {
		if _, err := x.desk.Settle(t.Context(), as("ana", parcel.PrimaryOfficer), end); !errors.Is(err, desk.ErrNotAllowed) {
			t.Errorf("an officer settles it: %v", err)
		}
	}
	if _, err := b.desk.Settle(t.Context(), as("sue", parcel.Supervisor), end); err != nil {
		t.Fatal(err)
	}
	b.loop.Wake()
	a.shows(t, id, 1, parcel.Held)
	b.shows(t, id, 1, parcel.Held)
	if v, err := a.db.Verify(t.Context(), nil); err != nil || v.Bad != nil {
		t.Errorf("%+v, %v", v.Bad, err)
	}
}
