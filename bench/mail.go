package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"postern/sim"
)

// lay writes a day's message files into a folder.
func lay(dir string, files []sim.File) ([]string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = filepath.Join(dir, f.Name)
		if err := os.WriteFile(paths[i], f.Data, 0o600); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// taken is what a station took in, and how long it took.
type taken struct {
	items int
	took  time.Duration
}

func (t taken) rate() float64 { return float64(t.items) / t.took.Seconds() }

// take has a station receive files.
func (r *runner) take(ctx context.Context, s Station, paths []string) (t taken, err error) {
	t.took, err = r.timed(func() (err error) {
		t.items, err = s.Receive(ctx, paths...)
		return err
	})
	return t, err
}

// receive measures mail coming in, durable, beside SQLite alone: the median of
// a few rounds, each at a new station.
func (r *runner) receive(ctx context.Context) error {
	const rounds = 3
	mail := sim.New(1, sim.Options{Items: r.smallItems(), Day: r.Now()})
	paths, err := lay(r.path("mail"), mail.Files)
	if err != nil {
		return err
	}
	var rates, raws []float64
	for i := range rounds {
		dir := r.path(fmt.Sprintf("receive-%d", i))
		t, err := r.fresh(ctx, dir, paths)
		if err != nil {
			return err
		}
		raw, err := r.rawInserts(ctx, r.path(fmt.Sprintf("raw-%d.db", i)), mail.Files, t.items)
		if err != nil {
			return err
		}
		rates, raws = append(rates, t.rate()), append(raws, raw)
		r.small = dir
	}
	rate, raw := middle(rates), middle(raws)
	return r.give(
		beside("receive", rate, "items/s", "limit", limitReceive),
		beside("receive", rate, "items/s", "the same bytes into SQLite alone, durable", raw))
}

// fresh has a new station take files in.
func (r *runner) fresh(ctx context.Context, dir string, paths []string) (taken, error) {
	return r.freshBy(ctx, r.Make, dir, paths)
}

func (r *runner) freshBy(ctx context.Context, build func(context.Context, string) (Station, error), dir string, paths []string) (taken, error) {
	s, err := build(ctx, dir)
	if err != nil {
		return taken{}, err
	}
	t, err := r.take(ctx, s, paths)
	if closed := s.Close(); err == nil {
		err = closed
	}
	return t, err
}

func middle(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// smallStation is the folder of a station with a day's mail.
func (r *runner) smallStation(ctx context.Context) (string, error) {
	if r.small != "" {
		return r.small, nil
	}
	paths, err := lay(r.path("mail"), sim.New(1, sim.Options{Items: r.smallItems(), Day: r.Now()}).Files)
	if err != nil {
		return "", err
	}
	dir := r.path("small")
	if _, err := r.fresh(ctx, dir, paths); err != nil {
		return "", err
	}
	r.small = dir
	return dir, nil
}
