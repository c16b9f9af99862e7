package hubtest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/hub/record"
	"postern/sync/hub/record/sqlite"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// TestBrokerDamaged: the broker's files are spoilt while the hub stands still:
// bits flipped in some, others cut. It only carries, so nothing is lost: the
// station sends again what no receipt covers, and everything is recorded once.
func TestBrokerDamaged(t *testing.T) {
	t.Parallel()
	const outcomes = 600
	dir := t.TempDir()
	setup := Setup{Open: sqliteIn(dir), Keys: NewKeys(t), Store: filepath.Join(dir, "broker"), Files: t.TempDir()}
	first := setup.Start(t)
	id := first.Enrol(t, "a-1", "NLAMSA")
	l := first.Line(t, id)
	if _, err := l.Open(t.Context(), Hello(id, nil)); err != nil {
		t.Fatal(err)
	}
	if err := l.Send(t.Context(), Events(t, Source("a-1"), moment, "", Run(1, 200)...)); err != nil {
		t.Fatal(err)
	}
	first.Stop()
	if n := spoil(t, filepath.Join(dir, "broker")); n == 0 {
		t.Fatal("the broker left no files to spoil")
	}
	second := setup.Start(t)
	ctx, finish := context.WithCancelCause(t.Context())
	ended := errors.New("all is at the hub")
	d := newTray(t, Source("a-1"), outcomes, 100_000, func() { finish(ended) })
	loop := link.New(link.Options{
		Outbox: d, Inbox: d, Files: d, Hello: Hello(id, nil), Now: time.Now, Random: rand.Float64,
		Line: jetstream.NewLine(jetstream.LineOptions{Station: id.Station, After: time.After, Ready: func(context.Context) ([]string, *tls.Config, error) {
			config, err := id.TLS()
			return []string{second.Server.Addr()}, config, err
		}}),
	})
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	if err := loop.Run(ctx); context.Cause(ctx) != ended { //nolint:errorlint // this very one
		t.Fatalf("%v, %v; %+v", err, context.Cause(ctx), loop.Status())
	}
	if got := len(rows(t, second.Kind, record.Query{})); got != outcomes {
		t.Errorf("%d rows of %d", got, outcomes)
	}
}

// spoil flips a bit in the middle of every other file of messages below a
// folder, and cuts the rest in half.
func spoil(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".blk" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) < 2 {
			return err
		}
		if n++; n%2 == 0 {
			data = data[:len(data)/2]
		} else {
			data[len(data)/2] ^= 0x10
		}
		return os.WriteFile(path, data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRecordRestored: the hub's record is damaged. That is found and named; the
// backup is put in its place under a new generation, and stations send again
// what it lacks: in the end everything is recorded once.
func TestRecordRestored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "hub", "hub.db")
	h := openHouse(t, dir)
	work := func(n int) {
		t.Helper()
		for i := range n {
			if _, err := h.db.Append(t.Context(), journal.Draft{
				Body: journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}, Item: parcel.ItemID(fmt.Sprintf("RB%09dGB@2026-02-01", i)),
			}); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := h.loop(func(string, uint64) {}).Once(t.Context()); err != nil || !all {
			t.Fatalf("all at the hub: %v, %v", all, err)
		}
	}
	work(60)
	h.site.Stop()
	backup := read(t, path)
	h.start(t, filepath.Join(dir, "hub"), "g1", false)
	work(60)
	h.site.Stop()
	data := read(t, path)
	for i := len(data) / 3; i < len(data); i += 4096 {
		data[i] ^= 0x55
	}
	write(t, path, data)
	if err := checked(t, path); !errors.Is(err, record.ErrDamaged) {
		t.Fatalf("a damaged record is found to be %v", err)
	}
	write(t, path, backup)
	if err := checked(t, path); err != nil {
		t.Fatalf("the backup: %v", err)
	}
	h.start(t, filepath.Join(dir, "hub"), "g2", true)
	work(1)
	size, err := h.db.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := len(rows(t, h.site.Kind, record.Query{})); size != 122 || uint64(got) != size {
		t.Errorf("%d events recorded of %d", got, size)
	}
}

// TestRecordExchanged: a record that says it is the one before and is not, since
// it was put back, forked or rewritten, is noticed by its stations at the next
// greeting or receipt, and nothing it says is believed.
func TestRecordExchanged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := openHouse(t, dir)
	own := wire.Source{Station: "a-1", Epoch: h.db.Epoch()}
	for range 20 {
		if _, err := h.db.Append(t.Context(), journal.Draft{Body: journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}, Item: "RB000000001GB@2026-02-01"}); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := h.loop(func(string, uint64) {}).Once(t.Context()); err != nil || !all {
		t.Fatalf("all at the hub: %v, %v", all, err)
	}
	h.site.Stop()
	other := filepath.Join(dir, "other")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	h.start(t, other, "g1", false)
	keep(t, h.site.Kind, time.Now(), Events(t, own, moment, "", Run(1, 12)...))
	if _, err := h.db.Append(t.Context(), journal.Draft{Body: journal.HoldClosed{}, Item: "RB000000001GB@2026-02-01"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		ended <- h.loop(func(word string, upto uint64) {
			if word == "recorded" && upto > 0 {
				t.Errorf("a receipt up to %d of another record is believed", upto)
			}
		}).Run(ctx)
	}()
	for {
		alarms, err := h.db.RecordAlarms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(alarms) > 0 {
			if !strings.Contains(alarms[0], "rewritten") {
				t.Error(alarms)
			}
			break
		}
		select {
		case err := <-ended:
			t.Fatal(err)
		case <-time.After(50 * time.Millisecond):
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if r, _, err := h.db.Receipt(t.Context(), own.Epoch); err != nil || r.Upto < 20 {
		t.Errorf("the receipt before is up to %d, %v", r.Upto, err)
	}
}

// checked is what postern-hub verify finds.
func checked(t *testing.T, path string) (err error) {
	t.Helper()
	r, err := sqlite.Open(t.Context(), path, "g", false)
	if err != nil {
		return fmt.Errorf("%w: %w", record.ErrDamaged, err)
	}
	defer r.Close() //nolint:errcheck // only read
	if err := r.Check(t.Context()); err != nil {
		return err
	}
	_, err = record.Check(t.Context(), r, time.Now())
	return err
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// write puts a file in the place of another, with nothing of it left.
func write(t *testing.T, path string, data []byte) {
	t.Helper()
	for _, side := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + side); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
