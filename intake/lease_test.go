//go:build linux

package intake_test

import (
	"os"
	"path/filepath"
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
