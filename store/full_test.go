package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// TestMain lets this program be run again as a station of its own, to be
// killed or to have its disk filled.
func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		if os.Getenv(childTwice) != "" {
			workTwice(path)
		}
		child(path, os.Getenv(childLimit))
	}
	os.Exit(m.Run())
}

const (
	childPath  = "POSTERN_TEST_CHILD"
	childLimit = "POSTERN_TEST_FSIZE"
	childLoose = "POSTERN_TEST_LOOSE"
	childTwice = "POSTERN_TEST_TWICE"
)

// large is a scan whose record in the journal takes a page or more.
func large(serial int) journal.Draft {
	b := scanned(parcel.Belt, parcel.Red, parcel.ByRule)
	for i := range 40 { // of other text each time, so that it does not pack away
		b.Verdict.Tasks = append(b.Verdict.Tasks, parcel.Task{Text: fmt.Sprintf("%x", (serial+1)*(i+7)*1_000_003)})
	}
	return journal.Draft{Body: b, Item: day(serial)}
}

func TestFullDisk(t *testing.T) {
	s := setUp(t)
	if err := s.LimitPages(t.Context(), 40); err != nil {
		t.Fatal(err)
	}
	var saved []journal.Name
	var full error
	for i := 0; full == nil && i < 1000; i++ {
		names, err := s.Append(t.Context(), large(i))
		saved, full = append(saved, names...), err
	}
	if full == nil || !strings.HasPrefix(full.Error(), "not saved: ") || !strings.Contains(full.Error(), "full") {
		t.Fatalf("after %d events: %v", len(saved), full)
	}
	checkJournal(t, s.DB, saved)

	// Many at once, some of which need a page and some not: whoever is told
	// that it was saved finds it, and nobody else's is half there.
	var mu sync.Mutex
	var wait sync.WaitGroup
	for i := range 30 {
		wait.Go(func() {
			draft := large(i)
			if i%2 == 0 {
				draft = journal.Draft{Body: journal.DecisionWithdrawn{}, Item: day(i % 3)}
			}
			names, err := s.Append(t.Context(), draft, journal.Draft{Body: journal.HoldClosed{}, Item: day(i % 3)})
			if err != nil && !strings.HasPrefix(err.Error(), "not saved: ") {
				t.Errorf("%v", err)
			}
			mu.Lock()
			saved = append(saved, names...)
			mu.Unlock()
		})
	}
	wait.Wait()
	checkJournal(t, s.DB, saved)
	before := s.dump()
	if _, err := s.Append(t.Context(), s.message(manyItems(500))); err == nil {
		t.Error("500 items found room")
	}
	if diff := cmp.Diff(before, s.dump()); diff != "" {
		t.Error(diff)
	}

	if err := s.LimitPages(t.Context(), 1<<20); err != nil {
		t.Fatal(err)
	}
	saved = append(saved, s.append(large(1), large(2))...)
	saved = append(saved, s.append(s.message(manyItems(500)))...)
	checkJournal(t, s.DB, saved)
	live := s.dump()
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, s.dump(), sameTables); diff != "" {
		t.Error(diff)
	}
	if err := s.Check(t.Context(), false); err != nil {
		t.Error(err)
	}
}

func manyItems(n int) (items []parcel.Declaration) {
	for i := range n {
		items = append(items, declare(1000+i))
	}
	return items
}

// child is a station in a process of its own: it appends for ever and prints
// every name it was given. With a limit its files may not grow beyond it.
func child(path, limit string) {
	ctx := context.Background()
	err := fillAt(limit)
	var db *store.DB
	if err == nil {
		db, err = store.Open(ctx, options(path, newClock(), nil))
	}
	if err == nil && os.Getenv(childLoose) != "" {
		err = db.Loosen(ctx)
	}
	for i := 0; err == nil; i++ {
		var names []journal.Name
		names, err = db.Append(ctx, large(i%5), journal.Draft{Body: decided(parcel.Release), Item: day(i % 5)})
		for _, n := range names {
			fmt.Println(n)
		}
	}
	fmt.Println("error", err)
	os.Exit(3)
}

// fillAt limits the size of files, as a full disk does. The signal is ignored
// so that the write fails instead.
func fillAt(limit string) error {
	if limit == "" {
		return nil
	}
	n, err := strconv.ParseUint(limit, 10, 64)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
}

// run starts a child on a station's file and reads its names: until stop of
// them came, when it is killed, or until it ends.
func run(t *testing.T, s *station, stop int, limit string) (names []journal.Name, failed string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childPath+"="+s.path, childLimit+"="+limit)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "error "); ok {
			failed = text
			continue
		}
		n, err := journal.ParseName(lines.Text())
		if err != nil {
			break // the last line, cut off by the kill
		}
		if names = append(names, n); len(names) == stop {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) {
		t.Fatalf("the child ended: %v", err)
	}
	return names, failed
}

func TestFileSizeLimit(t *testing.T) {
	s := setUp(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	names, failed := run(t, s, 0, fmt.Sprint(600<<10))
	if len(names) == 0 || !strings.HasPrefix(failed, "not saved: ") {
		t.Fatalf("%d events, then %q", len(names), failed)
	}
	s.open()
	checkJournal(t, s.DB, names)
	s.append(large(1))
}

// What was acknowledged is there after a kill, whenever it comes; what was not
// is there whole or not at all. POSTERN_KILLS says how often.
func TestKilled(t *testing.T) {
	const life = 20 // kills of one station: it grows, and what is looked at with it
	kills, acknowledged := rounds(t, "POSTERN_KILLS", life), 0
	for done := 0; done < kills; done += life {
		acknowledged += killAgain(t, min(life, kills-done))
	}
	t.Logf("%d kills: %d events acknowledged, none lost", kills, acknowledged)
}

// killAgain kills one station again and again, and looks at what is left.
func killAgain(t *testing.T, kills int) int {
	t.Helper()
	s := setUp(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[journal.Name]bool{}
	for i := range kills {
		names, _ := run(t, s, 1+i*3, "")
		for _, n := range names {
			if acknowledged[n] {
				t.Fatalf("%v is given twice", n)
			}
			acknowledged[n] = true
		}
	}
	s.open()
	v, err := s.Verify(t.Context(), nil)
	if err != nil || v.Bad != nil || v.Events < len(acknowledged)+1 {
		t.Fatalf("%d acknowledged, %+v, %v", len(acknowledged), v, err)
	}
	for n := range acknowledged {
		if _, err := s.Event(t.Context(), n); err != nil {
			t.Error(err)
		}
	}
	if (v.Events-1)%2 != 0 {
		t.Errorf("%d events: half of an act is there", v.Events-1)
	}
	live := s.dump()
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, s.dump(), sameTables); diff != "" {
		t.Error(diff)
	}
	if err := s.Check(t.Context(), false); err != nil {
		t.Error(err)
	}
	return len(acknowledged)
}
