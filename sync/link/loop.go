package link

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/parcel"
)

// Options is what a loop is made of.
type Options struct {
	Line   Line
	Outbox Outbox
	Inbox  Inbox
	Files  Files // nil where there are none
	Hello  Hello
	Now    func() time.Time
	Random func() float64 // in [0, 1): pauses are drawn with it
	// Deliver takes what the loop itself does not: pre-advice, packs, lists,
	// holds and commands. It keeps m together with its cursor; where it fails,
	// m is put aside and the stream goes on.
	Deliver func(ctx context.Context, m Message) error
	// Head is the last head this station signed; nil for none.
	Head func(ctx context.Context) (string, error)
	// Met is told of every welcome; nil for nobody.
	Met func(ctx context.Context, w Welcome) error
}

// Pauses between tries: full jitter under a bound that doubles.
const (
	firstPause = 500 * time.Millisecond
	mostPause  = 5 * time.Minute
	look       = 2 * time.Second // how often the journal is looked through without a wake
)

// How long a batch may take: a little, and what its bytes need on a bad line.
const (
	leastTime = 15 * time.Second
	slowest   = 2 << 10 // bytes a second
)

// Loop sends what waits and takes what comes. It is safe for concurrent use.
type Loop struct {
	opt   Options
	wake  chan struct{} // something may wait
	woken chan struct{} // same, for the sender of grave events
	retry chan struct{} // do not wait out the pause between tries
	mu    sync.Mutex
	queue Queue
	now   Status
	again bool // the last session got something through
	open  bool // the hub answered
	files bool // some wait, or nobody has looked yet
}

// Status is how the link stands.
type Status struct {
	Hub         string
	Connected   bool
	Refused     bool
	Word        string // why it is not connected
	LastContact time.Time
	Skew        time.Duration // our clock ahead of the hub's
	Levels      []Level
}

// New makes a loop; Run starts it.
func New(opt Options) *Loop {
	return &Loop{opt: opt, wake: make(chan struct{}, 1), woken: make(chan struct{}, 1), retry: make(chan struct{}, 1)}
}

// Wake says that something was written: it need not wait for the next look.
func (l *Loop) Wake() {
	for _, c := range []chan struct{}{l.wake, l.woken} {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Retry says that somebody wants it tried now: the pause between two tries ends.
func (l *Loop) Retry() {
	select {
	case l.retry <- struct{}{}:
	default:
	}
}

// Look looks through the journals for what was written since, so that Status
// counts it while there is no line too.
func (l *Loop) Look(ctx context.Context) error { return l.refill(ctx) }

// Status tells how the link stands, with what waits.
func (l *Loop) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.now
	s.Levels = l.queue.Levels()
	return s
}

// Item is how far an item's events are.
func (l *Loop) Item(id parcel.ItemID) State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queue.Item(id)
}

// Run keeps the link up until ctx ends. It returns early only with ErrRefused:
// then somebody must act before it is tried again.
func (l *Loop) Run(ctx context.Context) error {
	defer l.opt.Line.Close() //nolint:errcheck // it is let go, whatever became of it
	for tries := 0; ; tries++ {
		err := l.session(ctx)
		if ctx.Err() != nil {
			return nil // what ended with it is no news
		}
		l.broken(err)
		if errors.Is(err, ErrRefused) {
			return err
		}
		switch through, open := l.succeeded(); {
		case through:
			tries = 0
		case open: // a line that is cut all the time must not be given up for minutes
			tries = min(tries, 2)
		}
		bound := min(firstPause<<min(tries, 20), mostPause)
		if !l.pause(ctx, time.Duration(l.opt.Random()*float64(bound))) {
			return nil
		}
	}
}

// pause waits until it is time for another try, or somebody asks for one;
// false where ctx ended.
func (l *Loop) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-l.retry:
		return true
	case <-ctx.Done():
		return false
	}
}

// onceTries is how often Once goes to a hub that lets go of the line: one that
// hangs up says only at the next knock whether it refuses the station.
const onceTries = 3

// Once sends all that waits and takes what comes until everything was receipted
// or ctx ends: false where something is still to go.
func (l *Loop) Once(ctx context.Context) (bool, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = l.tries(ctx)
	}()
	for !l.clear() {
		if !sleepUnless(done, firstPause/2) {
			return false, err
		}
	}
	stop()
	<-done
	return true, nil
}

// tries is a few sessions, until one is refused or ctx ends.
func (l *Loop) tries(ctx context.Context) error {
	for n := 1; ; n++ {
		err := l.session(ctx)
		if ctx.Err() != nil {
			return err
		}
		l.broken(err)
		if errors.Is(err, ErrRefused) || n == onceTries || !l.pause(ctx, firstPause) {
			return err
		}
	}
}

// clear reports whether the hub was met and nothing waits for it any more: no
// event without a receipt, and no piece of a file that it would take.
func (l *Loop) clear() bool {
	if !l.nothingWaits() {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now.Connected && !l.files
}

// nothingWaits reports whether every event that was looked at is receipted.
func (l *Loop) nothingWaits() bool {
	return !slices.ContainsFunc(l.Status().Levels, func(x Level) bool { return x.Events > 0 })
}

func (l *Loop) broken(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now.Connected {
		l.now.LastContact = l.opt.Now() // until now, though nothing may have passed
	}
	l.now.Connected = false
	l.now.Refused = errors.Is(err, ErrRefused)
	if err != nil {
		l.now.Word = err.Error()
	}
}

// succeeded reports, once, whether anything went through since it was asked, or
// at least the hub was met.
func (l *Loop) succeeded() (through, open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	through, open = l.again, l.open
	l.again, l.open = false, false
	return through, open
}

func (l *Loop) contact() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.again = true
	l.now.LastContact = l.opt.Now()
}

// session is one stretch of contact: it ends with the first thing that fails.
func (l *Loop) session(ctx context.Context) error {
	hello, err := l.hello(ctx)
	if err != nil {
		return err
	}
	w, err := l.opt.Line.Open(ctx, hello)
	if err != nil {
		return fmt.Errorf("reach the hub: %w", err)
	}
	key, err := note.NewVerifier(w.Key)
	if err != nil {
		return fmt.Errorf("the hub's key for receipts: %w", err)
	}
	if l.opt.Met != nil {
		if err := l.opt.Met(ctx, w); err != nil {
			return err
		}
	}
	if err := l.refill(ctx); err != nil {
		return err
	}
	l.met(w)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var group sync.WaitGroup
	for _, work := range []func(context.Context) error{
		func(ctx context.Context) error { return l.take(ctx, key) },
		func(ctx context.Context) error { return l.sendGrave(ctx, w) },
		func(ctx context.Context) error { return l.sendRest(ctx, w) },
		func(ctx context.Context) error { return l.sendFiles(ctx) },
		func(ctx context.Context) error { return l.show(ctx, hello.Head) },
	} {
		group.Go(func() {
			if err := work(ctx); err != nil {
				stop(err)
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

func (l *Loop) met(w Welcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.opt.Now()
	l.open, l.files = true, l.opt.Files != nil
	l.now.Hub, l.now.Connected, l.now.Refused, l.now.Word, l.now.LastContact = w.Hub, true, false, "", now
	if !w.Now.IsZero() {
		l.now.Skew = now.Sub(w.Now)
	}
}

// refill looks through the journals for what was written since.
func (l *Loop) refill(ctx context.Context) error {
	epochs, err := l.opt.Outbox.Epochs(ctx)
	if err != nil {
		return err
	}
	for _, e := range epochs {
		if err := l.refillOne(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (l *Loop) refillOne(ctx context.Context, e journal.Epoch) error {
	const most = 1000
	for {
		l.mu.Lock()
		l.queue.Epochs([]journal.Epoch{e})
		read := l.queue.Read(e)
		l.mu.Unlock()
		all, err := l.opt.Outbox.Waiting(ctx, e, read, most)
		if err != nil {
			return fmt.Errorf("look what waits: %w", err)
		}
		l.mu.Lock()
		l.queue.Add(e, all)
		l.mu.Unlock()
		if len(all) < most {
			return nil
		}
	}
}

// sleep waits; false where ctx ended before.
func sleep(ctx context.Context, d time.Duration) bool { return sleepUnless(ctx.Done(), d) }

func sleepUnless(done <-chan struct{}, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-done:
		return false
	}
}

// rest waits for a wake or the next look.
func rest(ctx context.Context, wake <-chan struct{}) bool {
	t := time.NewTimer(look)
	defer t.Stop()
	select {
	case <-wake:
		return true
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
