package intake_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"postern/intake"
	"postern/message"
	"postern/parcel"
)

func hash(data string) string {
	sum := sha256.Sum256([]byte(data))
	return hex.EncodeToString(sum[:])
}

func TestFileIsTaken(t *testing.T) {
	b := newBench(t)
	b.run()
	b.drop("list.txt", "ONE bad TWO")
	want := intake.Report{
		File: "list.txt", Digest: hash("ONE bad TWO"), Format: message.Sheet, Counted: parcel.Counted{Items: 2}, Event: "event 1",
		Faults: []message.Fault{{Line: 2, Field: "line", Got: "bad", Want: "good", Drop: true}},
	}
	if diff := cmp.Diff(want, b.next()); diff != "" {
		t.Error(diff)
	}
	arrivals, _ := b.office.seen()
	wantArrival := intake.Arrival{Name: "list.txt", Digest: hash("ONE bad TWO"), Size: 11, Raw: []byte("ONE bad TWO")}
	if diff := cmp.Diff([]intake.Arrival{wantArrival}, arrivals, cmpopts.IgnoreFields(intake.Arrival{}, "Batch")); diff != "" {
		t.Error(diff)
	}
	b.stop()
	b.empty(b.dir)
}

func TestFilesThereAtTheStart(t *testing.T) {
	b := newBench(t)
	b.drop("early", "ONE")
	b.run()
	if rep := b.next(); rep.File != "early" || rep.Items != 1 {
		t.Errorf("%+v", rep)
	}
}

func TestFileThatGrowsIsLeftAlone(t *testing.T) {
	b := newBench(t)
	b.o.Rescan = settle
	b.w = b.watcher()
	b.run()
	path, text := filepath.Join(b.o.Inbox, "growing"), ""
	for i := range 5 {
		b.clock.advance(settle / 2)
		text += fmt.Sprintf("ITEM%d ", i)
		b.write(path, text)
		now := b.clock.Now()
		if err := os.Chtimes(path, now, now); err != nil {
			t.Fatal(err)
		}
		b.clock.step(settle / 2)
	}
	if arrivals, _ := b.office.seen(); len(arrivals) != 0 {
		t.Fatalf("taken half-written: %q", arrivals[0].Raw)
	}
	if rep := b.next(); rep.Items != 5 {
		t.Errorf("%+v", rep)
	}
}

func TestTwoHundredAtOnce(t *testing.T) {
	b := newBench(t)
	b.run()
	for i := range 200 {
		b.drop(fmt.Sprintf("file-%03d.csv", i), fmt.Sprintf("ITEM%d", i))
	}
	seen := map[string]bool{}
	for range 200 {
		rep := b.next()
		if rep.Err != nil || rep.Items != 1 || seen[rep.File] {
			t.Fatalf("%+v", rep)
		}
		seen[rep.File] = true
	}
	b.quiet()
	b.stop()
	b.empty(b.dir)
}

func TestSameBytesAgain(t *testing.T) {
	b := newBench(t)
	b.run()
	b.drop("first", "ONE")
	b.next()
	b.drop("second", "ONE")
	rep := b.next()
	if !rep.Duplicate || rep.Rejected || rep.Err != nil {
		t.Errorf("%+v", rep)
	}
	b.stop()
	b.empty(b.dir)
}

func TestWhatIsPassedOver(t *testing.T) {
	b := newBench(t)
	secret := b.write(b.path("secret"), "SECRET")
	names := []string{".hidden", "a.tmp", "b.PART", "c.xml.why"}
	for _, name := range names {
		b.drop(name, "ONE")
	}
	err := errors.Join(
		os.Mkdir(filepath.Join(b.o.Inbox, "folder.xml"), 0o700),
		os.Symlink(secret, filepath.Join(b.o.Inbox, "link.xml")),
		syscall.Mkfifo(filepath.Join(b.o.Inbox, "pipe.xml"), 0o600),
	)
	if err != nil {
		t.Fatal(err)
	}
	b.run()
	b.quiet()
	if diff := cmp.Diff(names, b.files(b.o.Inbox)); diff != "" {
		t.Error(diff)
	}
	b.empty(b.o.Claimed, b.o.Rejected)
}

func TestFileThatVanishes(t *testing.T) {
	b := newBench(t)
	b.run()
	path := b.write(filepath.Join(b.o.Inbox, "shy"), "ONE")
	future := time.Now().Add(time.Hour) // never old at first sight
	if err := os.Chtimes(path, future, future); err != nil {
		t.Fatal(err)
	}
	b.clock.step(time.Minute)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	b.quiet()
	b.empty(b.dir)
}

func TestTroubleOfOursIsNotTheFiles(t *testing.T) {
	b := newBench(t)
	locked := errors.New("database is locked")
	b.office.set(func(o *office) { o.trouble = locked })
	b.run()
	b.drop("patient", "ONE")
	last := time.Duration(0)
	for range 9 {
		before := b.clock.Now()
		rep := b.next()
		if !errors.Is(rep.Err, locked) || rep.Rejected || rep.Retry.IsZero() {
			t.Fatalf("%+v", rep)
		}
		rest := rep.Retry.Sub(before)
		if rest < last/2 || rest > 4*time.Minute {
			t.Errorf("rests %v after %v", rest, last)
		}
		last = rest
	}
	if left := b.files(b.o.Claimed); len(left) != 1 {
		t.Errorf("claimed: %q", left)
	}
	b.office.set(func(o *office) { o.trouble = nil })
	if rep := b.next(); rep.Err != nil || rep.Items != 1 || rep.File != "patient" {
		t.Errorf("%+v", rep)
	}
	b.stop()
	b.empty(b.dir)
}

func TestTroubleWithOneFileDoesNotStopTheOthers(t *testing.T) {
	b := newBench(t)
	b.o.Receiver = &picky{office: b.office}
	b.w = b.watcher()
	b.run()
	b.drop("a-poison", "POISON")
	if rep := b.next(); rep.Err == nil {
		t.Fatalf("%+v", rep)
	}
	for i := range 20 {
		b.drop(fmt.Sprintf("file-%d", i), fmt.Sprintf("ITEM%d", i))
	}
	for taken := 0; taken < 20; {
		if rep := b.next(); rep.File != "a-poison" {
			taken++
		}
	}
	if left := b.files(b.o.Claimed); len(left) != 1 || filepath.Base(left[0]) != "a-poison" {
		t.Errorf("claimed: %q", left)
	}
}

func TestCrashBetweenClaimAndReceipt(t *testing.T) {
	b := newBench(t)
	b.office.set(func(o *office) { o.trouble = errors.New("disk full") })
	b.run()
	b.drop("survivor", "ONE")
	b.next()
	b.stop()
	if left := b.files(b.o.Claimed); len(left) != 1 {
		t.Fatalf("claimed: %q", left)
	}
	b.office.set(func(o *office) { o.trouble = nil })
	for len(b.reports) > 0 {
		<-b.reports
	}
	if err := os.Mkdir(filepath.Join(b.o.Claimed, "emptied"), 0o700); err != nil {
		t.Fatal(err)
	}
	b.w = b.watcher()
	b.run()
	if rep := b.next(); rep.File != "survivor" || rep.Items != 1 {
		t.Errorf("%+v", rep)
	}
	b.stop()
	b.empty(b.dir)
	if _, err := os.Stat(filepath.Join(b.o.Claimed, "emptied")); !os.IsNotExist(err) {
		t.Errorf("an empty claim stays: %v", err)
	}
}

func TestClaimedFileTakenAway(t *testing.T) {
	b := newBench(t)
	b.office.set(func(o *office) { o.trouble = errors.New("disk full") })
	b.run()
	b.drop("lost", "ONE")
	b.next()
	if err := os.Remove(filepath.Join(b.o.Claimed, b.files(b.o.Claimed)[0])); err != nil {
		t.Fatal(err)
	}
	for {
		rep := b.next()
		if errors.Is(rep.Err, os.ErrNotExist) {
			if !rep.Retry.IsZero() {
				t.Errorf("would be tried again: %+v", rep)
			}
			break
		}
	}
	b.quiet()
}

func TestUnarchivedFileIsKept(t *testing.T) {
	b := newBench(t)
	b.office.set(func(o *office) { o.loose = true })
	b.run()
	b.drop("kept.xml", "ONE")
	if rep := b.next(); rep.Err != nil || rep.Items != 1 {
		t.Fatalf("%+v", rep)
	}
	b.stop()
	b.empty(b.o.Inbox, b.o.Claimed)
	left := b.files(b.o.Received)
	if len(left) != 1 || filepath.Base(left[0]) != "kept.xml" || read(t, filepath.Join(b.o.Received, left[0])) != "ONE" {
		t.Errorf("received: %q", left)
	}
}

// A writer that opened the file before it was claimed still writes to it.
func TestFileThatGrowsWhileTakenIsTakenAgain(t *testing.T) {
	b := newBench(t)
	grown := false
	b.office.during = func(a intake.Arrival) {
		if grown {
			return
		}
		grown = true
		left := b.files(b.o.Claimed)
		b.write(filepath.Join(b.o.Claimed, left[0]), string(a.Raw)+" TWO")
	}
	b.run()
	b.drop("late", "ONE")
	if rep := b.next(); rep.Items != 1 || rep.Retry.IsZero() {
		t.Errorf("%+v", rep)
	}
	if rep := b.next(); rep.Items != 2 || rep.Digest != hash("ONE TWO") {
		t.Errorf("%+v", rep)
	}
	b.stop()
	b.empty(b.dir)
}

func TestSecondWatcherIsKeptOut(t *testing.T) {
	b := newBench(t)
	b.run()
	if err := b.watcher().Run(t.Context()); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("second Run = %v", err)
	}
}

func TestInboxTakenAwayAndBack(t *testing.T) {
	b := newBench(t)
	b.run()
	if err := os.RemoveAll(b.o.Inbox); err != nil {
		t.Fatal(err)
	}
	if rep := b.next(); !errors.Is(rep.Err, os.ErrNotExist) || rep.File != b.o.Inbox {
		t.Errorf("%+v", rep)
	}
	b.quiet() // it complains once
	b.drop("back", "ONE")
	if rep := b.next(); rep.File != "back" || rep.Items != 1 {
		t.Errorf("%+v", rep)
	}
}

func TestFoldersThatCannotBeUsed(t *testing.T) {
	b := newBench(t)
	b.o.Inbox = b.write(b.path("file"), "not a folder")
	if err := b.watcher().Run(t.Context()); err == nil {
		t.Error("Run took a file for a folder")
	}
	for _, o := range []intake.Options{{}, {Decoder: lines{}, Receiver: b.office, Clock: b.clock}} {
		if _, err := intake.New(o); err == nil {
			t.Errorf("New took %+v", o)
		}
	}
}
