// Package tcp reads scanners that send their reads over the network: base
// stations and fixed readers that connect to the workstation, several at once.
//
// It only listens, on the loopback or for the addresses it is given, and never
// answers. Who connects is not believed: reads and connections are bounded,
// and a client that is slow, silent or sends rubbish holds up no other.
package tcp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"postern/parcel"
	"postern/scanners/device"
)

// Peer is who may send: an address, or a net of them, and the scanner's name
// there.
type Peer struct {
	From netip.Prefix
	Name string // empty: the address is its name
}

// How many clients there may be at once.
const (
	mostClients = 32
	mostOfOne   = 8 // address: one that starts anew leaves its old ones behind for a while
)

// Source is a door for scanners that connect.
type Source struct {
	*device.Keeper
	listen netip.AddrPort
	peers  []Peer

	bound atomic.Value // string

	mu      sync.Mutex
	total   int
	clients map[netip.Addr]int
}

// New makes the source that listens at an address. Only the peers may connect;
// where none are given, only this machine may, and the address must be a
// loopback one. Port 0 takes a free one.
func New(s device.Settings, listen netip.AddrPort, peers []Peer) (*Source, error) {
	if !listen.IsValid() {
		return nil, errors.New("device: a tcp scanner needs the address to listen at, as 127.0.0.1:7171")
	}
	if !listen.Addr().IsLoopback() && len(peers) == 0 {
		return nil, fmt.Errorf("allow: %v is no loopback address; list the addresses that may connect", listen.Addr())
	}
	if s.Framing.Suffix == "" {
		return nil, errors.New("suffix: over the network silence ends no read; use CR")
	}
	k, err := device.New(s)
	if err != nil {
		return nil, err
	}
	return &Source{Keeper: k, listen: listen, peers: peers, clients: map[netip.Addr]int{}}, nil
}

// Addr is where the source listens, empty while it does not.
func (s *Source) Addr() string {
	addr, _ := s.bound.Load().(string)
	return addr
}

// Run sends every read until ctx ends, and then returns the context's error.
// The source is ready while a scanner is connected.
func (s *Source) Run(ctx context.Context, out chan<- parcel.Scan) error {
	return s.Keep(ctx, func(ctx context.Context) error { return s.session(ctx, out) })
}

func (s *Source) session(ctx context.Context, out chan<- parcel.Scan) error {
	var door net.ListenConfig
	l, err := door.Listen(ctx, "tcp", s.listen.String())
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.bound.Store(l.Addr().String())
	defer s.bound.Store("")
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(ctx, func() { _ = l.Close() }) // that is how Accept learns of it
	var clients sync.WaitGroup
	defer func() {
		cancel()
		if stop() {
			_ = l.Close()
		}
		clients.Wait()
	}()
	for {
		conn, err := l.Accept()
		switch {
		case ctx.Err() != nil || errors.Is(err, net.ErrClosed):
			if conn != nil {
				_ = conn.Close()
			}
			return fmt.Errorf("listen: %w", errors.Join(err, ctx.Err()))
		case err != nil: // out of descriptors, say: who is connected stays so
			s.Say(err.Error())
			if err := s.Wait(ctx, pause); err != nil {
				return err
			}
		default:
			clients.Go(func() { s.client(ctx, conn, out) })
		}
	}
}

const pause = 250 * time.Millisecond

// client reads one connection until it ends.
func (s *Source) client(ctx context.Context, conn net.Conn, out chan<- parcel.Scan) {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer func() {
		stop()
		_ = conn.Close()
	}()
	from, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return
	}
	addr := from.Addr().Unmap().WithZone("")
	name, known := s.name(addr)
	if !known {
		s.Say(name + " may not connect")
		return
	}
	if !s.enter(addr) {
		s.Say(name + " has too many connections")
		return
	}
	defer s.leave(addr)
	s.read(ctx, conn, s.Reads(name, out))
}

// mostWaste is how much without a good read a client may send before it is
// shown the door: to read rubbish for ever is work too.
const mostWaste = 16 * device.MaxRead

func (s *Source) read(ctx context.Context, conn net.Conn, reads *device.Reads) {
	for buf := make([]byte, device.MaxRead); ; {
		n, err := conn.Read(buf)
		if reads.Bytes(ctx, buf[:n]) != nil {
			return
		}
		if err != nil {
			reads.Drop("it left within a read") // half a number may be another's
			return
		}
		if reads.Wasted() > mostWaste {
			reads.Drop("it sends no labels")
			return
		}
	}
}

// name is what the scanner at an address is called, and whether it may send.
func (s *Source) name(addr netip.Addr) (string, bool) {
	for _, p := range s.peers {
		if p.From.Contains(addr) {
			if p.Name != "" {
				return p.Name, true
			}
			return addr.String(), true
		}
	}
	return addr.String(), len(s.peers) == 0 && addr.IsLoopback()
}

func (s *Source) enter(addr netip.Addr) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.total >= mostClients || s.clients[addr] >= mostOfOne {
		return false
	}
	s.total++
	s.clients[addr]++
	s.Found()
	return true
}

func (s *Source) leave(addr netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total--
	if s.clients[addr]--; s.clients[addr] == 0 {
		delete(s.clients, addr)
	}
	if s.total == 0 {
		s.Missed()
	}
}
