package link

import (
	"context"
	"fmt"
	"time"
)

// How often the own journal is shown while the line is up: soon after a head
// was signed, and else now and then, for the hub's answer is a receipt of today.
const (
	showLook  = time.Minute
	showsEach = 60 // looks
)

// hello is the greeting with the last head this station signed.
func (l *Loop) hello(ctx context.Context) (h Hello, err error) {
	h = l.opt.Hello
	if l.opt.Head != nil {
		h.Head, err = l.opt.Head(ctx)
	}
	return h, err
}

// show greets once more, on a line that can, when a head was signed since and
// everything under it is recorded, and every hour.
func (l *Loop) show(ctx context.Context, shown string) error {
	line, can := l.opt.Line.(Shower)
	if !can {
		return nil
	}
	for looks := 1; sleep(ctx, showLook); looks++ {
		h, err := l.hello(ctx)
		if err == nil {
			err = l.refill(ctx) // what stands under a new head may not have been looked at
		}
		if err != nil {
			return err
		}
		if looks < showsEach && (h.Head == shown || !l.nothingWaits()) {
			continue
		}
		asking, cancel := context.WithTimeout(ctx, leastTime)
		err = line.Show(asking, h)
		cancel()
		if ctx.Err() != nil {
			return nil //nolint:nilerr // what ended with it is no news
		}
		if err != nil {
			return fmt.Errorf("show the hub this journal: %w", err)
		}
		l.contact()
		shown, looks = h.Head, 0
	}
	return nil
}
