package wedge_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/scanners/wedge"
)

const ms = time.Millisecond

// board is a keyboard with a clock; it asks again after silence, as told.
type board struct {
	w       *wedge.Wedge
	now     time.Time
	typing  bool
	acted   string
	reads   []string
	refused []string
	loose   []string
	restore int
}

func newBoard() *board {
	return &board{w: wedge.New(0), now: time.Date(2026, 11, 17, 6, 0, 0, 0, time.UTC)}
}

func (b *board) take(s wedge.Step) {
	for _, k := range s.Keys {
		switch k.Kind {
		case wedge.Char:
			b.acted += string(k.Char)
		case wedge.Suffix:
			b.acted += "!"
		case wedge.Prefix, wedge.Other, wedge.Tail:
			b.acted += "?"
		}
	}
	switch s.Do {
	case wedge.Read:
		b.reads = append(b.reads, s.Code)
		if s.Restore {
			b.restore++
		}
	case wedge.Refused:
		b.refused = append(b.refused, s.Code)
	case wedge.Loose:
		b.loose = append(b.loose, s.Code)
	case wedge.Pass, wedge.Held:
	}
}

// key presses one key; ^ is the prefix, ! a suffix, ? an arrow, _ an arrow
// down, anything else itself.
func (b *board) key(r rune) {
	kind := wedge.Char
	switch r {
	case '^':
		kind = wedge.Prefix
	case '!':
		kind = wedge.Suffix
	case '?':
		kind = wedge.Other
	case '_':
		kind = wedge.Tail
	}
	b.take(b.w.Feed(wedge.Key{Kind: kind, Char: r}, b.now, b.typing))
}

// wait lets time pass and asks every few milliseconds.
func (b *board) wait(d time.Duration) {
	for range d / (5 * ms) {
		b.now = b.now.Add(5 * ms)
		b.take(b.w.Quiet(b.now))
	}
}

func (b *board) keys(s string, gap time.Duration) {
	for _, r := range s {
		b.key(r)
		b.wait(gap)
	}
}

func TestWedge(t *testing.T) {
	const s10, wrong = "RR407182635CN", "RR407182630CN"
	for _, tc := range []struct {
		name    string
		keys    string
		gap     time.Duration
		typing  bool
		acted   string
		reads   []string
		refused []string
		loose   []string
		restore int
	}{
		{name: "framed", keys: "^" + s10 + "!", gap: 20 * ms, reads: []string{s10}},
		{name: "framed slowly", keys: "^" + s10 + "!", gap: 200 * ms, reads: []string{s10}},
		{name: "framed in a field", keys: "^" + s10 + "!", gap: 20 * ms, typing: true, reads: []string{s10}},
		{name: "framed whatever it is", keys: "^1234!", gap: 20 * ms, reads: []string{"1234"}},
		{name: "frame without a label", keys: "^.!", gap: 20 * ms, refused: []string{"."}},
		{name: "frame without an end", keys: "^" + s10, gap: 20 * ms, refused: []string{s10}},
		{name: "frame begun twice", keys: "^12^" + s10 + "!", gap: 20 * ms, reads: []string{s10}},
		{name: "keys within a frame do nothing", keys: "^RR40?7182635CN!", gap: 20 * ms, reads: []string{s10}},
		{name: "unframed at once", keys: s10 + "!", gap: 0, reads: []string{s10}},
		{name: "unframed at 60 ms", keys: s10 + "!", gap: 60 * ms, reads: []string{s10}},
		{name: "no check digit needed outside a field", keys: wrong + "!", gap: 20 * ms, reads: []string{wrong}},
		{name: "an S9 at 60 ms", keys: "CNCANANLAMSAAUN60412037100019!", gap: 60 * ms, reads: []string{"CNCANANLAMSAAUN60412037100019"}},
		{name: "too long a run", keys: strings.Repeat("A", 40) + "!", gap: 100 * ms, acted: strings.Repeat("A", 40), refused: []string{strings.Repeat("A", 40)}},
		{name: "too short for a label", keys: "123!", gap: 20 * ms, refused: []string{"123"}},
		{name: "no label begins so", keys: ":R1234!", gap: 20 * ms, refused: []string{":R1234"}},
		{name: "CR LF", keys: s10 + "!!", gap: 5 * ms, reads: []string{s10}},
		{name: "CR and an arrow", keys: s10 + "!_", gap: 5 * ms, reads: []string{s10}},
		{name: "refused with CR LF", keys: "123!!", gap: 5 * ms, refused: []string{"123"}},
		{name: "two digits and Enter", keys: "42!", gap: 20 * ms, acted: "42!"},
		{name: "typed by hand", keys: "42!", gap: 300 * ms, acted: "42!"},
		{name: "Enter alone", keys: "!", gap: 0, acted: "!"},
		{name: "a single key", keys: "5", gap: 100 * ms, acted: "5"},
		{name: "an arrow", keys: "?_", gap: 10 * ms, acted: "??"},
		{name: "an arrow after a key", keys: "5?", gap: 10 * ms, acted: "5?"},
		{name: "held down", keys: "jjjjjj", gap: 30 * ms, acted: "jjjjjj"},
		{name: "held down, then Enter", keys: "jjjj!", gap: 30 * ms, acted: "jjjj!"},
		{name: "no end", keys: s10, gap: 10 * ms, loose: []string{s10}},
		{name: "no end, then an arrow", keys: s10 + "?", gap: 10 * ms, acted: "?"},
		{name: "a word by hand", keys: "socks", gap: 200 * ms, acted: "socks"},
		{name: "in a field", keys: "wool!", gap: 0, typing: true, acted: "wool!"},
		{name: "label in a field", keys: s10 + "!", gap: 20 * ms, typing: true, acted: s10, reads: []string{s10}, restore: 1},
		{name: "wrong label in a field", keys: wrong + "!", gap: 20 * ms, typing: true, acted: wrong + "!"},
		{name: "label typed in a field", keys: s10 + "!", gap: 200 * ms, typing: true, acted: s10 + "!"},
	} {
		b := newBoard()
		b.typing = tc.typing
		b.keys(tc.keys, tc.gap)
		b.wait(time.Second)
		got := []any{b.acted, b.reads, b.refused, b.loose, b.restore}
		want := []any{tc.acted, tc.reads, tc.refused, tc.loose, tc.restore}
		if tc.name == "no end, then an arrow" {
			got[3] = []string(nil) // whether it was said does not matter, that nothing acted does
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestKeysAfterAReadActAgain(t *testing.T) {
	b := newBoard()
	b.keys("RR407182635CN!", 10*ms)
	b.wait(time.Second)
	b.keys("5!", 300*ms)
	if b.acted != "5!" {
		t.Errorf("acted %q", b.acted)
	}
}

func TestLearnedGapHoldsLonger(t *testing.T) {
	b := newBoard()
	b.w = wedge.New(100 * ms)
	b.keys("RR407182635CN!", 120*ms)
	b.wait(time.Second)
	if diff := cmp.Diff([]string{"RR407182635CN"}, b.reads); diff != "" || b.acted != "" {
		t.Errorf("acted %q, %s", b.acted, diff)
	}
}

// Whatever is pressed and whenever: nothing is held for ever, what came is
// accounted for, and three characters in one breath with an end never act.
func FuzzWedge(f *testing.F) {
	f.Add("^RR407182635CN!", uint16(20), false)
	f.Add("42!jj?_^^!!", uint16(60), true)
	f.Add("\x1d\x00é!!", uint16(0), false)
	f.Fuzz(func(t *testing.T, keys string, gap uint16, typing bool) {
		if len(keys) > 300 {
			return
		}
		b := newBoard()
		b.typing = typing
		b.keys(keys, time.Duration(gap%400)*ms)
		b.wait(time.Second)
		if b.w.Busy() {
			t.Fatal("keys are held for ever")
		}
		if !typing && gap == 0 && strings.Trim(keys, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" && len(keys) > 2 {
			b = newBoard()
			b.keys(keys+"!", 0)
			b.wait(time.Second)
			if b.acted != "" || len(b.reads)+len(b.refused) != 1 {
				t.Fatalf("%q acted %q, reads %q, refused %q", keys, b.acted, b.reads, b.refused)
			}
		}
	})
}

// Held down, a key that moves a cursor acts at once; where it may confirm
// something, a burst that begins with it is refused as a whole.
func TestNoBurstConfirmsWhatIsGrave(t *testing.T) {
	at := time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)
	for _, grave := range []bool{false, true} {
		for _, burst := range []string{"+j0", "+++", "++-"} {
			w := wedge.New(0)
			w.Grave = grave
			acted := 0
			for _, r := range burst {
				acted += len(w.Feed(wedge.Key{Kind: wedge.Char, Char: r}, at, false).Keys)
			}
			end := w.Feed(wedge.Key{Kind: wedge.Suffix}, at, false)
			acted += len(end.Keys)
			if grave && (acted > 0 || end.Do != wedge.Refused) || !grave && acted == 0 {
				t.Errorf("%q, grave %v: %d keys acted, %v", burst, grave, acted, end.Do)
			}
		}
	}
}
