package store_test

import (
	"bufio"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"postern/journal"
	"postern/lossy"
	"postern/store"
)

// rounds is how often a fault is made: few in every run, many in a long one.
func rounds(t *testing.T, variable string, few int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return few
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q", variable, text)
	}
	return n
}

// What was acknowledged is there when the power goes, whenever that is: a
// station works on a disk that forgets what was not synced, and is started
// again on what is left. POSTERN_POWERLOSS says how often.
func TestPowerLoss(t *testing.T) {
	n := rounds(t, "POSTERN_POWERLOSS", 6)
	acknowledged, lost := losePower(t, n, false, n)
	t.Logf("%d power losses: %d events acknowledged, %d lost", n, acknowledged, lost)
	if lost > 0 || acknowledged < n {
		t.Errorf("%d of %d acknowledged events are lost", lost, acknowledged)
	}
}

// The same harness finds what a station loses that does not sync: it can fail.
func TestPowerLossIsSeen(t *testing.T) {
	n := rounds(t, "POSTERN_POWERLOSS", 6)
	acknowledged, lost := losePower(t, n, true, 1)
	t.Logf("synchronous=NORMAL: %d events acknowledged, %d lost", acknowledged, lost)
	if lost == 0 {
		t.Errorf("none of %d events is lost without syncing: the harness shows nothing", acknowledged)
	}
}

// losePower lets a station work and takes its power away, for so many rounds or
// until enough of them lost something.
func losePower(t *testing.T, n int, loose bool, enough int) (acknowledged, lost int) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	const life = 10 // losses of one station: it grows, and its disk with it
	var s *station
	var dir string
	for round, losing := 0, 0; round < n && losing < enough; round++ {
		if round%life == 0 {
			s = setUp(t)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			dir = filepath.Dir(s.path)
		}
		disk, mounted := mountLossy(t, dir)
		names := workUntil(t, filepath.Join(mounted, "postern.db"), 1+random.IntN(60), loose, disk.Cut)
		dir = t.TempDir()
		if err := errors.Join(disk.Unmount(), disk.Remains(dir)); err != nil {
			t.Fatal(err)
		}
		missed := survivors(t, s, filepath.Join(dir, "postern.db"), names)
		acknowledged, lost = acknowledged+len(names), lost+missed
		if missed > 0 {
			losing++
		}
	}
	return acknowledged, lost
}

// mountLossy mounts a disk that holds the files of a folder. Where there can be
// none the test is left out and says so.
func mountLossy(t *testing.T, from string) (*lossy.Disk, string) {
	t.Helper()
	at := t.TempDir()
	disk, err := lossy.Mount(from, at)
	if errors.Is(err, lossy.ErrNone) {
		t.Skipf("LEFT OUT: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return disk, at
}

// workUntil runs a station until it acknowledged so many events, takes the
// power away, and gives back those events.
func workUntil(t *testing.T, path string, stop int, loose bool, cut func()) (names []journal.Name) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childPath+"="+path)
	if loose {
		cmd.Env = append(cmd.Env, childLoose+"=1")
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for len(names) < stop && lines.Scan() {
		if text, failed := strings.CutPrefix(lines.Text(), "error "); failed {
			t.Fatalf("the station stopped: %s", text)
		}
		n, err := journal.ParseName(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, n)
	}
	cut()
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) {
		t.Errorf("the station ended: %v", err)
	}
	return names
}

// survivors opens what the disk kept, and counts the events that are missing.
func survivors(t *testing.T, s *station, path string, names []journal.Name) (lost int) {
	t.Helper()
	opt := s.opt
	opt.Path = path
	db, err := store.Open(t.Context(), opt)
	if err != nil {
		t.Fatalf("what is left cannot be opened: %v", err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, n := range names {
		if _, err := db.Event(t.Context(), n); errors.Is(err, store.ErrNotFound) {
			lost++
		} else if err != nil {
			t.Error(err)
		}
	}
	v, err := db.Verify(t.Context(), nil)
	if err != nil || v.Bad != nil {
		t.Errorf("what is left does not verify: %+v, %v", v.Bad, err)
	}
	if err := db.Check(t.Context(), false); err != nil {
		t.Error(err)
	}
	return lost
}
