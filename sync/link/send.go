package link

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"postern/journal/wire"
)

// sendGrave sends grave events at once, beside whatever else is on its way.
func (l *Loop) sendGrave(ctx context.Context, w Welcome) error {
	for {
		if err := l.refill(ctx); err != nil {
			return err
		}
		for {
			sent, err := l.sendOne(ctx, w, wire.Grave, wire.Grave)
			if err != nil {
				return err
			}
			if !sent {
				break
			}
		}
		if !rest(ctx, l.woken) {
			return nil
		}
	}
}

// sendRest sends the other events, a few batches at a time, the more urgent
// first.
func (l *Loop) sendRest(ctx context.Context, w Welcome) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var group sync.WaitGroup
	for range min(max(w.MaxInflight, 1), 4) {
		group.Go(func() {
			if err := l.sendSlot(ctx, w); err != nil {
				stop(err)
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

func (l *Loop) sendSlot(ctx context.Context, w Welcome) error {
	for {
		sent, err := l.sendOne(ctx, w, wire.Outcomes, wire.Priorities-1)
		if err != nil {
			return err
		}
		if sent {
			if w.MinInterval > 0 && !sleep(ctx, w.MinInterval) {
				return nil
			}
			continue
		}
		if !rest(ctx, l.wake) {
			return nil
		}
		if err := l.refill(ctx); err != nil {
			return err
		}
	}
}

// sendOne sends the next batch of these priorities; false where none waits.
func (l *Loop) sendOne(ctx context.Context, w Welcome, from, to wire.Priority) (bool, error) {
	l.mu.Lock()
	p := l.queue.Next(l.opt.Now(), from, to)
	l.mu.Unlock()
	if len(p.Seqs) == 0 {
		return false, ctx.Err()
	}
	err := l.send(ctx, w, p)
	l.mu.Lock()
	l.queue.Done(p, l.opt.Now(), err == nil)
	l.mu.Unlock()
	if errors.Is(err, ErrBusy) { // the line is up; the hub is full
		if !sleep(ctx, time.Duration((0.5+l.opt.Random())*float64(look))) {
			return false, ctx.Err()
		}
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("send events %d to %d: %w", p.Seqs[0], p.Seqs[len(p.Seqs)-1], err)
	}
	l.contact()
	return true, nil
}

func (l *Loop) send(ctx context.Context, w Welcome, p Parcel) error {
	b, err := l.opt.Outbox.Batch(ctx, p.Epoch, p.Seqs, w.Sealing)
	if err != nil {
		return err
	}
	b.Priority = p.Priority
	size := 0
	for _, e := range b.Events {
		size += len(e.Record) + len(e.Body)
	}
	ctx, cancel := context.WithTimeout(ctx, leastTime+time.Duration(size)*time.Second/slowest)
	defer cancel()
	return l.opt.Line.Send(ctx, b)
}

// quiet reports whether no event waits to be sent.
func (l *Loop) quiet() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queue.idle(l.opt.Now())
}
