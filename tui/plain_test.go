package tui_test

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"postern/parcel"
	"postern/tui"
	"postern/tui/plain"
)

// typist types lines and keeps what is told to him.
type typist struct {
	mine  sync.Mutex // the line is typed beside what is told
	told  strings.Builder
	lines []string
	hid   []bool
	veils []bool // asked for while a line was typed
	pause time.Duration
}

func (y *typist) line(secret bool) (string, error) {
	time.Sleep(y.pause)
	y.mine.Lock()
	defer y.mine.Unlock()
	y.hid = append(y.hid, secret)
	if len(y.lines) == 0 {
		return "", io.EOF
	}
	next := y.lines[0]
	y.lines = y.lines[1:]
	y.told.WriteString("< " + next + "\n")
	return next, nil
}

func (y *typist) Write(b []byte) (int, error) {
	y.mine.Lock()
	defer y.mine.Unlock()
	return y.told.Write(b)
}

// plainly works line by line, in a time of its own.
func plainly(t *testing.T, s *station, pause time.Duration, with func(*tui.Options), lines ...string) *typist {
	t.Helper()
	y := &typist{lines: lines, pause: pause}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		opt := options(s, &hand{})
		s0 := s.now
		now := func() time.Time { return s0.Add(time.Since(began)) }
		p := plain.New(plain.Options{Line: y.line, Out: y, Now: now, Hide: func(on bool) { y.veils = append(y.veils, on) }})
		opt.Now, opt.After = now, p.After
		if with != nil {
			with(&opt)
		}
		f, err := tui.New(opt)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if err := p.Run(ctx, f); err != nil {
			t.Error(err)
		}
		cancel()
		p.Close()
		time.Sleep(2 * pause) // the line being typed comes to nothing
	})
	return y
}

func (y *typist) sees(t *testing.T, words ...string) {
	t.Helper()
	rest := y.told.String()
	for _, w := range words {
		_, after, found := strings.Cut(rest, w)
		if !found {
			t.Fatalf("not told, or not in its turn: %q in\n%s", w, y.told.String())
		}
		rest = after
	}
}

// The path of an item without a picture: sign in, read, choose, undo, leave.
func TestPlain(t *testing.T) {
	s := newStation()
	y := plainly(t, s, time.Second, nil, "1", "4711", redLabel, "6", "", "u", "71", "", greenLabel, "", "q")
	y.sees(t,
		"1 K Lindqvist", "< 1", "PIN", "< 4711", "label:", "< "+redLabel,
		"10:44 read RR407182635CN: EXAMINE. plant red 81", "why 1: sender", "do 1: gloves on", "[EXAMINE]:",
		"< 6\n", "[XRAY]:", "< \n", "XRAY recorded", "< u", "taken back: XRAY",
		"< 71", "[REFER to plant]:", "REFER recorded", "< "+greenLabel, "RELEASE. ", "[RELEASE]:", "RELEASE recorded", "< q")
	if len(s.choices) != 3 || s.choices[1].Outcome != parcel.Refer || s.choices[2].Outcome != parcel.Release || len(s.undone) != 1 {
		t.Errorf("recorded %+v, undone %v", s.choices, s.undone)
	}
	if y.hid[0] || !y.hid[1] || y.hid[2] {
		t.Errorf("hidden %v: only the PIN is", y.hid)
	}
	for _, r := range y.told.String() {
		if r < ' ' && r != '\n' {
			t.Fatalf("%q was told", r)
		}
	}
}

func TestPlainReachesEverything(t *testing.T) {
	s := newStation()
	signed := func(o *tui.Options) { o.Officer = &s.officers[0] }
	y := plainly(t, s, time.Second, signed,
		":queue", "/lane:red", "*", "esc", ".", ".", // the filter is cleared, then the queue left
		newLabel, "e", "CN", "socks", "12", "400", "", ".", ".",
		"f4", "3", "", "?", "", redLabel, "9", "", "M Okafor", "8020", "+", "L", "4711", "quit now", ":quit")
	y.sees(t, "queue: 1 of 4", "1 of 1", "declared", "read UA473124829GB: UNKNOWN", "paper form of UA473124829GB", "words (what the form says",
		"mass (", "Enter records and assesses it:", "DOCS", "choose 1 open 2 close 3 export 4 waive:", "written: /data/shift.csv",
		"keys everywhere", "SEIZE takes two officers", "second officer", "PIN", "SEIZE recorded", "Locked by K Lindqvist", "read QUITNOW: UNKNOWN", "< :quit")
	if len(s.entries) != 1 || s.entries[0].Contents[0].Words != "socks" || s.exported != 1 || len(s.choices) != 1 {
		t.Errorf("entered %+v, exported %d, decided %+v", s.entries, s.exported, s.choices)
	}
}

// A scanner that ends a label with two line ends confirms nothing.
func TestPlainScannerConfirmsNothing(t *testing.T) {
	s := newStation()
	signed := func(o *tui.Options) { o.Officer = &s.officers[0] }
	y := plainly(t, s, 20*time.Millisecond, signed, greenLabel, "", "")
	y.sees(t, "[RELEASE]:")
	if s.records() != 0 {
		t.Errorf("recorded %+v", s.choices)
	}
}

// A station that locks itself while a line is waited for hides what is typed
// next: it is a PIN.
func TestPlainHidesThePINOfALockThatCameByItself(t *testing.T) {
	s := newStation()
	signed := func(o *tui.Options) { o.Officer, o.Idle = &s.officers[0], 5*time.Minute }
	y := plainly(t, s, 8*time.Minute, signed, "4711", ":quit")
	y.sees(t, "Locked by K Lindqvist", "< 4711", "label:")
	if len(y.veils) < 2 || !y.veils[0] || y.veils[1] {
		t.Errorf("hidden and shown again: %v", y.veils)
	}
}
