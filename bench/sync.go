package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"postern/parcel"
	"postern/sim"
)

// Linked is a station that can say what its journal weighs on the line.
type Linked interface {
	Station
	// Release lets the item of a label go, after its scan; false where that
	// would take an inspection.
	Release(ctx context.Context, label string) (bool, error)
	// Traffic packs what no hub has yet as the link would send it.
	Traffic(ctx context.Context) ([]Load, error)
	// Join enrols it at a hub by a token, and answers the hub's door.
	Join(ctx context.Context, token string) (door string, err error)
	// CatchUp sends all that waits by a door, and ends when the hub has receipted
	// it.
	CatchUp(ctx context.Context, door string) (events int, err error)
}

// Load is one batch on the line.
type Load struct {
	Events int
	Bytes  int // of all of it
	Sealed int // of them, of sealed bodies
}

// What is promised of the line, and the line it is promised for.
const (
	limitEvent   = 60 // bytes an event, apart from sealed bodies
	limitCatchUp = 30 // s, for shiftEvents
	limitSaved   = 5  // times one append and fsync
	shiftEvents  = 3000
	lineRate     = 64_000 / 8 // bytes a second
	roundTrip    = 600 * time.Millisecond
	greeting     = 5 // round trips: TCP, TLS, two of the broker's, hello
	framing      = 160
	slots        = 4
)

// sync measures what a shift weighs on the line and how long a slow one takes
// for it, and an outcome's way to the disk.
func (r *runner) sync(ctx context.Context) (err error) {
	made, err := r.Make(ctx, r.path("sync"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, made.Close()) }()
	s, linked := made.(Linked)
	if !linked {
		return errors.New("this station has no link")
	}
	saved, err := r.shift(ctx, s)
	if err != nil {
		return err
	}
	raw, err := r.rawSyncs(max(200, len(saved)))
	if err != nil {
		return err
	}
	all, err := s.Traffic(ctx)
	if err != nil {
		return err
	}
	var sum Load
	for _, l := range all {
		sum.Events, sum.Bytes, sum.Sealed = sum.Events+l.Events, sum.Bytes+l.Bytes, sum.Sealed+l.Sealed
	}
	if sum.Events == 0 {
		return errors.New("nothing waits to be sent")
	}
	each := func(bytes int) float64 { return float64(bytes) / float64(sum.Events) }
	p99 := ms(quantile(raw, .99))
	err = r.give(
		beside("on the line, apart from sealed", each(sum.Bytes-sum.Sealed), "bytes/event", "limit", limitEvent),
		beside("on the line, with all", each(sum.Bytes), "bytes/event", "what a catch-up has room for", limitCatchUp*lineRate/shiftEvents),
		beside(fmt.Sprintf("catch-up of %d events, reckoned", shiftEvents), catchUp(all).Seconds(), "s", "limit", limitCatchUp),
		beside("outcome saved p50", ms(quantile(saved, .5)), "ms", "4 KiB appended and synced", ms(quantile(raw, .5))),
		beside("outcome saved p99", ms(quantile(saved, .99)), "ms", fmt.Sprintf("%d of 4 KiB appended and synced p99", limitSaved), limitSaved*p99))
	if err != nil {
		return err
	}
	return r.overLine(ctx, s)
}

// shift scans a day's mail and decides on one in twenty.
func (r *runner) shift(ctx context.Context, s Linked) (saved []time.Duration, err error) {
	const every = 20
	n := min(shiftEvents*(every+1)/every, r.smallItems())
	mail := sim.New(3, sim.Options{Items: n, Day: r.Now()})
	paths, err := lay(r.path("sync-mail"), mail.Files)
	if err != nil {
		return nil, err
	}
	if _, err := r.take(ctx, s, paths); err != nil {
		return nil, err
	}
	items, err := list(ctx, s, n*every/(every+1))
	if err != nil {
		return nil, err
	}
	for i, it := range items {
		label := it.Item.Ident()
		if _, err := s.Scan(ctx, label); err != nil {
			return nil, err
		}
		if i%every != 0 {
			continue
		}
		done := false
		took, err := r.timed(func() (err error) {
			done, err = s.Release(ctx, label)
			return err
		})
		if err != nil {
			return nil, err
		}
		if done {
			saved = append(saved, took)
		}
	}
	return saved, nil
}

// list lists so many items, a page after the other.
func list(ctx context.Context, s Station, n int) (all []parcel.Line, err error) {
	for len(all) < n {
		more, _, err := s.Lines(ctx, parcel.Filter{Limit: n - len(all), Offset: len(all)})
		if err != nil || len(more) == 0 {
			return all, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// catchUp is how long the line takes for a shift of such batches: they share
// its rate, and each holds its slot until the answer to it is back.
func catchUp(all []Load) time.Duration {
	var free [slots]time.Duration
	line := greeting * roundTrip
	for i := range free {
		free[i] = line
	}
	for left, i := shiftEvents, 0; left > 0; i = (i + 1) % len(all) {
		n := min(max(all[i].Events, 1), left)
		bytes := all[i].Bytes*n/max(all[i].Events, 1) + framing
		left -= n
		next := slices.Index(free[:], slices.Min(free[:]))
		line = max(line, free[next]) + time.Duration(bytes)*time.Second/lineRate
		free[next] = line + roundTrip
	}
	return slices.Max(free[:])
}
