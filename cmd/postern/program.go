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
)

// program is one run of postern with its whole world, so that tests can start
// the real thing.
type program struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	env     func(string) string
	now     func() time.Time
	version string
}

// version is set by the build.
var version = "development" //nolint:gochecknoglobals // written by the linker

func newProgram() *program {
	return &program{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv, now: time.Now, version: version}
}

// Run does one command and answers the exit code that cli.md promises.
func (p *program) Run(ctx context.Context, args []string) int {
	root := p.root()
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

// complain writes an error for people: one sentence, control characters shown.
func complain(w io.Writer, err error) {
	if s := strings.TrimSpace(scrub(err.Error())); s != "" {
		fmt.Fprintln(w, "postern: "+s) //nolint:errcheck // there is nowhere left to say it
	}
}

func random(b []byte) {
	rand.Read(b) //nolint:errcheck // never fails, says its documentation
}
