package hubtest

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"postern/lossy"
	"postern/sync/hub/files"
	"postern/sync/hub/record"
	"postern/sync/jetstream"
	"postern/sync/link"
)

// childHub has this program be a hub on the disk that is tried, with a station
// that sends to it.
const childHub = "POSTERN_TEST_HUB"

const (
	hubOutcomes = 300
	hubPhoto    = 300_000
)

// TestHubOnFullDisk is the hub and its station: see TestHubFull.
func TestHubOnFullDisk(t *testing.T) { //nolint:paralleltest // it has a process of its own
	dir := os.Getenv(childHub)
	if dir == "" {
		t.Skip("TestHubFull runs it in a process of its own")
	}
	limitFiles(t)
	site := Setup{Open: sqliteIn(dir), Keys: NewKeys(t), Store: filepath.Join(dir, "broker"), Files: filepath.Join(dir, "files"), Log: slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug}))}.Start(t)
	id := site.Enrol(t, "a-1", "NLAMSA")
	ended := errors.New("all is at the hub")
	ctx, finish := context.WithCancelCause(t.Context())
	d := newTray(t, Source("a-1"), hubOutcomes, hubPhoto, func() { finish(ended) })
	d.batch = 20
	loop := link.New(link.Options{
		Outbox: d, Inbox: d, Files: d, Hello: Hello(id, nil), Now: time.Now, Random: rand.Float64,
		Line: jetstream.NewLine(jetstream.LineOptions{Station: id.Station, After: time.After, Ready: func(context.Context) ([]string, *tls.Config, error) {
			config, err := id.TLS()
			return []string{site.Server.Addr()}, config, err
		}}),
	})
	if err := loop.Run(ctx); context.Cause(ctx) != ended { //nolint:errorlint // this very one
		t.Fatalf("%v, %v", err, context.Cause(ctx))
	}
	fmt.Printf("\nall %d\n", len(rows(t, site.Kind, record.Query{})))
}

const childLimit = "POSTERN_TEST_FSIZE"

// limitFiles lets no file of this process grow beyond a size for two seconds.
func limitFiles(t *testing.T) {
	t.Helper()
	limit, err := strconv.ParseUint(os.Getenv(childLimit), 10, 64)
	if err != nil {
		return
	}
	signal.Ignore(syscall.SIGXFSZ) // the write fails instead
	var was syscall.Rlimit
	if err := errors.Join(syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was), syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: was.Max})); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(2*time.Second, func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
			t.Error(err)
		}
		fmt.Print("\nno limit\n")
	})
}

// TestHubLimits: no file of a hub may grow beyond a size, whichever that
// is, and then it may. POSTERN_FULL tries every sixteen pages, else some sizes
// are.
func TestHubLimits(t *testing.T) {
	t.Parallel()
	sizes := []int{4 << 10, 100 << 10, 260 << 10}
	if os.Getenv("POSTERN_FULL") != "" {
		sizes = nil
		for size := 4 << 10; size < hubPhoto; size += 64 << 10 {
			sizes = append(sizes, size)
		}
	}
	limited := 0
	for _, size := range sizes {
		dir := t.TempDir()
		said, ok := hubAtWork(t, dir, childLimit+"="+strconv.Itoa(size))
		if slices.Contains(said, "no limit") {
			limited++
		}
		finish(t, dir, fmt.Sprintf("files of at most %d bytes", size), said, ok, "too large", "full")
		wholeHub(t, dir, size)
	}
	t.Logf("%d limits of a file's size, nothing lost", len(sizes))
	if limited == 0 {
		t.Error("every hub had done before a file was too large: the limits show nothing")
	}
}

// TestHubFull: the disk below a hub, its record, its broker and its photos, is full from one write on, whichever that is. Once there is room again
// everything comes to be recorded, once, without anybody's help; a hub that
// could not start says why. POSTERN_FULL tries every write, else some are.
func TestHubFull(t *testing.T) {
	t.Parallel()
	all, refused := fullAfter(t, -1)
	if refused != 0 || all < 100 {
		t.Fatalf("%d writes on a disk with room, %d refused", all, refused)
	}
	n, total := 4, 0
	if os.Getenv("POSTERN_FULL") != "" {
		n = all
	}
	for round := range n {
		_, refused := fullAfter(t, all*round/n)
		total += refused
	}
	t.Logf("full after %d of %d writes: %d writes refused, nothing lost", n, all, total)
	if total < n {
		t.Errorf("%d writes refused in %d rounds: the disk was never full", total, n)
	}
}

// fullAfter has a hub work on a disk that is full after n writes, never where n
// is negative, until there is room again.
func fullAfter(t *testing.T, n int) (writes, refused int) {
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
	ended := make(chan struct{})
	go clearOnceFull(disk, ended)
	said, ok := hubAtWork(t, at)
	close(ended)
	disk.Clear()
	finish(t, at, fmt.Sprintf("full after %d writes", n), said, ok, "no space", "full", "does not open")
	writes, refused = disk.Writes(), disk.Refused()
	left := t.TempDir()
	if err := errors.Join(disk.Unmount(), disk.Remains(left)); err != nil {
		t.Fatal(err)
	}
	wholeHub(t, left, n)
	return writes, refused
}

// clearOnceFull makes room a second after the disk was found full.
func clearOnceFull(disk *lossy.Disk, ended <-chan struct{}) {
	wait := 20 * time.Millisecond
	for {
		select {
		case <-ended:
			return
		case <-time.After(wait):
		}
		if wait == time.Second {
			disk.Clear()
			return
		}
		if disk.Refused() > 0 {
			wait = time.Second
		}
	}
}

// finish has a hub that did not start work again: it must have said one of these
// words. In the end all is there.
func finish(t *testing.T, dir, fault string, said []string, ok bool, words ...string) {
	t.Helper()
	if !ok {
		text := strings.Join(said, "\n")
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) }) {
			t.Errorf("%s, and it says: %s", fault, text)
		}
		said, ok = hubAtWork(t, dir)
	}
	if !ok || !slices.Contains(said, fmt.Sprintf("all %d", hubOutcomes)) {
		t.Errorf("%s, and then not any more: %s", fault, strings.Join(said, "\n"))
	}
}

// hubAtWork runs TestHubOnFullDisk over a folder.
func hubAtWork(t *testing.T, dir string, env ...string) (said []string, ok bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestHubOnFullDisk$", "-test.v")
	cmd.Env, cmd.Stderr = append(append(os.Environ(), childHub+"="+dir), env...), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said = append(said, lines.Text())
	}
	return said, cmd.Wait() == nil
}

// wholeHub looks at what lies on the disk.
func wholeHub(t *testing.T, dir string, n int) {
	t.Helper()
	if err := checked(t, filepath.Join(dir, "hub.db")); err != nil {
		t.Errorf("full after %d writes: %v", n, err)
	}
	shelf, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := shelf.Check(t.Context(), func(_ string, damaged error) { t.Errorf("full after %d writes: %v", n, damaged) })
	if err != nil || whole != 1 {
		t.Errorf("full after %d writes: %d whole files, %v", n, whole, err)
	}
}
