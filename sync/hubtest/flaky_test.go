package hubtest

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"postern/lossy/line"
	"postern/sync/hub/record"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// cut cuts a line every second or two until ctx ends.
func cut(ctx context.Context, l *line.Line) {
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second + time.Duration(i*377%1000)*time.Millisecond):
		}
		l.Cut()
	}
}

// TestFlakyLine: the real loop over the real line brings outcomes and a photo
// through a line that is late by 75 ms each way, carries 400 KB/s and is cut
// every second or two: each once, and whole. POSTERN_FLAKY makes it 20,000
// outcomes and 6 MB.
func TestFlakyLine(t *testing.T) {
	t.Parallel()
	outcomes, photo := 2000, 512<<10
	if n, err := strconv.Atoi(os.Getenv("POSTERN_FLAKY")); err == nil {
		outcomes, photo = n, 6<<20
	}
	dir := t.TempDir()
	site := Setup{Open: sqliteIn(dir), Keys: NewKeys(t), Store: filepath.Join(dir, "broker")}.Start(t)
	ctx, stop := context.WithTimeout(t.Context(), 40*time.Minute)
	defer stop()
	bad, err := line.Open(ctx, line.Options{To: site.Server.Addr(), Late: 75 * time.Millisecond, Rate: 400 << 10, Now: time.Now, After: time.After})
	if err != nil {
		t.Fatal(err)
	}
	go cut(ctx, bad)
	defer bad.Close() //nolint:errcheck // nobody comes any more
	id := site.Enrol(t, "a-1", "NLAMSA")
	ended := errors.New("all is at the hub")
	ctx, finish := context.WithCancelCause(ctx)
	d := newTray(t, Source("a-1"), outcomes, photo, func() { finish(ended) })
	loop := link.New(link.Options{
		Outbox: d, Inbox: d, Files: d, Hello: Hello(id, nil), Now: time.Now, Random: rand.Float64,
		Line: jetstream.NewLine(jetstream.LineOptions{Station: id.Station, After: time.After, Ready: func(context.Context) ([]string, *tls.Config, error) {
			config, err := id.TLS()
			return []string{bad.Addr()}, config, err
		}}),
	})
	began := time.Now()
	err = loop.Run(ctx)
	if context.Cause(ctx) != ended { //nolint:errorlint // this very one
		t.Fatalf("%v, %v; %+v", err, context.Cause(ctx), loop.Status())
	}
	t.Logf("%d outcomes and %d bytes in %s through %d cuts", outcomes, photo, time.Since(began).Round(time.Millisecond), bad.Cuts())
	if got := len(rows(t, site.Kind, record.Query{})); got != outcomes {
		t.Errorf("%d rows", got)
	}
	same(t, "progress", progress(t, site.Kind, d.of, time.Now()), record.Progress{Upto: uint64(outcomes), Generation: "g1"})
	got, err := site.Files.Get(t.Context(), d.file.SHA256)
	if err != nil || !bytes.Equal(got, d.photo) {
		t.Errorf("photo: %d bytes, %v", len(got), err)
	}
}
