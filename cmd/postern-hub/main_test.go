package main

import (
	"context"
	"os"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts start the real program: this very binary under
// another name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"postern-hub": func() { os.Exit(newProgram().Run(context.Background(), os.Args[1:])) },
	})
}

// TestScript plays the scripts of the hub's keeper.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("POSTERN_HUB_DATA", e.WorkDir+"/hub")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"terminate": terminate, "await": await, "exits": exits},
	})
}

// terminate: sends SIGTERM to what runs in the background.
func terminate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: terminate")
	}
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}
