package tui_test

import (
	"flag"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"postern/parcel"
	"postern/tui"
	"postern/tui/keys"
)

func pasteOf(text string) tea.PasteMsg { return tea.PasteMsg{Content: text} }

// burst sends characters all at once, without an end.
func (h *hand) burst(code string) {
	for _, r := range code {
		h.send(press(string(r)))
	}
}

// spot is a place in the workstation where a scanner may go off.
type spot struct {
	name string
	goes func(*hand)
}

// spots are every screen and overlay, at each of its stages that listens to
// other keys.
func spots() []spot {
	open := func(names ...string) func(*hand) { return func(h *hand) { h.keys(names...) } }
	item := func(label string, names ...string) func(*hand) {
		return func(h *hand) {
			h.reads(label)
			h.keys(names...)
		}
	}
	exhibit := func(names ...string) func(*hand) {
		return func(h *hand) {
			h.s.exhibits = []parcel.Exhibit{{Number: "E-7-ABCDEFGH", State: parcel.ExhibitKept}}
			h.reads(redLabel)
			h.keys("*")
			h.keys(names...)
		}
	}
	return []spot{
		{"idle", open()},
		{"red", item(redLabel)},
		{"green", item(greenLabel)},
		{"unknown", item(newLabel)},
		{"chosen", item(redLabel, "6")},
		{"half chosen", item(redLabel, "7")},
		{"undo open", item(greenLabel, "enter")},
		{"undo offered", item(greenLabel, "enter", ".")},
		{"label", open("/")},
		{"label begun", open("/", "R", "R")},
		{"queue", open("f3")},
		{"filter", open("f3", "/")},
		{"inspect", item(redLabel, "*")},
		{"inspect chosen", item(redLabel, "*", "1")},
		{"parties asked", item(redLabel, "*", "v")},
		{"parties chosen", item(redLabel, "*", "v", "2")},
		{"finding", item(redLabel, "*", "f")},
		{"slot", exhibit("x")},
		{"slot begun", exhibit("x", "B", "3")},
		{"slot chosen", exhibit("x", "B", "enter")},
		{"finding begun", item(redLabel, "*", "f", "s", "e")},
		{"shift", open("f4")},
		{"shift open chosen", open("f4", "1")},
		{"shift close chosen", open("f4", "2")},
		{"form", item(newLabel, "e")},
		{"form words", item(newLabel, "e", "enter")},
		{"form mass", item(newLabel, "e", "enter", "s", "enter", "enter")},
		{"form review", item(newLabel, "e", "enter", "s", "enter", "enter", "enter")},
		{"help", item(redLabel, "?")},
		{"palette", item(redLabel, ":")},
		{"palette typed", item(redLabel, ":", "u")},
		{"witness name", item(redLabel, "9", "enter")},
		{"witness PIN", func(h *hand) { item(redLabel, "9", "enter")(h); h.wait(time.Second); h.types("M Okafor") }},
		{"witness sure", func(h *hand) {
			item(redLabel, "9", "enter")(h)
			h.wait(time.Second)
			h.types("M Okafor")
			h.types("8020")
		}},
		{"close sure", func(h *hand) {
			h.s.sheet.Open = nil
			h.keys("f4", "2", "enter")
			h.wait(time.Second)
			h.types("4711")
		}},
		{"waive sure", func(h *hand) {
			h.keys("f4", "4", "enter")
			h.wait(time.Second)
			h.types("M Okafor")
			h.types("8020")
		}},
		{"question", item(redLabel, "*", "G", "a")},
		{"in force", open("f10", "enter")},
		{"exhibit into a slot", open("f12", "x", "B", "enter")},
		{"exhibits counted", open("f12", "c", "enter", "E")},
		{"exhibits handed in", open("f12", "c", "enter", "enter")},
		{"set-up", (*hand).teach},
		{"locked", func(h *hand) { h.reads(redLabel); h.keys("L"); h.wait(time.Second) }},
	}
}

func drawCode(t *rapid.T) string {
	if rapid.Bool().Draw(t, "s10") {
		return s10(rapid.IntRange(0, 99_999_999).Draw(t, "serial"))
	}
	const chars = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:/?*+-%()]#@ "
	return rapid.StringOfN(rapid.RuneFrom([]rune(chars)), 3, 29, -1).Draw(t, "code")
}

// A scanner that goes off anywhere records nothing but the read.
func TestNothingButTheReadIsRecorded(t *testing.T) {
	for _, spot := range spots() {
		t.Run(spot.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				s := newStation()
				belt := rapid.Bool().Draw(t, "belt")
				changed := keys.Change{}
				if rapid.Bool().Draw(t, "keys changed") {
					changed = keys.Change{keys.Everywhere: {"u": {"A"}, "q": {"B"}, ":": {"%"}}, "scan": {"*": {"#"}}}
				}
				h := at(t, s, func(o *tui.Options) { o.Belt, o.Keys = belt, changed })
				spot.goes(h)
				h.wait(time.Duration(rapid.IntRange(0, 1500).Draw(t, "pause")) * time.Millisecond)
				before, scans := s.records(), len(s.scans)
				gap := rapid.SampledFrom([]time.Duration{0, 5 * time.Millisecond, 20 * time.Millisecond, 60 * time.Millisecond}).Draw(t, "gap")
				code := drawCode(t)
				h.fires(code, gap, rapid.Bool().Draw(t, "prefix"))
				for _, extra := range rapid.SampledFrom([][]string{nil, {"ctrl+j"}, {"enter"}, {"down"}, {"tab"}}).Draw(t, "more") {
					h.wait(gap)
					h.send(press(extra))
				}
				h.wait(3 * time.Second)
				if h.quit {
					t.Fatalf("%q ended the program", code)
				}
				if got := s.records() - before; got > 0 && (!belt || !belted(s)) {
					t.Fatalf("%q recorded %d: %+v %+v %v", code, got, s.choices, s.entries, s.undone)
				}
				if len(s.scans) > scans+1 {
					t.Fatalf("%q made %d scans", code, len(s.scans)-scans)
				}
			})
		})
	}
}

// belted reports whether the one thing recorded is what belt mode records.
func belted(s *station) bool {
	return len(s.entries)+len(s.undone)+len(s.closed)+s.opened == 0 && len(s.choices) == 1 && s.choices[0].Outcome == parcel.Release
}

// At a new station a scanner must not make an officer.
func TestScannerMakesNoOfficer(t *testing.T) {
	for _, typed := range [][]string{nil, {"A"}, {"A", "enter"}, {"A", "enter", "1", "2", "3", "4", "enter"}, {
		"A", "enter", "1", "2", "3", "4", "enter", "1", "2", "3", "4", "enter",
	}} {
		rapid.Check(t, func(t *rapid.T) {
			s := newStation()
			s.officers = nil
			h := sit(t, s)
			h.keys(typed...)
			h.fires(drawCode(t), 20*time.Millisecond, rapid.Bool().Draw(t, "prefix"))
			h.wait(time.Second)
			if len(s.officers) > 0 {
				t.Fatalf("made %+v", s.officers)
			}
		})
	}
}

// On the set-up page every key is the scanner's: nothing is read, and nothing
// else acts, until three labels are known; Esc leaves it.
func TestSetUpTakesEveryKey(t *testing.T) {
	s := newStation()
	h := at(t, s, func(o *tui.Options) { o.Teach = s })
	h.keys(":")
	for _, r := range "set up" {
		h.keys(string(r))
	}
	h.keys("enter")
	h.sees("Scan > Scanner", "read label 1 of 3")
	for _, label := range []string{redLabel, greenLabel, yellowLabel} {
		h.fires(label, 8*time.Millisecond, true)
		h.wait(time.Second)
	}
	h.sees("begins with ctrl+b", "1 write it into the settings")
	if len(s.scans) != 0 || s.records() != 0 {
		t.Error("a test label was read as an item's")
	}
	h.keys("1", "enter")
	if s.taught != 50*time.Millisecond {
		t.Errorf("taught %v", s.taught)
	}
	h.keys("2", "enter", "q", "9", "enter") // q leaves no screen while it listens
	h.sees("Scan > Scanner")
	h.keys("esc")
	h.misses("Scan > Scanner")
	h.reads(redLabel)
	if len(s.scans) != 1 {
		t.Error("reads do not work after it")
	}
}

// A prefix that was learned frames a read as STX does.
func TestLearnedPrefix(t *testing.T) {
	s := newStation()
	h := at(t, s, func(o *tui.Options) { o.Prefix = "f12" })
	h.send(press("f12"))
	for _, r := range redLabel {
		h.wait(200 * time.Millisecond) // too slow to be told otherwise
		h.send(press(string(r)))
	}
	h.send(press("enter"))
	h.wait(time.Second)
	if len(s.scans) != 1 || s.scans[0].Code != redLabel {
		t.Errorf("read %+v", s.scans)
	}
}

// TestMain has fewer bursts tried in each of the many places than rapid tries by
// itself; -rapid.checks asks for more.
func TestMain(m *testing.M) {
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); checks != nil && checks.Value.String() == checks.DefValue {
		_ = checks.Value.Set("40")
	}
	m.Run()
}
