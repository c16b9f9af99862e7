package main

import (
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// await TEXT PROGRAM ARG...: runs a program again until its answer has the text.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: await TEXT PROGRAM ARG...")
	}
	for range 200 {
		if err := ts.Exec(args[1], args[2:]...); err == nil && strings.Contains(ts.ReadFile("stdout"), args[0]) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("waited in vain for %s", args[0])
}

// exits CODE PROGRAM ARG...: the program ends with this very code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// token NAME: keeps the token that was just made as an environment variable.
func token(ts *testscript.TestScript, neg bool, args []string) {
	first, _, _ := strings.Cut(ts.ReadFile("stdout"), "\n")
	if neg || len(args) != 1 || !strings.HasPrefix(first, "PT1") {
		ts.Fatalf("usage after postern-hub enrol: token NAME")
	}
	ts.Setenv(args[0], first)
}

// postern ARG...: the station's program.
func station(ts *testscript.TestScript, neg bool, args []string) {
	if err := ts.Exec("postern", args...); (err != nil) != neg {
		ts.Fatalf("postern: %v", err)
	}
}
