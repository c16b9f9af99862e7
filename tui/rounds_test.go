package tui_test

import (
	"slices"
	"testing"
	"time"

	"postern/parcel"
	"postern/tui"
)

// A bag is looked into without a record; its label is read by a number and
// Enter, and what the read did is shown as any other's.
func TestBagIsLookedIntoAndRead(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.keys("f5")
	h.sees("which to open first", bagLabel, "214 of 216", "not here yet")
	h.keys("enter")
	h.sees("2 of 3 holds found", "2 missing", "not seen yet")
	h.keys("tab", "1", "j")
	h.sees("holds still in it", "LX 2041 7536 5 CN")
	h.keys("enter")
	h.sees("Receptacles > Inspect")
	h.keys("esc", "1")
	h.sees("it is opened here, at bench")
	if len(s.scans) != 0 || s.records() != 0 {
		t.Fatal("recorded before Enter")
	}
	h.keys("enter")
	if len(s.scans) != 1 || s.scans[0].Code != bagLabel || s.scans[0].Place != parcel.Bench {
		t.Errorf("read %+v", s.scans)
	}
	var held []parcel.Filter
	for _, f := range s.lists.asked {
		if f.Held && f.Unseen && f.Receptacle == bagLabel {
			held = append(held, f)
		}
	}
	if len(held) == 0 {
		t.Error("holds still in the bag were never asked for")
	}
}

func TestScanNamesTheHoldStillInTheBag(t *testing.T) {
	h := at(t, newStation())
	h.reads(redLabel)
	h.sees("214 of 216 seen, holds 2 of 3 found, " + greenLabel + " missing")
}

// The cause of a miss is a number and Enter; a move to another hold takes the
// chosen one back.
func TestHoldIsClosedWithItsCause(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.keys("f6")
	h.sees("1 of 2", "likely not scanned", bagLabel)
	h.misses("invoice")
	h.keys("1", "j", "k", "esc")
	h.keys("f6", "2", ".")
	if len(s.lists.causes) != 0 {
		t.Fatal("closed without Enter")
	}
	h.keys("2", "enter")
	if !slices.Equal(s.lists.causes, []parcel.Cause{parcel.AlertLate}) {
		t.Errorf("closed with %v", s.lists.causes)
	}
	h.sees("1 of 1", "closed with its cause")
	h.keys("/")
	h.types("state:all invoice")
	h.sees("1 of 1", "answered", "invoice")
	h.keys("3")
	h.sees("closed already")
	h.wait(time.Second)
	h.keys("enter")
	h.sees("Holds > Inspect", "CP 0000 0001 4 CN")
}

// Refused by the desk, the hold stays and the officer reads why.
func TestHoldThatIsNotClosed(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.keys("f6", "1")
	s.err = errRefused
	h.keys("enter")
	h.sees("1 of 2", "examine it first")
}

func TestMessagesTellWhatWasWrong(t *testing.T) {
	h := at(t, newStation())
	h.keys("f7")
	h.sees("REJECTED", "2 faults", "line 3, row 2, mass", "drop a file again")
	h.misses("owned", "\x1b")
	h.keys("tab")
	h.misses("despatch.edi")
	h.keys("j", "enter")
	h.sees("line 41, CNT+12, pieces", "line 88")
	h.keys("esc", "esc")
	h.sees("despatch.edi")
}

// What came late is told once, with the sound that asks for attention, and
// stands in the header until it is fetched.
func TestLateDataIsToldOnce(t *testing.T) {
	s := newStation()
	h := at(t, s, func(o *tui.Options) { o.Bell = true })
	h.misses("TO FETCH")
	s.lists.errands = newLists(s.now).errands[:1]
	rung := len(h.raw)
	h.send(tui.Refresh{})
	h.sees("1 TO FETCH", "EXAMINE now: fetch EE 1234 5678 5 CN, last at handback, shown RELEASE then")
	if len(h.raw) == rung {
		t.Error("no sound")
	}
	h.wait(20 * time.Second)
	rung = len(h.raw)
	h.send(tui.Refresh{})
	h.misses("EXAMINE now")
	if len(h.raw) != rung {
		t.Error("told twice")
	}
	h.keys("f8")
	h.sees("handback", "RELEASE", "the addressee is on a list")
	h.keys("enter")
	h.sees("To fetch > Inspect")
	s.lists.errands = nil
	h.send(tui.Refresh{})
	h.misses("TO FETCH")
}

func TestQueueTabs(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.keys("f3", "/")
	h.types("beads")
	h.keys("tab")
	for _, want := range []parcel.State{parcel.Held, parcel.Conflict, parcel.Referred, "walk", ""} {
		got := s.filters[len(s.filters)-1]
		if got.Fetch {
			got.State = "walk"
		}
		if got.State != want || got.Text != "beads" || got.Open != (want == "") {
			t.Errorf("%+v, want state %q", got, want)
		}
		h.keys("tab")
	}
	h.keys("s")
	h.sees("Queue", "queue, oldest first", "sort:oldest")
	h.keys("s")
	h.sees("queue, newest first")
	h.keys("s")
	h.sees("queue, by lane and age")
	h.misses("sort:")
}
