package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"postern/sim"
)

// limitMany is what is promised of a start over millions, in ms.
const limitMany = 120

// Keys that act at once; a character may be a label's first and waits.
const (
	home, end      = "\x1b[H", "\x1b[F"
	pageUp, pageDn = "\x1b[5~", "\x1b[6~"
	escape         = "\x1b"
)

// many measures the workstation over as many rows as were asked for: its start,
// its memory, and its list under the hands. The rows are copies, see copies.go.
func (r *runner) many(ctx context.Context) error {
	dir, rows, err := r.manyStation(ctx)
	if err != nil {
		return err
	}
	r.Say(fmt.Sprintf("%d rows, of which %d came in as mail; the others are copies of their rows", rows, min(rows, copied)))
	which := fmt.Sprintf("%d rows", rows)
	if err := r.opening(ctx, dir, ", "+which, 5, limitMany); err != nil {
		return err
	}
	if err := r.memory(ctx, dir, which); err != nil {
		return err
	}
	pager, err := r.handled(ctx, work{command: r.Pager, ready: PagerReady})
	if err != nil {
		return fmt.Errorf("the pager: %w", err)
	}
	return r.underHands(ctx, dir, which, pager)
}

func (r *runner) manyStation(ctx context.Context) (dir string, rows int, err error) {
	paths, err := lay(r.path("many-mail"), sim.New(1, sim.Options{Items: min(copied, r.Items), Day: r.Now()}).Files)
	if err != nil {
		return "", 0, err
	}
	dir = r.path("many")
	if _, err := r.fresh(ctx, dir, paths); err != nil {
		return "", 0, err
	}
	rows, err = copies(ctx, filepath.Join(dir, r.Database), r.Items)
	return dir, rows, err
}

// moves are the keys of one thing done in the list.
type moves struct {
	name   string
	before []string // typed first, and not measured
	keys   []string
}

func listMoves() []moves {
	all := []moves{
		{name: "step", keys: []string{down, down, down, down, down, down, down, down, down, down}},
		{name: "end, home", keys: []string{end, home, end, home}},
		{name: "page", keys: []string{pageDn, pageDn, pageDn, pageUp, pageUp}},
	}
	open := []string{"/"}
	for _, filter := range []string{"lane:red", "agency:plant", "state:held", "state:all", "sort:oldest", "sort:newest", "glass", "4071"} {
		all = append(all, moves{filter, open, letters(filter)}, moves{filter + ": end, page, home", []string{"\r"}, []string{end, pageUp, home, pageDn}})
		open = []string{escape, "/"} // the first clears the filter before
	}
	return all
}

func letters(s string) (keys []string) {
	for _, r := range s {
		keys = append(keys, string(r))
	}
	return keys
}

// underHands works in the list. A key has answered with its first byte; its rows are
// there with the last before a long silence.
func (r *runner) underHands(ctx context.Context, dir, which string, pager felt) (err error) {
	const calm = 700 * time.Millisecond
	t, err := r.start(ctx, r.Screen(dir))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	if _, err := t.until(r.Marks[len(r.Marks)-1].Text); err != nil {
		return err
	}
	h := r.listen(t)
	defer h.close()
	h.drain(calm)
	if err := h.write("\x1bOR"); err != nil {
		return err
	}
	h.drain(2 * calm)
	var firsts []time.Duration
	for _, m := range listMoves() {
		var there []time.Duration
		for _, key := range m.before {
			if err := h.write(key); err != nil {
				return err
			}
			h.drain(calm)
		}
		for i, key := range m.keys {
			h.sway(i)
			first, last, err := h.settle(key, calm)
			if err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			firsts, there = append(firsts, first), append(there, last)
		}
		line := beside("rows there, the slowest key, "+m.name, ms(quantile(there, 1)), "ms", "the median key", ms(quantile(there, .5)))
		if err := r.give(line); err != nil {
			return err
		}
	}
	return r.give(
		beside("key to byte p50, "+which, ms(quantile(firsts, .5)), "ms", "a bare pager", ms(quantile(pager.keys, .5))),
		beside("key to byte p95, "+which, ms(quantile(firsts, .95)), "ms", "limit", limitKey),
		beside("key to byte p95, "+which, ms(quantile(firsts, .95)), "ms", "a bare pager", ms(quantile(pager.keys, .95))))
}

// settle is how long after a key its first byte comes, and its last before so
// long a silence.
func (h *hand) settle(key string, calm time.Duration) (first, last time.Duration, err error) {
	began := h.r.Now()
	c, err := h.answer(key)
	if err != nil {
		return 0, 0, err
	}
	first = c.at.Sub(began)
	for last = first; ; last = c.at.Sub(began) {
		select {
		case c = <-h.heard:
			if c.err != nil {
				return 0, 0, fmt.Errorf("after %q: %w", key, c.err)
			}
		case <-h.r.After(calm):
			return first, last, nil
		}
	}
}
