// Package replay plays reads from a file at their times, for demonstrations,
// drills and tests.
//
// It is no device: the file is read whole and checked before it is played, and
// a wrong line is named. Having played, it waits for its context to end.
package replay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"postern/parcel"
	"postern/scanners/device"
)

// Line is one read of a file.
type Line struct {
	After time.Duration // since the line before
	Code  string
	Place parcel.Place // empty: the settings'
	Mass  parcel.Mass  // 0: not weighed
}

// What a file may hold.
const (
	mostLines = 100_000
	mostAfter = 24 * time.Hour
)

// Parse reads a file: a read a line, "+1.5s CODE [PLACE] [MASS]", where a mass
// is 412g or 1.2kg; lines that are empty or begin with # are passed over.
func Parse(r io.Reader) ([]Line, error) {
	var lines []Line
	text := bufio.NewScanner(r)
	text.Buffer(nil, 2*device.MaxRead)
	n := 0
	for text.Scan() {
		n++
		fields := strings.Fields(text.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(lines) == mostLines {
			return nil, fmt.Errorf("line %d: more than %d reads", n, mostLines)
		}
		l, err := parseLine(fields)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		lines = append(lines, l)
	}
	if err := text.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	if len(lines) == 0 {
		return nil, errors.New("no reads in it")
	}
	return lines, nil
}

func parseLine(fields []string) (Line, error) {
	const form = "want +1.5s CODE [PLACE] [MASS]"
	if len(fields) < 2 || len(fields) > 4 || !strings.HasPrefix(fields[0], "+") {
		return Line{}, errors.New(form)
	}
	after, err := time.ParseDuration(fields[0][1:])
	if err != nil || after < 0 || after > mostAfter {
		return Line{}, fmt.Errorf("time %q: want 0s to %v; %s", fields[0], mostAfter, form)
	}
	l := Line{After: after}
	if l.Code, err = parseCode(fields[1]); err != nil {
		return Line{}, err
	}
	err = l.parseRest(fields[2:])
	return l, err
}

// parseRest reads the place and the mass, either of which may be missing.
func (l *Line) parseRest(fields []string) error {
	if len(fields) > 0 && parcel.Place(fields[0]).Known() {
		l.Place, fields = parcel.Place(fields[0]), fields[1:]
	}
	if len(fields) == 0 {
		return nil
	}
	mass, err := parseMass(fields[0])
	switch {
	case err != nil:
		return fmt.Errorf("%q is neither a place, of %v, nor a mass, as 412g: %w", fields[0], parcel.Places(), err)
	case len(fields) > 1:
		return fmt.Errorf("%q is one word too many; the place comes before the mass", fields[1])
	}
	l.Mass = mass
	return nil
}

// parseCode holds the code to what a scanner may send.
func parseCode(text string) (string, error) {
	f := device.NewFramer(device.Framing{Suffix: "\n"})
	for i := range len(text) {
		if read, over := f.Byte(text[i]); over {
			return "", errors.New(read.Wrong)
		}
	}
	read, over := f.Byte('\n')
	switch {
	case !over:
		return "", errors.New("no code")
	case read.Wrong != "":
		return "", errors.New(read.Wrong)
	case read.Code != text:
		return "", errors.New("a code holds a control character")
	}
	return read.Code, nil
}

func parseMass(text string) (parcel.Mass, error) {
	var m parcel.Mass
	var err error
	if kilograms, ok := strings.CutSuffix(text, "kg"); ok {
		m, err = parcel.ParseKilograms(kilograms)
	} else {
		m, err = parcel.ParseGrams(strings.TrimSuffix(text, "g"))
	}
	if err == nil && m < 0 {
		err = errors.New("below nothing")
	}
	return m, err
}

// Source plays lines.
type Source struct {
	*device.Keeper
	lines []Line
}

// New makes the source that plays the lines once, by the settings' clock.
func New(s device.Settings, lines []Line) (*Source, error) {
	if len(lines) == 0 {
		return nil, errors.New("device: nothing to play")
	}
	k, err := device.New(s)
	if err != nil {
		return nil, err
	}
	return &Source{Keeper: k, lines: lines}, nil
}

// Run plays the lines, then waits, and returns the context's error.
func (s *Source) Run(ctx context.Context, out chan<- parcel.Scan) error {
	s.Found()
	defer s.Missed()
	for _, l := range s.lines {
		if err := s.Wait(ctx, l.After); err != nil {
			return err
		}
		if err := s.Send(ctx, out, parcel.Scan{Code: l.Code, Place: l.Place, Mass: l.Mass}); err != nil {
			return err
		}
	}
	<-ctx.Done()
	return ctx.Err()
}
