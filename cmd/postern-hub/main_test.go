package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
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

// TestNewcomer plays what the README promises, with both programs. The station's
// is built as anybody builds it.
func TestNewcomer(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "postern/cmd/postern")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/newcomer",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("POSTERN_HUB_DATA", filepath.Join(e.WorkDir, "hub"))
			e.Setenv("POSTERN_DATA", filepath.Join(e.WorkDir, "station"))
			e.Setenv("POSTERN_OFFICER", "Ada")
			e.Setenv("POSTERN_PIN", "4711")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"terminate": terminate, "await": await, "exits": exits, "token": token, "postern": station},
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
