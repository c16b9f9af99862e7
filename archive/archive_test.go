package archive_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/archive"
)

func open(t *testing.T, dir string) *archive.Archive {
	t.Helper()
	a, err := archive.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func put(t *testing.T, a *archive.Archive, data string) string {
	t.Helper()
	name, err := a.Put(t.Context(), []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func path(dir, name string) string { return filepath.Join(dir, name[:2], name) }

func names(t *testing.T, a *archive.Archive) []string {
	t.Helper()
	var all []string
	for name, err := range a.Names() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, name)
	}
	return all
}

func age(t *testing.T, file string, by time.Duration) {
	t.Helper()
	then := time.Now().Add(-by)
	if err := os.Chtimes(file, then, then); err != nil {
		t.Fatal(err)
	}
}

func TestPutNamesByContent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "archive")
	a := open(t, dir)
	name := put(t, a, "a message")
	sum := sha256.Sum256([]byte("a message"))
	if want := hex.EncodeToString(sum[:]); name != want {
		t.Fatalf("name %s, want %s", name, want)
	}
	got, err := open(t, dir).Get(t.Context(), name)
	if err != nil || string(got) != "a message" {
		t.Fatalf("got %q, %v", got, err)
	}
	if ok, err := a.Has(name); err != nil || !ok {
		t.Errorf("Has = %v, %v", ok, err)
	}
	for _, check := range []struct {
		path string
		mode fs.FileMode
	}{{path(dir, name), 0o600}, {dir, 0o700}, {filepath.Dir(path(dir, name)), 0o700}} {
		st, err := os.Stat(check.path)
		if err != nil || st.Mode().Perm() != check.mode {
			t.Errorf("%s: mode %v, %v, want %v", check.path, st.Mode().Perm(), err, check.mode)
		}
	}
}

func TestAnyBytesComeBack(t *testing.T) {
	a := open(t, t.TempDir())
	rapid.Check(t, func(r *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(r, "data")
		name, err := a.Put(t.Context(), data)
		if err != nil {
			r.Fatal(err)
		}
		got, err := a.Get(t.Context(), name)
		if err != nil || !bytes.Equal(got, data) {
			r.Fatalf("got %x, %v", got, err)
		}
	})
}

func TestSameBytesAreNotWrittenTwice(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	name := put(t, a, "twice")
	before, err := os.Stat(path(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	put(t, a, "twice")
	after, err := os.Stat(path(dir, name))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the file was written anew (%v)", err)
	}
}

func TestDamage(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	name := put(t, a, "evidence")
	if err := os.WriteFile(path(dir, name), []byte("evidencf"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := a.Get(t.Context(), name)
	var damaged *archive.DamagedError
	if !errors.As(err, &damaged) {
		t.Fatalf("err = %v", err)
	}
	if damaged.Name != name || damaged.Path != path(dir, name) || damaged.Got == name {
		t.Errorf("damage described as %+v", damaged)
	}
	put(t, a, "evidence")
	if got, err := a.Get(t.Context(), name); err != nil || string(got) != "evidence" {
		t.Errorf("not healed by putting it again: %q, %v", got, err)
	}
}

func TestStrangeNames(t *testing.T) {
	a := open(t, t.TempDir())
	for _, name := range []string{"", "..", "../../etc/passwd", "ABCDEF", string(make([]byte, 64)), "a\x1b[31m"} {
		if _, err := a.Get(t.Context(), name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Get(%q) = %v", name, err)
		}
		if ok, err := a.Has(name); ok || err != nil {
			t.Errorf("Has(%q) = %v, %v", name, ok, err)
		}
	}
	absent := hex.EncodeToString(make([]byte, 32))
	if _, err := a.Get(t.Context(), absent); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Get(absent) = %v", err)
	}
}

func TestNamesInOrder(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	var want []string
	for _, s := range []string{"one", "two", "three", "four"} {
		want = append(want, put(t, a, s))
	}
	slices.Sort(want)
	if err := os.WriteFile(filepath.Join(dir, want[0][:2], "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, names(t, a)); diff != "" {
		t.Error(diff)
	}
	for name, err := range a.Names() {
		if err != nil || name != want[0] {
			t.Errorf("first is %s, %v", name, err)
		}
		break // a listing may be left early
	}
}

func TestConcurrentPutOfTheSameBytes(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	data := bytes.Repeat([]byte("mail "), 20_000)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			name, err := a.Put(t.Context(), data)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := a.Get(t.Context(), name); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := names(t, a); len(got) != 1 {
		t.Errorf("%d files", len(got))
	}
	assertNothingUnfinished(t, dir)
}

func assertNothingUnfinished(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(dir, "unfinished"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestCrashLeftoversAreCleared(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	old, young := filepath.Join(dir, "unfinished", "put-1"), filepath.Join(dir, "unfinished", "put-2")
	for _, f := range []string{old, young} {
		if err := os.WriteFile(f, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	age(t, old, 25*time.Hour)
	if got := names(t, open(t, dir)); len(got) != 0 {
		t.Errorf("half-written files are listed: %v", got)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("old leftover still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("young leftover removed: %v", err)
	}
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	kept, orphan, young := put(t, a, "kept"), put(t, a, "orphan"), put(t, a, "young")
	again := put(t, a, "again")
	for _, name := range []string{kept, orphan, again} {
		age(t, path(dir, name), 48*time.Hour)
	}
	put(t, a, "again") // its event is about to be written
	n, err := a.Sweep(t.Context(), func(name string) bool { return name == kept }, 24*time.Hour)
	if err != nil || n != 1 {
		t.Fatalf("swept %d, %v", n, err)
	}
	want := []string{kept, young, again}
	slices.Sort(want)
	if diff := cmp.Diff(want, names(t, a)); diff != "" {
		t.Error(diff)
	}
}
