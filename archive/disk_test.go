//go:build linux

package archive_test

import (
	"context"
	"errors"
	"os/signal"
	"syscall"
	"testing"
)

// A limit on the size of files fails a write in the middle, as a full disk does.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 20, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	_, err := a.Put(t.Context(), make([]byte, 2<<20)) // the limit leaves room for what the test writes beside it
	if back := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); back != nil {
		t.Fatal(back)
	}
	if !errors.Is(err, syscall.EFBIG) {
		t.Errorf("Put = %v", err)
	}
	assertNothingUnfinished(t, dir)
	if got := names(t, a); len(got) != 0 {
		t.Errorf("half a file was named: %v", got)
	}
	if _, err := a.Put(t.Context(), make([]byte, 2<<20)); err != nil {
		t.Errorf("does not recover: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	dir := t.TempDir()
	a := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Put(ctx, []byte("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put = %v", err)
	}
	if _, err := a.Get(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("Get = %v", err)
	}
	assertNothingUnfinished(t, dir)
}
