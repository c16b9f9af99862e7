package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/spf13/cobra"

	"postern/parcel"
	"postern/sync/enrol"
	"postern/sync/hub"
	"postern/sync/hub/files"
	"postern/sync/jetstream"
)

// serveFlags are the settings of a serving hub.
type serveFlags struct {
	listen   string
	door     string
	files    string
	nats     string
	domain   string
	also     []string
	days     int
	restored bool
	doorOnly bool
}

func (r *run) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use: "serve", Short: "Serve stations until told to stop", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.serve(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:7470", "address where stations enrol, with /healthz and /metrics")
	cmd.Flags().StringVar(&f.door, "door", "", "address where enrolled stations connect (default: the next port)")
	cmd.Flags().StringVar(&f.files, "files", "", "folder of photos and X-rays; hubs of one record share it (default: files in the hub's folder)")
	cmd.Flags().StringVar(&f.nats, "nats", "", "use a NATS cluster, nats://HOST:PORT,..., instead of the broker inside (POSTERN_HUB_NATS)")
	cmd.Flags().StringVar(&f.domain, "domain", "", "JetStream domain of the cluster, where --nats is a leaf of it")
	cmd.Flags().StringSliceVar(&f.also, "also", nil, "doors of the other hubs of this record, HOST:PORT, told to stations")
	cmd.Flags().IntVar(&f.days, "days", 14, "life of stations' certificates, 7 to 30")
	cmd.Flags().BoolVar(&f.doorOnly, "door-only", false, "let stations in here, and have the other hubs of the record record what they send (for an office's own hub)")
	cmd.Flags().BoolVar(&f.restored, "restored", false, "the record was restored from a backup: stations send again what it lost")
	return cmd
}

func (f serveFlags) check() error {
	if f.doorOnly && f.nats == "" {
		return usage("--door-only needs --nats: another hub takes from there what comes in here")
	}
	if f.days < 7 || f.days > 30 {
		return usage("--days: 7 to 30")
	}
	for _, a := range append([]string{f.listen}, f.also...) {
		if _, _, err := net.SplitHostPort(a); err != nil {
			return usage("an address is HOST:PORT: " + err.Error())
		}
	}
	return nil
}

// doorAddress is where the door opens.
func (f serveFlags) doorAddress() (string, error) {
	if f.door != "" {
		return f.door, nil
	}
	host, port, err := net.SplitHostPort(f.listen)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return "", usage("--listen: the port is a number")
	}
	if n > 0 {
		n++
	}
	return net.JoinHostPort(host, strconv.Itoa(n)), nil
}

// served is a serving hub: the rooms put together.
type served struct {
	*house
	log      *slog.Logger
	now      func() time.Time
	server   *jetstream.Server
	inside   *nats.Conn
	outside  *nats.Conn // to the broker: the same, or a cluster's
	broker   *jetstream.Broker
	hub      *hub.Hub
	door     *jetstream.Door
	desk     *enrol.Desk
	registry *prometheus.Registry
	mu       sync.RWMutex // guards cert
	cert     tls.Certificate
}

func (r *run) serve(ctx context.Context, f serveFlags) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	h, err := r.open(ctx, f.restored)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	release, err := lock(h.dir)
	if err != nil {
		return err
	}
	defer release()
	end, err := h.begin(ctx)
	if err != nil {
		return err
	}
	s := &served{house: h, now: r.now, log: slog.New(slog.NewJSONHandler(r.err, nil)), registry: prometheus.NewRegistry()}
	defer s.shut()
	if f.nats == "" {
		f.nats = r.env("POSTERN_HUB_NATS")
	}
	if err = s.build(ctx, f); err == nil {
		err = s.run(ctx, f, func(n notice) {
			fmt.Fprintf(r.out, "serving: stations enrol at %s; make a token with: postern-hub enrol STATION --office CODE\n", n.Listening) //nolint:errcheck // it only tells
		})
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil // told to stop while it began
	}
	return errors.Join(err, end())
}

// build puts the rooms together, the door last.
func (s *served) build(ctx context.Context, f serveFlags) error {
	var err error
	if s.cert, err = s.keys.authority.Server(nil, s.now()); err != nil {
		return err
	}
	listen, err := f.doorAddress()
	if err != nil {
		return err
	}
	store := filepath.Join(s.dir, "broker")
	if f.nats != "" {
		store = ""
	}
	ready := make(chan struct{})
	s.server, err = jetstream.Start(jetstream.ServerOptions{
		Name: "hub-" + s.keys.public[:min(len(s.keys.public), 24)], Listen: listen, TLS: jetstream.DoorTLS(s.keys.authority, s.certificate), Store: store, After: time.After, Log: s.log,
		Admit: func(state *tls.ConnectionState) (string, parcel.Office, error) { //nolint:contextcheck // the server gives no context
			<-ready
			return s.hub.Admit(s.keys.authority)(state)
		},
	})
	if err != nil {
		return err
	}
	if s.inside, err = s.server.Connect(); err != nil {
		return err
	}
	if err := s.openBroker(ctx, f); err != nil {
		return err
	}
	s.last.Files = f.files
	kept, err := files.Open(s.filesAt())
	if err != nil {
		return err
	}
	s.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s.hub, err = hub.New(ctx, hub.Options{
		Name: "postern-hub", Record: s.record, Directory: s.record, Register: s.record, Broker: s.broker, Files: kept,
		Signer: s.keys.signer, Key: s.keys.public, Reader: s.keys.reader, DigestKey: s.keys.digest,
		Now: s.now, After: time.After, Log: s.log, Meter: hub.NewMeter(s.registry, s.server.Connected), DoorOnly: f.doorOnly,
	}, jetstream.Token)
	if err != nil {
		return err
	}
	close(ready)
	_, port, err := net.SplitHostPort(s.server.Addr())
	s.desk = &enrol.Desk{
		Authority: s.keys.authority, Register: s.record, Life: time.Duration(f.days) * 24 * time.Hour,
		Doors: append([]string{":" + port}, f.also...), Receipts: s.keys.public, Now: s.now,
	}
	return err
}

func (s *served) openBroker(ctx context.Context, f serveFlags) (err error) {
	s.outside = s.inside
	if f.nats != "" {
		if s.outside, err = jetstream.Dial(f.nats); err != nil {
			return err
		}
		if most := s.outside.MaxPayload(); most < jetstream.MaxPayload {
			s.log.Warn("the cluster takes only small messages: set its max_payload to 8MB", slog.Int64("max_payload", most))
		}
	}
	s.broker, err = jetstream.OpenBroker(ctx, s.outside, f.domain)
	return err
}

// run serves until ctx ends, then stops in order: nobody new, what is under way
// done or given back, the broker last.
func (s *served) run(ctx context.Context, f serveFlags, ready func(notice)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	n := s.last
	n.Listening, n.Door, n.Secret = listener.Addr().String(), s.server.Addr(), rand.Text()
	if err := n.write(s.dir); err != nil {
		return errors.Join(err, listener.Close())
	}
	if s.door, err = jetstream.OpenDoor(ctx, s.inside, s.hub, s.hub.Station, s.log); err != nil {
		return errors.Join(err, listener.Close())
	}
	s.log.Info("serving", slog.String("listening", n.Listening), slog.String("door", n.Door), slog.Bool("cluster", f.nats != ""))
	var all sync.WaitGroup
	all.Go(func() { s.renewOwn(ctx) })
	all.Go(func() { s.keepMarked(ctx) })
	all.Go(func() {
		if ended := s.hub.Run(ctx, s); ended != nil && !errors.Is(ended, context.Canceled) {
			s.log.Error("hub ended", slog.String("error", ended.Error()))
		}
	})
	ready(n)
	err = s.http(ctx, listener, n.Secret)
	all.Wait()
	s.log.Info("stopped")
	return err
}

// Tell implements hub.Door.
func (s *served) Tell(station string, office parcel.Office, all bool) error {
	return s.door.Tell(station, office, all)
}

// Cut implements hub.Door.
func (s *served) Cut(station string) error { return s.server.Cut(station) }

// certificate is the hub's own, as of now.
func (s *served) certificate() *tls.Certificate {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return &s.cert
}

// renewOwn makes the hub's own certificate anew each month: it lives a year.
func (s *served) renewOwn(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(30 * 24 * time.Hour):
		}
		cert, err := s.keys.authority.Server(nil, s.now())
		if err != nil {
			s.log.Error("own certificate not renewed", slog.String("error", err.Error()))
			continue
		}
		s.mu.Lock()
		s.cert = cert
		s.mu.Unlock()
	}
}

func (s *served) shut() {
	if s.outside != nil && s.outside != s.inside {
		s.outside.Close()
	}
	if s.inside != nil {
		s.inside.Close()
	}
	if s.server != nil {
		s.server.Close()
	}
}
