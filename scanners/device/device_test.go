package device_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/scanners/device"
)

func keeper(t *testing.T, s device.Settings) *device.Keeper {
	t.Helper()
	s.Now = time.Now
	k, err := device.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeepLooksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		k := keeper(t, device.Settings{Name: "belt", Tell: func(name, what string) { told = append(told, name+": "+what) }})
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		var at []time.Duration
		var states []device.State
		err := k.Keep(ctx, func(context.Context) error {
			at = append(at, time.Since(began))
			states = append(states, k.State())
			switch len(at) {
			case 3, 6: // found twice
				k.Found()
				time.Sleep(10 * time.Second)
				return errors.New("unplugged")
			case 8:
				cancel()
			}
			return errors.New("not there")
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Keep: %v", err)
		}
		const ms = time.Millisecond
		want := []time.Duration{0, 250 * ms, 750 * ms, 11_000 * ms, 11_500 * ms, 12_500 * ms, 22_750 * ms, 23_250 * ms}
		if diff := cmp.Diff(want, at); diff != "" {
			t.Errorf("looked at %v: %s", at, diff)
		}
		wantStates := []device.State{
			device.Absent, device.Absent, device.Absent,
			device.Lost, device.Lost, device.Lost, device.Lost, device.Lost,
		}
		if diff := cmp.Diff(wantStates, states); diff != "" {
			t.Error(diff)
		}
		wantTold := []string{"belt: not there", "belt: unplugged", "belt: found again", "belt: unplugged"}
		if diff := cmp.Diff(wantTold, told); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPauseHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keeper(t, device.Settings{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		tries := 0
		err := k.Keep(ctx, func(context.Context) error { tries++; return errors.New("not there") })
		if !errors.Is(err, context.DeadlineExceeded) || tries < 12 || tries > 17 {
			t.Errorf("%d tries in a minute, %v", tries, err)
		}
	})
}

func TestTellingIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := 0
		k := keeper(t, device.Settings{Framing: device.Framing{Suffix: device.Ends}, Tell: func(string, string) { told++ }})
		reads := k.Reads("", make(chan parcel.Scan))
		for range 50 {
			if err := reads.Bytes(t.Context(), []byte("\x00\r")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if told != 5 || reads.Wasted() != 100 {
			t.Errorf("told %d times in 5 s, wasted %d", told, reads.Wasted())
		}
	})
}

func TestReadsAreCompleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := keeper(t, device.Settings{
			Name: "bench 3", Place: parcel.Bench, Framing: device.Framing{Suffix: device.Ends},
			Label: func(code string) string { return "<" + code + ">" },
		})
		out := make(chan parcel.Scan, 2)
		if err := k.Reads("", out).Bytes(t.Context(), []byte("A1\r")); err != nil {
			t.Fatal(err)
		}
		if err := k.Reads("belt", out).Bytes(t.Context(), []byte("A2\r")); err != nil {
			t.Fatal(err)
		}
		for _, want := range []parcel.Scan{
			{Code: "<A1>", At: time.Now(), Place: parcel.Bench, Device: "bench 3"},
			{Code: "<A2>", At: time.Now(), Place: parcel.Bench, Device: "belt"},
		} {
			if diff := cmp.Diff(want, <-out); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func TestSendEndsWithItsContext(t *testing.T) {
	k := keeper(t, device.Settings{Framing: device.Framing{Suffix: device.Ends}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := k.Reads("", make(chan parcel.Scan)).Bytes(ctx, []byte("A1\r")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
