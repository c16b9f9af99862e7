package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"postern/journal/wire"
)

const (
	helloWithin = 10 * time.Second // a connection's first byte
	stopWithin  = 5 * time.Second
	mostPack    = 8 << 20
)

// http serves one address in two ways: by TLS all, in the plain only health and
// figures, which name nobody.
func (s *served) http(ctx context.Context, l net.Listener, secret string) error {
	open := http.NewServeMux()
	open.HandleFunc("GET /healthz", s.healthz)
	open.Handle("GET /metrics", promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{}))
	all := http.NewServeMux()
	all.Handle("/healthz", open)
	all.Handle("/metrics", open)
	all.HandleFunc("POST /post", s.keeper(secret, s.post))
	all.HandleFunc("POST /hand", s.keeper(secret, s.hand))
	all.HandleFunc("POST /stick", s.keeper(secret, s.stick))
	s.desk.Routes(all)
	split := newSplit(l)
	quiet := log.New(io.Discard, "", 0)
	plain := &http.Server{Handler: open, ReadHeaderTimeout: helloWithin, ErrorLog: quiet}
	secure := &http.Server{Handler: all, ReadHeaderTimeout: helloWithin, TLSConfig: s.desk.TLS(s.certificate), ErrorLog: quiet}
	ended := make(chan error, 3)
	go func() { ended <- split.run() }()
	go func() { ended <- plain.Serve(split.plain) }()
	go func() { ended <- secure.Serve(tls.NewListener(split.secure, secure.TLSConfig)) }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-ended:
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return errors.Join(err, split.Close(), plain.Shutdown(stop), secure.Shutdown(stop))
}

// healthz says whether the hub can do its work: its record answers and its
// broker is there.
func (s *served) healthz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), stopWithin)
	defer cancel()
	_, err := s.record.Progress(ctx, wire.Source{}, s.now())
	a := struct {
		OK     bool `json:"ok"`
		Record bool `json:"record"`
		Broker bool `json:"broker"`
	}{Record: err == nil, Broker: s.outside.IsConnected()}
	a.OK = a.Record && a.Broker
	w.Header().Set("Content-Type", "application/json")
	if !a.OK {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(a) //nolint:errcheck,errchkjson,gosec // whoever asked has left
}

// split tells TLS from plain text by the first byte of a connection.
type split struct {
	from          net.Listener
	plain, secure *half
}

func newSplit(l net.Listener) *split {
	return &split{from: l, plain: newHalf(l), secure: newHalf(l)}
}

func (s *split) run() error {
	for {
		c, err := s.from.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			return err
		}
		go s.sort(c)
	}
}

const tlsHandshake = 0x16 // the record type a ClientHello begins with

func (s *split) sort(c net.Conn) {
	b := bufio.NewReaderSize(c, 16)
	err := c.SetReadDeadline(time.Now().Add(helloWithin))
	first, peeked := b.Peek(1)
	if err = errors.Join(err, peeked, c.SetReadDeadline(time.Time{})); err != nil {
		c.Close() //nolint:errcheck,gosec // it said nothing
		return
	}
	to := s.plain
	if first[0] == tlsHandshake {
		to = s.secure
	}
	select {
	case to.conns <- &peekedConn{c, b}:
	case <-to.done:
		c.Close() //nolint:errcheck,gosec // nobody serves any more
	}
}

// Close ends it; the servers close the halves.
func (s *split) Close() error {
	if err := s.from.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// half is one side of a split, as a listener.
type half struct {
	addr  net.Addr
	conns chan net.Conn
	done  chan struct{}
	close func()
}

func newHalf(l net.Listener) *half {
	h := &half{addr: l.Addr(), conns: make(chan net.Conn), done: make(chan struct{})}
	h.close = sync.OnceFunc(func() { close(h.done) })
	return h
}

// Accept implements net.Listener.
func (h *half) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (h *half) Close() error {
	h.close()
	return nil
}

// Addr implements net.Listener.
func (h *half) Addr() net.Addr { return h.addr }

// peekedConn gives first what was peeked at.
type peekedConn struct {
	net.Conn
	b *bufio.Reader
}

// Read implements net.Conn.
func (c *peekedConn) Read(p []byte) (int, error) { return c.b.Read(p) }
