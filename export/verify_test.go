package export_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/export"
	"postern/journal"
	"postern/parcel"
)

func written(t *testing.T, f export.Format, log export.ShiftLog) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := export.Write(&b, f, log); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func verify(t *testing.T, data []byte, key note.Verifier) export.Verified {
	t.Helper()
	v, err := export.VerifyShift(data, key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestClosedShiftVerifies(t *testing.T) {
	log, b := closedShift(t, fullLines)
	v := verify(t, written(t, export.JSON, log), b.verifier())
	if !v.OK || v.FirstBad != nil || len(v.Notes) > 0 {
		t.Fatalf("%+v %v", v, v.FirstBad)
	}
	if v.Events != len(log.Events) || v.Head != fmt.Sprintf("%s %d", log.Shift.Root, log.Shift.Last) || v.Key != b.vkey {
		t.Errorf("%+v", v)
	}
}

func TestReformattedLogStillVerifies(t *testing.T) {
	log, b := closedShift(t, fullLines)
	var flat bytes.Buffer
	if err := json.Compact(&flat, written(t, export.JSON, log)); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, flat.Bytes(), b.verifier()); !v.OK {
		t.Errorf("%+v", v.FirstBad)
	}
}

func TestKeyInsideIsNoted(t *testing.T) {
	log, _ := closedShift(t, fullLines)
	v := verify(t, written(t, export.JSON, log), nil)
	if !v.OK || len(v.Notes) != 1 || !strings.Contains(v.Notes[0], "key inside") {
		t.Errorf("%+v", v)
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	log, _ := closedShift(t, fullLines)
	other := newBook(t, 'x')
	v := verify(t, written(t, export.JSON, log), other.verifier())
	if v.OK || !strings.Contains(v.FirstBad.Why, "another key") {
		t.Errorf("%+v", v)
	}
	log.Key = other.vkey // the log claims the key asked for, but is signed by its own
	v = verify(t, written(t, export.JSON, log), other.verifier())
	if v.OK || v.FirstBad.Seq != log.Shift.Last || !strings.Contains(v.FirstBad.Why, "signature") {
		t.Errorf("%+v", v)
	}
}

func TestOpenShiftIsToldOf(t *testing.T) {
	b, _ := openShift(t)
	log := b.log(nil)
	v := verify(t, written(t, export.JSON, log), b.verifier())
	if v.OK || v.FirstBad.Seq != log.Shift.Last+1 || !strings.Contains(v.FirstBad.Why, "still open") || v.Events != len(log.Events) {
		t.Errorf("%+v %v", v, v.FirstBad)
	}
}

func TestShortHeadIsNoted(t *testing.T) {
	log, b := closedShift(t, shortLines)
	v := verify(t, written(t, export.JSON, log), b.verifier())
	if !v.OK || len(v.Notes) != 2 {
		t.Fatalf("%+v %v", v, v.FirstBad)
	}
	// One outcome changed is caught by the numbers the closing event states.
	log.Shift.Decisions[0].Outcome = parcel.Release
	if v := verify(t, written(t, export.JSON, log), b.verifier()); v.OK {
		t.Error("an outcome was changed and nothing said")
	}
}

func TestWhatIsNotSignedIsNoted(t *testing.T) {
	b, _ := openShift(t)
	b.add(journal.Draft{Body: journal.ShiftClosed{Shift: shiftID, Secret: "74686520736563726574206f66207468652064726177", Counts: map[string]int{
		"outcome_examine": 1, "outcome_seize": 1, "outcome_duty": 1, "lane_red": 2, "lane_green": 1, "lane_yellow": 1,
	}}})
	v := verify(t, written(t, export.JSON, b.log(fullLines)), b.verifier())
	if !v.OK || len(v.Notes) != 1 || !strings.Contains(v.Notes[0], "advised") {
		t.Errorf("%+v %v", v, v.FirstBad)
	}
}

func TestDishonestClose(t *testing.T) {
	for name, tc := range map[string]struct {
		body  func(*journal.ShiftClosed)
		lines lineMaker
		why   string
	}{
		"counts":        {func(b *journal.ShiftClosed) { b.Counts["advised"]++ }, fullLines, "advised"},
		"lane unheard":  {func(b *journal.ShiftClosed) { b.Counts["lane_violet"] = 3 }, fullLines, "lane_violet"},
		"secret":        {func(b *journal.ShiftClosed) { b.Secret = "00" }, fullLines, "committed"},
		"secret no hex": {func(b *journal.ShiftClosed) { b.Secret = "zz" }, fullLines, "committed"},
		"other shift":   {func(b *journal.ShiftClosed) { b.Shift = "20270302-9" }, fullLines, "still open"},
		"other office":  {nil, func(parcel.Shift) []string { return []string{"office DEFRAA"} }, "office"},
		"other words":   {nil, func(parcel.Shift) []string { return []string{"decisions 4 00"} }, "decisions"},
		"other closer":  {nil, func(parcel.Shift) []string { return []string{"officer o-9"} }, "officer"},
		"two closers":   {nil, func(parcel.Shift) []string { return []string{"officer o-1", "officer o-1"} }, "officer"},
	} {
		b, _ := openShift(t)
		counts := b.log(nil).Shift.Tally()
		body := journal.ShiftClosed{Shift: shiftID, Secret: "74686520736563726574206f66207468652064726177", Counts: counts}
		if tc.body != nil {
			tc.body(&body)
		}
		b.add(journal.Draft{Body: body, Officers: []parcel.OfficerID{"o-1"}})
		v := verify(t, written(t, export.JSON, b.log(tc.lines)), b.verifier())
		if v.OK || !strings.Contains(v.FirstBad.Why, tc.why) {
			t.Errorf("%s: %+v", name, v.FirstBad)
		}
	}
}

// TestForgery changes the log before it is written, as one would who holds the
// export but not the key.
func TestForgery(t *testing.T) {
	for name, tc := range map[string]struct {
		forge func(*export.ShiftLog)
		seq   uint64
		why   string
	}{
		"decision left out": {func(l *export.ShiftLog) { l.Shift.Decisions = slices.Delete(l.Shift.Decisions, 1, 2) }, 7, "not listed"},
		"last left out":     {func(l *export.ShiftLog) { l.Shift.Decisions = l.Shift.Decisions[:4] }, 12, "not listed"},
		"decision twice": {func(l *export.ShiftLog) {
			l.Shift.Decisions = slices.Insert(l.Shift.Decisions, 1, l.Shift.Decisions[0])
		}, 6, "which it is not"},
		"decision added": {func(l *export.ShiftLog) {
			l.Shift.Decisions = append(l.Shift.Decisions, parcel.ShiftDecision{Seq: 13, Outcome: parcel.Release})
		}, 13, "which it is not"},
		"event left out": {func(l *export.ShiftLog) { l.Events = slices.Delete(slices.Clone(l.Events), 3, 4) }, 0, "are given"},
		"tail left out":  {func(l *export.ShiftLog) { l.Events = l.Events[:10] }, 13, "head is that of"},
		"head of before": {func(l *export.ShiftLog) { l.Events = l.Events[1:] }, 0, "edge"},
		"events exchanged": {func(l *export.ShiftLog) {
			l.Events = slices.Clone(l.Events)
			l.Events[5], l.Events[6] = l.Events[6], l.Events[5]
		}, 9, "missing"},
		"no events":         {func(l *export.ShiftLog) { l.Events = nil }, 0, "no events"},
		"no signature":      {func(l *export.ShiftLog) { l.Shift.Signature = "" }, 19, "not signed"},
		"signature of else": {func(l *export.ShiftLog) { l.Shift.Signature = "hello" }, 19, "signature"},
		"hold was closed": {func(l *export.ShiftLog) {
			l.OpenHolds[0].Closed = true
		}, 16, "as closed"},
		"hold is none": {func(l *export.ShiftLog) {
			l.OpenHolds[0].Event = strings.TrimSuffix(l.OpenHolds[0].Event, "16") + "15"
		}, 15, "item_scanned"},
		"hold of another item": {func(l *export.ShiftLog) { l.OpenHolds[0].Item = "X@2027-03-02" }, 16, "another item"},
		"made open":            {func(l *export.ShiftLog) { l.Shift.Closed = time.Time{} }, 0, "is open"},
		"exchange of sums":     {func(l *export.ShiftLog) { l.Shift.Examined--; l.Shift.Waived++ }, 19, "examined"},
	} {
		log, b := closedShift(t, fullLines)
		tc.forge(&log)
		v := verify(t, written(t, export.JSON, log), b.verifier())
		if v.OK || v.FirstBad.Seq != tc.seq || !strings.Contains(v.FirstBad.Why, tc.why) {
			t.Errorf("%s: %+v", name, v.FirstBad)
		}
	}
}

// TestRewrittenRecord changes a record and its leaf together, so that only the
// tree can tell.
func TestRewrittenRecord(t *testing.T) {
	log, b := closedShift(t, fullLines)
	log.Events = slices.Clone(log.Events)
	r, err := journal.DecodeRecord(log.Events[2].Record)
	if err != nil {
		t.Fatal(err)
	}
	r.Officers = []parcel.OfficerID{"o-2"}
	log.Events[2].Record = r.Encode()
	log.Events[2].Leaf = journal.Leaf(log.Events[2].Record)
	v := verify(t, written(t, export.JSON, log), b.verifier())
	if v.OK || !strings.Contains(v.FirstBad.Why, "an event from 4 to 19") {
		t.Errorf("%+v", v.FirstBad)
	}
	log.Events[2].Leaf = b.stored[5].Leaf
	v = verify(t, written(t, export.JSON, log), b.verifier())
	if v.OK || v.FirstBad.Seq != 6 {
		t.Errorf("the first bad event is 6: %+v", v.FirstBad)
	}
}

func TestSealedBodiesStayInTheHouse(t *testing.T) {
	log, _ := closedShift(t, fullLines)
	var d struct {
		Proof struct {
			Events []struct {
				Record, Body []byte
			} `json:"events"`
		} `json:"proof"`
	}
	if err := json.Unmarshal(written(t, export.JSON, log), &d); err != nil {
		t.Fatal(err)
	}
	given := 0
	for i, e := range d.Proof.Events {
		r, err := journal.DecodeRecord(e.Record)
		if err != nil {
			t.Fatal(err)
		}
		if e.Body == nil {
			continue
		}
		given++
		if r.Key != "" || slices.Contains([]journal.Kind{journal.KindItemScanned, journal.KindItemDecided, journal.KindHoldIssued, journal.KindItemEntered}, r.Kind) {
			t.Errorf("event %d gives away the body of %s", i, r.Kind)
		}
	}
	if given != 4 {
		t.Errorf("%d bodies, want those of opening, undo, hold closed and close", given)
	}
}

// unproven are the fields the documentation of VerifyShift leaves to the
// signature beside the file.
var unproven = regexp.MustCompile(`^(made changed|officers\.\d+\.name changed|decisions\.\d+\.ground changed|` +
	`decisions\.\d+\.findings\.\d+(\.text changed| without text)|` +
	`open_holds\.\d+\.(agency|reason|state|since) changed|open_holds with(out \d+| one more))$`)

func TestEveryFieldChanged(t *testing.T) {
	log, b := closedShift(t, fullLines)
	data := written(t, export.JSON, log)
	sig, err := export.SignFile("shift.json", data, log.Lines(), b.signer)
	if err != nil {
		t.Fatal(err)
	}
	changes, left := 0, 0
	for path, changed := range tampered(t, data) {
		changes++
		if export.VerifyFile(changed, sig, b.verifier()) == nil {
			t.Errorf("%s: the signature beside the file let it pass", path)
		}
		v, err := export.VerifyShift(changed, b.verifier())
		switch caught := err != nil || !v.OK; {
		case unproven.MatchString(path):
			left++
			if caught {
				t.Errorf("%s is said to be unproven, and is proven: %v %v", path, v.FirstBad, err)
			}
		case !caught:
			t.Errorf("%s was not seen", path)
		}
	}
	if changes < 400 || left < 12 {
		t.Errorf("only %d changes tried, %d of them unproven", changes, left)
	}
}

func TestTwoWaysToRead(t *testing.T) {
	log, b := closedShift(t, fullLines)
	data := string(written(t, export.JSON, log))
	for name, changed := range map[string]string{
		"repeated":  strings.Replace(data, `"office": "NLAMSA"`, `"office": "DEFRAA", "office": "NLAMSA"`, 1),
		"case":      strings.Replace(data, `"office": "NLAMSA"`, `"OFFICE": "NLAMSA"`, 1),
		"escaped":   strings.Replace(data, `"office": "NLAMSA"`, `"office": "\u004eLAMSA"`, 1),
		"added":     strings.Replace(data, `"office": "NLAMSA"`, `"office": "NLAMSA", "note": "all fine"`, 1),
		"base64":    strings.Replace(data, `"edge": [`, `"edge": [ `, 1) + " \n",
		"left out":  strings.Replace(data, `"superseded": true`, `"superseded": true, "agency": ""`, 1),
		"null list": strings.Replace(data, `"closers": [`, `"closers": null, "closers": [`, 1),
	} {
		v, err := export.VerifyShift([]byte(changed), b.verifier())
		if want := name == "base64"; (err == nil && v.OK) != want {
			t.Errorf("%s: ok %v, want %v: %v %v", name, v.OK, want, v.FirstBad, err)
		}
	}
}

func TestNoShiftLog(t *testing.T) {
	for _, data := range []string{
		"", "{}", "[]", "null", "\xff", `{"format": "postern shift log"}`, `{"format": "postern shift log", "version": 2}`,
		`{"format": "postern shift log", "version": 1, "decisions": {}}`, `{"format": "postern shift log", "version": 1, "decisions": [`,
		`{"format": "postern shift log", "version": 1, "hourly": [` + strings.Repeat("0,", 1<<18) + `0]}`,
		strings.Repeat("[", 100_000),
	} {
		if _, err := export.VerifyShift([]byte(data), nil); !errors.Is(err, export.ErrNotShiftLog) {
			t.Errorf("%.60q: %v", data, err)
		}
	}
	if _, err := export.VerifyShift(make([]byte, 65<<20), nil); !errors.Is(err, export.ErrNotShiftLog) {
		t.Errorf("65 MiB: %v", err)
	}
}

func TestHugeSequenceNumbersEnd(t *testing.T) {
	log, b := closedShift(t, fullLines)
	data := string(written(t, export.JSON, log))
	for _, first := range []uint64{0, 1 << 53, 1<<53 + 1, 1 << 62, 1<<63 + 4, 1<<64 - 1} {
		changed := strings.Replace(data, `"first": 4`, fmt.Sprintf(`"first": %d`, first), 1)
		if v := verify(t, []byte(changed), b.verifier()); v.OK {
			t.Errorf("first %d verifies", first)
		}
	}
}

func FuzzVerifyShift(f *testing.F) {
	t := &testing.T{}
	log, b := closedShift(t, fullLines)
	data := written(t, export.JSON, log)
	f.Add(data, uint(0), "")
	f.Add(data, uint(len(data)/2), "9")
	f.Add([]byte(`{"format":"postern shift log","version":1,"proof":{"first":1,"last":1,"events":[{}]}}`), uint(3), "null")
	key := b.verifier()
	f.Fuzz(func(t *testing.T, data []byte, at uint, insert string) {
		if n := uint(len(data)); n > 0 {
			at %= n
			data = slices.Concat(data[:at], []byte(insert), data[min(n, at+uint(len(insert))):])
		}
		v, err := export.VerifyShift(data, key)
		if err == nil && !v.OK && (v.FirstBad == nil || v.FirstBad.Why == "") {
			t.Error("not ok, and no word why")
		}
		if err == nil && v.OK && v.FirstBad != nil {
			t.Error("ok, and bad")
		}
	})
}
