package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"postern/lossy"
	"postern/sync/hub/record"
	"postern/sync/hub/record/sqlite"
	"postern/sync/hubtest"
)

// TestFullAtEveryWrite: the disk is full from one write on, whichever that is.
// What was kept stays, what was not is told, and once there is room again it is
// kept. POSTERN_FULL=1 tries every write, else some are.
func TestFullAtEveryWrite(t *testing.T) {
	all, failed := fullAfter(t, -1)
	if failed != 0 || all < 30 {
		t.Fatalf("%d writes on a disk with room, %d intakes not kept", all, failed)
	}
	step := max(all/12, 1)
	if os.Getenv("POSTERN_FULL") != "" {
		step = 1
	}
	tried, refused := 0, 0
	for n := 0; n < all; n += step {
		_, failed := fullAfter(t, n)
		tried, refused = tried+1, refused+failed
	}
	t.Logf("full after %d of %d writes: %d intakes not kept and told, none lost", tried, all, refused)
	if refused == 0 {
		t.Error("nothing ever failed: the disk was never full")
	}
}

// fullAfter has a record work on a disk that is full after n writes; never where
// n is negative. It works on once there is room.
func fullAfter(t *testing.T, n int) (writes, failed int) {
	t.Helper()
	at := t.TempDir()
	disk, err := lossy.Mount(t.TempDir(), at)
	if errors.Is(err, lossy.ErrNone) {
		t.Skipf("LEFT OUT: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if n >= 0 {
		disk.Fill(n)
	}
	upto, failures := twice(t, filepath.Join(at, "hub.db"), disk.Clear)
	for _, text := range failures {
		isFull(t, n, errors.New(text))
	}
	writes = disk.Writes()
	dir := t.TempDir()
	if err := errors.Join(disk.Unmount(), disk.Remains(dir)); err != nil {
		t.Fatal(err)
	}
	if got := recorded(t, filepath.Join(dir, "hub.db")); got != upto {
		t.Errorf("full after %d writes: %d events of %d", n, got, upto)
	}
	return writes, len(failures)
}

const (
	childTwice   = "POSTERN_TEST_TWICE"
	intakesATurn = 8
)

// TestRecordWorksTwice keeps a few intakes, waits for a line, and keeps others:
// see TestFullAtEveryWrite.
func TestRecordWorksTwice(t *testing.T) {
	path := os.Getenv(childTwice)
	if path == "" {
		t.Skip("TestFullAtEveryWrite runs it in a process of its own")
	}
	wait, kept := bufio.NewScanner(os.Stdin), uint64(0)
	var r *sqlite.Record
	for range 2 {
		var err error
		if r == nil {
			r, err = sqlite.Open(t.Context(), path, "g1", false)
		}
		if err != nil {
			fmt.Printf("\nerror %v\n", err)
		}
		for i := 0; err == nil && i < intakesATurn; i++ {
			if err := keep(t.Context(), t, r, kept); err != nil {
				fmt.Printf("\nerror %v\n", err)
			} else {
				kept += 20
				fmt.Printf("\nupto %d\n", kept)
			}
		}
		fmt.Print("\nturn\n")
		wait.Scan()
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// twice runs TestRecordWorksTwice, with room made between its turns. In the
// second all must be kept.
func twice(t *testing.T, path string, room func()) (upto uint64, failures []string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRecordWorksTwice$", "-test.v")
	cmd.Env, cmd.Stderr = append(os.Environ(), childTwice+"="+path), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	turns, first := 0, uint64(0)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, text, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "turn":
			if turns++; turns == 1 {
				first = upto
			}
			room()
			if _, err := fmt.Fprintln(in); err != nil {
				t.Fatal(err)
			}
		case "error":
			if turns > 0 {
				t.Fatalf("with room: %s", text)
			}
			failures = append(failures, text)
		case "upto":
			if upto, err = strconv.ParseUint(text, 10, 64); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err != nil || upto-first != 20*intakesATurn {
		t.Fatalf("%d and then %d events: %v", first, upto-first, err)
	}
	return upto, failures
}

// keep keeps the next twenty events.
func keep(ctx context.Context, t *testing.T, r *sqlite.Record, after uint64) error {
	t.Helper()
	var in record.Intake
	in.Take(hubtest.Events(t, hubtest.Source("a-1"), time.Now(), "", hubtest.Run(after+1, after+20)...))
	_, err := r.Keep(ctx, in, time.Now())
	return err
}

func isFull(t *testing.T, n int, err error) {
	t.Helper()
	if !strings.Contains(err.Error(), "full") && !strings.Contains(err.Error(), "no space") {
		t.Errorf("no room after %d, and it says: %v", n, err)
	}
}

const childLimit = "POSTERN_TEST_FSIZE"

// TestRecordUnderLimit keeps events in files that may not grow beyond a size:
// see TestFileSizeLimits.
func TestRecordUnderLimit(t *testing.T) {
	limit, err := strconv.ParseUint(os.Getenv(childLimit), 10, 64)
	if err != nil {
		t.Skip("TestFileSizeLimits runs it in a process of its own")
	}
	signal.Ignore(syscall.SIGXFSZ) // the write fails instead
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		t.Fatal(err)
	}
	r, err := sqlite.Open(t.Context(), os.Getenv(childPath), "g1", false)
	for kept := uint64(0); err == nil; kept += 20 {
		fmt.Printf("\nupto %d\n", kept)
		err = keep(t.Context(), t, r, kept)
	}
	fmt.Printf("\nerror %v\n", err)
}

// TestFileSizeLimits: files may not grow beyond a size, whichever that is.
// POSTERN_FULL=1 tries every page, else some are.
func TestFileSizeLimits(t *testing.T) {
	step, tried, events := 60<<10, 0, uint64(0)
	if os.Getenv("POSTERN_FULL") != "" {
		step = 4 << 10
	}
	for limit := 4 << 10; limit <= 500<<10; limit += step {
		path := filepath.Join(t.TempDir(), "hub.db")
		upto, failed := keepUnder(t, path, limit)
		if !strings.Contains(failed.Error(), "too large") {
			isFull(t, limit, failed)
		}
		if got := recorded(t, path); got != upto {
			t.Errorf("files of at most %d bytes: %d events of %d", limit, got, upto)
		}
		r, err := sqlite.Open(t.Context(), path, "g1", false)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(keep(t.Context(), t, r, upto), r.Close()); err != nil {
			t.Errorf("without the limit: %v", err)
		}
		tried, events = tried+1, events+upto
	}
	t.Logf("%d limits of a file's size: %d events recorded, none lost", tried, events)
}

func keepUnder(t *testing.T, path string, limit int) (upto uint64, failed error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRecordUnderLimit$", "-test.v")
	cmd.Env, cmd.Stderr = append(os.Environ(), childPath+"="+path, childLimit+"="+strconv.Itoa(limit)), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	failed = errors.New("it never failed")
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if text, is := strings.CutPrefix(lines.Text(), "upto "); is {
			if upto, err = strconv.ParseUint(text, 10, 64); err != nil {
				t.Fatal(err)
			}
		}
		if text, is := strings.CutPrefix(lines.Text(), "error "); is {
			failed = errors.New(text)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return upto, failed
}
