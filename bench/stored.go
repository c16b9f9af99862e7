package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"postern/sim"
)

// What is promised of mail that is taken in.
const (
	limitStored     = 10_000  // items/s, decoded and durable, without rules
	limitFileMemory = 200     // MB, of a process that receives one file
	largeFile       = 100_000 // items of that file
)

// stored measures a day's mail decoded and durably stored, by a station without
// rules beside the same rows in SQLite alone, and by one with all of them.
func (r *runner) stored(ctx context.Context) error {
	const rounds = 3
	mail := sim.New(1, sim.Options{Items: r.smallItems(), Day: r.Now()})
	paths, err := lay(r.path("intake-mail"), mail.Files)
	if err != nil {
		return err
	}
	var bare, raw, judged []float64
	for i := range rounds {
		dir := r.path(fmt.Sprintf("stored-%d", i))
		t, err := r.freshBy(ctx, r.Bare, dir, paths)
		if err != nil {
			return err
		}
		took, err := r.sameRows(ctx, filepath.Join(dir, r.Database), r.path(fmt.Sprintf("rows-%d.db", i)), len(paths))
		if err != nil {
			return err
		}
		bare, raw = append(bare, t.rate()), append(raw, float64(t.items)/took.Seconds())
		if t, err = r.freshBy(ctx, r.Make, r.path(fmt.Sprintf("judged-%d", i)), paths); err != nil {
			return err
		}
		judged = append(judged, t.rate())
	}
	return r.give(
		beside("decode and store", middle(bare), "items/s", "limit", limitStored),
		beside("decode and store", middle(bare), "items/s", "the same rows into SQLite alone, durable", middle(raw)),
		beside("decode, assess and store", middle(judged), "items/s", "limit", limitReceive))
}

// oneFile measures how much memory a process takes that receives one large
// file, a sheet.
func (r *runner) oneFile(ctx context.Context) error {
	s, err := readSample("sheet", 0)
	if err != nil {
		return err
	}
	items := min(largeFile, r.Items)
	path := r.path("large.csv")
	if err := os.WriteFile(path, s.file(0, items), 0o600); err != nil {
		return err
	}
	dir := r.path("large-file")
	station, err := r.Make(ctx, dir)
	if err != nil {
		return err
	}
	if err := station.Close(); err != nil {
		return err
	}
	command := r.Take(dir, path)
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // our own program
	cmd.Env = r.Env
	most, err := r.mostMemory(cmd)
	if err != nil {
		return err
	}
	if most == 0 {
		r.Say("this system does not tell how much memory a process takes")
		return nil
	}
	return r.give(beside(fmt.Sprintf("memory, one file of %d items", items), most, "MB", "limit", limitFileMemory))
}

// mostMemory runs a program and gives the most memory it had, in MB, by asking
// again and again: what the system says afterwards counts ours in, which it
// began as.
func (r *runner) mostMemory(cmd *exec.Cmd) (most float64, err error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				err = errors.Join(err, errors.New(string(clip(out.Bytes(), 400))))
			}
			return most, err
		case <-r.After(100 * time.Millisecond):
			if peak, ok := memoryOf(cmd.Process.Pid, "VmHWM:"); ok {
				most = max(most, peak)
			}
		}
	}
}
