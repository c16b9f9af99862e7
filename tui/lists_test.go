package tui_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/tui"
)

func many(s *station, n int) {
	s.lines = make([]parcel.Line, n)
	for i := range s.lines {
		s.lines[i] = parcel.Line{
			Item: parcel.NewItemID(s10(i), "2026-11-15"), Lane: parcel.Lanes()[4-i*5/n], State: parcel.Expected,
			Since: s.now.Add(-time.Hour), Words: fmt.Sprintf("goods %d", i), Agency: parcel.Plant,
		}
	}
}

func TestQueueOfAMillionHoldsAWindow(t *testing.T) {
	s := newStation()
	many(s, 1_000_000)
	h := at(t, s)
	h.keys("f3")
	h.sees("1 of 1000000", "goods 0 ")
	h.keys("G")
	h.sees("1000000 of 1000000", "goods 999999")
	h.keys("k", "k", "pgdown")
	h.sees("1000000 of 1000000")
	h.keys("g", "pgdown", "j")
	h.sees("goods 2 ", "20 of 1000000")
	for _, f := range s.filters {
		if f.Limit > 200 {
			t.Errorf("asked for %d rows at once", f.Limit)
		}
	}
	if len(s.filters) > 12 {
		t.Errorf("asked %d times", len(s.filters))
	}
}

func TestQueueFilter(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.keys("f3", "/")
	h.types("lane:yel agency:rev beads")
	want := parcel.Filter{Open: true, Lane: parcel.Yellow, Agency: parcel.Revenue, Text: "beads", Limit: 128}
	if diff := cmp.Diff(want, s.filters[len(s.filters)-1]); diff != "" {
		t.Error(diff)
	}
	h.sees("CP 0000 0001 4 CN", "1 of 1")
	h.misses("RR 4071 8263 5 CN")
	h.keys("/", "ctrl+u")
	h.types("state:held lane:pink")
	h.sees("no lane:pink")
	want = parcel.Filter{State: parcel.Held, Limit: 128}
	if diff := cmp.Diff(want, s.filters[len(s.filters)-1]); diff != "" {
		t.Error(diff)
	}
	h.keys("esc")
	h.sees("all that is open", "RR 4071 8263 5 CN")
	h.keys("j", "enter")
	h.sees("Scan > Queue > Inspect", "CP 0000 0001 4 CN")
	h.keys("esc", "y")
	h.sees("copied")
}

func TestQueueClickSelects(t *testing.T) {
	h := at(t, newStation(), func(o *tui.Options) { o.Mouse = true })
	h.keys("f3")
	h.send(tea.MouseClickMsg{X: 10, Y: 5})
	h.sees("3 of 4")
	h.send(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	h.sees("1 of 4")
	if h.s.records() != 0 {
		t.Error("the mouse recorded something")
	}
}

func TestInspectMasksUntilAsked(t *testing.T) {
	h := at(t, newStation())
	h.size(120, 60)
	h.reads(redLabel)
	h.keys("*")
	h.sees("Y*** L***, CN", "A*** V***, A***, NL", "plant@3", "+34")
	h.misses("Yan Li", "Anna")
	h.keys("v", "1", "enter")
	h.sees("Yan Li", "Anna Visser, Amsterdam, NL")
	h.keys("v")
	h.misses("Yan Li")
	h.keys("v", "1", "enter", "G")
	h.sees("item_scanned", "K Lindqvist", "history", "trade papers", "asked by the lab")
	h.keys("esc", "*")
	h.misses("Yan Li") // masked again
}

func TestInspectTakesTheOutcome(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("*", "7", "2", "enter")
	if len(s.choices) != 1 || s.choices[0].Outcome != parcel.Refer || s.choices[0].Agency != parcel.Food {
		t.Errorf("recorded %+v", s.choices)
	}
	h.sees("REFER recorded")
	h.reads(greenLabel) // the item is decided, so the next one comes
	h.sees("LX 2041 7536 5 CN", "> RELEASE")
}

func TestInspectOfAnItemThatIsGone(t *testing.T) {
	s := newStation()
	s.lines[0].Item = "ZZ@2026-11-15"
	h := at(t, s)
	h.keys("enter")
	h.sees("no such item")
	h.keys("5", "enter", "e", "v")
	if s.records() != 0 {
		t.Error("recorded for an item that is not there")
	}
	h.keys(".")
	h.sees("Scan a label")
}

func TestRefreshShowsNewData(t *testing.T) {
	s := newStation()
	lines := s.lines
	s.lines = nil
	h := at(t, s)
	h.sees("Nothing waits here yet")
	s.lines = lines
	h.send(tui.Refresh{})
	h.sees("RR 4071 8263 5 CN")
}

func TestDoorsThatFailAreSaid(t *testing.T) {
	s := newStation()
	h := at(t, s)
	s.err = errors.New("disk is full: free some space")
	h.reads(redLabel)
	h.sees("disk is full: free some space", redLabel+" was not read")
	h.wait(2 * time.Second)
	h.reads(redLabel)
	h.sees("> EXAMINE")
}

func TestOtherScannersAndStatus(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.send(tui.Status{Link: "LINK OK, 12 to send", Scanner: "scanner lost"})
	h.sees("LINK OK, 12 to send", "scanner lost")
	h.send(tui.Read{Scan: parcel.Scan{Code: redLabel, Place: parcel.XrayRoom, Device: "serial"}})
	h.sees("> EXAMINE")
	want := []parcel.Scan{{Code: redLabel, Place: parcel.XrayRoom, Device: "serial", At: s.scans[0].At}}
	if diff := cmp.Diff(want, s.scans); diff != "" {
		t.Error(diff)
	}
}

// Outside text that attacks the terminal must not reach it from any screen.
func TestHostileText(t *testing.T) {
	const evil = "a\x1b]52;c;ZXZpbA==\x07\x1b[2Jb\u202ec\u009b31md\r\ne\x1bPf\x1b\\g\u0301\u0301\u0301\u0301h\x7f\x00"
	s := newStation()
	s.officers[0].Name = "K" + evil
	s.officers[1].Name = evil
	r := redReading()
	r.Item = parcel.ItemID(redLabel + "@" + evil)
	r.Decl.Sender, r.Decl.Addressee = parcel.Party{Name: evil, Country: evil}, parcel.Party{Name: evil, City: evil, Country: evil}
	r.Decl.Contents[0].Words, r.Decl.Contents[0].HS, r.Decl.Contents[0].Value.Currency = evil, evil, evil
	r.Decl.Nature, r.State, r.Suggestions = evil, evil, []string{evil}
	r.Verdict.Assessments[0].Hits[0] = parcel.Hit{Rule: evil, Reason: evil, Evidence: evil, Safety: evil}
	r.Verdict.Assessments[0].Agency, r.Verdict.Assessments[0].Pack = evil, evil
	r.Verdict.Tasks[0].Text = evil
	r.Holds = []parcel.Hold{{Agency: evil, Reason: evil}}
	r.Decisions = []parcel.Decision{{Ground: evil, Outcome: evil, Officers: []parcel.OfficerID{evil}}}
	s.items = map[string]parcel.Reading{redLabel: r}
	for i := range s.lines {
		s.lines[i] = parcel.Line{Item: redLabel + "@" + evil, Lane: evil, State: evil, Place: evil, Words: evil, Agency: evil, Addressee: evil, Origin: evil}
	}
	s.sheet.Shift.ID, s.sheet.Shift.Place, s.sheet.Shift.Root = evil, evil, evil
	s.sheet.Open = []parcel.Business{{Kind: evil, Item: evil, Text: evil}}
	s.err = errors.New(evil)
	h := sit(t, s, func(o *tui.Options) { o.Station, o.Office, o.Place = evil, evil, evil })
	look := func() {
		t.Helper()
		h.rows()
		content := h.f.View().Content
		for _, bad := range []string{"\x1b]", "\x1bP", "\x1b[2J", "\u202e", "\u009b", "\r", "\x7f", "\x00", "\u0301\u0301\u0301"} {
			if strings.Contains(content, bad) {
				t.Errorf("%q reaches the terminal", bad)
			}
		}
		for _, line := range h.f.Say() {
			if strings.ContainsAny(line.Text.String(), "\x1b\r\n\x7f\x00\u202e\u009b") {
				t.Errorf("said: %q", line.Text.String())
			}
		}
	}
	for _, size := range [][2]int{{80, 24}, {160, 50}, {40, 10}} {
		h.size(size[0], size[1])
		look()
	}
	h.keys("1")
	look()
	h.types("4711")
	look()
	h = sit(t, s, func(o *tui.Options) {
		o.Station, o.Office, o.Place = evil, evil, evil
		o.Officer = &s.officers[0]
	})
	look()
	h.reads(redLabel) // fails, with an evil sentence
	look()
	h.reads(redLabel)
	look()
	for _, key := range []string{"9", "enter", "esc", "*", "v", "G", "esc", "f3", "f4", ":", "esc", "?", "esc", "L"} {
		h.keys(key)
		look()
		h.size(130, 40)
		look()
		h.size(80, 24)
	}
	h.send(tui.Status{Link: evil, Scanner: evil})
	h.send(pasteOf(evil))
	look()
}

// While nobody does anything, nothing is sent to the terminal: the picture
// stays the same but for the minute, and no timer is quicker than that.
func TestIdleWritesNothing(t *testing.T) {
	h := at(t, newStation())
	h.reads(redLabel)
	h.wait(time.Minute)
	before := h.f.View()
	updates := h.updates
	h.wait(50 * time.Second)
	if diff := cmp.Diff(before.Content, h.f.View().Content); diff != "" {
		t.Error(diff)
	}
	if n := h.updates - updates; n > 1 {
		t.Errorf("%d messages in an idle minute", n)
	}
	h.wait(10 * time.Second)
	h.sees("10:46")
}

// Keys that are held for the wedge draw nothing.
func TestCaptureDrawsNothing(t *testing.T) {
	h := at(t, newStation())
	before := h.f.View()
	for _, r := range "\x02RR4071826" {
		h.send(press(string(r)))
		if h.f.View().Content != before.Content {
			t.Fatal("a held key changed the picture")
		}
	}
}

func TestFirstFrameNeedsNoAnswer(t *testing.T) {
	s := newStation()
	h := &hand{t: t, s: s, w: 80, h: 24}
	f, err := tui.New(options(s, h))
	if err != nil {
		t.Fatal(err)
	}
	f.Init() // nothing it asks for is answered
	h.f = f
	h.sees("Postern", "bench 3")
	if len(s.filters) != 0 {
		t.Error("read the disk before the first frame")
	}
}

func TestNewNeedsItsDoors(t *testing.T) {
	if _, err := tui.New(tui.Options{}); err == nil {
		t.Error("made a frame without doors")
	}
	s := newStation()
	opt := options(s, &hand{t: t, s: s})
	opt.Theme = "pink"
	if _, err := tui.New(opt); err == nil || !strings.Contains(err.Error(), "ansi16") {
		t.Errorf("theme that does not exist: %v", err)
	}
}

func BenchmarkView(b *testing.B) {
	s := newStation()
	many(s, 10_000)
	h := at(b, s)
	h.size(200, 60)
	for _, page := range []string{"f2", "f3", "f4"} {
		h.keys(page)
		b.Run(page, func(b *testing.B) {
			for b.Loop() {
				h.send(tui.Status{}) // makes the picture dirty
				_ = h.f.View()
			}
		})
	}
	h.reads(redLabel)
	b.Run("item", func(b *testing.B) {
		for b.Loop() {
			h.send(tui.Status{})
			_ = h.f.View()
		}
	})
}
