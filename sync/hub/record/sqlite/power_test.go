package sqlite_test

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"postern/lossy"
	"postern/sync/hub/record"
	"postern/sync/hub/record/sqlite"
	"postern/sync/hubtest"
)

const (
	childPath  = "POSTERN_TEST_CHILD"
	childLoose = "POSTERN_TEST_LOOSE"
)

// rounds is how often a fault is made: few in every run, many in a long one.
func rounds(variable string, few int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil && n > 0 {
		return n
	}
	return few
}

// TestRecordAtWork keeps events until it is killed: see TestPowerLoss.
func TestRecordAtWork(t *testing.T) {
	path := os.Getenv(childPath)
	if path == "" {
		t.Skip("TestPowerLoss runs it in a process of its own")
	}
	r, err := sqlite.Open(t.Context(), path, "g1", false)
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv(childLoose) != "" {
		if err := r.Loosen(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	of := hubtest.Source("a-1")
	p, err := r.Progress(t.Context(), of, time.Now())
	for err == nil {
		var in record.Intake
		in.Take(hubtest.Events(t, of, time.Now(), "", hubtest.Run(p.Upto+1, p.Upto+5)...))
		if _, err = r.Keep(t.Context(), in, time.Now()); err == nil {
			p, err = r.Progress(t.Context(), of, time.Now())
		}
		fmt.Printf("\nupto %d\n", p.Upto)
	}
	t.Fatal(err)
}

// TestPowerLoss: what a receipt may be given for is there when the power goes.
// POSTERN_POWERLOSS says how often.
func TestPowerLoss(t *testing.T) {
	n := rounds("POSTERN_POWERLOSS", 6)
	kept, lost := losePower(t, n, false)
	t.Logf("%d power losses: %d events recorded, %d lost", n, kept, lost)
	if lost > 0 || kept < uint64(n) {
		t.Errorf("%d of %d recorded events are lost", lost, kept)
	}
}

// TestPowerLossIsSeen: the same harness finds what a record loses that does not
// sync.
func TestPowerLossIsSeen(t *testing.T) {
	kept, lost := losePower(t, 2, true)
	t.Logf("synchronous=NORMAL: %d events recorded, %d lost", kept, lost)
	if lost == 0 {
		t.Errorf("none of %d events is lost without syncing: the harness shows nothing", kept)
	}
}

// losePower lets a record grow and takes its power away, again and again.
func losePower(t *testing.T, n int, loose bool) (kept, lost uint64) {
	t.Helper()
	dir, before := t.TempDir(), uint64(0)
	for round := range n {
		if round%20 == 0 {
			dir, before = t.TempDir(), 0 // it grows, and its disk with it
		}
		at := t.TempDir()
		disk, err := lossy.Mount(dir, at)
		if errors.Is(err, lossy.ErrNone) {
			t.Skipf("LEFT OUT: %v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		upto := keepUntil(t, filepath.Join(at, "hub.db"), before+uint64(1+rand.IntN(200)), loose, disk.Cut)
		dir = t.TempDir()
		if err := errors.Join(disk.Unmount(), disk.Remains(dir)); err != nil {
			t.Fatal(err)
		}
		there := recorded(t, filepath.Join(dir, "hub.db"))
		kept += upto - before
		if there < upto {
			lost += upto - there
		}
		before = there
	}
	return kept, lost
}

func keepUntil(t *testing.T, path string, stop uint64, loose bool, cut func()) (upto uint64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRecordAtWork$", "-test.v")
	cmd.Env, cmd.Stderr = append(os.Environ(), childPath+"="+path), os.Stderr
	if loose {
		cmd.Env = append(cmd.Env, childLoose+"=1")
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); upto < stop && lines.Scan(); {
		if text, is := strings.CutPrefix(lines.Text(), "upto "); is {
			if upto, err = strconv.ParseUint(text, 10, 64); err != nil {
				t.Fatal(err)
			}
		}
	}
	cut()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the record ended by itself: %v", err)
	}
	return upto
}

// recorded counts what is there, and holds it against what the record says.
func recorded(t *testing.T, path string) (n uint64) {
	t.Helper()
	r, err := sqlite.Open(t.Context(), path, "g1", false)
	if err != nil {
		t.Fatalf("what is left cannot be opened: %v", err)
	}
	defer r.Close() //nolint:errcheck // only read
	if err := r.Each(t.Context(), record.Query{}, func(row record.Row) error {
		if n++; row.Seq != n || row.Body == nil {
			t.Errorf("event %d stands where %d should", row.Seq, n)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	p, err := r.Progress(t.Context(), hubtest.Source("a-1"), time.Now())
	if err != nil || p.Upto != n {
		t.Errorf("%d events, and a receipt up to %d: %v", n, p.Upto, err)
	}
	return n
}
