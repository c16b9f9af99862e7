package bench

import (
	"context"
	"fmt"
	"os"

	"postern/sim"
)

// large is the station with very many items, and labels that it knows.
type large struct {
	Station
	dir    string
	items  int
	labels []string
}

// largeStation has a station receive as many items as were asked for, by the
// same way as any mail.
func (r *runner) largeStation(ctx context.Context) (*large, error) {
	if r.big != nil {
		return r.big, nil
	}
	const day = 50_000 // items of one despatch
	b := &large{dir: r.path("large")}
	var err error
	if b.Station, err = r.Make(ctx, b.dir); err != nil {
		return nil, err
	}
	r.big = b
	var all, last taken
	for seed := uint64(1); b.items < r.Items; seed++ {
		mail := sim.New(seed, sim.Options{Items: min(day, r.Items-b.items+r.Items/8), Day: r.Now()})
		if last, err = r.despatch(ctx, b, mail); err != nil {
			return nil, err
		}
		all.items, all.took = all.items+last.items, all.took+last.took
		r.Say(fmt.Sprintf("%d items, %.0f items/s", b.items, last.rate()))
	}
	return b, r.give(
		beside(fmt.Sprintf("receive the last of %d", b.items), last.rate(), "items/s", "limit", limitReceive),
		beside(fmt.Sprintf("receive all %d", b.items), all.rate(), "items/s", "limit", limitReceive))
}

func (r *runner) despatch(ctx context.Context, b *large, mail *sim.Despatch) (taken, error) {
	dir := r.path("large-mail")
	paths, err := lay(dir, mail.Files)
	if err != nil {
		return taken{}, err
	}
	t, err := r.take(ctx, b, paths)
	if err != nil {
		return t, err
	}
	if t.items == 0 {
		return t, fmt.Errorf("a despatch of %d items declared none", mail.Summary.Items)
	}
	b.items += t.items
	for _, x := range mail.Truth {
		if x.Planted == sim.Ordinary && (x.Advice == sim.ByCDS || x.Advice == sim.ByCSV || x.Advice == sim.ByJSON) {
			b.labels = append(b.labels, x.Identifier)
		}
	}
	return t, os.RemoveAll(dir)
}

// pick is the i-th label of a walk that is scattered over all of them.
func (b *large) pick(i int) string {
	const stride = 15_485_863 // a prime larger than any number of labels here
	return b.labels[i*stride%len(b.labels)]
}

func (b *large) close() error {
	if b == nil || b.Station == nil {
		return nil
	}
	s := b.Station
	b.Station = nil
	return s.Close()
}
