// Package device is what all scanners have in common: how bytes become reads,
// how a device is looked for again, and how it says what was wrong.
//
// It opens nothing itself and knows no items. Input is hostile: a read has a
// bound, control characters but GS refuse it, and what is refused is told and
// never sent.
package device

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"postern/parcel"
)

// State is how a device is.
type State string

// The states of a device.
const (
	Ready  State = "ready"
	Absent State = "absent" // not found since the start
	Lost   State = "lost"   // was there, and is looked for
)

// Settings are what every kind of scanner needs.
type Settings struct {
	Name    string       // goes into every scan
	Place   parcel.Place // where the scanner stands; empty: the caller's
	Framing Framing

	Now  func() time.Time
	Wait func(context.Context, time.Duration) error // nil: a timer
	// Label turns what was read into what is looked up; nil: as read.
	Label func(code string) string
	// Tell hears of reads refused and devices lost or found, at most once a
	// second, from any goroutine. It must not block. Nil: nobody hears.
	Tell func(device, what string)
}

// Keeper keeps one device open and knows how it is.
type Keeper struct {
	settings Settings

	mu    sync.Mutex
	state State
	told  time.Time
}

// New checks the settings and makes the keeper of a device not opened yet.
func New(s Settings) (*Keeper, error) {
	if s.Now == nil {
		return nil, errors.New("a scanner needs a clock")
	}
	if s.Place != "" && !s.Place.Known() {
		return nil, fmt.Errorf("place: %q is none of %v", s.Place, parcel.Places())
	}
	if err := s.Framing.check(); err != nil {
		return nil, err
	}
	if s.Wait == nil {
		s.Wait = wait
	}
	return &Keeper{settings: s, state: Absent}, nil
}

// State is how the device is now.
func (k *Keeper) State() State {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.state
}

// Found says that the device is open.
func (k *Keeper) Found() { k.become(Ready) }

// Missed says that the device is no longer open.
func (k *Keeper) Missed() {
	if k.State() == Ready {
		k.become(Lost)
	}
}

// become sets the state and tells of a device that came back.
func (k *Keeper) become(s State) {
	k.mu.Lock()
	back := k.state == Lost && s == Ready
	k.state = s
	k.mu.Unlock()
	if back {
		k.Say("found again")
	}
}

// Say tells what happened, unless something was told within the last second:
// a device that sends rubbish must not flood who listens.
func (k *Keeper) Say(what string) {
	if k.settings.Tell == nil {
		return
	}
	now := k.settings.Now()
	k.mu.Lock()
	again := !k.told.IsZero() && now.Sub(k.told) < time.Second && !now.Before(k.told)
	if !again {
		k.told = now
	}
	k.mu.Unlock()
	if !again {
		k.settings.Tell(k.settings.Name, what)
	}
}

// How long a lost device is left alone before the next try.
const (
	leastPause = 250 * time.Millisecond
	mostPause  = 5 * time.Second
)

// Keep runs sessions, each of which opens the device, says Found and reads
// until the device is lost, until ctx ends. It returns the context's error.
func (k *Keeper) Keep(ctx context.Context, session func(context.Context) error) error {
	pause, last := leastPause, ""
	for ctx.Err() == nil {
		err := session(ctx)
		was := k.State()
		k.Missed()
		if ctx.Err() != nil {
			break
		}
		if was == Ready {
			pause, last = leastPause, ""
		}
		if err != nil && err.Error() != last {
			last = err.Error()
			k.Say(last)
		}
		if err := k.settings.Wait(ctx, pause); err != nil {
			break
		}
		pause = min(2*pause, mostPause)
	}
	return ctx.Err()
}

// Wait lets time pass, by the settings' own way.
func (k *Keeper) Wait(ctx context.Context, d time.Duration) error { return k.settings.Wait(ctx, d) }

// Silence is how long a device is still before a read is over.
func (k *Keeper) Silence() time.Duration { return k.settings.Framing.silence() }

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
