package tui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/tui"
)

func TestFirstOfficer(t *testing.T) {
	s := newStation()
	s.officers = nil
	h := sit(t, s)
	h.sees("No officer works here yet")
	h.types("Ada Byron")
	h.types("12")
	h.sees("at least 4")
	h.keys("backspace", "backspace")
	h.types("1234")
	h.types("1235")
	h.sees("differ")
	h.types("1234")
	h.types("1234")
	h.sees("Enter makes Ada Byron the first supervisor")
	h.misses("1234")
	h.keys("enter")
	h.sees("Scan a label", "Ada Byron")
	want := []parcel.Officer{{ID: "first", Name: "Ada Byron", Role: parcel.Supervisor, Active: true}}
	if diff := cmp.Diff(want, s.officers); diff != "" || s.pins["Ada Byron"] != "1234" {
		t.Error(diff, s.pins)
	}
}

func TestSignIn(t *testing.T) {
	s := newStation()
	h := sit(t, s)
	h.sees("1  K Lindqvist", "2  M Okafor")
	h.misses("P Gone")
	h.keys("2")
	h.types("9999")
	h.sees("do not go together", "PIN, then Enter")
	h.types("8020")
	h.sees("Scan a label", "M Okafor")

	h = sit(t, newStation())
	h.types("lind") // a part of the name will do
	h.types("4711")
	h.sees("Scan a label", "K Lindqvist")
}

func TestSignInWithTheStartOfTheProgram(t *testing.T) {
	named := func(name, pin string) func(*tui.Options) {
		return func(o *tui.Options) { o.Name, o.PIN = name, pin }
	}
	h := sit(t, newStation(), named("M Okafor", "8020"))
	h.sees("Scan a label", "M Okafor")

	h = sit(t, newStation(), named("M Okafor", "9999"))
	h.sees("do not go together", "M Okafor", "PIN, then Enter")
	h.types("8020")
	h.sees("Scan a label", "M Okafor")

	h = sit(t, newStation(), named("M Okafor", ""))
	h.sees("M Okafor", "PIN, then Enter")
	h.types("8020")
	h.sees("Scan a label", "M Okafor")
}

func TestPINGivenAtTheStartIsCheckedBesideTheFirstFrame(t *testing.T) {
	s := newStation()
	h := &hand{t: t, s: s, w: 80, h: 24}
	opt := options(s, h)
	opt.Name, opt.PIN = "M Okafor", "8020"
	f, err := tui.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	f.Init() // nothing it asks for is answered
	h.f = f
	h.sees("Postern", "bench 3", "M Okafor", "checking")
	h.misses("8020", "Scan a label")
}

func TestReadsBeforeSignInAreRefused(t *testing.T) {
	s := newStation()
	h := sit(t, s)
	h.fires(redLabel, 10*time.Millisecond, true)
	h.sees("nobody is signed in")
	h.keys("1")
	h.types("4711")
	h.wait(time.Second)
	if len(s.scans) != 0 {
		t.Error("a read from before the sign-in was taken")
	}
}

func TestLock(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("L")
	h.wait(time.Second)
	h.sees("Locked by K Lindqvist")
	h.misses("4071", "EXAMINE", "beads")
	h.fires(greenLabel, 10*time.Millisecond, true)
	h.sees("the read was refused")
	h.types("1111")
	h.sees("do not go together")
	h.misses("1111")
	h.types("4711")
	h.sees("EXAMINE", "RR 4071 8263 5 CN")
	if len(s.scans) != 1 {
		t.Errorf("%d scans", len(s.scans))
	}
}

func TestLockedForAnotherOfficer(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.reads(greenLabel)
	h.keys("f3", "L", "esc")
	h.sees("2  M Okafor")
	h.keys("2")
	h.types("8020")
	h.sees("Scan a label")
	h.misses("waiting") // what waited for the officer before is gone, the items are in the list
	h.wait(time.Second)
	if len(s.scans) != 1 {
		t.Errorf("%d scans", len(s.scans))
	}
}

func TestIdleLocks(t *testing.T) {
	h := at(t, newStation())
	h.reads(redLabel)
	h.wait(14 * time.Minute)
	h.sees("EXAMINE")
	h.wait(2 * time.Minute)
	h.sees("Locked by K Lindqvist")
	h = at(t, newStation(), func(o *tui.Options) { o.Idle = -1 })
	h.wait(3 * time.Hour)
	h.sees("Scan a label")
}

func TestSeizureTakesTwoOfficers(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("9", "enter")
	h.sees("SEIZE takes two officers")
	h.wait(time.Second)
	h.types("k lindqvist")
	h.types("4711")
	h.keys("enter", "tab") // never Enter nor Tab
	h.keys("+")
	h.sees("it takes another officer")
	h.keys("esc")
	h.keys("ctrl+u")
	h.types("M Okafor")
	h.types("8020")
	if s.records() != 0 {
		t.Fatal("recorded before the yes")
	}
	h.keys("y")
	if len(s.choices) != 1 || s.choices[0].Outcome != parcel.Seize || s.whos[0].Witness == nil || s.whos[0].Witness.ID != "o2" {
		t.Fatalf("recorded %+v by %+v", s.choices, s.whos)
	}
	h.sees("SEIZE recorded")
}

func TestDialogOpensDeaf(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("9")
	h.send(press("enter"))
	for range 3 {
		h.send(press("x"))
		h.wait(200 * time.Millisecond)
	}
	h.misses("x  ")
	h.wait(time.Second)
	h.keys("M")
	h.sees("M  ")
	h.keys("esc")
	h.sees("> SEIZE", "Enter records it") // the choice is kept
	if s.records() != 0 {
		t.Error("recorded")
	}
}

func TestWaiverTakesASupervisor(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("0", "5", "enter")
	h.sees("WAIVE takes a supervisor")
	h.wait(time.Second)
	h.types("K Lindqvist")
	h.types("4711")
	h.keys("+")
	h.sees("is no supervisor")
	h.keys("esc", "ctrl+u")
	h.types("M Okafor")
	h.types("8020")
	h.keys("+")
	if len(s.choices) != 1 || s.choices[0].Outcome != parcel.Waive || s.whos[0].Witness.ID != "o2" {
		t.Fatalf("recorded %+v", s.choices)
	}

	s = newStation()
	h = at(t, s, func(o *tui.Options) { o.Officer = &s.officers[1] })
	h.reads(redLabel)
	h.keys("0", "5", "enter")
	h.wait(time.Second)
	h.types("8020")
	h.keys("+")
	if len(s.choices) != 1 || s.whos[0].Witness != nil {
		t.Fatalf("a supervisor's own waiver: %+v by %+v", s.choices, s.whos)
	}
}

func TestReadsWaitWhileADialogIsOpen(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("9", "enter")
	h.wait(time.Second)
	h.keys("M")
	h.fires(greenLabel, 10*time.Millisecond, false) // proves itself, so it is taken out of the field
	h.wait(time.Second)
	h.keys(" ", "O", "k")
	h.sees("M Ok ", "1 waiting  "+greenLabel, "SEIZE takes two")
}

func TestShift(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.keys("f4")
	h.sees("selected 126 = 111 done + 4 waived + 11 open", "14/111 8-20 %", "0/11 0-26 %", "LZ 1000 0001 6 CN", "1 thing")
	h.keys("3", "enter")
	h.sees("written: /data/shift.csv")
	h.keys("2", "enter")
	h.wait(time.Second)
	h.sees("close shift 20261117-1")
	h.types("4711")
	h.keys("+")
	h.sees("not closed: 1 thing before it")
	s.sheet.Open = nil
	h.keys("2", "enter")
	h.wait(time.Second)
	h.keys("esc", "ctrl+u")
	h.types("M Okafor")
	h.types("8020")
	h.keys("+")
	if len(s.closed) != 1 || s.closed[0].Witness == nil || s.closed[0].Officer.ID != "o1" {
		t.Fatalf("closed by %+v", s.closed)
	}
	h.sees("is closed")
	h.keys("2", "enter")
	h.sees("no shift is open")
	h.keys("1", "enter")
	if s.opened != 1 {
		t.Error("not opened")
	}
}

func TestShiftOpensItsBusiness(t *testing.T) {
	s := newStation()
	s.sheet.Open[0].Item = "RR407182635CN@2026-11-15"
	h := at(t, s)
	h.keys("f4", "enter")
	h.sees("Scan > Shift > Inspect", "RR 4071 8263 5 CN")
	h.keys(".")
	h.sees("Scan > Shift")
}

func TestPalette(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys(":", "N") // the code letter of xray
	h.sees("xray")
	h.keys("enter")
	h.sees("> XRAY", "Enter records it")
	h.keys("ctrl+p")
	h.types("place store")
	h.sees("bench 3, store")
	h.keys(":")
	h.types("queue")
	h.sees("Scan > Queue")
	h.keys(":")
	h.types("nonsense")
	h.sees("nothing is called so")
	h.keys("esc", ":")
	h.types("sign out")
	h.sees("a number, or a name and Enter")
	if s.records() != 0 {
		t.Error("the palette recorded something")
	}
}

func TestHelpListsEveryKey(t *testing.T) {
	h := at(t, newStation())
	for _, page := range []string{"f2", "f3", "f4"} {
		h.keys(page)
		h.size(80, 60)
		h.keys("?")
		h.sees("EXAMINE", "UNKNOWN", "undo", "every verb")
		h.keys("?")
		h.size(80, 24)
	}
}

func TestLeaving(t *testing.T) {
	h := at(t, newStation())
	h.reads(redLabel)
	h.keys("6", "q")
	if h.sees("half made"); h.quit {
		t.Error("left over a half-made choice")
	}
	h.keys(".", "f3", "q")
	if h.sees("EXAMINE"); h.quit {
		t.Error("q left the program from below the top")
	}
	h.keys("q")
	if !h.quit {
		t.Error("q does not leave")
	}
	h = sit(t, newStation())
	h.keys("ctrl+c")
	if !h.quit {
		t.Error("Ctrl+C does not leave")
	}
}

func TestSay(t *testing.T) {
	h := at(t, newStation())
	say := func(words ...string) {
		t.Helper()
		var lines []string
		for _, line := range h.f.Say() {
			lines = append(lines, line.Text.String())
		}
		all := strings.Join(lines, "\n")
		for _, w := range words {
			if !strings.Contains(all, w) {
				t.Errorf("not said: %q in\n%s", w, all)
			}
		}
	}
	say("EXAMINE RR 4071 8263 5 CN plant 81", "label:")
	h.reads(redLabel)
	say("read RR407182635CN: EXAMINE. plant red 81, revenue yellow 44, ipr blue 31, 1 green", "why 1: sender", "do 1: gloves on", "[EXAMINE]:")
	h.keys("*")
	say("declared : contents 1", "history")
	h.keys("f3")
	say("queue: 1 of 4", "2: DOCS")
	h.keys("f4")
	say("selected 126", "stops the close: hold")
	h.keys("?")
	say("keys of Shift")
	h.keys("esc", ":")
	say("lock: hide")
	h.keys("esc", "L")
	say("Locked by K Lindqvist", "PIN:")
	h = sit(t, newStation())
	say("1 K Lindqvist, officer", "name")
	h = at(t, newStation())
	h.reads(newLabel)
	h.keys("e")
	say("paper form of UA473124829GB", "origin")
	h.keys("esc")
	h.keys("9", "enter")
	say("SEIZE takes two officers", "second officer")
}

// What nobody has time for is waived at once, under a supervisor's name.
func TestTheRestIsWaivedByASupervisor(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.keys("f4", "4", "enter")
	h.wait(time.Second)
	h.sees("2 items of shift 20261117-1 that do not fit")
	h.types("K Lindqvist")
	h.types("4711")
	h.keys("+")
	h.sees("K Lindqvist is no supervisor")
	if len(s.waivers) != 0 {
		t.Fatal("waived by an officer")
	}
	h.keys("esc", "esc", "4", "enter")
	h.wait(time.Second)
	h.types("M Okafor")
	h.types("8020")
	h.keys("+")
	h.sees("2 items were waived")
	if len(s.waivers) != 1 || s.waivers[0].Witness == nil || s.waivers[0].Witness.Name != "M Okafor" {
		t.Errorf("waived by %+v", s.waivers)
	}
}
