package scanners_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/scanners"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "drill.txt")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpen(t *testing.T) {
	drill := file(t, "+1s RR473124829GB\n")
	configs := []scanners.Config{
		{Kind: scanners.Serial, Device: "/dev/not-there", Baud: 115200, Mode: "7E1", Prefix: "STX", Suffix: "CR LF"},
		{Kind: scanners.Serial, Device: "COM7", Suffix: "none", Silence: 100 * time.Millisecond},
		{Kind: scanners.TCP, Device: "[::1]:7171"},
		{Kind: scanners.TCP, Device: "0.0.0.0:7171", Allow: map[string]string{"10.0.3.7": "belt 2", "10.0.4.0/24": ""}},
		{Kind: scanners.Replay, Device: drill, Place: parcel.XrayRoom},
	}
	if runtime.GOOS == "linux" {
		configs = append(configs, scanners.Config{Kind: scanners.Evdev, Device: "0c2e:0b61"}, scanners.Config{Kind: scanners.Evdev, Device: "/dev/input/event3"})
	}
	for _, c := range configs {
		c.Now = time.Now
		source, err := scanners.Open(c)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
		} else if source.State() != scanners.Absent {
			t.Errorf("%s is %s before it ran", c.Device, source.State())
		}
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	for want, c := range map[string]scanners.Config{
		`scanner "bench": kind: "usb" is none of`:    {Kind: "usb", Name: "bench", Device: "x"},
		`scanner "": device: it is not named`:        {Kind: scanners.Serial},
		`scanner "x": baud, mode: a tcp scanner`:     {Kind: scanners.TCP, Device: "x", Baud: 9600},
		`scanner "x": allow: nobody connects`:        {Kind: scanners.Serial, Device: "x", Allow: map[string]string{"10.0.0.1": ""}},
		`scanner "x": prefix, suffix, silence`:       {Kind: scanners.Replay, Device: "x", Suffix: "CR"},
		`scanner "x": baud: 7`:                       {Kind: scanners.Serial, Device: "x", Baud: 7},
		`scanner "x": mode: "5N1"`:                   {Kind: scanners.Serial, Device: "x", Mode: "5N1"},
		`scanner "x": prefix: "SOH"`:                 {Kind: scanners.Serial, Device: "x", Prefix: "SOH"},
		`scanner "x": prefix: labels hold`:           {Kind: scanners.Serial, Device: "x", Prefix: "R"},
		`scanner "x": suffix: "CRLF"`:                {Kind: scanners.Serial, Device: "x", Suffix: "CRLF"},
		`scanner "x": silence: 1h0m0s`:               {Kind: scanners.Serial, Device: "x", Silence: time.Hour},
		`scanner "x": place: "moon"`:                 {Kind: scanners.Serial, Device: "x", Place: "moon"},
		`scanner "localhost:7171": device:`:          {Kind: scanners.TCP, Device: "localhost:7171"},
		`scanner ":7171": device:`:                   {Kind: scanners.TCP, Device: ":7171"},
		`scanner "0.0.0.0:7171": allow: 0.0.0.0`:     {Kind: scanners.TCP, Device: "0.0.0.0:7171"},
		`scanner "127.0.0.1:1": allow: "hall"`:       {Kind: scanners.TCP, Device: "127.0.0.1:1", Allow: map[string]string{"hall": ""}},
		`scanner "127.0.0.1:1": suffix: over`:        {Kind: scanners.TCP, Device: "127.0.0.1:1", Suffix: "none"},
		`scanner "event3": device: "event3"`:         {Kind: scanners.Evdev, Device: "event3"},
		`scanner "` + missing + `": device: open`:    {Kind: scanners.Replay, Device: missing},
		`scanner "drill": device: ` + "no such line": {Kind: scanners.Replay, Name: "drill", Device: file(t, "+1s\n")},
	} {
		want = strings.TrimSuffix(want, "no such line")
		c.Now = time.Now
		if source, err := scanners.Open(c); source != nil || err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
	if _, err := scanners.Open(scanners.Config{Kind: scanners.Serial, Device: "x"}); err == nil || !strings.Contains(err.Error(), "clock") {
		t.Errorf("no clock, and %v", err)
	}
}

// A label of GS1 arrives as the number of its item.
func TestLabelsOfGS1AreRead(t *testing.T) {
	sscc := whole(sscc)
	path := file(t, "+1s ]C142076001\x1d00"+sscc+"\n+1s ]C0RR473124829GB\n")
	synctest.Test(t, func(t *testing.T) {
		source, err := scanners.Open(scanners.Config{Kind: scanners.Replay, Name: "drill", Device: path, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		out, done := make(chan parcel.Scan), make(chan error, 1)
		go func() { done <- source.Run(ctx, out) }()
		for _, code := range []string{sscc, "]C0RR473124829GB"} {
			got := <-out
			if diff := cmp.Diff(parcel.Scan{Code: code, At: time.Now(), Device: "drill"}, got); diff != "" {
				t.Error(diff)
			}
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
	})
}
