package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"charm.land/fang/v2"

	"postern/sync/enrol"
	"postern/tui/look"
)

// program is one run of postern-hub with its whole world, so that tests can
// start the real thing.
type program struct {
	out, err io.Writer
	env      func(string) string
	now      func() time.Time
	version  string
}

// version is set by the build.
var version = "development"

func newProgram() *program {
	return &program{out: os.Stdout, err: os.Stderr, env: os.Getenv, now: time.Now, version: version}
}

// Run does one command and answers its exit code.
func (p *program) Run(ctx context.Context, args []string) int {
	root := p.root() //nolint:contextcheck // each command is handed its context when it runs
	root.SetArgs(args)
	root.SetOut(p.out)
	root.SetErr(p.err)
	err := fang.Execute(ctx, root, fang.WithVersion(p.version), fang.WithNotifySignal(os.Interrupt, syscall.SIGTERM),
		fang.WithErrorHandler(func(w io.Writer, _ fang.Styles, err error) {
			lines := strings.Split(err.Error(), "\n")
			for i := range lines {
				lines[i] = look.Clean(lines[i]).String()
			}
			fmt.Fprintln(w, "postern-hub: "+strings.Join(lines, "\n  ")) //nolint:errcheck // there is nowhere left to say it
		}))
	return exitCode(err)
}

// The exit codes, a promise to other programs.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitNotFound = 3
	exitRefused  = 4
	exitBadInput = 5
)

// coded is an error that knows its exit code.
type coded struct {
	error
	code int
}

// Unwrap gives the error beneath.
func (c coded) Unwrap() error { return c.error }

func usage(text string) error { return coded{errors.New(text), exitUsage} }

func exitCode(err error) int {
	var c coded
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &c):
		return c.code
	case errors.Is(err, enrol.ErrStranger), errors.Is(err, fs.ErrNotExist):
		return exitNotFound
	}
	for _, start := range []string{"unknown command", "unknown flag", "unknown shorthand", "invalid argument", "accepts ", "requires ", "required flag", "flag needs an argument", "bad flag syntax"} {
		if strings.HasPrefix(err.Error(), start) {
			return exitUsage
		}
	}
	return exitFailed
}
