package tui_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

// The names of the parties are shown only for a purpose that is recorded.
func TestPartiesAreShownForAPurpose(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("*")
	h.sees("Y*** L***")
	h.keys("v")
	h.sees("show the parties for", "1 inspection", "4 complaint")
	h.keys("enter") // nothing is chosen
	h.misses("Yan Li")
	h.keys("2")
	h.sees("2 CONTACT")
	h.keys("esc") // not after all
	h.sees("> EXAMINE")
	h.misses("Yan Li")
	s.err = errors.New("disk full")
	h.keys("v", "2", "enter")
	h.sees("disk full")
	h.misses("Yan Li") // what is not recorded is not shown
	h.keys("enter")
	h.wait(5 * time.Second) // the error goes
	h.sees("Yan Li", "v masks the parties")
	if diff := cmp.Diff([]string{"RR407182635CN@2026-11-15 contact"}, s.shown); diff != "" {
		t.Error(diff)
	}
	h.keys("v")
	h.sees("Y*** L***")
	h.keys("v", "1", "enter", "esc", "*")
	h.misses("Yan Li") // masked again when the card is left
	if len(s.choices) != 0 {
		t.Errorf("decided %+v", s.choices)
	}
}

// What was seized is put into a slot: Enter ends the typing, another key
// records it.
func TestExhibit(t *testing.T) {
	s := newStation()
	s.exhibits = []parcel.Exhibit{{Number: "E-7-ABCDEFGH", State: parcel.ExhibitKept}}
	h := at(t, s)
	h.reads(redLabel)
	h.keys("*")
	h.sees("E-7-ABCDEFGH", "in no slot")
	h.keys("x")
	h.types("B-3")
	h.sees("into slot B-3")
	h.keys("enter", "x")
	h.types("B-4")
	h.keys("esc")
	if len(s.moved) != 0 {
		t.Fatalf("recorded without a yes: %v", s.moved)
	}
	h.keys("x")
	h.types("B-5")
	h.keys("+")
	if diff := cmp.Diff([]string{"E-7-ABCDEFGH B-5"}, s.moved); diff != "" {
		t.Error(diff)
	}
}

// What was found is typed at the bench, kept while the item is set aside, and
// recorded with the outcome.
func TestFindings(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("*", "f")
	h.types("PL-03 seeds, 3 bags")
	h.types("no invoice inside")
	for _, r := range "pieces 3" {
		h.keys(string(r))
	}
	h.keys("esc") // one level up; the text stays
	h.sees("found here", "PL-03", "seeds, 3 bags", "no invoice inside")
	h.keys("esc") // to the verdict
	h.keys(".")   // set aside
	h.reads(greenLabel)
	h.keys("enter")
	h.reads(redLabel)
	h.keys("*", "f")
	h.sees("found pieces 3")
	h.keys("enter", "enter") // keeps the line; the empty one ends
	h.keys("8", "2", "enter")
	want := []parcel.Finding{{Code: "PL-03", Text: "seeds, 3 bags"}, {Code: "contents", Text: "no invoice inside"}, {Code: "pieces", Text: "3"}}
	if len(s.choices) != 2 || s.choices[1].Outcome != parcel.Detain {
		t.Fatalf("recorded %+v", s.choices)
	}
	if diff := cmp.Diff(want, s.choices[1].Findings); diff != "" {
		t.Error(diff)
	}
	h.misses("found here") // it is recorded now
}

// A finding typed wrong is given back to be mended.
func TestFindingIsMended(t *testing.T) {
	h := at(t, newStation())
	h.reads(redLabel)
	h.keys("*", "f")
	h.types("PL-03 sseds")
	h.keys("backspace", "backspace", "backspace", "backspace", "backspace")
	h.sees("found PL-03 s ")
	h.types("eeds")
	h.sees("PL-03", "seeds")
}

// One key a field: it agrees, or the found value is typed; recorded with the
// outcome, and shown from the record afterwards.
func TestDeclaredFieldsAreChecked(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("*")
	h.sees("declared against found", "? open", "+ agrees   - differs")
	h.keys("-")
	h.sees("contents: found instead")
	for _, r := range "seeds, 3 bags" {
		h.keys(string(r))
	}
	h.keys("enter")
	h.sees("seeds, 3 bags", "- differs", "1 not recorded yet")
	h.keys("+", "j", "+")
	h.keys("k", "-", "esc") // not after all: the field stays as it was
	if len(s.known) != 0 {
		t.Fatalf("recorded without Enter: %+v", s.known)
	}
	h.keys("8", "2", "enter")
	want := []parcel.Checked{
		{Field: parcel.CheckDescription, Line: 1, Found: "seeds, 3 bags"},
		{Field: parcel.CheckQuantity, Line: 1, True: true},
		{Field: parcel.CheckValue, Line: 1, True: true},
	}
	if diff := cmp.Diff(want, s.known); diff != "" {
		t.Error(diff)
	}
	h.misses("not recorded yet")
	h.sees("seeds, 3 bags")
	h.wait(time.Second)
	h.keys("+", "enter") // after the outcome Enter records what was checked since
	if diff := cmp.Diff(1, len(s.checked)); diff != "" {
		t.Error(diff)
	}
	h.sees("recorded: 1 fields")
}

// What was checked is kept while the item is set aside.
func TestChecksAreKeptAside(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("*", "+", "esc", ".")
	h.reads(greenLabel)
	h.keys("enter")
	h.reads(redLabel)
	h.keys("*")
	h.sees("1 not recorded yet")
	s.err = errors.New("disk full")
	h.keys("8", "2", "enter")
	h.sees("disk full", "1 not recorded yet") // what was refused is not recorded
}

func TestPapersStandSideBySide(t *testing.T) {
	h := at(t, newStation())
	h.size(120, 60)
	h.reads(redLabel)
	h.keys("*")
	h.sees("order and payment name other amounts", "buyer and payer are not the same", "! paid", "T-9", "green without P-014.3, P-031.1", "11 of 12 checks")
}

// Every agency's questions are asked at one opening, what two ask once; each
// takes one key, and the answers are recorded with the outcome.
func TestQuestionsAreAnsweredWithOneKeyEach(t *testing.T) {
	s := newStation()
	r := s.items[redLabel]
	r.Verdict.Tasks = append(r.Verdict.Tasks, parcel.Task{Agency: parcel.Revenue, Text: "bag a sample, photograph the label"})
	s.items[redLabel] = r
	h := at(t, s)
	h.size(80, 50)
	h.reads(redLabel)
	h.keys("*")
	h.sees("one opening, every agency's questions", " 3  bag a sample, photograph the label", "plant, revenue")
	h.misses(" 4  bag a sample")
	for range 10 { // past the declared fields
		h.keys("j")
	}
	h.keys("+", "-", "a")
	h.types("SB-20417")
	h.sees("+ yes", "- no", "SB-20417", "3 not recorded yet")
	if len(s.replies) != 0 {
		t.Fatal("recorded before the outcome")
	}
	h.keys("8", "2", "enter")
	want := []parcel.Reply{
		{Question: "gloves on, open on the tray", Yes: true},
		{Question: "look for seeds, bulbs, soil, insects"},
		{Question: "bag a sample, photograph the label", Text: "SB-20417"},
	}
	if diff := cmp.Diff(want, s.replies); diff != "" {
		t.Error(diff)
	}
	h.sees("SB-20417")
	h.misses("not recorded yet")
	h.keys("k", "+", "enter") // a later word, after the outcome, by itself
	if len(s.replies) != 4 || !s.replies[3].Yes || len(s.choices) != 1 {
		t.Errorf("recorded %+v", s.replies)
	}
}

// Answers stay with an item that is set aside.
func TestAnswersAreKeptAside(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.size(80, 50)
	h.reads(redLabel)
	h.keys("*")
	for range 10 {
		h.keys("j")
	}
	h.keys("+", "esc", ".")
	h.reads(greenLabel)
	h.keys("enter")
	h.reads(redLabel)
	h.keys("*")
	h.sees("+ yes", "1 not recorded yet")
}
