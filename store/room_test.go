package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"postern/journal"
	"postern/lossy"
	"postern/parcel"
	"postern/store"
)

// TestFullAtEveryWrite: the disk is full from one write on, whichever that is.
// What was told to be saved stays, what was not says so, and once there is room
// again work goes on. POSTERN_FULL=1 tries every write, else some are.
func TestFullAtEveryWrite(t *testing.T) {
	s := setUp(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	all, failed := fullAfter(t, s, -1)
	if failed != 0 || all < 30 {
		t.Fatalf("%d writes on a disk with room, %d failed acts", all, failed)
	}
	step := max(all/12, 1)
	if os.Getenv("POSTERN_FULL") != "" {
		step = 1
	}
	tried, acts := 0, 0
	for n := 0; n < all; n += step {
		_, failed := fullAfter(t, s, n)
		tried, acts = tried+1, acts+failed
	}
	t.Logf("full after %d of %d writes: %d acts told as not saved, none lost", tried, all, acts)
	if acts == 0 {
		t.Error("nothing ever failed: the disk was never full")
	}
}

// fullAfter has a copy of a station work on a disk that is full after n writes;
// never where n is negative. It works on once there is room.
func fullAfter(t *testing.T, s *station, n int) (writes, failed int) {
	t.Helper()
	disk, at := mountLossy(t, filepath.Dir(s.path))
	if n >= 0 {
		disk.Fill(n)
	}
	saved, failures := twice(t, filepath.Join(at, "postern.db"), disk.Clear)
	for _, text := range failures {
		isFull(t, n, text)
	}
	writes = disk.Writes()
	copied, dir := *s, t.TempDir()
	if err := errors.Join(disk.Unmount(), disk.Remains(dir)); err != nil {
		t.Fatal(err)
	}
	copied.opt.Path = filepath.Join(dir, "postern.db")
	copied.open()
	checkJournal(t, copied.DB, saved)
	if err := errors.Join(copied.Check(t.Context(), false), copied.Close()); err != nil {
		t.Error(err)
	}
	return writes, len(failures)
}

const actsATurn = 12

// workTwice is a station in a process of its own that tries a few acts, waits
// for a line, and tries them again.
func workTwice(path string) {
	ctx, wait := context.Background(), bufio.NewScanner(os.Stdin)
	var db *store.DB
	for range 2 {
		var err error
		if db == nil {
			db, err = store.Open(ctx, options(path, newClock(), nil))
		}
		if err != nil {
			fmt.Println("error", err)
		}
		for i := 0; db != nil && i < actsATurn; i++ {
			names, err := db.Append(ctx, large(i), journal.Draft{Body: decided(parcel.Release), Item: day(i % 5)})
			for _, n := range names {
				fmt.Println(n)
			}
			if err != nil {
				fmt.Println("error", err)
			}
		}
		fmt.Println("turn")
		wait.Scan()
	}
	if err := db.Close(); err != nil {
		fmt.Println("close", err)
	}
	os.Exit(0)
}

// twice runs workTwice, with room made between its turns. In the second all must
// be saved.
func twice(t *testing.T, path string, room func()) (saved []journal.Name, failures []string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), childPath+"="+path, childTwice+"=1"), os.Stderr
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
	turns := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		text, failed := strings.CutPrefix(line, "error ")
		switch {
		case line == "turn":
			turns++
			room()
			if _, err := fmt.Fprintln(in); err != nil {
				t.Fatal(err)
			}
		case failed && turns == 0:
			failures = append(failures, text)
		default:
			n, err := journal.ParseName(line)
			if err != nil {
				t.Fatalf("with room: %s", line)
			}
			saved = append(saved, n)
		}
	}
	if err := cmd.Wait(); err != nil || len(saved) < 2*actsATurn {
		t.Fatalf("%d events: %v", len(saved), err)
	}
	return saved, failures
}

func isFull(t *testing.T, n int, text string) {
	t.Helper()
	if !strings.HasPrefix(text, "not saved: ") && !strings.HasPrefix(text, "open ") || !strings.Contains(text, "full") && !strings.Contains(text, "no space") {
		t.Errorf("full after %d writes, and it says: %s", n, text)
	}
}

// TestSmallDisk is the same on a real file system that is full.
func TestSmallDisk(t *testing.T) {
	s := setUp(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	at := t.TempDir()
	unmount, err := lossy.MountSmall(at, 3<<20)
	if errors.Is(err, lossy.ErrNone) {
		t.Skipf("LEFT OUT: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unmount(); err != nil {
			t.Error(err)
		}
	}()
	other := filepath.Join(at, "other") // somebody else's
	opt := s.opt
	opt.Path = filepath.Join(at, "postern.db")
	for name, data := range map[string][]byte{opt.Path: readIfThere(t, s.path), other: make([]byte, 1<<20)} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it is closed below
	var saved []journal.Name
	var full error
	for i := 0; full == nil && i < 2000; i++ {
		names, err := db.Append(t.Context(), large(i))
		saved, full = append(saved, names...), err
	}
	if full == nil || !strings.HasPrefix(full.Error(), "not saved: ") || len(saved) == 0 {
		t.Fatalf("after %d events: %v", len(saved), full)
	}
	isFull(t, len(saved), full.Error())
	checkJournal(t, db, saved)
	if err := os.Remove(other); err != nil {
		t.Fatal(err)
	}
	names, err := db.Append(t.Context(), large(1), large(2))
	if err != nil {
		t.Fatalf("with room again: %v", err)
	}
	checkJournal(t, db, append(saved, names...))
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestFileSizeLimits: files may not grow beyond a size, whichever that is.
// POSTERN_FULL=1 tries every page, else some are.
func TestFileSizeLimits(t *testing.T) {
	s := setUp(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	base := readIfThere(t, s.path)
	step, most := 120<<10, len(base)+(400<<10)
	if os.Getenv("POSTERN_FULL") != "" {
		step = 4 << 10
	}
	tried, events := 0, 0
	for limit := 4 << 10; limit <= most; limit += step {
		copied := *s
		copied.path = filepath.Join(t.TempDir(), "postern.db")
		copied.opt.Path = copied.path
		if err := os.WriteFile(copied.path, base, 0o600); err != nil {
			t.Fatal(err)
		}
		names, failed := run(t, &copied, 0, fmt.Sprint(limit))
		if failed == "" || !strings.Contains(failed, "full") && !strings.Contains(failed, "too large") {
			t.Errorf("files of at most %d bytes: %d events, then %q", limit, len(names), failed)
		}
		copied.open()
		checkJournal(t, copied.DB, names)
		copied.append(large(1))
		if err := copied.Close(); err != nil {
			t.Error(err)
		}
		tried, events = tried+1, events+len(names)
	}
	t.Logf("%d limits of a file's size: %d events acknowledged, none lost", tried, events)
}
