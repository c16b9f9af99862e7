package evdev_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/scanners/evdev"
)

// Key codes as linux/input-event-codes.h has them.
const (
	ctrl, shift, alt = 29, 42, 56
	enter, tab       = 28, 15
)

// onBoard finds the key of a character: the rows of a US keyboard, by the code
// their first key has.
func onBoard(c byte) (code uint16, shifted bool) {
	for _, row := range []struct {
		first          uint16
		plain, shifted string
	}{
		{2, "1234567890-=", "!@#$%^&*()_+"},
		{16, "qwertyuiop[]", "QWERTYUIOP{}"},
		{30, "asdfghjkl;'`", `ASDFGHJKL:"~`},
		{43, `\zxcvbnm,./`, "|ZXCVBNM<>?"},
		{57, " ", ""},
	} {
		for i := range len(row.plain) {
			at := row.first + uint16(i)
			if row.plain[i] == c {
				return at, false
			}
			if i < len(row.shifted) && row.shifted[i] == c {
				return at, true
			}
		}
	}
	switch c {
	case '\r':
		return enter, false
	case '\t':
		return tab, false
	}
	return 0, false
}

func stroke(code uint16, held ...uint16) []evdev.Event {
	var events []evdev.Event
	for _, h := range held {
		events = append(events, evdev.Event{Type: 1, Code: h, Value: 1})
	}
	events = append(
		events,
		evdev.Event{Type: 4, Code: 4, Value: int32(code)}, // scan codes come too
		evdev.Event{Type: 1, Code: code, Value: 1},
		evdev.Event{}, // report
		evdev.Event{Type: 1, Code: code},
	)
	for _, h := range held {
		events = append(events, evdev.Event{Type: 1, Code: h})
	}
	return append(events, evdev.Event{})
}

// strokes are the events of a scanner that types; GS is ctrl and ], STX ctrl
// and b.
func strokes(text string) []evdev.Event {
	var events []evdev.Event
	for i := range len(text) {
		switch code, shifted := onBoard(text[i]); {
		case text[i] == 0x1d:
			events = append(events, stroke(27, ctrl)...)
		case text[i] == 0x02:
			events = append(events, stroke(48, ctrl)...)
		case shifted:
			events = append(events, stroke(code, shift)...)
		default:
			events = append(events, stroke(code)...)
		}
	}
	return events
}

func typed(events []evdev.Event) string {
	var keys evdev.Keys
	var got []byte
	for _, e := range events {
		if c, ok := keys.Press(e); ok {
			got = append(got, c)
		}
	}
	return string(got)
}

func TestEveryCharacter(t *testing.T) {
	all := "\x02\x1d\r\t"
	for c := byte(' '); c <= '~'; c++ {
		all += string(rune(c))
	}
	if diff := cmp.Diff(all, typed(strokes(all))); diff != "" {
		t.Error(diff)
	}
}

func TestKeys(t *testing.T) {
	press := func(code uint16, value int32) evdev.Event { return evdev.Event{Type: 1, Code: code, Value: value} }
	dropped := evdev.Event{Code: 3}
	for _, tc := range []struct {
		name   string
		events []evdev.Event
		want   string
	}{
		{"held down", []evdev.Event{press(30, 1), press(30, 2), press(30, 2), press(30, 0)}, "a"},
		{"released only", []evdev.Event{press(30, 0)}, ""},
		{"right shift", stroke(30, 54), "A"},
		{"both shifts, one let go", []evdev.Event{press(42, 1), press(54, 1), press(42, 0), press(30, 1)}, "A"},
		{"shift let go", append(stroke(30, shift), stroke(30)...), "Aa"},
		{"keypad", []evdev.Event{press(71, 1), press(80, 1), press(82, 1), press(83, 1), press(55, 1), press(98, 1), press(96, 1)}, "720.*/\r"},
		{"arrow down is a line feed", stroke(108), "\n"},
		{"right ctrl", stroke(27, 97), "\x1d"},
		{"ctrl and shift", stroke(27, ctrl, shift), "\x00"}, // ctrl+} is no character
		{"ctrl and a digit", stroke(2, ctrl), "\x00"},
		{"alt", stroke(30, alt), "\x00"},
		{"windows key", stroke(30, 125), "\x00"},
		{"caps lock", append(stroke(58), stroke(30)...), "a"},
		{"escape", stroke(1), "\x00"},
		{"backspace", stroke(14), "\x00"},
		{"F1", stroke(59), "\x00"},
		{"no key", stroke(65535), "\x00"},
		{"dropped, until the report", []evdev.Event{press(42, 1), dropped, press(30, 1), {}, press(30, 1)}, "a"},
	} {
		if got := typed(tc.events); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// Whatever events come, a key gives one character of ASCII at most.
func FuzzKeys(f *testing.F) {
	f.Add([]byte{1, 42, 1, 1, 30, 1, 0, 3, 0, 0, 0, 0, 1, 255, 1})
	f.Fuzz(func(t *testing.T, sent []byte) {
		var keys evdev.Keys
		for ; len(sent) >= 3; sent = sent[3:] {
			c, ok := keys.Press(evdev.Event{Type: uint16(sent[0]), Code: uint16(sent[1]), Value: int32(int8(sent[2]))})
			if c >= 0x7f || !ok && c != 0 {
				t.Fatalf("%q, %v", c, ok)
			}
		}
	})
}
