package hubtest

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/hub/record"
	"postern/sync/jetstream"
)

// raw is a bare client of the broker with a station's certificate: what somebody
// could do who has taken its key.
func raw(t *testing.T, site *Site, id *enrol.Identity) *nats.Conn {
	t.Helper()
	config, err := id.TLS()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := dialRaw(site, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

func dialRaw(site *Site, config *tls.Config) (*nats.Conn, error) {
	return nats.Connect("tls://"+site.Server.Addr(), nats.Secure(config), nats.TLSHandshakeFirst(), nats.NoReconnect(), nats.Timeout(10*time.Second),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
}

// refused reports whether the server answered what was just asked by refusing
// that subject: its answer comes before that to the flush.
func refused(t *testing.T, conn *nats.Conn, subject string) bool {
	t.Helper()
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	err := conn.LastError()
	return err != nil && strings.Contains(strings.ToLower(err.Error()), "permissions violation") && strings.Contains(err.Error(), `"`+subject+`"`)
}

// confined: a station's certificate opens its own subjects and no others.
func confined(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	id := site.Enrol(t, "a-1", "NLAMSA")
	site.Enrol(t, "a-2", "NLAMSA")
	conn := raw(t, site, id)
	for _, subject := range []string{
		"in.a-2.hello", "in.a-2.event", "in.a-2.piece", "in.a-2.down", "in.a-1", "in.a-1.event.more", "in.a_2D1.event", "_INBOX.a-2.x", "news.a-2", "news.all",
		"postern.event.a-1.1", "postern.event.a-2.1", "postern.pack.house.x", "postern.office.NLAMSA.a-1", "postern.command.a-2.x", "postern.news.pack.x",
		"$JS.API.INFO", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.DELETE.POSTERN-UP", "$JS.API.STREAM.MSG.GET.POSTERN-OFFICE", "$JS.API.CONSUMER.CREATE.POSTERN-OFFICE",
		"$JS.API.DIRECT.GET.POSTERN-OFFICE", "$SYS.REQ.SERVER.PING",
	} {
		if err := conn.Publish(subject, []byte("x")); err != nil {
			t.Fatal(err)
		}
		if !refused(t, conn, subject) {
			t.Errorf("said on %s", subject)
		}
	}
	for _, subject := range []string{
		">", "in.>", "in.a-1.>", "in.a-2.event", "postern.>", "postern.office.NLAMSA.>", "news.a-2", "news.office.DEFRAA", "news.>", "_INBOX.>", "_INBOX.a-2.>", "_INBOX.*.x", "$JS.>", "$SYS.>",
	} {
		if _, err := conn.SubscribeSync(subject); err != nil {
			t.Fatal(err)
		}
		if !refused(t, conn, subject) {
			t.Errorf("heard on %s", subject)
		}
	}
	if got := len(rows(t, site.Kind, record.Query{})); got != 0 {
		t.Errorf("%d events recorded", got)
	}
}

// strangersAtDoor: no certificate of this authority, no handshake.
func strangersAtDoor(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	id := site.Enrol(t, "a-1", "NLAMSA")
	config, err := id.TLS()
	if err != nil {
		t.Fatal(err)
	}
	bare := config.Clone()
	bare.Certificates, bare.GetClientCertificate = nil, nil
	foreign := bare.Clone()
	cert, err := NewKeys(t).Authority.Server([]string{"127.0.0.1"}, time.Now()) //nolint:forbidigo // certificates are judged by the real clock
	if err != nil {
		t.Fatal(err)
	}
	foreign.Certificates = []tls.Certificate{cert}
	own := bare.Clone()                                                                        // the hub's own certificate names no station
	if cert, err = site.Keys.Authority.Server([]string{"127.0.0.1"}, time.Now()); err != nil { //nolint:forbidigo // as above
		t.Fatal(err)
	}
	own.Certificates = []tls.Certificate{cert}
	for what, config := range map[string]*tls.Config{"no certificate": bare, "of another authority": foreign, "of no station": own} {
		if conn, err := dialRaw(site, config); err == nil {
			t.Errorf("%s: let in", what)
			conn.Close()
		}
	}
	if conn, err := nats.Connect("nats://"+site.Server.Addr(), nats.UserInfo("hub", ""), nats.NoReconnect()); err == nil {
		t.Error("let in without TLS")
		conn.Close()
	}
	if conn, err := dialRaw(site, config); err != nil {
		t.Errorf("the station itself: %v", err)
	} else {
		conn.Close()
	}
}

// alike: names that could be taken for one another in a subject are apart.
func alike(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	for _, name := range []string{"a.1", "a-1", "a1", "a.1.event"} {
		l, w := join(t, site, name, "NLAMSA")
		if err := l.Send(t.Context(), Events(t, Source(name), moment, "", 1)); err != nil {
			t.Fatal(err)
		}
		receipted(t, l, w.Key, Source(name), 1)
	}
	conn := raw(t, site, site.Enrol(t, "a.1.event", parcel.Office("NLAMSA")))
	for _, subject := range []string{"in.a.1.event", "in." + jetstream.Token("a.1") + ".event"} {
		if err := conn.Publish(subject, nil); err != nil {
			t.Fatal(err)
		}
		if !refused(t, conn, subject) {
			t.Errorf("said on %s", subject)
		}
	}
	if got := len(rows(t, site.Kind, record.Query{})); got != 4 {
		t.Errorf("%d events recorded", got)
	}
}
