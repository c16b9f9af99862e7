// Package evdev reads a scanner that is a keyboard from the Linux kernel
// itself, with the device to itself: no focus, no terminal, and none of its
// keys can be taken for an officer's.
//
// It works on Linux and at the machine itself, not over SSH; elsewhere it
// refuses at once. A device that is pulled out or asleep is looked for again.
package evdev

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"postern/parcel"
	"postern/scanners/device"
)

// Match says which input device is the scanner: by vendor and product, or by
// path.
type Match struct {
	Vendor, Product uint16
	Path            string
}

// ParseMatch reads "0c2e:0b61" (vendor and product, hexadecimal) or a path.
func ParseMatch(text string) (Match, error) {
	if strings.HasPrefix(text, "/") {
		return Match{Path: text}, nil
	}
	vendor, product, two := strings.Cut(text, ":")
	v, err := strconv.ParseUint(vendor, 16, 16)
	p, err2 := strconv.ParseUint(product, 16, 16)
	if !two || err != nil || err2 != nil {
		return Match{}, fmt.Errorf("device: %q is neither vendor:product, as 0c2e:0b61, nor a path", text)
	}
	return Match{Vendor: uint16(v), Product: uint16(p)}, nil
}

// Board is an open keyboard.
type Board interface {
	// Read waits for events; it fails when the device is gone or closed.
	Read() ([]Event, error)
	// Close ends a Read that waits.
	Close() error
}

// Source is a scanner that is a keyboard.
type Source struct {
	*device.Keeper
	open func() (Board, error)
}

// New makes the source of the device that matches. On another system than
// Linux it fails and says so.
func New(s device.Settings, m Match) (*Source, error) {
	if m == (Match{}) {
		return nil, errors.New("device: an evdev scanner needs its vendor:product or its path")
	}
	if err := supported(); err != nil {
		return nil, err
	}
	return From(s, func() (Board, error) { return open(m) })
}

// From makes the source of whatever keyboard open opens.
func From(s device.Settings, open func() (Board, error)) (*Source, error) {
	k, err := device.New(s)
	if err != nil {
		return nil, err
	}
	return &Source{Keeper: k, open: open}, nil
}

// Run sends every read until ctx ends, looking for the device again whenever
// it is lost. It returns the context's error.
func (s *Source) Run(ctx context.Context, out chan<- parcel.Scan) error {
	return s.Keep(ctx, func(ctx context.Context) error { return s.session(ctx, out) })
}

func (s *Source) session(ctx context.Context, out chan<- parcel.Scan) error {
	board, err := s.open()
	if err != nil {
		return err
	}
	s.Found()
	ctx, cancel := context.WithCancel(ctx)
	events, gone := make(chan []Event), make(chan error, 1)
	var pump sync.WaitGroup
	pump.Go(func() { gone <- carry(ctx, board, events) })
	defer pump.Wait()
	defer func() {
		cancel()
		_ = board.Close()
	}()
	return s.read(ctx, events, gone, s.Reads("", out))
}

// carry brings events until the device is gone or ctx ends.
func carry(ctx context.Context, board Board, events chan<- []Event) error {
	for {
		some, err := board.Read()
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case events <- some:
		}
	}
}

func (s *Source) read(ctx context.Context, events <-chan []Event, gone <-chan error, reads *device.Reads) error {
	var keys Keys
	silence := time.NewTimer(s.Silence())
	defer silence.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err = <-gone:
			reads.Drop("a read has no end")
		case <-silence.C:
			err = reads.Quiet(ctx)
		case some := <-events:
			silence.Reset(s.Silence())
			err = feed(ctx, &keys, some, reads)
		}
		if err != nil {
			return err
		}
	}
}

func feed(ctx context.Context, keys *Keys, some []Event, reads *device.Reads) error {
	for _, e := range some {
		char, typed := keys.Press(e)
		if e.Lost() {
			reads.Spoil("keys of a read were lost")
		}
		if !typed {
			continue
		}
		if err := reads.Bytes(ctx, []byte{char}); err != nil {
			return err
		}
	}
	return nil
}
