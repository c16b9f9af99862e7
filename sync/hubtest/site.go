package hubtest

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"

	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/hub"
	"postern/sync/hub/files"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// Setup is what a site is made of beside its own.
type Setup struct {
	Open   Opener
	NATS   string       // address of a cluster; empty for the broker inside the hub
	Keys   *Keys        // shared by the hubs of one record
	Store  string       // folder of the broker inside
	Files  string       // folder of photos and X-rays
	Log    *slog.Logger // nil where nobody reads it
	Domain string       // of JetStream, where NATS is a leaf
	Door   bool         // a door alone: another hub of the record records
}

// Keys are what hubs of one record share.
type Keys struct {
	Authority *enrol.Authority
	Private   string // note signer of receipts
	Public    string
	Reader    *wire.Reader
}

// NewKeys makes keys for a test.
func NewKeys(tb testing.TB) *Keys {
	tb.Helper()
	a, err := enrol.NewAuthority("test", time.Now()) //nolint:forbidigo // certificates are judged by the real clock
	if err != nil {
		tb.Fatal(err)
	}
	seed := sha256.Sum256([]byte("seed"))
	r, err := wire.NewReader(seed[:])
	if err != nil {
		tb.Fatal(err)
	}
	k := &Keys{Authority: a, Reader: r}
	k.Private, k.Public = pair(tb)
	return k
}

// Site is a whole hub as a program would put it together.
type Site struct {
	Kind   Kind
	Hub    *hub.Hub
	Server *jetstream.Server
	Keys   *Keys
	Files  *files.Shelf
	Desk   string // address at which stations enrol
	Stop   func() // as SIGTERM does; called once more it does nothing
}

// store is the folder of the broker inside; a hub over a cluster has none.
func (s Setup) store() string {
	if s.NATS != "" {
		return ""
	}
	return s.Store
}

// Start starts a hub; it stops with the test.
func (s Setup) Start(tb testing.TB) *Site {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background()) //nolint:forbidigo // it outlives the test's own until cleaned up
	site := &Site{Keys: s.Keys}
	var err error
	if site.Kind, err = s.Open(ctx, "g1", false); err != nil {
		tb.Fatal(err)
	}
	quiet := s.Log
	if quiet == nil {
		quiet = slog.New(slog.DiscardHandler)
	}
	cert, err := s.Keys.Authority.Server([]string{"127.0.0.1"}, time.Now()) //nolint:forbidigo // as above
	if err != nil {
		tb.Fatal(err)
	}
	var admit func(*tls.ConnectionState) (string, parcel.Office, error)
	site.Server, err = jetstream.Start(jetstream.ServerOptions{
		Name: "hub-test", Listen: "127.0.0.1:0", TLS: jetstream.DoorTLS(s.Keys.Authority, func() *tls.Certificate { return &cert }),
		Admit: func(state *tls.ConnectionState) (string, parcel.Office, error) { return admit(state) }, Store: s.store(), After: time.After, Log: quiet, //nolint:forbidigo // a real disk
	})
	if err != nil {
		tb.Fatal(err)
	}
	inside, err := site.Server.Connect()
	if err != nil {
		tb.Fatal(err)
	}
	broker := site.broker(ctx, tb, s.NATS, s.Domain, inside)
	site.Hub = site.hub(ctx, tb, s, broker, quiet)
	admit = site.Hub.Admit(s.Keys.Authority)
	door, err := jetstream.OpenDoor(ctx, inside, site.Hub, site.Hub.Station, quiet)
	if err != nil {
		tb.Fatal(err)
	}
	var done sync.WaitGroup
	done.Go(func() {
		ended := site.Hub.Run(ctx, struct {
			*jetstream.Door
			*jetstream.Server
		}{door, site.Server})
		if !errors.Is(ended, context.Canceled) {
			tb.Error(ended)
		}
	})
	desk := site.desk(&cert)
	site.Stop = sync.OnceFunc(func() {
		cancel()
		done.Wait()
		desk.Close()
		inside.Close()
		site.Server.Close()
		if err := site.Kind.Close(); err != nil {
			tb.Error(err)
		}
	})
	tb.Cleanup(site.Stop)
	return site
}

func (site *Site) hub(ctx context.Context, tb testing.TB, s Setup, broker *jetstream.Broker, quiet *slog.Logger) *hub.Hub {
	tb.Helper()
	if s.Files == "" {
		s.Files = tb.TempDir()
	}
	var err error
	if site.Files, err = files.Open(s.Files); err != nil {
		tb.Fatal(err)
	}
	h, err := hub.New(ctx, hub.Options{
		Name: "test", Record: site.Kind, Directory: site.Kind, Register: site.Kind, Broker: broker, Files: site.Files,
		Signer: readSigner(tb, s.Keys.Private), Key: s.Keys.Public, Reader: s.Keys.Reader, DigestKey: []byte("region"), Now: time.Now, After: time.After, Log: quiet, //nolint:forbidigo // certificates are judged by the real clock
		Meter: hub.NewMeter(prometheus.NewRegistry(), site.Server.Connected), DoorOnly: s.Door,
	}, jetstream.Token)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func (site *Site) broker(ctx context.Context, tb testing.TB, address, domain string, inside *nats.Conn) *jetstream.Broker {
	tb.Helper()
	conn := inside
	if address != "" {
		var err error
		if conn, err = jetstream.Dial(address); err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(conn.Close)
	}
	b, err := jetstream.OpenBroker(ctx, conn, domain)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func (site *Site) desk(cert *tls.Certificate) *httptest.Server {
	d := &enrol.Desk{
		Authority: site.Keys.Authority, Register: site.Kind, Life: enrol.ShortestLife, Doors: []string{site.Server.Addr()}, Receipts: site.Keys.Public,
		Now: time.Now, //nolint:forbidigo // certificates are judged by the real clock
	}
	mux := http.NewServeMux()
	d.Routes(mux)
	s := httptest.NewUnstartedServer(mux)
	s.TLS = d.TLS(func() *tls.Certificate { return cert })
	s.StartTLS()
	site.Desk = s.Listener.Addr().String()
	return s
}

// Enrol lets a station in and gives its identity.
func (site *Site) Enrol(tb testing.TB, station string, office parcel.Office) *enrol.Identity {
	tb.Helper()
	now := time.Now() //nolint:forbidigo // as above
	t := enrol.Token{Hub: site.Desk, CA: site.Keys.Authority.Fingerprint(), Secret: sha256.Sum256([]byte(station + now.String()))}
	err := site.Kind.Offer(tb.Context(), enrol.Offer{Hash: t.Hash(), Station: station, Office: office, Expires: now.Add(time.Hour)})
	if err != nil {
		tb.Fatal(err)
	}
	id, err := enrol.Enrol(tb.Context(), filepath.Join(tb.TempDir(), "link"), station, t, "")
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

// Line is a station's line to the site with an identity.
func (site *Site) Line(tb testing.TB, id *enrol.Identity) *jetstream.Line {
	tb.Helper()
	l := jetstream.NewLine(jetstream.LineOptions{
		Station: id.Station, After: time.After, //nolint:forbidigo // a real line
		Ready: func(context.Context) ([]string, *tls.Config, error) {
			config, err := id.TLS()
			return []string{site.Server.Addr()}, config, err
		},
	})
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	return l
}

// Hello is what a station of an identity says.
func Hello(id *enrol.Identity, sealing []byte) link.Hello {
	return link.Hello{Version: link.Version, Station: id.Station, Office: id.Office, Epoch: Source(id.Station).Epoch, Sealing: sealing}
}

// Await takes what comes down a line until f says that it is enough.
func Await(tb testing.TB, l link.Line, from []wire.Cursor, f func(link.Message) bool) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), time.Minute)
	defer cancel()
	enough := errors.New("enough")
	err := l.Take(ctx, from, func(_ context.Context, m link.Message) error {
		if f(m) {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		tb.Fatalf("what was awaited did not come: %v", err)
	}
}
