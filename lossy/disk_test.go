package lossy_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"postern/lossy"
)

// mounted gives a disk over a folder with one file in it, and where it is.
func mounted(t *testing.T) (*lossy.Disk, string) {
	t.Helper()
	from, at := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(from, "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(from, "deep", "old"), "was there", 0)
	d, err := lossy.Mount(from, at)
	if errors.Is(err, lossy.ErrNone) {
		t.Skipf("LEFT OUT: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Unmount(); err != nil {
			t.Error(err)
		}
	})
	return d, at
}

func write(t *testing.T, path, text string, flags int) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|flags, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() }) //nolint:errcheck // the test is over
	return f
}

func remains(t *testing.T, d *lossy.Disk, want map[string]string) {
	t.Helper()
	dir := t.TempDir()
	if err := d.Remains(dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(data) != text {
			t.Errorf("%s is %q, %v; want %q", name, data, err, text)
		}
	}
}

func TestOnlyWhatWasSyncedStays(t *testing.T) {
	d, at := mounted(t)
	write(t, filepath.Join(at, "written"), "x", 0)
	synced := write(t, filepath.Join(at, "synced"), "kept", 0)
	if err := synced.Sync(); err != nil {
		t.Fatal(err)
	}
	if _, err := synced.WriteString(" and lost"); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(at, "deep", "at once"), "kept", os.O_SYNC)
	if err := os.Rename(filepath.Join(at, "deep", "old"), filepath.Join(at, "new")); err != nil {
		t.Fatal(err)
	}
	d.Cut()
	if err := synced.Sync(); err != nil {
		t.Fatal(err)
	}
	remains(t, d, map[string]string{"written": "", "synced": "kept", "deep/at once": "kept", "new": "was there"})
}

func TestRoomEnds(t *testing.T) {
	d, at := mounted(t)
	f := write(t, filepath.Join(at, "a"), "1", 0)
	before := d.Writes()
	d.Fill(1)
	if _, err := f.WriteString("2"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("3"); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("the second write: %v", err)
	}
	if _, err := os.Create(filepath.Join(at, "b")); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("another file: %v", err)
	}
	if got := d.Writes() - before; got != 3 {
		t.Errorf("%d writes", got)
	}
	if got := d.Refused(); got != 2 {
		t.Errorf("%d writes found no room", got)
	}
	d.Clear()
	if _, err := f.WriteString("4"); err != nil {
		t.Fatal(err)
	}
	if err := f.Sync(); err != nil {
		t.Fatal(err)
	}
	remains(t, d, map[string]string{"a": "124"})
}
