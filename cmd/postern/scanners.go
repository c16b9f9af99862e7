package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/scanners"
	"postern/tui"
)

// scannerConfig is a scanner that is no keyboard.
type scannerConfig struct {
	Kind      scanners.Kind     `yaml:"kind" json:"kind" jsonschema:"enum=serial,enum=evdev,enum=tcp,enum=replay"`
	Device    string            `yaml:"device" json:"device" jsonschema:"description=serial: its port; evdev: vendor:product or path; tcp: address to listen on; replay: a file."`
	Name      string            `yaml:"name" json:"name" jsonschema:"description=Shown with its reads."`
	Place     parcel.Place      `yaml:"place,omitempty" json:"place,omitempty" jsonschema:"description=Where it reads; empty is the station's place."`
	Baud      int               `yaml:"baud,omitempty" json:"baud,omitempty"`
	Mode      string            `yaml:"mode,omitempty" json:"mode,omitempty" jsonschema:"description=serial: data bits, parity, stop bits, e.g. 8N1."`
	Prefix    string            `yaml:"prefix,omitempty" json:"prefix,omitempty"`
	Suffix    string            `yaml:"suffix,omitempty" json:"suffix,omitempty"`
	SilenceMS int               `yaml:"silence_ms,omitempty" json:"silence_ms,omitempty" jsonschema:"description=serial: a pause this long ends a read."`
	Allow     map[string]string `yaml:"allow,omitempty" json:"allow,omitempty" jsonschema:"description=tcp: address of each scanner that may connect, and its name."`
}

func (c scannerConfig) open(now func() time.Time, tell func(device, what string)) (scanners.Source, error) {
	return scanners.Open(scanners.Config{
		Kind: c.Kind, Device: c.Device, Name: c.Name, Place: c.Place, Baud: c.Baud, Mode: c.Mode, Prefix: c.Prefix, Suffix: c.Suffix,
		Silence: time.Duration(c.SilenceMS) * time.Millisecond, Allow: c.Allow, Now: now, Tell: tell,
	})
}

// banner is what row 1 says of link and scanner; each is told by another.
type banner struct {
	mu   sync.Mutex
	last tui.Status
	send func(tea.Msg)
}

func (b *banner) say(change func(*tui.Status)) {
	b.mu.Lock()
	before := b.last
	change(&b.last)
	now := b.last
	b.mu.Unlock()
	if now != before {
		go b.send(now) // a program that has ended takes nothing more
	}
}

// listen brings the reads of the scanners to the screen until ctx ends; the
// channel answers once, when all have ended.
func listen(ctx context.Context, sources []scanners.Source, send func(tea.Msg)) <-chan error {
	reads, ended, done := make(chan parcel.Scan), make(chan error, len(sources)), make(chan error, 1)
	for _, source := range sources {
		go func() { ended <- source.Run(ctx, reads) }()
	}
	go func() {
		var errs []error
		for left := len(sources); left > 0; {
			select {
			case scan := <-reads:
				send(tui.Read{Scan: scan})
			case err := <-ended:
				left--
				if ctx.Err() == nil {
					errs = append(errs, err)
				}
			}
		}
		done <- errors.Join(errs...)
	}()
	return done
}

// scanners opens the scanners of the settings; what they have to say goes to
// the banner.
func (s *station) scanners(b *banner) ([]scanners.Source, error) {
	var all []scanners.Source
	for _, c := range s.config.Scanners {
		source, err := c.open(s.now, func(device, what string) {
			b.say(func(status *tui.Status) { status.Scanner = device + ": " + what })
		})
		if err != nil {
			return nil, coded{fmt.Errorf("settings: %w", err), exitUsage}
		}
		all = append(all, source)
	}
	return all, nil
}
