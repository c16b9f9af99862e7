//go:build linux || darwin

package serial_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/scanners/device"
	"postern/scanners/serial"
)

const (
	s10     = "RR473124829GB"
	patient = 10 * time.Second
)

// plug makes a line at path and returns the scanner's end of it.
func plug(t *testing.T, path string) *os.File {
	t.Helper()
	scanner, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = scanner.Close() })
	if err := errors.Join(tty.Close(), os.Symlink(tty.Name(), path)); err != nil {
		t.Fatal(err)
	}
	return scanner
}

// start runs a source until the test ends, and then holds it to its promises.
func start(t *testing.T, path string, s device.Settings) (*serial.Source, <-chan parcel.Scan, <-chan string) {
	t.Helper()
	told := make(chan string, 64)
	s.Name, s.Now, s.Tell = "bench 3", time.Now, func(_, what string) { told <- what }
	source, err := serial.New(s, path, 115200, "8N1")
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	out, done := make(chan parcel.Scan), make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
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
		for end := time.Now().Add(patient); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
			}
		}
	})
	return source, out, told
}

func await(t *testing.T, source *serial.Source, want device.State) {
	t.Helper()
	for end := time.Now().Add(patient); source.State() != want; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the line is %s, not %s", source.State(), want)
		}
	}
}

func send(t *testing.T, scanner *os.File, text string) {
	t.Helper()
	if _, err := scanner.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func read[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(patient):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func TestReadsALine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "line")
	scanner := plug(t, path)
	source, out, told := start(t, path, device.Settings{Place: parcel.Bench, Framing: device.Framing{Suffix: device.Ends}})
	await(t, source, device.Ready)

	send(t, scanner, s10+"\r\n]C100340123450000000018\x1d21A7\r\n\x02RR")
	send(t, scanner, "473124829GB\x03")
	for _, want := range []string{s10, "]C100340123450000000018\x1d21A7", s10} {
		got := read(t, out)
		if got.At.IsZero() {
			t.Error("a read without a time")
		}
		got.At = time.Time{}
		if diff := cmp.Diff(parcel.Scan{Code: want, Place: parcel.Bench, Device: "bench 3"}, got); diff != "" {
			t.Error(diff)
		}
	}
	send(t, scanner, "\x1b]52;c;AAAA\x07\r"+strings.Repeat("9", 3000)+"\r"+s10+"\r")
	if got := read(t, out); got.Code != s10 {
		t.Errorf("read %q", got.Code)
	}
	if what := read(t, told); !strings.Contains(what, "control characters") {
		t.Errorf("told %q", what)
	}
}

func TestHalfAReadIsGivenUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "line")
	scanner := plug(t, path)
	source, out, told := start(t, path, device.Settings{Framing: device.Framing{Suffix: device.Ends, Silence: 50 * time.Millisecond}})
	await(t, source, device.Ready)
	send(t, scanner, "RR4731")
	if what := read(t, told); !strings.Contains(what, "no end") {
		t.Errorf("told %q", what)
	}
	send(t, scanner, s10+"\r")
	if got := read(t, out); got.Code != s10 {
		t.Errorf("read %q", got.Code)
	}
}

func TestSilenceEndsARead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "line")
	scanner := plug(t, path)
	source, out, _ := start(t, path, device.Settings{Framing: device.Framing{Silence: 100 * time.Millisecond}})
	await(t, source, device.Ready)
	for range 2 {
		send(t, scanner, s10)
		if got := read(t, out); got.Code != s10 {
			t.Errorf("read %q", got.Code)
		}
	}
}

func TestOpensAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "line")
	source, out, told := start(t, path, device.Settings{Framing: device.Framing{Suffix: device.Ends}})
	if what := read(t, told); !strings.Contains(what, path) || source.State() != device.Absent {
		t.Errorf("told %q, the line is %s", what, source.State())
	}
	scanner := plug(t, path)
	await(t, source, device.Ready)
	send(t, scanner, s10+"\r")
	read(t, out)

	send(t, scanner, "RR47") // the rest never comes
	if err := errors.Join(scanner.Close(), os.Remove(path)); err != nil {
		t.Fatal(err)
	}
	await(t, source, device.Lost)
	scanner = plug(t, path)
	await(t, source, device.Ready)
	send(t, scanner, s10+"\r")
	if got := read(t, out); got.Code != s10 {
		t.Errorf("read %q", got.Code)
	}
}

func TestEndsWhileNobodyListens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "line")
	scanner := plug(t, path)
	source, _, _ := start(t, path, device.Settings{Framing: device.Framing{Suffix: device.Ends}})
	await(t, source, device.Ready)
	send(t, scanner, s10+"\r"+s10+"\r")
}

func TestNoLineIsNoScanner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(s10+"\r"), 0o600); err != nil {
		t.Fatal(err)
	}
	source, _, told := start(t, path, device.Settings{Framing: device.Framing{Suffix: device.Ends}})
	if what := read(t, told); !strings.Contains(what, "open "+path) || source.State() != device.Absent {
		t.Errorf("told %q, the line is %s", what, source.State())
	}
}

func TestWrongSettings(t *testing.T) {
	for want, open := range map[string]func(device.Settings) (*serial.Source, error){
		"device: ":   func(s device.Settings) (*serial.Source, error) { return serial.New(s, "", 0, "") },
		"baud: 50 ":  func(s device.Settings) (*serial.Source, error) { return serial.New(s, "x", 50, "") },
		"baud: -1 ":  func(s device.Settings) (*serial.Source, error) { return serial.New(s, "x", -1, "") },
		`mode: "9N1`: func(s device.Settings) (*serial.Source, error) { return serial.New(s, "x", 0, "9N1") },
		`mode: "8X1`: func(s device.Settings) (*serial.Source, error) { return serial.New(s, "x", 0, "8X1") },
		`mode: "8N3`: func(s device.Settings) (*serial.Source, error) { return serial.New(s, "x", 0, "8N3") },
	} {
		if _, err := open(device.Settings{Now: time.Now}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one about %q", err, want)
		}
	}
	for _, mode := range []string{"", "8N1", "7e1", "7O2"} {
		if _, err := serial.New(device.Settings{Now: time.Now}, "x", 0, mode); err != nil {
			t.Errorf("mode %q: %v", mode, err)
		}
	}
}
