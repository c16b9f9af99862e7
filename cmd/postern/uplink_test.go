package main

import (
	"context"
	"crypto/sha256"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postern/journal"
	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/hub/record/sqlite"
	"postern/sync/hubtest"
	"postern/sync/link"
)

// become tries what becomes true by itself.
func become(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 3000 {
		if is() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("it never came about that %s", what)
}

// TestUplink: a workstation sends by itself, row 1 and sync status say the
// same, and what was done while the hub was away is counted.
func TestUplink(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	site := hubtest.Setup{
		Keys: hubtest.NewKeys(t), Store: t.TempDir(),
		Open: func(ctx context.Context, generation string, again bool) (hubtest.Kind, error) {
			return sqlite.Open(ctx, filepath.Join(dir, "record.db"), generation, again)
		},
	}.Start(t)
	s, err := cheap().makeStation(ctx, filepath.Join(dir, "bench-1"), "bench-1", "NLAMSA", defaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	stop := s.startUplink(ctx, nil)
	defer stop()
	state := func() linkState {
		t.Helper()
		l, err := s.up.Link(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	if got := state().words(s.now()); got != "" {
		t.Errorf("without a hub row 1 says %q", got)
	}
	token := enrol.Token{Hub: site.Desk, CA: site.Keys.Authority.Fingerprint(), Secret: sha256.Sum256([]byte("t"))}
	if err := site.Kind.Offer(ctx, enrol.Offer{Hash: token.Hash(), Station: "bench-1", Office: "NLAMSA", Expires: s.now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, err := enrol.Enrol(ctx, s.path(linkFolder), "bench-1", token, ""); err != nil {
		t.Fatal(err)
	}
	s.up.Retry() // an officer enrolled the station while the screen was open
	become(t, "all is recorded", func() bool { l := state(); return l.Connected && l.Waiting == 0 })
	if got := state().words(s.now()); got != "LINK OK" {
		t.Errorf("row 1 says %q", got)
	}
	item := parcel.NewItemID("RR473124829GB", "2026-01-01")
	site.Stop()
	become(t, "the link is away", func() bool { return !state().Connected })
	if _, err := s.db.Append(ctx, journal.Draft{Body: journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}, Item: item}); err != nil {
		t.Fatal(err)
	}
	l := state()
	a, err := s.syncState(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if l.Waiting != 1 || a.Pending != 1 || a.Grave != 1 || s.up.Travelled(item) != link.Saved {
		t.Errorf("%d wait on screen, %d by command, %d grave, %s", l.Waiting, a.Pending, a.Grave, s.up.Travelled(item))
	}
	if got := l.words(s.now()); !strings.HasPrefix(got, "OFFLINE 0 min, 1 to send, 1 GRAVE") {
		t.Errorf("row 1 says %q", got)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Minute: "0 min", 12 * time.Minute: "12 min", 134 * time.Minute: "2 h 14", 72 * time.Hour: "3 days",
	} {
		if got := span(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
