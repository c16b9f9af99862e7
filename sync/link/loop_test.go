package link_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/link"
)

// TestStates: saved, then sent, then recorded by a receipt alone.
func TestStates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		b.write(wire.Outcomes, "RB1@2026-01-01")
		f.delay = time.Second
		l, stop := loopOver(t, f, b)
		synctest.Wait()
		if s := l.Item("RB1@2026-01-01"); s != link.Saved {
			t.Errorf("before the far side has it: %s", s)
		}
		time.Sleep(2 * time.Second)
		if s := l.Item("RB1@2026-01-01"); s != link.Sent {
			t.Errorf("once the far side has it: %s", s)
		}
		status := l.Status()
		if level := status.Levels[wire.Outcomes]; !status.Connected || level.Events != 1 || level.Sent != 1 || level.Oldest.IsZero() {
			t.Errorf("%+v", status)
		}
		f.receipt(1, wire.Receipt{Upto: 1})
		synctest.Wait()
		if s := l.Item("RB1@2026-01-01"); s != link.Recorded || b.receipt.Upto != 1 {
			t.Errorf("after the receipt: %s", s)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestGraveNeverWaits: a seizure passes a line full of scans.
func TestGraveNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		for range 5000 {
			b.write(wire.Rest, "")
		}
		b.write(wire.Outcomes, "")
		f.delay = 10 * time.Second // no batch of the rest gets anywhere
		l, stop := loopOver(t, f, b)
		synctest.Wait()
		b.write(wire.Grave, "seized")
		l.Wake()
		synctest.Wait()
		if got := f.seqs(); !slices.Equal(got, []uint64{5002}) {
			t.Errorf("sent meanwhile: %d events", len(got))
		}
		time.Sleep(11 * time.Second)
		if f.peak() != 2 {
			t.Errorf("%d batches in flight, the hub allows 2", f.peak())
		}
		if f.batches()[1].Events[0].Seq != 5001 && f.batches()[2].Events[0].Seq != 5001 {
			t.Error("outcomes did not go before the rest")
		}
		for _, batch := range f.batches() {
			if len(batch.Events) > 500 {
				t.Errorf("a batch of %d", len(batch.Events))
			}
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestPausesGrow: hours without a line cost few tries; contact resets them.
func TestPausesGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		f.open = func() error { return errors.New("no route") }
		l, stop := loopOver(t, f, b)
		time.Sleep(6 * time.Hour)
		tries := len(f.tries())
		if tries < 60 || tries > 100 {
			t.Errorf("%d tries in 6 hours", tries)
		}
		if first := f.tries()[1].Sub(f.tries()[0]); first > time.Second {
			t.Errorf("first pause %v", first)
		}
		if last := f.tries()[tries-1].Sub(f.tries()[tries-2]); last > 5*time.Minute {
			t.Errorf("last pause %v", last)
		}
		if s := l.Status(); s.Connected || !strings.Contains(s.Word, "no route") {
			t.Errorf("%+v", s)
		}
		f.mu.Lock()
		f.open = nil
		f.mu.Unlock()
		b.write(wire.Outcomes, "")
		time.Sleep(5 * time.Minute)
		if got := f.seqs(); len(got) == 0 || got[0] != 1 {
			t.Errorf("sent: %v", got)
		}
		close(f.down) // cut after contact: at once again
		n := len(f.tries())
		time.Sleep(time.Second)
		if len(f.tries()) == n {
			t.Error("not tried again soon after contact")
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestRefusedStops: refused credentials are not tried again until somebody acts.
func TestRefusedStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		f.open = func() error { return link.ErrRefused }
		l, stop := loopOver(t, f, b)
		time.Sleep(time.Hour)
		if len(f.tries()) != 1 || !l.Status().Refused {
			t.Errorf("%d tries, %+v", len(f.tries()), l.Status())
		}
		if err := stop(); !errors.Is(err, link.ErrRefused) {
			t.Error(err)
		}
	})
}

// TestGaps: exactly what a receipt misses goes again, and what no receipt names
// once patience is at an end.
func TestGaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		for range 10 {
			b.write(wire.Scans, "")
		}
		_, stop := loopOver(t, f, b)
		time.Sleep(10 * time.Second)
		f.receipt(1, wire.Receipt{Upto: 3, Beyond: []wire.Range{{First: 6, Last: 9}}, Missing: []wire.Range{{First: 4, Last: 5}}})
		time.Sleep(3 * time.Second)
		want := []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 4, 5}
		if diff := cmp.Diff(want, f.seqs()); diff != "" {
			t.Error(diff)
		}
		time.Sleep(25 * time.Second)
		if diff := cmp.Diff(append(want, 10), f.seqs()); diff != "" {
			t.Error(diff)
		}
		f.receipt(2, wire.Receipt{Upto: 10})
		time.Sleep(time.Hour)
		if got := len(f.seqs()); got > 15 {
			t.Errorf("%d events sent after all was recorded", got)
		}
		// The hub's record was restored from a backup: what it lost goes again.
		f.receipt(3, wire.Receipt{Upto: 8, Generation: "restored"})
		time.Sleep(5 * time.Second)
		if got := f.seqs(); !slices.Equal(got[len(got)-2:], []uint64{9, 10}) {
			t.Errorf("after the restore: %v", got)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestBusyHub: a hub without room is asked again later, and nothing is lost.
func TestBusyHub(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		b.write(wire.Scans, "")
		busy := 3
		f.send = func(wire.Batch) error {
			if busy--; busy >= 0 {
				return link.ErrBusy
			}
			return nil
		}
		_, stop := loopOver(t, f, b)
		time.Sleep(30 * time.Second)
		if got := f.seqs(); len(got) != 1 || len(f.tries()) != 1 {
			t.Errorf("%d events sent in %d sessions", len(got), len(f.tries()))
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestFilesGoOn: a photo over a line that breaks goes on where it was, and
// never before events that wait.
func TestFilesGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		sha := [32]byte{9}
		b.files[sha] = &wire.File{SHA256: sha, Size: 6 << 20, Chunk: wire.MinChunk}
		b.write(wire.Rest, "")
		puts := 0
		f.put = func(link.Chunk) error {
			if len(f.sent) == 0 {
				t.Error("a photo went before an event")
			}
			if puts++; puts%7 == 0 {
				return errors.New("cut")
			}
			return nil
		}
		_, stop := loopOver(t, f, b)
		time.Sleep(time.Hour)
		seen := map[int]int{}
		for _, c := range f.pieces() {
			seen[c.Index]++
		}
		if len(seen) != 96 || len(f.pieces()) != 96 {
			t.Errorf("%d pieces of 96 in %d sendings", len(seen), len(f.pieces()))
		}
		tell := func(seq uint64, r link.FileReceipt) {
			body, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			f.down <- link.Message{Cursor: wire.Cursor{Stream: "receipt", Created: "1", Seq: seq}, Kind: link.KindFile, Body: body}
		}
		tell(1, link.FileReceipt{SHA256: sha[:], Missing: []int{5, 50}})
		time.Sleep(time.Minute)
		if len(f.pieces()) != 98 {
			t.Errorf("%d pieces after two were missed", len(f.pieces()))
		}
		tell(2, link.FileReceipt{SHA256: sha[:], Whole: true})
		synctest.Wait()
		if !b.whole[sha] {
			t.Error("not receipted")
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestHubWithoutFiles: a hub that takes no files gets the events all the same.
func TestHubWithoutFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		sha := [32]byte{9}
		b.files[sha] = &wire.File{SHA256: sha, Size: 6 << 20, Chunk: wire.MinChunk}
		puts := 0
		f.put = func(link.Chunk) error {
			puts++
			return fmt.Errorf("no place for files: %w", link.ErrRefused)
		}
		l, stop := loopOver(t, f, b)
		time.Sleep(time.Hour)
		b.write(wire.Grave, "")
		l.Wake()
		time.Sleep(time.Minute)
		if s := l.Status(); !s.Connected || s.Refused || puts > 3 || len(f.tries()) != 1 {
			t.Errorf("%d pieces tried in %d sessions: %+v", puts, len(f.tries()), s)
		}
		if got := f.seqs(); !slices.Equal(got[:1], []uint64{1}) {
			t.Errorf("sent %v", got)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestWhatCannotBeRead is put aside, and the stream goes on.
func TestWhatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		delivered := []link.Kind{}
		_, stop := loopOver(t, f, b, func(o *link.Options) {
			o.Deliver = func(_ context.Context, m link.Message) error {
				delivered = append(delivered, m.Kind)
				if m.Kind == link.KindPack {
					return errors.New("not signed by anybody we trust")
				}
				return nil
			}
		})
		synctest.Wait()
		for i, m := range []link.Message{
			{Kind: "telepathy", Body: []byte("?")},
			{Kind: link.KindReceipt, Body: []byte("forged")},
			{Kind: link.KindEvents, Body: []byte("junk")},
			{Kind: link.KindDigest, Body: []byte("junk")},
			{Kind: link.KindPack},
			{Kind: link.KindHold},
			{Kind: link.KindCommand, Body: []byte(`{"verb":"dance"}`)},
		} {
			m.Cursor = wire.Cursor{Stream: "s", Created: "1", Seq: uint64(i + 1)}
			f.down <- m
		}
		synctest.Wait()
		var kinds []string
		for _, a := range b.aside {
			kind, _, _ := strings.Cut(a, ":")
			kinds = append(kinds, kind)
		}
		if diff := cmp.Diff([]string{"telepathy", "receipt", "events", "digest", "pack", "command"}, kinds); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]link.Kind{link.KindPack, link.KindHold}, delivered); diff != "" {
			t.Error(diff)
		}
		if b.cursors["s"].Seq != 7 || len(f.tries()) != 1 {
			t.Errorf("cursor at %d, %d sessions", b.cursors["s"].Seq, len(f.tries()))
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestCommands: what the hub asks for again goes again; a revoked station stops.
func TestCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		for range 5 {
			b.write(wire.Scans, "")
		}
		_, stop := loopOver(t, f, b)
		time.Sleep(3 * time.Second)
		f.receipt(1, wire.Receipt{Upto: 5})
		tell := func(seq uint64, c link.Command) {
			body, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			f.down <- link.Message{Cursor: wire.Cursor{Stream: "command", Created: "1", Seq: seq}, Kind: link.KindCommand, Body: body}
		}
		tell(1, link.Command{Verb: link.Resend, Ranges: []wire.Range{{First: 2, Last: 3}, {First: 90, Last: 1 << 60}}})
		time.Sleep(10 * time.Second)
		if diff := cmp.Diff([]uint64{1, 2, 3, 4, 5, 2, 3}, f.seqs()); diff != "" {
			t.Error(diff)
		}
		tell(2, link.Command{Verb: link.Revoke, Text: "stolen"})
		time.Sleep(time.Hour)
		if err := stop(); !errors.Is(err, link.ErrRefused) || !strings.Contains(err.Error(), "stolen") {
			t.Error(err)
		}
	})
}

// TestOnce: it ends once everything is receipted, and says so.
func TestOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		b.write(wire.Outcomes, parcel.ItemID("x"))
		l := link.New(link.Options{Line: f, Outbox: b, Inbox: b, Hello: link.Hello{Station: "desk"}, Now: time.Now, Random: func() float64 { return 0 }})
		go func() {
			time.Sleep(5 * time.Second)
			f.receipt(1, wire.Receipt{Upto: 1})
		}()
		began := time.Now()
		all, err := l.Once(t.Context())
		if err != nil || !all || time.Since(began) < 5*time.Second {
			t.Errorf("all %v after %v: %v", all, time.Since(began), err)
		}
		f.open = func() error { return errors.New("no route") }
		if all, err := link.New(link.Options{Line: f, Outbox: b, Inbox: b, Now: time.Now}).Once(t.Context()); all || err == nil {
			t.Error("nobody there, and all went well")
		}
	})
}

// TestOnceShownOut: a hub that hangs up is knocked at again, and its refusal is
// what is told.
func TestOnceShownOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, b := newFar(t), newBook()
		b.write(wire.Outcomes, parcel.ItemID("x"))
		f.open = func() error {
			if len(f.opened) > 1 { // it is called under the lock
				return link.ErrRefused
			}
			return nil
		}
		close(f.down)
		l := link.New(link.Options{Line: f, Outbox: b, Inbox: b, Hello: link.Hello{Station: "desk"}, Now: time.Now, Random: func() float64 { return 0 }})
		if all, err := l.Once(t.Context()); all || !errors.Is(err, link.ErrRefused) || len(f.tries()) != 2 {
			t.Errorf("all %v after %d tries: %v", all, len(f.tries()), err)
		}
	})
}
