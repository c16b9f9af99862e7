package evdev

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	kernel "github.com/holoplot/go-evdev"
)

func supported() error { return nil }

// keyboard is an input device of the kernel, ours alone.
type keyboard struct{ *kernel.InputDevice }

// open finds the device and takes it for itself.
func open(m Match) (Board, error) {
	d, err := find(m)
	if err != nil {
		return nil, err
	}
	if err := d.Grab(); err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("take %s for ourselves: %w", d.Path(), err)
	}
	if err := d.NonBlock(); err != nil { // last, since every other call undoes it; without it Close ends no Read
		_ = d.Close()
		return nil, fmt.Errorf("open %s: %w", d.Path(), err)
	}
	return keyboard{d}, nil
}

// openFlags keep a path that is a pipe from holding us up.
const openFlags = os.O_RDONLY | syscall.O_NONBLOCK

func find(m Match) (*kernel.InputDevice, error) {
	if m.Path != "" {
		d, err := kernel.OpenWithFlags(m.Path, openFlags)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", m.Path, err)
		}
		return d, nil
	}
	paths, err := filepath.Glob("/dev/input/event*")
	if err != nil {
		return nil, fmt.Errorf("list input devices: %w", err)
	}
	var refused error
	for _, path := range paths {
		d, err := kernel.OpenWithFlags(path, openFlags)
		if err != nil {
			refused = err
			continue
		}
		if id, err := d.InputID(); err == nil && id.Vendor == m.Vendor && id.Product == m.Product && types(d) {
			return d, nil
		}
		_ = d.Close()
	}
	missing := fmt.Errorf("no input device %04x:%04x that types", m.Vendor, m.Product)
	if errors.Is(refused, os.ErrPermission) {
		return nil, fmt.Errorf("%w, and some may not be read (a udev rule lets them): %w", missing, refused)
	}
	return nil, missing
}

// types reports whether the device has the keys of a label: a scanner may show
// several devices, of which one types.
func types(d *kernel.InputDevice) bool {
	keys := d.CapableEvents(kernel.EV_KEY)
	for _, need := range []kernel.EvCode{kernel.KEY_A, kernel.KEY_Z, kernel.KEY_0, kernel.KEY_9} {
		if !slices.Contains(keys, need) {
			return false
		}
	}
	return true
}

// most is how many events one Read brings at most.
const most = 64

// Read waits for events.
func (k keyboard) Read() ([]Event, error) {
	some, err := k.ReadSlice(most)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(some))
	for i, e := range some {
		events[i] = Event{Type: uint16(e.Type), Code: uint16(e.Code), Value: e.Value}
	}
	return events, nil
}
