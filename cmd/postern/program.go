package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"charm.land/fang/v2"

	"postern/roster"
)

// program is one run of postern with its whole world, so that tests can start
// the real thing.
type program struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	env     func(string) string
	now     func() time.Time
	pins    roster.Cost   // of guessing one
	look    time.Duration // between two looks whether anybody works here
	version string
}

// version is set by the build.
var version = "development"

func newProgram() *program {
	return &program{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv, now: time.Now,
		pins: roster.DefaultCost(), look: time.Minute, version: version,
	}
}

// Run does one command and answers the exit code that cli.md promises.
func (p *program) Run(ctx context.Context, args []string) int {
	root := p.root() //nolint:contextcheck // each command is handed its context when it runs
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	err := fang.Execute(ctx, root,
		fang.WithVersion(p.version),
		fang.WithNotifySignal(os.Interrupt, syscall.SIGTERM),
		fang.WithErrorHandler(func(w io.Writer, _ fang.Styles, err error) { complain(w, err) }),
	)
	return exitCode(err)
}

// complain writes an error for people. Further lines are set in, so that none
// made of outside text can pass for the program's word.
func complain(w io.Writer, err error) {
	if s := strings.TrimSpace(scrub(err.Error() + advice(err))); s != "" {
		fmt.Fprintln(w, "postern: "+strings.ReplaceAll(s, "\n", "\n  ")) //nolint:errcheck // there is nowhere left to say it
	}
}

// random fills b; it never fails, see crypto/rand.Read.
func random(b []byte) { _, _ = rand.Read(b) }
