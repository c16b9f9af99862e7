package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"

	"postern/roster"
)

// TestMain lets the scripts start the real program: this very binary under
// another name. Only here is a PIN cheap to guess.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"postern":      func() { os.Exit(cheap().Run(context.Background(), os.Args[1:])) },
		"later":        func() { os.Exit(later(os.Args[1]).Run(context.Background(), os.Args[2:])) },
		"restless":     func() { os.Exit(restless().Run(context.Background(), os.Args[1:])) },
		"unprivileged": unprivileged,
		"station":      workUntilKilled,
	})
}

// cheap is the program with PINs that take no time to check.
func cheap() *program {
	p := newProgram()
	p.pins = roster.Cost{Memory: 64, Time: 1}
	return p
}

// restless is the program that looks all the time whether anybody works here.
func restless() *program {
	p := cheap()
	p.look = 20 * time.Millisecond
	return p
}

// later is the program after a while, e.g. 11s.
func later(after string) *program {
	p := cheap()
	d, err := time.ParseDuration(after)
	if err != nil {
		panic(err)
	}
	p.now = func() time.Time { return time.Now().Add(d) }
	return p
}

// unprivileged starts a program that must keep to the permissions of files,
// also where the tests run as root.
func unprivileged() {
	runtime.LockOSThread()
	for _, power := range []uintptr{unix.CAP_DAC_OVERRIDE, unix.CAP_DAC_READ_SEARCH} {
		err := unix.Prctl(unix.PR_CAPBSET_DROP, power, 0, 0, 0)
		if err != nil && (os.Getuid() == 0 || !errors.Is(err, unix.EPERM)) {
			panic(err)
		}
	}
	path, err := exec.LookPath(os.Args[1])
	if err != nil {
		panic(err)
	}
	panic(syscall.Exec(path, os.Args[1:], os.Environ()))
}

// TestPINsAreDear keeps the seam of TestMain out of the product.
func TestPINsAreDear(t *testing.T) {
	if p := newProgram(); p.pins != roster.DefaultCost() {
		t.Errorf("the program checks PINs at %+v, want %+v", p.pins, roster.DefaultCost())
	}
}
