package tui_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"postern/parcel"
	"postern/tui"
	"postern/tui/choice"
)

func TestLabelsOfTheTestsAreValid(t *testing.T) {
	for _, label := range []string{redLabel, greenLabel, yellowLabel, blueLabel, newLabel} {
		if id := parcel.ParseIdentifier(label); !id.Valid || id.Kind != parcel.KindS10 {
			t.Errorf("%s: %+v, check digit should be %c", label, id, parcel.S10CheckDigit(label[2:10]))
		}
	}
}

func TestGreenTakesOneKey(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.sees("Scan a label, or type it and press Enter.", "EXAMINE", "RR 4071 8263 5 CN")
	h.reads(greenLabel)
	h.sees("> RELEASE", "Enter records it")
	h.keys("enter")
	want := []choice.Choice{{Item: "LX204175365CN@2026-11-15", Outcome: parcel.Release, Ground: "lane green"}}
	if diff := cmp.Diff(want, s.choices); diff != "" {
		t.Error(diff)
	}
	h.sees("RELEASE recorded")
}

func TestOutcomesByDigits(t *testing.T) {
	for _, tc := range []struct {
		keys    []string
		outcome parcel.Outcome
		agency  parcel.Agency
	}{
		{[]string{"enter"}, parcel.Examine, parcel.Plant},
		{[]string{"1", "enter"}, parcel.Release, parcel.Plant},
		{[]string{"kp5", "kpenter"}, parcel.Examine, parcel.Plant},
		{[]string{"6", "enter"}, parcel.Xray, parcel.Plant},
		{[]string{"3", "4", "enter"}, parcel.Query, parcel.Plant},
		{[]string{"4", "2", "enter"}, parcel.HoldItem, parcel.Plant},
		{[]string{"7", "3", "enter"}, parcel.Refer, parcel.Wildlife},
		{[]string{"8", "1", "enter"}, parcel.Detain, parcel.Plant},
		{[]string{"0", "1", "enter"}, parcel.Return, parcel.Plant},
		{[]string{"0", "4", "enter"}, parcel.Missing, parcel.Plant},
		{[]string{"0", "6", "enter"}, parcel.Correct, parcel.Plant},
		{[]string{"7", "enter", "4", "enter"}, parcel.Refer, parcel.Medicine}, // Enter too soon asks for the digit
		{[]string{"6", ".", "enter"}, parcel.Examine, parcel.Plant},           // taken back to the preselected one
		{[]string{"6", ",", "2", "enter"}, parcel.Duty, parcel.Plant},
		{[]string{"9", "5", "enter"}, parcel.Examine, parcel.Plant},
	} {
		s := newStation()
		h := at(t, s)
		h.reads(redLabel)
		h.sees("> EXAMINE")
		h.keys(tc.keys...)
		if len(s.choices) != 1 || s.choices[0].Outcome != tc.outcome || s.choices[0].Agency != tc.agency || s.choices[0].Ground == "" {
			t.Errorf("%v: recorded %+v", tc.keys, s.choices)
		}
	}
}

func TestHiddenAndUnfinishedChoicesRecordNothing(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("0", "3") // deliver is not an officer's
	h.sees("3 is no choice here")
	h.keys("enter")
	h.sees("one digit is missing")
	if s.records() != 0 {
		t.Fatalf("recorded %+v", s.choices)
	}
}

func TestUndo(t *testing.T) {
	for name, keys := range map[string][]string{"u": {"u"}, "twice the dot": {".", "."}, "by the palette": {":", "u", "n", "d", "o", "enter", "."}} {
		s := newStation()
		h := at(t, s)
		h.reads(greenLabel)
		h.keys("enter")
		h.keys(keys...)
		if diff := cmp.Diff([]string{"st/1/1"}, s.undone); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		h.sees("taken back: RELEASE", "> RELEASE", "Enter records it")
	}
	s := newStation()
	h := at(t, s)
	h.reads(greenLabel)
	h.keys("enter")
	h.wait(11 * time.Second)
	h.keys("u", "esc", ".", ".")
	if len(s.undone) != 0 {
		t.Errorf("undone after its time: %v", s.undone)
	}
}

func TestRefusedChoiceStays(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("1")
	s.err = errors.New("selected and not inspected: examine it first, or let a supervisor waive")
	h.keys("enter")
	h.sees("examine it first", "> RELEASE")
	h.keys("5", "enter")
	if len(s.choices) != 1 || s.choices[0].Outcome != parcel.Examine {
		t.Errorf("recorded %+v", s.choices)
	}
}

func TestReadsWaitForTheItemInHand(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(redLabel)
	h.keys("6") // half made
	h.reads(greenLabel)
	h.reads(yellowLabel)
	h.sees("2 waiting", "> XRAY", "RR 4071 8263 5 CN")
	h.keys("enter")
	h.sees("LX 2041 7536 5 CN", "> RELEASE", "1 waiting")
	h.wait(time.Second)
	h.keys("enter")
	h.sees("CP 0000 0001 4 CN", "> QUERY for invoice")
	want := []parcel.Outcome{parcel.Xray, parcel.Release}
	var got []parcel.Outcome
	for _, c := range s.choices {
		got = append(got, c.Outcome)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	h.keys(".") // sets the item aside
	h.sees("Scan a label")
}

func TestReadsBeyondTheQueueAreRefusedAloud(t *testing.T) {
	s := newStation()
	h := at(t, s, func(o *tui.Options) { o.Bell = true })
	h.reads(redLabel)
	for i := range 33 {
		h.fires(s10(i), 5*time.Millisecond, true)
		h.wait(50 * time.Millisecond)
	}
	h.sees("32 reads wait", "32 waiting")
	if len(h.raw) == 0 {
		t.Error("no sound")
	}
	if len(s.scans) != 1 {
		t.Errorf("%d scans recorded", len(s.scans))
	}
}

func s10(i int) string {
	serial := []byte("10000000")
	for n := len(serial) - 1; i > 0; n-- {
		serial[n] = byte('0' + i%10)
		i /= 10
	}
	return "RR" + string(serial) + string(parcel.S10CheckDigit(string(serial))) + "CN"
}

func TestTheSameLabelTwiceAtOnceIsOneRead(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.fires(greenLabel, 10*time.Millisecond, true)
	h.wait(300 * time.Millisecond)
	h.fires(greenLabel, 10*time.Millisecond, true)
	h.wait(5 * time.Second)
	if len(s.scans) != 1 {
		t.Errorf("%d scans", len(s.scans))
	}
}

func TestEnterRightAfterAReadIsDeaf(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.fires(greenLabel, 5*time.Millisecond, true)
	for range 5 { // the scanner's own extra suffixes, and a nervous hand
		h.wait(100 * time.Millisecond)
		h.send(press("enter"))
	}
	if s.records() != 0 {
		t.Fatalf("recorded %+v", s.choices)
	}
	h.wait(time.Second)
	h.keys("enter")
	if len(s.choices) != 1 {
		t.Error("Enter stays deaf")
	}
}

func TestBeltMode(t *testing.T) {
	s := newStation()
	h := at(t, s, func(o *tui.Options) { o.Belt = true })
	h.reads(greenLabel)
	h.reads(blueLabel) // records the green
	h.reads(redLabel)  // records the blue
	h.reads(yellowLabel)
	want := []choice.Choice{{Item: "LX204175365CN@2026-11-15", Outcome: parcel.Release}, {Item: "EE123456785CN@2026-11-15", Outcome: parcel.Release}}
	if diff := cmp.Diff(want, s.choices, cmpopts.IgnoreFields(choice.Choice{}, "Ground")); diff != "" {
		t.Error(diff)
	}
	h.sees("RR 4071 8263 5 CN", "> EXAMINE", "1 waiting", "BELT")
}

func TestBeltModeNeverRecordsATouchedChoice(t *testing.T) {
	s := newStation()
	h := at(t, s, func(o *tui.Options) { o.Belt = true })
	h.reads(greenLabel)
	h.keys("4")
	h.reads(blueLabel)
	if s.records() != 0 {
		t.Errorf("recorded %+v", s.choices)
	}
	h.sees("1 waiting", "> HOLD", "1 papers")
}

func TestTypedLabels(t *testing.T) {
	for name, typed := range map[string]func(h *hand){
		"by the slash":     func(h *hand) { h.keys("/"); h.types(redLabel) },
		"just so":          func(h *hand) { h.types(redLabel) },
		"small, spaces":    func(h *hand) { h.types("rr 4071 8263 5 cn") },
		"at once":          func(h *hand) { h.fires(redLabel, 0, false) },
		"pasted":           func(h *hand) { h.send(pasteOf(redLabel + "\n")) },
		"found by digits":  func(h *hand) { h.keys("/", "1", "8", "2", "6", "tab", "enter") },
		"quick, then late": func(h *hand) { h.burst(redLabel); h.wait(400 * time.Millisecond); h.keys("enter") },
	} {
		s := newStation()
		h := at(t, s)
		typed(h)
		h.wait(time.Second)
		if len(s.scans) != 1 || parcel.Squeeze(s.scans[0].Code) != redLabel {
			t.Errorf("%s: scans %+v", name, s.scans)
			continue
		}
		h.sees("RR 4071 8263 5 CN", "> EXAMINE")
		if s.scans[0].Place != parcel.Bench || s.scans[0].At.IsZero() {
			t.Errorf("%s: %+v", name, s.scans[0])
		}
	}
}

func TestLabelThatBeginsWithTheLockKey(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.types(greenLabel)
	h.sees("LX 2041 7536 5 CN", "> RELEASE")
	h.keys("L")
	h.wait(time.Second)
	h.sees("Locked by K Lindqvist")
}

func TestUnknownItemIsEnteredFromItsForm(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(newLabel)
	h.sees("UA 4731 2482 9 GB", "Nobody announced it")
	h.keys("enter")
	h.sees("origin", "GB")
	h.keys("enter")
	h.types("wool socks")
	h.keys("esc")
	h.sees("Nobody announced it")
	h.keys("e")
	h.sees("wool socks")
	h.keys("enter", "enter")
	h.types("12.50 gbp")
	h.types("230")
	h.sees("Enter records and assesses it")
	if s.records() != 0 {
		t.Fatal("recorded before the last Enter")
	}
	h.keys("enter")
	want := []parcel.Declaration{{
		Identifier: parcel.ParseIdentifier(newLabel), Origin: "GB", Gross: 230, Value: parcel.Money{Minor: 1250, Currency: "GBP"},
		Contents: []parcel.Content{{Index: 1, Words: "wool socks", Value: parcel.Money{Minor: 1250, Currency: "GBP"}, Origin: "GB"}},
	}}
	if diff := cmp.Diff(want, s.entries); diff != "" {
		t.Error(diff)
	}
	h.sees("UA 4731 2482 9 GB", "> QUERY for invoice")
}

func TestFormThatIsWrongIsNotRecorded(t *testing.T) {
	s := newStation()
	h := at(t, s)
	h.reads(newLabel)
	h.keys("e", "enter")
	h.types("socks")
	h.types("much")
	h.types("230")
	h.sees("value:", "not complete")
	h.keys("enter")
	if s.records() != 0 {
		t.Error("recorded a wrong form")
	}
}
