package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postern/parcel"
)

// TestKillRespond ends a command that answers with SIGKILL at the moment its
// file is written, about to be recorded or placed: whatever was done until then,
// the next run leaves every decision told in one file, and in one only.
func TestKillRespond(t *testing.T) {
	t.Parallel()
	const rounds = 8
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	dir, out := prepare(t), t.TempDir()
	decided := 0
	for round := range rounds {
		decide(t, dir, decided, 2)
		decided += 2
		killResponding(t, dir, out, round, time.Duration(random.IntN(int(4*time.Millisecond))))
		respondOnce(t, dir, out)
		checkTold(t, out, decided)
	}
	respondOnce(t, dir, out)
	checkTold(t, out, decided)
}

// decide reads and releases a few items of which nothing else is known.
func decide(t *testing.T, dir string, first, n int) {
	t.Helper()
	s, err := openForKill(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	officer, err := s.roster.SignIn(t.Context(), killOfficer, killPIN)
	if err != nil {
		t.Fatal(err)
	}
	who := parcel.Who{Officer: officer}
	for i := range n {
		code := label("RR", first+i)
		if _, err := s.desk.Scan(t.Context(), who, parcel.Scan{Code: code}); err != nil {
			t.Fatal(err)
		}
		c, err := choiceOf([]string{code, string(parcel.Release)}, "nothing found", "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.desk.Decide(t.Context(), who, c); err != nil {
			t.Fatal(err)
		}
	}
}

func responding(t *testing.T, dir, out string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "later", "11s", "--data", dir, "respond", "--out", out)
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.Env = append(os.Environ(), "POSTERN_OFFICER="+killOfficer, "POSTERN_PIN="+killPIN)
	return cmd, &said
}

func respondOnce(t *testing.T, dir, out string) {
	t.Helper()
	cmd, said := responding(t, dir, out)
	if err := cmd.Run(); err != nil {
		t.Fatalf("respond: %v\n%s", err, said)
	}
}

// killResponding kills the command a moment after its file first shows.
func killResponding(t *testing.T, dir, out string, round int, moment time.Duration) {
	t.Helper()
	cmd, said := responding(t, dir, out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended: // before it could be caught
			if err != nil {
				t.Fatalf("round %d: %v\n%s", round, err, said)
			}
			return
		default:
		}
		if parts, err := filepath.Glob(filepath.Join(out, ".*"+unplaced)); err != nil {
			t.Fatal(err)
		} else if len(parts) > 0 {
			break
		}
	}
	<-time.After(moment)
	_ = cmd.Process.Kill() // it may have ended
	if err := <-ended; err == nil {
		t.Logf("round %d: it was done before it could be killed", round)
	}
}

// checkTold holds the files against what was decided: each item in one of them.
func checkTold(t *testing.T, out string, decided int) {
	t.Helper()
	parts, err := filepath.Glob(filepath.Join(out, ".*"+unplaced))
	if err != nil || len(parts) > 0 {
		t.Fatalf("left unplaced: %q, %v", parts, err)
	}
	files, err := filepath.Glob(filepath.Join(out, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	for i := range decided {
		if n := strings.Count(all.String(), fmt.Sprintf("ItemId=%q", label("RR", i))); n != 1 {
			t.Errorf("%s is told %d times in %d files", label("RR", i), n, len(files))
		}
	}
}
