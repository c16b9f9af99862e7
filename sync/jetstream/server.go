package jetstream

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"postern/parcel"
	"postern/sync/enrol"
)

// MaxPayload is the largest message in bytes; a cluster must allow it too.
const MaxPayload = 8 << 20

// Server is the NATS server inside a hub: its door, and its broker where it
// has no other.
type Server struct {
	nats     *server.Server
	password string
	spoilt   chan struct{} // a write of the broker failed
	closed   func()        // ends what mends it
}

// ServerOptions say how it runs.
type ServerOptions struct {
	Name   string // lasting: JetStream knows the server by it
	Listen string // host:port of the door
	TLS    *tls.Config
	// Admit says who a connection is and which office is theirs.
	Admit func(*tls.ConnectionState) (station string, office parcel.Office, err error)
	Store string // JetStream's folder; empty for a door alone
	After func(time.Duration) <-chan time.Time
	Log   *slog.Logger
}

const (
	startPatience = 30 * time.Second
	hubUser       = "hub"
	mostStore     = 1 << 50 // the disk itself says when it is full: what was free at the start is no measure
)

// Start starts the server and waits until it serves.
func Start(o ServerOptions) (*Server, error) {
	host, port, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return nil, fmt.Errorf("door %s: %w", o.Listen, err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("door %s: %w", o.Listen, err)
	}
	if number == 0 {
		number = server.RANDOM_PORT
	}
	s := &Server{password: rand.Text(), spoilt: make(chan struct{}, 1), closed: func() {}}
	opts := &server.Options{
		ServerName: o.Name, Host: host, Port: number, NoSigs: true, MaxPayload: MaxPayload, MaxPending: 64 << 20, NoSystemAccount: true,
		TLS: true, TLSVerify: true, TLSConfig: o.TLS, TLSTimeout: 10, TLSHandshakeFirst: true, AuthTimeout: 15, PingInterval: time.Minute, MaxPingsOut: 2, WriteDeadline: 20 * time.Second,
		DisableShortFirstPing: true, JetStream: o.Store != "", StoreDir: o.Store, SyncAlways: true, JetStreamMaxStore: mostStore,
	}
	opts.CustomClientAuthentication = &gate{admit: o.Admit, password: s.password, log: o.Log}
	if s.nats, err = server.NewServer(opts); err != nil {
		return nil, fmt.Errorf("door: %w", err)
	}
	s.nats.SetLoggerV2(natsLog{o.Log, s.spoilt}, false, false, false)
	s.nats.Start()
	if !s.nats.ReadyForConnections(startPatience) {
		s.Close()
		return nil, fmt.Errorf("the door does not open at %s: is the address in use?", o.Listen)
	}
	if o.Store == "" {
		return s, nil
	}
	if err := s.assertDurable(); err != nil {
		s.Close()
		return nil, err
	}
	s.keepMended(o)
	return s, nil
}

// Dial connects a hub to a cluster: nats://HOST:PORT, several with commas.
func Dial(address string) (*nats.Conn, error) {
	conn, err := nats.Connect(address, nats.Name("postern-hub"), nats.MaxReconnects(-1), nats.ReconnectWait(500*time.Millisecond), nats.Timeout(10*time.Second))
	if err != nil {
		return nil, fmt.Errorf("the NATS cluster does not answer: %w", err) // the address may hold a password
	}
	return conn, nil
}

// DoorTLS is how the door speaks TLS: without a certificate of the authority
// there is no handshake.
func DoorTLS(a *enrol.Authority, cert func() *tls.Certificate) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: a.Pool(),
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return cert(), nil },
	}
}

// assertDurable refuses a broker that would lose what it acknowledged at a
// power cut: by default JetStream syncs every two minutes.
func (s *Server) assertDurable() error {
	if c := s.nats.JetStreamConfig(); c == nil || !c.SyncAlways {
		return errors.New("the broker does not sync what it keeps: this build must not serve")
	}
	return nil
}

// Addr is where the door listens.
func (s *Server) Addr() string { return s.nats.Addr().String() }

// Connect is a connection of the hub to its own server, which may do all.
func (s *Server) Connect() (*nats.Conn, error) {
	return nats.Connect("", nats.InProcessServer(s.nats), nats.UserInfo(hubUser, s.password), nats.Name("hub"), nats.MaxReconnects(-1))
}

// Connected counts the stations' connections.
func (s *Server) Connected() int { return s.nats.NumClients() }

// Cut ends a station's connections.
func (s *Server) Cut(station string) error {
	page := &server.ConnzOptions{Username: true, User: station, Limit: 1024}
	open, err := s.nats.Connz(page)
	if err != nil {
		return err
	}
	for _, c := range open.Conns {
		err = errors.Join(err, s.nats.DisconnectClientByID(c.Cid))
	}
	return err
}

// Close shuts the server; stations find their line broken and come again.
func (s *Server) Close() {
	s.closed()
	s.nats.Shutdown()
	s.nats.WaitForShutdown()
}

// gate says who comes in and as whom.
type gate struct {
	admit    func(*tls.ConnectionState) (string, parcel.Office, error)
	password string
	log      *slog.Logger
}

// Check implements server.Authentication.
func (g *gate) Check(c server.ClientAuthentication) bool {
	state := c.GetTLSConnectionState()
	if state == nil { // no way in but from within: the door speaks TLS only
		o := c.GetOpts()
		if o.Username != hubUser || o.Password != g.password {
			return false
		}
		c.RegisterUser(&server.User{Username: hubUser})
		return true
	}
	station, office, err := g.admit(state)
	if err != nil {
		g.log.Warn("station refused", slog.String("remote", c.RemoteAddress().String()), slog.String("error", err.Error()))
		return false
	}
	u := &server.User{Username: station, Permissions: permissions(station, office)}
	if len(state.PeerCertificates) > 0 {
		u.ConnectionDeadline = state.PeerCertificates[0].NotAfter
	}
	c.RegisterUser(u)
	return true
}

// natsLog passes on what the server has to say.
type natsLog struct {
	log    *slog.Logger
	spoilt chan<- struct{}
}

func (l natsLog) say(level slog.Level, format string, v []any) {
	l.log.Log(context.Background(), level, "broker says", slog.String("text", fmt.Sprintf(format, v...))) //nolint:forbidigo // the server gives none
}

// Noticef implements server.Logger.
func (l natsLog) Noticef(format string, v ...any) { l.say(slog.LevelDebug, format, v) }

// Warnf implements server.Logger.
func (l natsLog) Warnf(format string, v ...any) { l.say(slog.LevelWarn, format, v) }

// Fatalf implements server.Logger.
func (l natsLog) Fatalf(format string, v ...any) { l.say(slog.LevelError, format, v) }

// Errorf implements server.Logger. The server tells nobody else that a stream
// takes nothing more.
func (l natsLog) Errorf(format string, v ...any) {
	l.say(slog.LevelError, format, v)
	if strings.Contains(format, "ritical write error") {
		stir(l.spoilt)
	}
}

// Debugf implements server.Logger.
func (l natsLog) Debugf(string, ...any) {}

// Tracef implements server.Logger.
func (l natsLog) Tracef(string, ...any) {}
