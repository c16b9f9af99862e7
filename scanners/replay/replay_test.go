package replay_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/scanners/device"
	"postern/scanners/replay"
)

const drill = `# a quiet morning
+0s     RR473124829GB
+1.5s   RR407182635CN   xray
+250ms  ]C10034012345   412g

+1m     LX806576725TW   bench 1.2kg
`

func TestPlaysAtItsTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lines, err := replay.Parse(strings.NewReader(drill))
		if err != nil {
			t.Fatal(err)
		}
		source, err := replay.New(device.Settings{Name: "drill", Place: parcel.Belt, Now: time.Now}, lines)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		out, done := make(chan parcel.Scan), make(chan error, 1)
		began := time.Now()
		go func() { done <- source.Run(ctx, out) }()
		at := func(d time.Duration) time.Time { return began.Add(d) }
		const ms = time.Millisecond
		for _, want := range []parcel.Scan{
			{Code: "RR473124829GB", At: at(0), Place: parcel.Belt, Device: "drill"},
			{Code: "RR407182635CN", At: at(1500 * ms), Place: parcel.XrayRoom, Device: "drill"},
			{Code: "]C10034012345", At: at(1750 * ms), Place: parcel.Belt, Mass: 412, Device: "drill"},
			{Code: "LX806576725TW", At: at(61_750 * ms), Place: parcel.Bench, Mass: 1200, Device: "drill"},
		} {
			got := <-out
			if diff := cmp.Diff(want, got); diff != "" || !time.Now().Equal(want.At) {
				t.Errorf("at %v: %s", time.Since(began), diff)
			}
		}
		synctest.Wait()
		if len(done) > 0 || source.State() != device.Ready {
			t.Errorf("played, and it is %s", source.State())
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) || source.State() == device.Ready {
			t.Errorf("Run: %v, and it is %s", err, source.State())
		}
	})
}

func TestEndsInTheMiddle(t *testing.T) {
	lines := []replay.Line{{After: time.Hour, Code: "A1"}}
	clock := func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }
	for name, s := range map[string]device.Settings{
		"by the clock":      {Now: time.Now},
		"by another":        {Now: time.Now, Wait: clock},
		"nobody to hear it": {Now: time.Now, Wait: func(context.Context, time.Duration) error { return nil }},
	} {
		synctest.Test(t, func(t *testing.T) {
			source, err := replay.New(s, lines)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if err := source.Run(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

func TestWrongFiles(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "no reads",
		"# nothing\n":               "no reads",
		"+1s A123\nRR473124829GB\n": "line 2: want +1.5s CODE",
		"1s A123":                   "line 1: want",
		"+1s":                       "line 1: want",
		"+1x A123":                  "time",
		"+-1s A123":                 "time",
		"+25h A123":                 "time",
		"+1s A\x07B":                "control characters",
		"+1s A\x02B":                "no end",
		"+1s \x02":                  "no code",
		"+1s \x02A":                 "holds a control character",
		"+1s A\xff":                 "no text",
		"+1s A123 moon":             `"moon" is neither a place`,
		"+1s A123 412g bench":       "one word too many",
		"+1s A123 bench -4g":        "below nothing",
		"+1s A123 bench 4g more":    "want",
		"+1s " + strings.Repeat("7", device.MaxRead+1): "too long",
		"+1s " + strings.Repeat("7", 3*device.MaxRead): "line 1: ",
	} {
		if lines, err := replay.Parse(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want an error about %q", text, lines, err, want)
		}
	}
	if _, err := replay.New(device.Settings{Now: time.Now}, nil); err == nil {
		t.Error("nothing to play, and no error")
	}
}

// Every line that is taken can be played: its code is what a scanner may send.
func FuzzParse(f *testing.F) {
	f.Add(drill)
	f.Add("+1s \x02A\r\n+0s \x1dB 1e9kg")
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := replay.Parse(strings.NewReader(text))
		if err == nil && len(lines) == 0 {
			t.Fatal("no reads and no error")
		}
		for _, l := range lines {
			if l.After < 0 || l.Mass < 0 || l.Code == "" || len(l.Code) > device.MaxRead || l.Place != "" && !l.Place.Known() {
				t.Fatalf("%+v", l)
			}
		}
	})
}
