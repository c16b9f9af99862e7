package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/creack/pty"
)

// frame measures the start of the real program in a terminal until its
// pictures are there, beside an empty program started the same way.
func (r *runner) frame(ctx context.Context) error {
	dir, err := r.smallStation(ctx)
	if err != nil {
		return err
	}
	if err := r.opening(ctx, dir, "", 11, limitFrame); err != nil {
		return err
	}
	if err := r.afterKill(ctx, dir); err != nil {
		return err
	}
	return r.memory(ctx, dir, "small station")
}

// opening measures the start over a station to each of its pictures, so many
// rounds, beside an empty program by turns, so that both meet the same machine.
func (r *runner) opening(ctx context.Context, dir, which string, rounds int, limit float64) error {
	until := make([][]time.Duration, len(r.Marks))
	var floor []time.Duration
	for range rounds {
		took, err := r.starts(ctx, (*terminal).stop, r.Program, Mark{Text: Ready})
		if err != nil {
			return err
		}
		floor = append(floor, took[0])
		if took, err = r.starts(ctx, (*terminal).stop, r.Screen(dir), r.Marks...); err != nil {
			return err
		}
		for i, t := range took {
			until[i] = append(until[i], t)
		}
	}
	for i, m := range r.Marks {
		value := ms(quantile(until[i], .5))
		err := r.give(
			beside(m.Name+which, value, "ms", "limit", limit),
			beside(m.Name+which, value, "ms", "an empty terminal program", ms(quantile(floor, .5))))
		if err != nil {
			return err
		}
	}
	return nil
}

// afterKill measures the start after one that was killed: then the whole file
// is checked before anything is shown.
func (r *runner) afterKill(ctx context.Context, dir string) error {
	const rounds = 5
	var took []time.Duration
	for range rounds {
		t, err := r.starts(ctx, (*terminal).kill, r.Screen(dir), r.Marks...)
		if err != nil {
			return err
		}
		took = append(took, t[0])
	}
	if _, err := r.starts(ctx, (*terminal).stop, r.Screen(dir), r.Marks...); err != nil {
		return err
	}
	return r.give(beside(r.Marks[0].Name+" after a kill, the database checked", ms(quantile(took[1:], .5)), "ms", "limit", limitFrame))
}

// starts runs a program until the last mark is on its terminal.
func (r *runner) starts(ctx context.Context, end func(*terminal) error, command []string, marks ...Mark) (took []time.Duration, err error) {
	t, err := r.start(ctx, command)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end(t)) }()
	for _, m := range marks {
		at, err := t.until(m.Text)
		if err != nil {
			return nil, err
		}
		took = append(took, at)
	}
	return took, nil
}

// terminal is a program under way in a terminal of its own.
type terminal struct {
	cmd    *exec.Cmd
	file   *os.File
	cancel context.CancelFunc
	now    func() time.Time
	began  time.Time
	shown  []byte
}

const (
	patience = 5 * time.Minute
	hurry    = 10 * time.Second
)

func (r *runner) start(ctx context.Context, command []string) (*terminal, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // our own program
	cmd.Env = r.Env
	t := &terminal{cmd: cmd, cancel: cancel, now: r.Now, began: r.Now()}
	var err error
	if t.file, err = pty.StartWithSize(cmd, &pty.Winsize{Rows: 60, Cols: 200}); err != nil {
		cancel()
		return nil, err
	}
	return t, nil
}

// until reads what the program shows until a text is among it, and forgets
// what came before.
func (t *terminal) until(text string) (time.Duration, error) {
	chunk := make([]byte, 64<<10)
	for {
		if at := bytes.Index(t.shown, []byte(text)); at >= 0 {
			t.shown = t.shown[at+len(text):]
			return t.now().Sub(t.began), nil
		}
		n, err := t.file.Read(chunk)
		t.shown = append(t.shown, chunk[:n]...)
		if err != nil {
			return 0, fmt.Errorf("the program ended without showing %q; it showed %q", text, clip(t.shown, 2000))
		}
	}
}

// stop ends the program as its user would, so that the next start finds all in
// order; one that does not end is killed.
func (t *terminal) stop() error {
	go io.Copy(io.Discard, t.file) //nolint:errcheck // so that its last pictures do not hold it up
	err := t.cmd.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(hurry, func() { _ = t.cmd.Process.Kill() })
	err = errors.Join(err, t.wait())
	late.Stop()
	return err
}

// kill is what a power cut looks like to the program: it holds nothing that is
// not on the disk.
func (t *terminal) kill() error { return errors.Join(t.cmd.Process.Kill(), t.wait()) }

func (t *terminal) wait() error {
	var exit *exec.ExitError
	err := t.cmd.Wait()
	if errors.As(err, &exit) || errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	t.cancel()
	return errors.Join(err, t.file.Close())
}

// memory opens the workstation and its queue, lets it come to rest, and reads
// what it holds. Systems that do not tell give no line.
func (r *runner) memory(ctx context.Context, dir, which string) (err error) {
	const rest = 3 * time.Second
	t, err := r.start(ctx, r.Screen(dir))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	last := r.Marks[len(r.Marks)-1]
	opened, err := t.until(last.Text)
	if err != nil {
		return err
	}
	asked := r.Now()
	if _, err := t.file.WriteString("\x1bOR"); err != nil { // F3
		return err
	}
	if _, err := t.until(r.Queue.Text); err != nil {
		return err
	}
	turned := r.Now().Sub(asked)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-r.After(rest):
	}
	err = r.give(
		beside(last.Name+", "+which, ms(opened), "ms", "limit", limitFrame),
		beside(r.Queue.Name+", "+which, ms(turned), "ms", "limit", limitFrame))
	mb, ok := resident(t.cmd.Process.Pid)
	if !ok || err != nil {
		return err
	}
	return r.give(beside("memory, "+which, mb, "MB", "limit", limitMemory))
}

// resident is how much memory a process holds, in MB.
func resident(pid int) (mb float64, ok bool) { return memoryOf(pid, "VmRSS:") }

func memoryOf(pid int, what string) (mb float64, ok bool) {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(data) {
		if kb, is := bytes.CutPrefix(line, []byte(what)); is {
			n, err := strconv.ParseFloat(string(bytes.TrimSuffix(bytes.TrimSpace(kb), []byte(" kB"))), 64)
			return n / 1024, err == nil
		}
	}
	return 0, false
}

func clip(b []byte, n int) []byte { return b[:min(len(b), n)] }
