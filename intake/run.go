package intake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// rounds is the state of one Run: a queue of claims worked one at a time.
type rounds struct {
	*Watcher
	seen     map[string]look
	queue    []claim
	failures int       // of ours, in a row
	resume   time.Time // the queue rests until then
	early    early     // the next of the queue
	trouble  string    // with the inbox, as last reported
}

// longestRest caps the rest after failures of our own.
const longestRest = time.Minute

// Run watches until the context ends, and then returns nil. Its error says
// that the folders cannot be used at all; trouble later on is reported and
// outlived.
func (w *Watcher) Run(ctx context.Context) error {
	lock, err := w.prepare()
	if err != nil {
		return fmt.Errorf("watch the inbox: %w", err)
	}
	defer lock.Close() //nolint:errcheck // closing gives the lock back whatever it says
	r := &rounds{Watcher: w, resume: w.o.Clock.Now()}
	if r.queue, err = w.claimed(); err != nil {
		return fmt.Errorf("watch the inbox: %w", err)
	}
	tell, err := fsnotify.NewWatcher()
	if err != nil {
		w.o.Report(Report{File: w.o.Inbox, Err: fmt.Errorf("the system tells of no new files, so look every %v: %w", w.o.Rescan, err)})
		r.loop(ctx, &fsnotify.Watcher{}, func() {}) // its nil channels never speak
		return nil
	}
	defer tell.Close() //nolint:errcheck // nothing is left to lose
	// Again each round, since the folder may have been replaced; of a missing one the scan complains.
	r.loop(ctx, tell, func() { _ = tell.Add(w.o.Inbox) })
	return nil
}

func (r *rounds) loop(ctx context.Context, tell *fsnotify.Watcher, listen func()) {
	for ctx.Err() == nil {
		listen()
		r.rest(ctx, r.round(ctx), tell)
	}
}

// prepare makes the folders, locks them and proves that a file can move
// through all of them.
func (w *Watcher) prepare() (*os.File, error) {
	folders := []string{w.o.Inbox, w.o.Claimed, w.o.Rejected, w.o.Received}
	for _, dir := range folders {
		if dir == "" {
			return nil, errors.New("a folder has no name")
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	lock, err := lockFolder(filepath.Join(w.o.Claimed, ".lock"))
	if err != nil {
		return nil, err
	}
	probe, err := os.CreateTemp(w.o.Inbox, ".probe-*")
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	at := probe.Name()
	err = probe.Close()
	for _, dir := range folders[1:] {
		to := filepath.Join(dir, filepath.Base(at))
		if err == nil {
			if err = os.Rename(at, to); err == nil {
				at = to
			}
		}
	}
	if err = errors.Join(err, os.Remove(at)); err != nil {
		return nil, errors.Join(fmt.Errorf("files must be able to move from the inbox to the data folder: %w", err), lock.Close())
	}
	return lock, nil
}

// round looks once, works the queue, and says how long to rest.
func (r *rounds) round(ctx context.Context) time.Duration {
	growing, err := r.scan(ctx)
	r.complain(err)
	if !r.o.Clock.Now().Before(r.resume) {
		r.work(ctx)
	}
	rest := r.o.Rescan
	if growing && err == nil {
		rest = min(rest, r.o.Settle)
	}
	if len(r.queue) > 0 {
		rest = min(rest, max(r.resume.Sub(r.o.Clock.Now()), 0))
	}
	return rest
}

// rest waits. News from the file system ends it once the newcomer may have
// settled; more news does not put that off.
func (r *rounds) rest(ctx context.Context, d time.Duration, tell *fsnotify.Watcher) {
	wake := r.o.Clock.After(d)
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
			return
		case <-tell.Events:
		case <-tell.Errors: //nolint:errcheck // an overflow, say: the next scan sees everything anyway
		}
		if d > r.o.Settle {
			d = r.o.Settle
			wake = r.o.Clock.After(d)
		}
	}
}

// work takes each claim of the queue once. A failure of ours ends it: what
// failed goes to the back, and all rests, the longer the more often it failed.
func (r *rounds) work(ctx context.Context) {
	for range len(r.queue) {
		c := r.queue[0]
		r.queue = r.queue[1:]
		rep, done := r.take(ctx, c)
		if !done {
			r.queue, r.early = append(r.queue, c), early{} // what was read may change while all rests
		}
		if ctx.Err() != nil && rep.Err != nil {
			return // a claim cut short is neither success nor failure
		}
		if done {
			r.failures = 0
			r.o.Report(rep)
			continue
		}
		rest := r.o.Settle // for a file that grew while it was taken
		if rep.Err != nil {
			rest = min(r.o.Backoff<<min(r.failures, 10), longestRest)
			r.failures++
		}
		r.resume = r.o.Clock.Now().Add(rest)
		rep.Retry = r.resume
		r.o.Report(rep)
		return
	}
}

// early is a claim that is read and decoded while the one before is received.
type early struct {
	path string
	read chan opened
}

// opened is a claim that was read, and has the next one of the queue read.
func (r *rounds) opened(ctx context.Context, c claim) opened {
	e := r.early
	r.early = early{}
	var o opened
	if e.path == c.path {
		o = <-e.read
	} else {
		o = r.openClaim(ctx, c)
	}
	if len(r.queue) > 0 && r.failures == 0 { // after a failure it would be kept anew each time
		next := r.queue[0]
		e := early{next.path, make(chan opened, 1)}
		go func() { e.read <- r.openClaim(ctx, next) }()
		r.early = e
	}
	return o
}

func (r *rounds) openClaim(ctx context.Context, c claim) opened {
	f, err := read(c.path, c.name(), r.o.MaxBytes)
	return r.open(ctx, f, refused(err))
}

// take works one claim; done is false where it must be tried again.
func (r *rounds) take(ctx context.Context, c claim) (rep Report, done bool) {
	o := r.opened(ctx, c)
	if errors.Is(o.failed, fs.ErrNotExist) {
		return Report{File: c.name(), Err: fmt.Errorf("somebody took a claimed file away: %w", o.failed)}, true
	}
	rep, receipt := r.handle(ctx, o, func(to string) error { return c.shelve(to) })
	switch {
	case rep.Err != nil:
		return rep, false
	case rep.Rejected:
		return rep, true
	}
	still, err := r.dismiss(c, o.file, receipt.Archived)
	if err != nil {
		rep.Err = err
	}
	return rep, still && err == nil
}

// complain reports trouble with the inbox when it begins or changes.
func (r *rounds) complain(err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != r.trouble && err != nil {
		r.o.Report(Report{File: r.o.Inbox, Err: fmt.Errorf("look through the inbox: %w", err)})
	}
	r.trouble = text
}
