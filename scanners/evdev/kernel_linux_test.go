package evdev_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	kernel "github.com/holoplot/go-evdev"

	"postern/parcel"
	"postern/scanners/device"
	"postern/scanners/evdev"
)

const patient = 10 * time.Second

func start(t *testing.T, m evdev.Match) (*evdev.Source, <-chan parcel.Scan, <-chan string) {
	t.Helper()
	told := make(chan string, 64)
	source, err := evdev.New(device.Settings{
		Framing: device.Framing{Suffix: device.Ends}, Now: time.Now, Tell: func(_, what string) { told <- what },
	}, m)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	out, done := make(chan parcel.Scan), make(chan error, 1)
	go func() { done <- source.Run(ctx, out) }()
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
	})
	return source, out, told
}

func TestNoInputDevice(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("no keys"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, m := range map[string]evdev.Match{
		"no input device feed:f00d": {Vendor: 0xfeed, Product: 0xf00d},
		"open " + file:              {Path: file},
		"no such file":              {Path: file + ".not"},
	} {
		source, _, told := start(t, m)
		select {
		case what := <-told:
			if !strings.Contains(what, want) || source.State() != device.Absent {
				t.Errorf("told %q, and it is %s; want %q", what, source.State(), want)
			}
		case <-time.After(patient):
			t.Errorf("nothing told of %v", m)
		}
	}
}

// A keyboard that the kernel makes for the test, where it lets one be made:
// found by its numbers, taken from everybody else, read, and found again.
func TestKernelKeyboard(t *testing.T) {
	if f, err := os.OpenFile("/dev/uinput", os.O_WRONLY, 0); err != nil {
		t.Skipf("no virtual keyboard without /dev/uinput (modprobe uinput, and the right to write to it): %v", err)
	} else {
		_ = f.Close()
	}
	id := kernel.InputID{BusType: 3, Vendor: 0xfeed, Product: 0xf00d, Version: 1}
	source, out, _ := start(t, evdev.Match{Vendor: id.Vendor, Product: id.Product})
	for range 2 {
		keyboard := plug(t, id)
		for end := time.Now().Add(patient); source.State() != device.Ready; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the keyboard is not found")
			}
		}
		for _, e := range strokes("\x02" + s10 + "\r") {
			if err := keyboard.WriteOne(&kernel.InputEvent{Type: kernel.EvType(e.Type), Code: kernel.EvCode(e.Code), Value: e.Value}); err != nil {
				t.Fatal(err)
			}
		}
		select {
		case got := <-out:
			if got.Code != s10 {
				t.Errorf("read %q", got.Code)
			}
		case <-time.After(patient):
			t.Fatal("nothing read")
		}
		if err := errors.Join(kernel.DestroyDevice(keyboard), keyboard.Close()); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(patient); source.State() != device.Lost; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the keyboard is gone, and not missed")
			}
		}
	}
}

func plug(t *testing.T, id kernel.InputID) *kernel.InputDevice {
	t.Helper()
	var keys []kernel.EvCode
	for code := range 126 {
		keys = append(keys, kernel.EvCode(code))
	}
	keyboard, err := kernel.CreateDevice("test scanner", id, map[kernel.EvType][]kernel.EvCode{kernel.EV_KEY: keys[1:]})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keyboard.Close() })
	return keyboard
}
