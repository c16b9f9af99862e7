package hubtest

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"postern/sync/hub/record"
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
	d := newDesk(t, Source("a-1"), outcomes, 100_000, func() { finish(ended) })
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
