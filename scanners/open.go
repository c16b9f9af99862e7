package scanners

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"postern/parcel"
	"postern/scanners/device"
	"postern/scanners/evdev"
	"postern/scanners/replay"
	"postern/scanners/serial"
	"postern/scanners/tcp"
)

// Kind is a kind of device. A scanner that types is none of them: the screen
// hears it among its keys.
type Kind string

// The kinds of device.
const (
	Serial Kind = "serial"
	TCP    Kind = "tcp"
	Evdev  Kind = "evdev"
	Replay Kind = "replay"
)

// Kinds lists them, the surest first.
func Kinds() []Kind { return []Kind{Serial, Evdev, TCP, Replay} }

// Config is one scanner's settings.
type Config struct {
	Kind Kind
	// Device is a serial line's path, the vendor:product (hexadecimal) or
	// path of an input device, the address to listen at, or the file to play.
	Device string
	Name   string       // in every scan; empty: Device. A tcp scanner has its peer's
	Place  parcel.Place // where it stands, if not where the station does

	Baud int    // serial: 9600 if 0
	Mode string // serial: data bits, parity, stop bits; 8N1 if empty

	Prefix  string        // that begins a read: STX, or one character; empty: none needed
	Suffix  string        // that end a read: of CR LF TAB ETX, all if empty; "none": silence does
	Silence time.Duration // 300 ms if 0

	Allow map[string]string // tcp: the addresses or nets that may connect, and each scanner's name; empty: this machine

	Now  func() time.Time
	Wait func(context.Context, time.Duration) error // nil: a timer
	// Tell hears of reads refused and of devices lost and found, at most once
	// a second, from any goroutine. It must not block. Nil: nobody hears.
	Tell func(device, what string)
}

// Open makes the source of a scanner. It touches no device, which may be
// absent; it fails on a setting that is wrong, and names it.
func Open(c Config) (Source, error) {
	source, err := open(c)
	if err != nil {
		return nil, fmt.Errorf("scanner %q: %w", c.name(), err)
	}
	return source, nil
}

func (c Config) name() string {
	if c.Name == "" {
		return c.Device
	}
	return c.Name
}

func open(c Config) (Source, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	switch c.Kind {
	case Serial:
		return made(serial.New(s, c.Device, c.Baud, c.Mode))
	case TCP:
		return openTCP(s, c)
	case Evdev:
		m, err := evdev.ParseMatch(c.Device)
		if err != nil {
			return nil, err
		}
		return made(evdev.New(s, m))
	case Replay:
		return openReplay(s, c.Device)
	}
	return nil, fmt.Errorf("kind: %q is none of %v", c.Kind, Kinds())
}

// made keeps a nil pointer from becoming a source that is not nil.
func made[S Source](s S, err error) (Source, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// check refuses settings that the kind has no use for: they would be believed
// to work.
func (c Config) check() error {
	switch {
	case !slices.Contains(Kinds(), c.Kind):
		return fmt.Errorf("kind: %q is none of %v", c.Kind, Kinds())
	case c.Device == "":
		return errors.New("device: it is not named")
	case c.Kind != Serial && (c.Baud != 0 || c.Mode != ""):
		return fmt.Errorf("baud, mode: a %s scanner has none", c.Kind)
	case c.Kind != TCP && len(c.Allow) > 0:
		return fmt.Errorf("allow: nobody connects to a %s scanner", c.Kind)
	case c.Kind == Replay && (c.Prefix != "" || c.Suffix != "" || c.Silence != 0):
		return errors.New("prefix, suffix, silence: lines of a file need none")
	}
	return nil
}

func (c Config) settings() (device.Settings, error) {
	s := device.Settings{Name: c.name(), Place: c.Place, Now: c.Now, Wait: c.Wait, Label: Label, Tell: c.Tell}
	prefix, err := device.ParseMark(c.Prefix)
	if err != nil {
		return s, fmt.Errorf("prefix: %w", err)
	}
	suffix, err := device.ParseMarks(c.Suffix)
	if err != nil {
		return s, fmt.Errorf("suffix: %w", err)
	}
	s.Framing = device.Framing{Prefix: prefix, Suffix: suffix, Silence: c.Silence}
	return s, nil
}

func openTCP(s device.Settings, c Config) (Source, error) {
	listen, err := netip.ParseAddrPort(c.Device)
	if err != nil {
		return nil, fmt.Errorf("device: %q is no address to listen at, as 127.0.0.1:7171", c.Device)
	}
	var peers []tcp.Peer
	for from, name := range c.Allow {
		net, err := parseNet(from)
		if err != nil {
			return nil, err
		}
		peers = append(peers, tcp.Peer{From: net, Name: name})
	}
	slices.SortFunc(peers, func(a, b tcp.Peer) int { // the narrowest names a scanner
		if d := b.From.Bits() - a.From.Bits(); d != 0 {
			return d
		}
		return strings.Compare(a.From.String(), b.From.String())
	})
	return made(tcp.New(s, listen, peers))
}

func parseNet(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr.Unmap().WithZone(""), addr.Unmap().BitLen()), nil
	}
	net, err := netip.ParsePrefix(text)
	if err != nil {
		return net, fmt.Errorf("allow: %q is neither an address nor a net, as 10.0.3.7 or 10.0.3.0/24", text)
	}
	return net.Masked(), nil
}

func openReplay(s device.Settings, path string) (source Source, err error) {
	file, err := os.Open(path) //nolint:gosec // the officer names it
	if err != nil {
		return nil, fmt.Errorf("device: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	lines, err := replay.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("device: %s: %w", path, err)
	}
	return made(replay.New(s, lines))
}
