//go:build linux

// Linux has the whole of 127.0.0.0/8, so that one machine can be several.

package tcp_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/scanners/device"
	"postern/scanners/tcp"
)

const (
	s10     = "RR473124829GB"
	patient = 10 * time.Second
)

// hall is a source that runs until the test ends, and is then held to its
// promises.
type hall struct {
	*tcp.Source
	out  chan parcel.Scan
	told chan string
}

func open(t *testing.T, peers ...tcp.Peer) *hall {
	t.Helper()
	h := &hall{out: make(chan parcel.Scan), told: make(chan string, 1000)}
	s := device.Settings{
		Name: "hall", Place: parcel.Belt, Framing: device.Framing{Suffix: device.Ends}, Now: time.Now,
		Tell: func(_, what string) { h.told <- what },
	}
	source, err := tcp.New(s, netip.MustParseAddrPort("127.0.0.1:0"), peers)
	if err != nil {
		t.Fatal(err)
	}
	h.Source = source
	before := runtime.NumGoroutine()
	done := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { done <- source.Run(ctx, h.out) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Run: %v", err)
			}
		case <-time.After(patient):
			t.Error("Run does not end")
		}
		until(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= before })
		if source.Addr() != "" || source.State() == device.Ready {
			t.Errorf("ended, and listens at %q, %s", source.Addr(), source.State())
		}
	})
	until(t, "it listens", func() bool { return source.Addr() != "" })
	return h
}

func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patient); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// scanner connects from a loopback address.
func (h *hall) scanner(t *testing.T, from string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := d.DialContext(t.Context(), "tcp", h.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func (h *hall) read(t *testing.T) parcel.Scan {
	t.Helper()
	select {
	case got := <-h.out:
		return got
	case <-time.After(patient):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := conn.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

// shut waits until the other end closed the connection.
func shut(t *testing.T, conn net.Conn) {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(patient)); err != nil {
		t.Fatal(err)
	}
	var timeout net.Error
	if n, err := conn.Read(make([]byte, 1)); err == nil || errors.As(err, &timeout) && timeout.Timeout() {
		t.Fatalf("the connection is open: %d, %v", n, err)
	}
}

func TestSeveralScanners(t *testing.T) {
	h := open(t, tcp.Peer{From: netip.MustParsePrefix("127.0.0.1/32"), Name: "belt 2"})
	if h.State() != device.Absent {
		t.Errorf("nobody came, and it is %s", h.State())
	}
	one, two := h.scanner(t, "127.0.0.1"), h.scanner(t, "127.0.0.1")
	send(t, one, "RR4731")
	send(t, two, s10+"\r\n")
	want := parcel.Scan{Code: s10, Place: parcel.Belt, Device: "belt 2"}
	for i := range 2 {
		if i == 1 {
			send(t, one, "24829GB\r")
		}
		got := h.read(t)
		if time.Since(got.At) > patient {
			t.Errorf("read at %v", got.At)
		}
		got.At = time.Time{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if h.State() != device.Ready {
		t.Errorf("two are there, and it is %s", h.State())
	}
	_, _ = one.Close(), two.Close()
	until(t, "it is lost", func() bool { return h.State() == device.Lost })
	send(t, h.scanner(t, "127.0.0.1"), s10+"\r")
	h.read(t)
}

func TestUnnamedScannerIsItsAddress(t *testing.T) {
	h := open(t)
	send(t, h.scanner(t, "127.0.0.1"), s10+"\r")
	if got := h.read(t); got.Device != "127.0.0.1" {
		t.Errorf("read by %q", got.Device)
	}
}

func TestOnlyWhoIsListedIsRead(t *testing.T) {
	h := open(
		t,
		tcp.Peer{From: netip.MustParsePrefix("127.0.0.2/32"), Name: "belt 2"},
		tcp.Peer{From: netip.MustParsePrefix("127.0.0.0/30"), Name: ""},
	)
	stranger := h.scanner(t, "127.0.0.4")
	_, _ = stranger.Write([]byte(s10 + "\r")) // may fail: it is shut at once
	shut(t, stranger)
	if what := <-h.told; what != "127.0.0.4 may not connect" {
		t.Errorf("told %q", what)
	}
	for from, name := range map[string]string{"127.0.0.2": "belt 2", "127.0.0.3": "127.0.0.3"} {
		send(t, h.scanner(t, from), s10+"\r")
		if got := h.read(t); got.Device != name {
			t.Errorf("from %s: read by %q, want %q", from, got.Device, name)
		}
	}
}

// One says nothing, one stops within a read, one sends rubbish, one lines
// without end, one leaves in the middle: who scans is read.
func TestHostileClientsHoldUpNobody(t *testing.T) {
	h := open(t)
	h.scanner(t, "127.0.0.1")
	send(t, h.scanner(t, "127.0.0.1"), "RR47")
	rubbish, endless, leaver := h.scanner(t, "127.0.0.1"), h.scanner(t, "127.0.0.1"), h.scanner(t, "127.0.0.1")
	for conn, text := range map[net.Conn]string{rubbish: "\x00\x1b[2J\r", endless: "7"} {
		go func() {
			for { // until it is shown the door
				if _, err := conn.Write([]byte(strings.Repeat(text, 100))); err != nil {
					return
				}
			}
		}()
	}
	send(t, leaver, "RR473124829G")
	if err := leaver.Close(); err != nil {
		t.Fatal(err)
	}
	good := h.scanner(t, "127.0.0.1")
	for i := range 100 {
		code := fmt.Sprintf("A%06d", i)
		send(t, good, code+"\r\n")
		if got := h.read(t); got.Code != code {
			t.Fatalf("read %q, not %q", got.Code, code)
		}
	}
	shut(t, rubbish)
	shut(t, endless)
}

func TestConnectionsAreBounded(t *testing.T) {
	h := open(t)
	for range 8 {
		send(t, h.scanner(t, "127.0.0.1"), s10+"\r")
		h.read(t)
	}
	shut(t, h.scanner(t, "127.0.0.1"))
	if what := <-h.told; !strings.Contains(what, "too many") {
		t.Errorf("told %q", what)
	}
}

func TestEndsWhileNobodyListens(t *testing.T) {
	h := open(t)
	conn := h.scanner(t, "127.0.0.1")
	send(t, conn, strings.Repeat(s10+"\r", 50))
	until(t, "it is ready", func() bool { return h.State() == device.Ready })
}

// The address is taken by another program first, and listened at once it is
// free.
func TestListensAgain(t *testing.T) {
	var door net.ListenConfig
	other, err := door.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 100)
	s := device.Settings{Framing: device.Framing{Suffix: "\r"}, Now: time.Now, Tell: func(_, what string) { told <- what }}
	source, err := tcp.New(s, netip.MustParseAddrPort(other.Addr().String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- source.Run(ctx, nil) }()
	if what := <-told; !strings.Contains(what, "in use") {
		t.Errorf("told %q", what)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	until(t, "it listens", func() bool { return source.Addr() != "" })
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
}

func TestWrongSettings(t *testing.T) {
	good := device.Settings{Framing: device.Framing{Suffix: "\r"}, Now: time.Now}
	for want, door := range map[string]func() (*tcp.Source, error){
		"device: ": func() (*tcp.Source, error) { return tcp.New(good, netip.AddrPort{}, nil) },
		"allow: 0.0.0.0": func() (*tcp.Source, error) {
			return tcp.New(good, netip.MustParseAddrPort("0.0.0.0:7171"), nil)
		},
		"suffix: ": func() (*tcp.Source, error) {
			return tcp.New(device.Settings{Now: time.Now}, netip.MustParseAddrPort("127.0.0.1:0"), nil)
		},
	} {
		if _, err := door(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one about %q", err, want)
		}
	}
}
