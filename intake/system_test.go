//go:build linux

package intake_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// However long its writer pauses, an open file is not whole.
func TestOpenFileIsLeftAlone(t *testing.T) {
	b := newBench(t)
	b.run()
	f, err := os.Create(filepath.Join(b.o.Inbox, "slow"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if _, err := f.WriteString("ONE "); err != nil {
		t.Fatal(err)
	}
	b.quiet()
	if _, err := f.WriteString("TWO"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if rep := b.next(); rep.Items != 2 {
		t.Errorf("%+v", rep)
	}
}

// A file that may not be read is somebody's to mend: no retry will.
func TestFileThatMayNotBeRead(t *testing.T) {
	b := newBench(t)
	b.drop("secret", "ONE")
	path := filepath.Join(b.o.Inbox, "secret")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // to root nothing is forbidden
		for _, dir := range []string{filepath.Dir(b.dir), b.dir, b.o.Inbox} {
			if err := os.Chown(dir, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}
		if err := syscall.Seteuid(nobody); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			b.stop()
			if err := syscall.Seteuid(0); err != nil {
				t.Fatal(err)
			}
		})
	}
	b.run()
	rep := b.next()
	if !rep.Rejected || rep.Err != nil || rep.Faults[0].Field != "permission" || filepath.Base(rep.Kept) != "secret" {
		t.Errorf("%+v", rep)
	}
}

const nobody = 65534
