package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/link"
)

// TestUnreadIsTriedAgain: a hold that was put aside acts at the next start of
// the link, once, however often it came; what cannot be read yet stays.
func TestUnreadIsTriedAgain(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := cheap().makeStation(ctx, filepath.Join(t.TempDir(), "s"), "bench-1", "NLAMSA", defaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	body, err := json.Marshal(link.Hold{ID: "h1", Identifier: "RR473124829GB", Agency: parcel.Plant, Reason: "seeds by letter"})
	if err != nil {
		t.Fatal(err)
	}
	for seq, kind := range []link.Kind{link.KindHold, link.KindHold, "telepathy"} {
		at := wire.Cursor{Stream: link.StreamAdvice, Created: "1", Seq: uint64(seq + 1)}
		if err := s.db.Aside(ctx, at, string(kind), "of a kind that this program does not know", body); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.retryUnread(ctx); err != nil {
		t.Fatal(err)
	}
	it, err := s.db.Item(ctx, "RR473124829GB")
	if err != nil || len(it.OpenHolds()) != 1 {
		t.Errorf("open holds %+v, %v", it.OpenHolds(), err)
	}
	if _, _, unread, err := s.db.Alarms(ctx); err != nil || unread != 1 {
		t.Errorf("%d left unread, %v", unread, err)
	}
}
