package evdev_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/scanners/device"
	"postern/scanners/evdev"
)

const s10 = "RR473124829GB"

// board is a keyboard of the test: it types what is sent, and is unplugged
// when told.
type board struct {
	events chan []evdev.Event
	gone   chan struct{}
	once   sync.Once
}

func newBoard() *board {
	return &board{events: make(chan []evdev.Event), gone: make(chan struct{})}
}

func (b *board) Read() ([]evdev.Event, error) {
	select {
	case <-b.gone:
		return nil, errors.New("no such device")
	case e := <-b.events:
		return e, nil
	}
}

func (b *board) Close() error {
	b.once.Do(func() { close(b.gone) })
	return nil
}

// desk is a source that runs over the boards plugged in, one at a time; the
// bubble it runs in fails when a goroutine is left.
type desk struct {
	*evdev.Source
	plugged chan *board
	out     chan parcel.Scan
	told    []string
	cancel  context.CancelFunc
	done    chan error
}

func run(t *testing.T, framing device.Framing) *desk {
	t.Helper()
	d := &desk{plugged: make(chan *board, 1), out: make(chan parcel.Scan), done: make(chan error, 1)}
	s := device.Settings{
		Name: "hand", Place: parcel.Bench, Framing: framing, Now: time.Now,
		Tell: func(_, what string) { d.told = append(d.told, what) },
	}
	source, err := evdev.From(s, func() (evdev.Board, error) {
		select {
		case b := <-d.plugged:
			return b, nil
		default:
			return nil, errors.New("not there")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Source = source
	ctx, cancel := context.WithCancel(t.Context())
	d.cancel = cancel
	go func() { d.done <- source.Run(ctx, d.out) }()
	return d
}

func (d *desk) end(t *testing.T) {
	t.Helper()
	d.cancel()
	if err := <-d.done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
}

func (d *desk) reads(t *testing.T, code string) {
	t.Helper()
	want := parcel.Scan{Code: code, At: time.Now(), Place: parcel.Bench, Device: "hand"}
	if diff := cmp.Diff(want, <-d.out); diff != "" {
		t.Error(diff)
	}
}

func TestReadsAKeyboard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := run(t, device.Framing{Suffix: device.Ends})
		b := newBoard()
		d.plugged <- b
		for _, code := range []string{s10, "]C100340123450000000018\x1d21a-7"} {
			b.events <- strokes(code + "\r")
			d.reads(t, code)
		}
		half := strokes(s10 + "\r")
		b.events <- half[:40]
		time.Sleep(200 * time.Millisecond)
		b.events <- half[40:]
		d.reads(t, s10)
		if d.State() != device.Ready || len(d.told) != 0 {
			t.Errorf("it is %s, told %q", d.State(), d.told)
		}
		d.end(t)
		select {
		case <-b.gone:
		default:
			t.Error("the keyboard is kept")
		}
	})
}

func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := run(t, device.Framing{Silence: 100 * time.Millisecond})
		b := newBoard()
		d.plugged <- b
		for range 2 {
			b.events <- strokes(s10)
			time.Sleep(100 * time.Millisecond)
			d.reads(t, s10)
		}
		d.end(t)
	})
}

func TestWhatIsNoReadIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := run(t, device.Framing{Suffix: device.Ends})
		b := newBoard()
		d.plugged <- b
		lost := append(strokes("RR47"), evdev.Event{Code: 3})
		for _, events := range [][]evdev.Event{
			strokes("RR47"),
			append(stroke(1), strokes(s10+"\r")...), // with an escape in it
			append(lost, strokes("3124829GB\r")...),
		} {
			b.events <- events
			time.Sleep(2 * time.Second)
		}
		b.events <- strokes(s10 + "\r")
		d.reads(t, s10)
		d.end(t)
		want := []string{"hand: a read has no end", "hand: a read holds control characters", "hand: keys of a read were lost"}
		if diff := cmp.Diff(want, d.told); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOpensAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := run(t, device.Framing{Suffix: device.Ends})
		synctest.Wait()
		if d.State() != device.Absent {
			t.Errorf("nothing is there, and it is %s", d.State())
		}
		for i := range 3 {
			b := newBoard()
			d.plugged <- b
			b.events <- strokes(s10 + "\r")
			d.reads(t, s10)
			if i == 1 {
				b.events <- strokes("RR47")
			}
			_ = b.Close()
			synctest.Wait()
			if d.State() != device.Lost {
				t.Errorf("it was pulled out, and is %s", d.State())
			}
			time.Sleep(time.Minute)
		}
		d.end(t)
	})
}

func TestEndsWhileNobodyListens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := run(t, device.Framing{Suffix: device.Ends})
		b := newBoard()
		d.plugged <- b
		b.events <- strokes(s10 + "\r" + s10 + "\r")
		synctest.Wait()
		d.end(t)
	})
}

func TestMatch(t *testing.T) {
	for text, want := range map[string]evdev.Match{
		"0c2e:0b61":                              {Vendor: 0x0c2e, Product: 0x0b61},
		"5e0:1200":                               {Vendor: 0x05e0, Product: 0x1200},
		"/dev/input/by-id/usb-scanner-event-kbd": {Path: "/dev/input/by-id/usb-scanner-event-kbd"},
	} {
		got, err := evdev.ParseMatch(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", text, err, diff)
		}
	}
	for _, text := range []string{"", ":", "0c2e", "0c2e:", "0c2e:0b61:1", "10c2e:0b61", "0c2e:xyz", "event3", "-1:2"} {
		if got, err := evdev.ParseMatch(text); err == nil || !strings.Contains(err.Error(), "vendor:product") {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if _, err := evdev.New(device.Settings{Now: time.Now}, evdev.Match{}); err == nil {
		t.Error("no device named, and no error")
	}
}
