package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"postern/desk"
	"postern/parcel"
)

// TestWorkstation opens the real workstation on a terminal: it signs in by the
// environment, a scanner types a label, the read is recorded, another process
// works beside it, and it leaves when it is told to.
func TestWorkstation(t *testing.T) {
	t.Parallel()
	dir := prepare(t)
	receive(t, dir, "mail/despatch.xml")
	screen := startScreen(t, "postern", "--data", dir)
	screen.await("gravest first")
	screen.write("RR473100014GB\r")

	s, err := openForKill(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	it := scanned(t, s, "RR473100014GB")
	if _, err := lockFolder(dir); exitCode(err) != exitRefused {
		t.Errorf("a second workstation may begin: %v", err)
	}
	officer, err := s.roster.SignIn(t.Context(), killOfficer, killPIN)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk.Decide(t.Context(), parcel.Who{Officer: officer}, desk.Choice{Item: it.ID, Outcome: parcel.Release, Ground: "agrees"}); err != nil {
		t.Errorf("another process cannot decide beside it: %v", err)
	}
	screen.end()
	if release, err := lockFolder(dir); err != nil {
		t.Errorf("the folder is still locked: %v", err)
	} else {
		release()
	}
}

// scanned waits until an item has been read once.
func scanned(t *testing.T, s *station, id parcel.ItemID) parcel.Item {
	t.Helper()
	for range 600 {
		it, err := s.db.Item(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if it.Scans == 1 && it.State == parcel.Present {
			return it
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s was not scanned", id)
	return parcel.Item{}
}

func receive(t *testing.T, dir, file string) {
	t.Helper()
	s, err := openForKill(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	in, err := s.inbox(s.path("inbox"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if rep := in.Take(t.Context(), filepath.Join("testdata", file)); rep.Err != nil || rep.Rejected {
		t.Fatalf("%+v", rep)
	}
}

// terminal is a program on a terminal of its own.
type terminal struct {
	*testing.T
	cmd  *exec.Cmd
	tty  *os.File
	mu   sync.Mutex
	seen bytes.Buffer
	done chan struct{}
}

func startScreen(t *testing.T, name string, args ...string) *terminal {
	t.Helper()
	x := &terminal{T: t, cmd: exec.CommandContext(t.Context(), name, args...), done: make(chan struct{})}
	x.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "POSTERN_OFFICER="+killOfficer, "POSTERN_PIN="+killPIN)
	tty, err := pty.StartWithSize(x.cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	x.tty = tty
	t.Cleanup(func() { _ = x.cmd.Process.Kill(); _ = tty.Close() })
	go x.read()
	return x
}

func (x *terminal) read() {
	defer close(x.done)
	b := make([]byte, 4096)
	for {
		n, err := x.tty.Read(b)
		x.mu.Lock()
		x.seen.Write(b[:n])
		x.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// await waits until the program has written a text.
func (x *terminal) await(text string) {
	x.Helper()
	for range 600 {
		x.mu.Lock()
		found := bytes.Contains(x.seen.Bytes(), []byte(text))
		x.mu.Unlock()
		if found {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.Fatalf("waited in vain for %q; it wrote %q", text, x.seen.String())
}

func (x *terminal) write(keys string) {
	x.Helper()
	if _, err := io.WriteString(x.tty, keys); err != nil {
		x.Fatal(err)
	}
}

// end asks the program to leave, which it must do without complaint.
func (x *terminal) end() {
	x.Helper()
	if err := x.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		x.Fatal(err)
	}
	if err := x.cmd.Wait(); err != nil {
		x.Errorf("it ended with %v", err)
	}
	<-x.done
}
