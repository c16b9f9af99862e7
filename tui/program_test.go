package tui_test

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"postern/parcel"
	"postern/tui"
)

// tape is a terminal that only remembers what was written to it.
type tape struct {
	mu  sync.Mutex
	all strings.Builder
}

func (p *tape) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.all.Write(b)
}

func (p *tape) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.all.String()
}

// wants does something, again if need be, until the terminal was sent what is
// wanted: on a busy machine a scanner's bytes may lie too far apart for a read.
func (p *tape) wants(t *testing.T, words string, do func()) {
	t.Helper()
	for range 5 {
		do()
		for range 200 {
			if strings.Contains(p.String(), words) {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	t.Fatalf("never written: %q", words)
}

// The whole program with real keys and a real clock: a scanner's bytes in, a
// decision out, then silence.
func TestProgram(t *testing.T) {
	s := newStation()
	s.now = time.Now()
	opt := options(s, nil)
	opt.Now, opt.After, opt.Officer = time.Now, nil, &s.officers[0]
	f, err := tui.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	in, keyboard := io.Pipe()
	out := &tape{}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	p := tea.NewProgram(f, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithWindowSize(80, 24), tea.WithoutSignals())
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	types := func(keys string) {
		t.Helper()
		if _, err := keyboard.Write([]byte(keys)); err != nil {
			t.Error(err)
		}
	}
	out.wants(t, "RR 4071 8263 5 CN", func() {})
	out.wants(t, "Enter records it", func() { types("\x02" + greenLabel + "\r\n") })
	time.Sleep(400 * time.Millisecond)
	out.wants(t, "RELEASE recorded", func() { types("\r") })
	time.Sleep(300 * time.Millisecond)
	written := len(out.String())
	time.Sleep(500 * time.Millisecond)
	if n := len(out.String()) - written; n > 0 && time.Now().Second() > 1 {
		t.Errorf("%d bytes written while idle", n)
	}
	types("q")
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if len(s.scans) != 1 || len(s.choices) != 1 || s.choices[0].Outcome != parcel.Release {
		t.Errorf("scans %+v, choices %+v", s.scans, s.choices)
	}
}
