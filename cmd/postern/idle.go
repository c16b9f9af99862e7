package main

import (
	"context"
	"time"
)

// idleQuiet is how many looks without anything written mean that nobody works.
const idleQuiet = 10

// whenIdle does work while nobody works here, at most once in so long, until
// ctx ends, and tells what went wrong.
func (s *station) whenIdle(ctx context.Context, look, every time.Duration, work func(context.Context) error, tell func(error)) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	var size uint64
	var last time.Time
	for quiet := 0; ; quiet++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, err := s.db.Size(ctx)
		if err != nil || now != size {
			size, quiet = now, 0
		}
		if quiet < idleQuiet || s.now().Sub(last) < every {
			continue
		}
		last = s.now()
		if err := work(ctx); err != nil && ctx.Err() == nil {
			tell(err)
		}
	}
}
