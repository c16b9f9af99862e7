package hubtest

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"postern/sync/hub/record"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// flaky is a bad line on loopback: slow, late, and cut every second or two.
type flaky struct {
	to   string
	late time.Duration
	rate int // bytes a second, each way

	mu    sync.Mutex
	conns map[net.Conn]bool
	cuts  int
}

func (f *flaky) serve(ctx context.Context, l net.Listener) {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		far, err := (&net.Dialer{}).DialContext(ctx, "tcp", f.to)
		if err != nil {
			near.Close() //nolint:errcheck // it never was a line
			continue
		}
		f.mu.Lock()
		f.conns[near], f.conns[far] = true, true
		f.mu.Unlock()
		go f.carry(near, far)
		go f.carry(far, near)
	}
}

// carry copies from one end to the other at the line's rate and as late as it
// is. Where one end goes, so does the other.
func (f *flaky) carry(from, to net.Conn) {
	type parcel struct {
		data []byte
		due  time.Time
	}
	under := make(chan parcel, 64)
	go func() {
		for p := range under {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.data); err != nil {
				from.Close() //nolint:errcheck // it is cut
			}
		}
		to.Close() //nolint:errcheck // it is cut
	}()
	defer close(under)
	for {
		data := make([]byte, 4096)
		n, err := from.Read(data)
		if err != nil {
			return
		}
		time.Sleep(time.Duration(n) * time.Second / time.Duration(f.rate))
		under <- parcel{data[:n], time.Now().Add(f.late)}
	}
}

// cut cuts all lines every second or two until ctx ends.
func (f *flaky) cut(ctx context.Context) {
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second + time.Duration(i*377%1000)*time.Millisecond):
		}
		f.mu.Lock()
		for c := range f.conns {
			c.Close() //nolint:errcheck // that is the point
		}
		f.cuts += min(len(f.conns), 1)
		clear(f.conns)
		f.mu.Unlock()
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
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 40*time.Minute)
	defer stop()
	bad := &flaky{to: site.Server.Addr(), late: 75 * time.Millisecond, rate: 400 << 10, conns: map[net.Conn]bool{}}
	go bad.serve(ctx, listener)
	go bad.cut(ctx)
	defer listener.Close() //nolint:errcheck // nobody comes any more
	id := site.Enrol(t, "a-1", "NLAMSA")
	ended := errors.New("all is at the hub")
	ctx, finish := context.WithCancelCause(ctx)
	d := newTray(t, Source("a-1"), outcomes, photo, func() { finish(ended) })
	loop := link.New(link.Options{
		Outbox: d, Inbox: d, Files: d, Hello: Hello(id, nil), Now: time.Now, Random: rand.Float64,
		Line: jetstream.NewLine(jetstream.LineOptions{Station: id.Station, After: time.After, Ready: func(context.Context) ([]string, *tls.Config, error) {
			config, err := id.TLS()
			return []string{listener.Addr().String()}, config, err
		}}),
	})
	began := time.Now()
	err = loop.Run(ctx)
	if context.Cause(ctx) != ended { //nolint:errorlint // this very one
		t.Fatalf("%v, %v; %+v", err, context.Cause(ctx), loop.Status())
	}
	t.Logf("%d outcomes and %d bytes in %s through %d cuts", outcomes, photo, time.Since(began).Round(time.Millisecond), bad.cuts)
	if got := len(rows(t, site.Kind, record.Query{})); got != outcomes {
		t.Errorf("%d rows", got)
	}
	same(t, "progress", progress(t, site.Kind, d.of, time.Now()), record.Progress{Upto: uint64(outcomes), Generation: "g1"})
	got, err := site.Files.Get(t.Context(), d.file.SHA256)
	if err != nil || !bytes.Equal(got, d.photo) {
		t.Errorf("photo: %d bytes, %v", len(got), err)
	}
}
