package intake_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"postern/intake"
	"postern/message"
	"postern/parcel"
)

// clock is a time that only moves when a test moves it.
type clock struct {
	mu    sync.Mutex
	moved *sync.Cond
	now   time.Time
	calls int // of After
	waits []wait
}

type wait struct {
	due  time.Time
	wake chan time.Time
}

func newClock() *clock {
	c := &clock{now: time.Now()}
	c.moved = sync.NewCond(&c.mu)
	return c
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := wait{c.now.Add(d), make(chan time.Time, 1)}
	c.waits = append(c.waits, w)
	c.calls++
	c.wake()
	c.moved.Broadcast()
	return w.wake
}

func (c *clock) wake() {
	c.waits = slices.DeleteFunc(c.waits, func(w wait) bool {
		if w.due.After(c.now) {
			return false
		}
		w.wake <- c.now
		return true
	})
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.wake()
}

// step advances by more than any rest and waits until the next rest begins.
func (c *clock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.calls
	c.now = c.now.Add(d)
	c.wake()
	for c.calls == before {
		c.moved.Wait()
	}
}

// office is a receiver that keeps what it is given in memory.
type office struct {
	mu       sync.Mutex
	arrivals []intake.Arrival
	rejected []intake.Rejection
	trouble  error // answered to everything while set
	loose    bool  // says that nothing was archived
	during   func(a intake.Arrival)
}

func (o *office) Keep(_ context.Context, a intake.Arrival) (func(context.Context) (intake.Receipt, error), error) {
	return func(ctx context.Context) (intake.Receipt, error) { return o.receive(ctx, a) }, nil
}

func (o *office) receive(_ context.Context, a intake.Arrival) (intake.Receipt, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.trouble != nil {
		return intake.Receipt{}, o.trouble
	}
	if o.during != nil {
		o.during(a)
	}
	for _, b := range o.arrivals {
		if b.Digest == a.Digest {
			return intake.Receipt{Duplicate: true, Archived: true}, nil
		}
	}
	o.arrivals = append(o.arrivals, a)
	event := fmt.Sprintf("event %d", len(o.arrivals))
	return intake.Receipt{Counted: parcel.Counted{Items: len(a.Batch.Items), Papers: len(a.Batch.Papers)}, Archived: !o.loose, Event: event}, nil
}

func (o *office) Rejected(_ context.Context, r intake.Rejection) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.trouble != nil {
		return o.trouble
	}
	o.rejected = append(o.rejected, r)
	return nil
}

func (o *office) set(change func(*office)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change(o)
}

func (o *office) seen() ([]intake.Arrival, []intake.Rejection) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.arrivals), slices.Clone(o.rejected)
}

// lines is a decoder whose items are the lines of a file. A line "bad" is a
// fault; a file that begins with "garbage" is none of its.
type lines struct{}

func (lines) Decode(data []byte) (message.Batch, error) {
	switch {
	case bytes.HasPrefix(data, []byte("garbage")):
		return message.Batch{}, &message.Reject{Fault: message.Fault{
			Line: 3, Path: "row 3", Field: "weight", Got: "\"he\x1bavy\u202e\"", Want: "kilograms",
		}}
	case bytes.HasPrefix(data, []byte("bomb")):
		panic("boom")
	}
	b := message.Batch{Format: message.Sheet, Decoder: "lines/1"}
	for i, line := range bytes.Fields(data) {
		if string(line) == "bad" {
			b.Faults = append(b.Faults, message.Fault{Line: i + 1, Field: "line", Got: "bad", Want: "good", Drop: true})
			continue
		}
		b.Items = append(b.Items, parcel.Declaration{Identifier: parcel.ParseIdentifier(string(line))})
	}
	return b, nil
}

const settle = 500 * time.Millisecond

// bench is a watcher over temporary folders.
type bench struct {
	t       *testing.T
	dir     string
	clock   *clock
	office  *office
	o       intake.Options
	w       *intake.Watcher
	reports chan intake.Report
	stop    func()
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir(), clock: newClock(), office: &office{}, reports: make(chan intake.Report, 1000)}
	b.o = intake.Options{
		Inbox: b.path("inbox"), Claimed: b.path("data", "claimed"),
		Rejected: b.path("data", "rejected"), Received: b.path("data", "received"),
		Decoder: lines{}, Receiver: b.office, Clock: b.clock, MaxBytes: 1 << 20, Settle: settle,
		Report: func(r intake.Report) { b.reports <- r },
	}
	b.w = b.watcher()
	return b
}

func (b *bench) watcher() *intake.Watcher {
	b.t.Helper()
	w, err := intake.New(b.o)
	if err != nil {
		b.t.Fatal(err)
	}
	return w
}

func (b *bench) path(parts ...string) string {
	return filepath.Join(append([]string{b.dir}, parts...)...)
}

// run starts the watcher and waits for its first rest.
func (b *bench) run() {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	ended := make(chan error, 1)
	b.clock.mu.Lock()
	before := b.clock.calls
	b.clock.mu.Unlock()
	go func() {
		ended <- b.w.Run(ctx)
		b.clock.mu.Lock()
		b.clock.calls++
		b.clock.moved.Broadcast()
		b.clock.mu.Unlock()
	}()
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			b.t.Errorf("Run = %v", err)
		}
	})
	b.t.Cleanup(b.stop)
	b.clock.mu.Lock()
	for b.clock.calls == before {
		b.clock.moved.Wait()
	}
	b.clock.mu.Unlock()
}

// next moves the clock until a file is reported.
func (b *bench) next() intake.Report {
	b.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		select {
		case r := <-b.reports:
			return r
		case <-time.After(time.Millisecond):
			b.clock.advance(settle)
		}
	}
	b.t.Fatal("nothing was reported")
	return intake.Report{}
}

// quiet lets several rounds pass in which nothing may be reported.
func (b *bench) quiet() {
	b.t.Helper()
	for range 4 {
		b.clock.step(time.Minute)
	}
	select {
	case r := <-b.reports:
		b.t.Fatalf("reported %+v", r)
	default:
	}
}

func (b *bench) write(path, data string) string {
	b.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(data), 0o600)); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// drop renames a finished file into the inbox.
func (b *bench) drop(name, data string) {
	b.t.Helper()
	made := b.write(b.path("outside"), data)
	if err := os.MkdirAll(b.o.Inbox, 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Rename(made, filepath.Join(b.o.Inbox, name)); err != nil {
		b.t.Fatal(err)
	}
}

// files lists the ordinary files below a folder, by relative path.
func (b *bench) files(dir string) []string {
	b.t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name() != ".lock" {
			rel, _ := filepath.Rel(dir, path)
			all = append(all, rel)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

func (b *bench) empty(dirs ...string) {
	b.t.Helper()
	for _, dir := range dirs {
		if left := b.files(dir); len(left) > 0 {
			b.t.Errorf("left in %s: %q", filepath.Base(dir), left)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
