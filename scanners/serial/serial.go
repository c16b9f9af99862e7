// Package serial reads scanners on a serial line: USB CDC or RS-232, the
// surest way, since it needs no focus, knows no keyboard layout and keeps GS.
//
// It is no driver: the line's settings are the system's. A line that is pulled
// out is opened again; a wrong setting fails at once, by New.
package serial

import (
	"context"
	"errors"
	"fmt"
	"time"

	line "go.bug.st/serial"

	"postern/parcel"
	"postern/scanners/device"
)

// Source is a scanner on a serial line.
type Source struct {
	*device.Keeper
	path string
	mode line.Mode
}

// Rates of a line in baud.
const (
	usualBaud = 9600
	leastBaud = 300
	mostBaud  = 4_000_000
)

// New makes the source of the line at path. Zero baud means 9600; mode is data
// bits, parity and stop bits, as "8N1", which is also what empty means.
func New(s device.Settings, path string, baud int, mode string) (*Source, error) {
	if path == "" {
		return nil, errors.New("device: a serial scanner needs the path of its line, one of those in /dev/serial/by-id")
	}
	if baud == 0 {
		baud = usualBaud
	}
	if baud < leastBaud || baud > mostBaud {
		return nil, fmt.Errorf("baud: %d is outside %d to %d", baud, leastBaud, mostBaud)
	}
	m, err := parseMode(mode)
	if err != nil {
		return nil, err
	}
	m.BaudRate = baud
	k, err := device.New(s)
	if err != nil {
		return nil, err
	}
	return &Source{Keeper: k, path: path, mode: m}, nil
}

func parseMode(text string) (line.Mode, error) {
	m := line.Mode{DataBits: 8, Parity: line.NoParity, StopBits: line.OneStopBit}
	if text == "" {
		return m, nil
	}
	wrong := fmt.Errorf("mode: %q is not 7 or 8 data bits, parity N, E or O, and 1 or 2 stop bits, as 8N1", text)
	if len(text) != 3 || text[0] != '7' && text[0] != '8' {
		return m, wrong
	}
	m.DataBits = int(text[0] - '0')
	switch text[1] {
	case 'N', 'n':
	case 'E', 'e':
		m.Parity = line.EvenParity
	case 'O', 'o':
		m.Parity = line.OddParity
	default:
		return m, wrong
	}
	switch text[2] {
	case '1':
	case '2':
		m.StopBits = line.TwoStopBits
	default:
		return m, wrong
	}
	return m, nil
}

// Run sends every read until ctx ends, opening the line again whenever it is
// lost. It returns the context's error.
func (s *Source) Run(ctx context.Context, out chan<- parcel.Scan) error {
	return s.Keep(ctx, func(ctx context.Context) error { return s.session(ctx, out) })
}

// poll is how long one look at the line takes at most, and so how late the end
// of the context is seen. Reader and closer are one goroutine: a descriptor
// closed under a reader could be another file's by the time it is read.
const poll = 100 * time.Millisecond

func (s *Source) session(ctx context.Context, out chan<- parcel.Scan) (err error) {
	port, err := line.Open(s.path, &s.mode)
	if err != nil {
		return fmt.Errorf("open %s: %w", s.path, err)
	}
	defer func() {
		if wrong := recover(); wrong != nil { // descriptors from 1024 on are more than select, under the port, can watch
			err = fmt.Errorf("read %s: %v", s.path, wrong)
		}
		err = errors.Join(err, port.Close())
	}()
	look := min(poll, s.Silence())
	if err := port.SetReadTimeout(look); err != nil {
		return fmt.Errorf("open %s: %w", s.path, err)
	}
	s.Found()
	return s.read(ctx, port, look, s.Reads("", out))
}

// read reads until the line is lost or ctx ends.
func (s *Source) read(ctx context.Context, port line.Port, look time.Duration, reads *device.Reads) error {
	var quiet time.Duration
	for buf := make([]byte, device.MaxRead); ctx.Err() == nil; {
		n, err := port.Read(buf)
		switch {
		case err != nil:
			reads.Drop("a read has no end")
			return fmt.Errorf("read %s: %w", s.path, err)
		case n > 0:
			quiet = 0
			err = reads.Bytes(ctx, buf[:n])
		default:
			if quiet += look; quiet >= s.Silence() {
				quiet = 0
				err = reads.Quiet(ctx)
			}
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}
