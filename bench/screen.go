package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"postern/sim"
)

// Picture draws the workstation's list at 200x60, one step further each time
// it is asked, in this process.
type Picture func() string

// What is promised of the screen, in the unit of its line.
const (
	limitStart = 60  // ms to the first picture
	limitKey   = 20  // ms, p95
	limitRead  = 35  // ms, p99
	limitView  = 1   // ms
	limitDiff  = 4   // ms
	limitStep  = 600 // bytes
)

const (
	wide, high = 200, 60
	down       = "\x1b[B"
	silence    = 30 * time.Millisecond // after which a picture is whole
)

// screen measures the workstation under the hands: keys, reads, bytes and
// pictures, beside a bare pager in the same terminal.
func (r *runner) screen(ctx context.Context) error {
	dir, err := r.smallStation(ctx)
	if err != nil {
		return err
	}
	if err := r.coldStart(ctx, dir); err != nil {
		return err
	}
	labels := r.smallLabels()
	pager, err := r.handled(ctx, work{command: r.Pager, ready: PagerReady, labels: labels, told: told{pagerTurned, pagerTurned, "bare pager"}})
	if err != nil {
		return fmt.Errorf("the pager: %w", err)
	}
	ours, err := r.handled(ctx, work{
		command: r.Screen(dir), ready: r.Marks[len(r.Marks)-1].Text, open: "\x1bOR", labels: labels, told: told{r.Verdict, r.Saved, r.Aside},
	})
	if err != nil {
		return err
	}
	err = r.give(
		beside("key to byte p50", ms(quantile(ours.keys, .5)), "ms", "a bare pager", ms(quantile(pager.keys, .5))),
		beside("key to byte p95", ms(quantile(ours.keys, .95)), "ms", "limit", limitKey),
		beside("key to byte p95", ms(quantile(ours.keys, .95)), "ms", "a bare pager", ms(quantile(pager.keys, .95))),
		beside("bytes a cursor step", ours.step(), "bytes", "limit", limitStep),
		beside("bytes a cursor step", ours.step(), "bytes", "a bare pager", pager.step()),
		beside("read's last byte to verdict p50", ms(quantile(ours.reads, .5)), "ms", "limit", limitRead),
		beside("read's last byte to verdict p99", ms(quantile(ours.reads, .99)), "ms", "limit", limitRead),
		beside("read's last byte to verdict p50", ms(quantile(ours.reads, .5)), "ms", "a bare pager paints all", ms(quantile(pager.reads, .5))),
		beside("read's last byte to verdict p99", ms(quantile(ours.reads, .99)), "ms", "a bare pager paints all", ms(quantile(pager.reads, .99))),
		beside("read's last byte to saved p50", ms(quantile(ours.saved, .5)), "ms", "a verdict", ms(quantile(ours.reads, .5))),
		beside("read's last byte to saved p99", ms(quantile(ours.saved, .99)), "ms", "a verdict", ms(quantile(ours.reads, .99))),
		beside("bytes in two idle seconds", float64(ours.idle), "bytes", "a bare pager", float64(pager.idle)))
	if err != nil {
		return err
	}
	return r.pictures(ctx, dir)
}

// coldStart is the start to the first picture, beside an empty program.
func (r *runner) coldStart(ctx context.Context, dir string) error {
	const rounds = 5
	var ours, floor []time.Duration
	for range rounds {
		took, err := r.starts(ctx, (*terminal).stop, r.Program, Mark{Text: Ready})
		if err != nil {
			return err
		}
		floor = append(floor, took[0])
		if took, err = r.starts(ctx, (*terminal).stop, r.Screen(dir), r.Marks[0]); err != nil {
			return err
		}
		ours = append(ours, took[0])
	}
	value := ms(quantile(ours, .5))
	return r.give(
		beside("cold start to first picture", value, "ms", "limit", limitStart),
		beside("cold start to first picture", value, "ms", "an empty terminal program", ms(quantile(floor, .5))))
}

// felt is how a program felt under the hands.
type felt struct {
	keys  []time.Duration
	reads []time.Duration
	saved []time.Duration
	bytes int // of all cursor steps
	idle  int
}

func (f felt) step() float64 { return float64(f.bytes) / float64(max(len(f.keys), 1)) }

// work is what is done with a program: reads of labels first, then cursor steps
// in what a key opens, then nothing.
type work struct {
	command     []string
	ready, open string
	labels      []string
	told        told
}

// told are the texts by which a read is followed.
type told struct{ verdict, saved, aside string }

// handled starts a program and works with it.
func (r *runner) handled(ctx context.Context, w work) (f felt, err error) {
	const steps, rest = 120, 2 * time.Second
	t, err := r.start(ctx, w.command)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	if _, err := t.until(w.ready); err != nil {
		return f, err
	}
	h := r.listen(t)
	defer h.close()
	h.drain(time.Second)
	for i, label := range w.labels {
		verdict, saved, err := h.read(i, label, w.told)
		if err != nil {
			return f, err
		}
		f.reads, f.saved = append(f.reads, verdict), append(f.saved, saved)
	}
	if w.open != "" {
		if err := h.write(w.open); err != nil {
			return f, err
		}
		h.drain(time.Second)
	}
	for i := range steps {
		h.sway(i)
		took, n, err := h.press(down)
		if err != nil {
			return f, err
		}
		f.keys, f.bytes = append(f.keys, took), f.bytes+n
	}
	if left := time.Minute - time.Duration(r.Now().Second())*time.Second; left < 2*rest {
		h.drain(left + time.Second) // the clock in the header changes
	}
	h.drain(time.Second)
	f.idle = h.drain(rest)
	return f, nil
}

// smallLabels are labels of the small station that stand before nobody else.
func (r *runner) smallLabels() []string {
	const most = 400 // so that p99 is not the one worst
	var labels []string
	for _, x := range sim.New(1, sim.Options{Items: r.smallItems(), Day: r.Now()}).Truth {
		if x.Planted == sim.Ordinary && x.Advice == sim.ByCDS && len(labels) < most {
			labels = append(labels, x.Identifier)
		}
	}
	return labels
}

// hand works at a terminal and notes when bytes come.
type hand struct {
	r     *runner
	file  io.ReadWriter
	heard chan chunk
	over  chan struct{}
	seen  []byte // and not yet looked through
}

type chunk struct {
	at    time.Time
	bytes []byte
	err   error
}

func (r *runner) listen(t *terminal) *hand {
	h := &hand{r: r, file: t.file, heard: make(chan chunk), over: make(chan struct{})}
	go func() {
		for {
			b := make([]byte, 64<<10)
			n, err := h.file.Read(b)
			select {
			case h.heard <- chunk{r.Now(), b[:n], err}:
			case <-h.over:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return h
}

func (h *hand) close() { close(h.over) }

func (h *hand) write(s string) error {
	_, err := io.WriteString(h.file, s)
	return err
}

// sway waits a little, for the i-th time: else a key would always come at the
// same moment between two pictures, and one wait be measured for all.
func (h *hand) sway(i int) {
	const picture, golden = time.Second / 60, 0.618034
	h.drain(time.Duration(math.Mod(float64(i)*golden, 1) * float64(picture)))
}

// drain counts what comes until nothing has for a while.
func (h *hand) drain(quiet time.Duration) (n int) {
	h.seen = nil
	for {
		select {
		case c := <-h.heard:
			if n += len(c.bytes); c.err != nil {
				return n
			}
		case <-h.r.After(quiet):
			return n
		}
	}
}

// answer is the first that comes after a key.
func (h *hand) answer(key string) (chunk, error) {
	if err := h.write(key); err != nil {
		return chunk{}, err
	}
	c := <-h.heard // the terminal is closed when patience is over
	if c.err != nil {
		return chunk{}, fmt.Errorf("nothing came after %q: %w", key, c.err)
	}
	return c, nil
}

// press is how long after a key its first byte comes, and how many come.
func (h *hand) press(key string) (took time.Duration, n int, err error) {
	began := h.r.Now()
	c, err := h.answer(key)
	if err != nil {
		return 0, 0, err
	}
	return c.at.Sub(began), len(c.bytes) + h.drain(silence), nil
}

// read types the i-th label as a scanner does, and takes the time from its last
// byte until the verdict stands there, and until that is saved; then it sets
// the item aside.
func (h *hand) read(i int, label string, told told) (verdict, saved time.Duration, err error) {
	if err := h.write("\x02" + label); err != nil {
		return 0, 0, err
	}
	h.drain(silence)
	h.sway(i)
	began := h.r.Now()
	if err := h.write("\r"); err != nil {
		return 0, 0, err
	}
	stood, err := h.until(told.verdict)
	if err != nil {
		return 0, 0, fmt.Errorf("read of %s: %w", label, err)
	}
	kept, err := h.until(told.saved)
	if err != nil {
		return 0, 0, fmt.Errorf("read of %s: %w", label, err)
	}
	h.drain(2 * silence)
	if err := h.write("."); err != nil {
		return 0, 0, err
	}
	if _, err := h.until(told.aside); err != nil {
		return 0, 0, fmt.Errorf("%s set aside: %w", label, err)
	}
	h.drain(silence)
	return stood.Sub(began), kept.Sub(began), nil
}

// until reads until a text has come, and tells when.
func (h *hand) until(text string) (at time.Time, err error) {
	at = h.r.Now()
	for {
		if i := bytes.Index(h.seen, []byte(text)); i >= 0 {
			h.seen = h.seen[i:] // what else came with it may be asked for next
			return at, nil
		}
		c := <-h.heard
		if c.err != nil {
			return at, fmt.Errorf("%q never came; this did: %q", text, clip(h.seen, 2000))
		}
		h.seen, at = append(h.seen, c.bytes...), c.at
	}
}

// pictures measures the picture of the list and its way to the terminal, both
// without one.
func (r *runner) pictures(ctx context.Context, dir string) (err error) {
	const rounds = 300
	draw, done, err := r.Draw(ctx, dir, wide, high)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	buffer := uv.NewScreenBuffer(wide, high)
	out := uv.NewTerminalRenderer(io.Discard, []string{"TERM=xterm-256color", "COLORTERM=truecolor"})
	var views, both []time.Duration
	for range rounds {
		var view string
		took, _ := r.timed(func() error {
			view = draw()
			return nil
		})
		whole, err := r.timed(func() error {
			uv.NewStyledString(view).Draw(buffer, buffer.Bounds())
			out.Render(buffer.RenderBuffer)
			return out.Flush()
		})
		if err != nil {
			return err
		}
		views, both = append(views, took), append(both, took+whole)
	}
	return r.give(
		beside("picture of the list, 200x60, p50", ms(quantile(views, .5)), "ms", "limit", limitView),
		beside("picture and its cells, 200x60, p50", ms(quantile(both, .5)), "ms", "limit", limitDiff))
}
