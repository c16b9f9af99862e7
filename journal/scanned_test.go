package journal_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
)

// The form of a scan refers to these by line, for ever.
func TestWhatScansReferToNeverChanges(t *testing.T) {
	for file, want := range map[string]string{
		"body-1.txt":    "041af669f03b7a46",
		"phrases-1.txt": "e4c293e0adcd75fc",
		"hits-1.txt":    "ac4b55be45dbf0a5",
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:8]) != want {
			t.Errorf("%s was changed: journals that refer to it cannot be read any more; put it back, and make a new file and a new way of packing", file)
		}
	}
}

// scanRecord is a record that a scan is written for.
func scanRecord() journal.Record {
	return journal.Record{
		Name: journal.Name{Station: "DOCK-1", Seq: 7}, Kind: journal.KindItemScanned, Key: "k",
		Wall: time.Date(2026, 11, 26, 8, 49, 18, 194e6, time.UTC), Item: "LX612978254US@2026-11-15",
	}
}

// seals writes a scan and reads it again.
func seals(t *testing.T, r journal.Record, scan journal.ItemScanned) (journal.Body, int) {
	t.Helper()
	key := newKey(t, 1)
	stored, err := journal.Seal(r, scan, key)
	if err != nil {
		t.Fatal(err)
	}
	r.BodyHash = sha256.Sum256(stored)
	got, err := journal.Open(r, stored, key)
	if err != nil {
		t.Fatal(err)
	}
	return got, len(stored)
}

// asText is a scan as JSON gives it back: what other bodies keep.
func asText(t *testing.T, scan journal.ItemScanned) (again journal.ItemScanned) {
	t.Helper()
	text, err := json.Marshal(scan)
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// TestScansAreReadAsWritten: whatever stands in a scan, fields say no less than
// text would.
func TestScansAreReadAsWritten(t *testing.T) {
	for seed := range uint64(400) {
		chance := rand.New(rand.NewPCG(seed, 1))
		var scan journal.ItemScanned
		fill(reflect.ValueOf(&scan).Elem(), chance, chance.Float64())
		want := asText(t, scan)
		got, _ := seals(t, scanRecord(), scan)
		if diff := cmp.Diff(journal.Body(want), got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// fill sets fields by chance, often to what fields are made for.
func fill(v reflect.Value, chance *rand.Rand, often float64) {
	if chance.Float64() > often {
		return
	}
	texts := []string{"revenue", "green", "LX612978254US", "20261126-2", "gift", "postern-revenue@2026.11.2", "vague-words", "\x00\xff 09 \u4e2d", "007", "Description says too little: "}
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Date(2026, 11, 26, 8, 49, 18, chance.IntN(3)*5e5, time.FixedZone("", chance.IntN(3)*1800+chance.IntN(2)*7))
		return
	case **parcel.Declaration:
		*x = &parcel.Declaration{Identifier: parcel.ParseIdentifier("RR473124829GB"), Gross: 7}
		return
	case *string:
		*x = texts[chance.IntN(len(texts))]
		return
	}
	switch v.Kind() { //nolint:exhaustive // the kinds that a scan has
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), chance, often)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), chance.IntN(4), 4))
		for i := range v.Len() {
			fill(v.Index(i), chance, often)
		}
	case reflect.String:
		v.SetString(strings.ToValidUTF8(texts[chance.IntN(len(texts))], ""))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(chance.Uint64() >> chance.IntN(64)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat([]float64{1, .01, .37, 1.0 / 3, -2, 7}[chance.IntN(6)])
	default:
		panic(v.Type().String())
	}
}

// dayScan is a scan as most are.
func dayScan() journal.ItemScanned {
	b := journal.ItemScanned{
		Scan: parcel.Scan{Code: "LX612978254US", At: time.Date(2026, 11, 26, 8, 49, 18, 193e6, time.UTC), Place: parcel.Belt}, Known: true, Shift: "20261126-1",
		Verdict: parcel.Verdict{Lane: parcel.Green, Selection: parcel.Selection{Reason: parcel.ByNone, Probability: .01, Rate: .01}, Tasks: []parcel.Task{}},
		Facts:   parcel.Facts{SenderItems: 32, SenderReached: 31, SenderRecent: 32, SenderLight: 2},
	}
	for i, a := range parcel.Agencies() {
		b.Verdict.Assessments = append(b.Verdict.Assessments, parcel.Assessment{
			Agency: a, Pack: "postern-" + string(a) + "@2026.11." + string(rune('1'+i%2)), Lane: parcel.Green, Hits: []parcel.Hit{},
		})
	}
	return b
}

// TestScansAreSmall: that is what the form is for. A seal is 28 bytes.
func TestScansAreSmall(t *testing.T) {
	quiet, loud := dayScan(), dayScan()
	loud.Verdict.Assessments[0].Score, loud.Verdict.Assessments[0].Lane = 45, parcel.Yellow
	loud.Verdict.Assessments[0].Hits = []parcel.Hit{{
		Rule: "vague-words", Points: 45, Reason: "Description says too little: gift", Evidence: "gift", Floor: parcel.Yellow, Tasks: []string{"Ask for the invoice or the order"},
	}}
	loud.Verdict.Lane, loud.Verdict.Selection.Reason, loud.Verdict.Selection.Probability = parcel.Yellow, parcel.ByRule, 1
	loud.Verdict.Tasks = []parcel.Task{{Agency: parcel.Revenue, Text: "Ask for the invoice or the order"}}
	for name, c := range map[string]struct {
		scan journal.ItemScanned
		most int
	}{"nothing found": {quiet, 54}, "one hit": {loud, 66}} {
		got, size := seals(t, scanRecord(), c.scan)
		if diff := cmp.Diff(journal.Body(c.scan), got); diff != "" {
			t.Error(name, diff)
		}
		if size > c.most {
			t.Errorf("%s: %d bytes sealed, more than %d", name, size, c.most)
		}
	}
}

// TestScansOfBefore: the file is never written anew.
func TestScansOfBefore(t *testing.T) {
	data, err := os.ReadFile("testdata/scans-2026-11.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		text, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		stored, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		r := scanRecord()
		r.Key, r.BodyHash = "", sha256.Sum256(stored)
		got, err := journal.Open(r, stored, nil)
		if err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(got)
		if err != nil || string(again) != want {
			t.Errorf("read as %s: %v\nwant %s", again, err, want)
		}
		n++
	}
	if n != 6 {
		t.Errorf("%d scans of 6", n)
	}
}

// Any bytes end in a scan or an error, and in no more memory than they are worth.
func FuzzScan(f *testing.F) {
	for _, scan := range []journal.ItemScanned{dayScan(), {}} {
		key := newKey(f, 1)
		stored, err := journal.Seal(scanRecord(), scan, key)
		if err != nil {
			f.Fatal(err)
		}
		plain, err := key.Open(nil, nil, stored, []byte(scanRecord().String()+" item_scanned"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain)
	}
	f.Fuzz(func(t *testing.T, stored []byte) {
		r := scanRecord()
		r.Key, r.BodyHash = "", sha256.Sum256(stored)
		if body, err := journal.Open(r, stored, nil); (body == nil) != (err != nil) {
			t.Fatalf("%#v, %v", body, err)
		}
	})
}
