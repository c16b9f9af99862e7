package journal_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"postern/journal"
	"postern/parcel"
)

func newKey(tb testing.TB, fill byte) cipher.AEAD {
	tb.Helper()
	block, err := aes.NewCipher(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		tb.Fatal(err)
	}
	key, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

// everyBody has one of each kind that is written, with all its fields.
func everyBody() []journal.Body {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	eur := parcel.Money{Minor: 1999, Currency: "EUR"}
	d := parcel.Declaration{
		Identifier: parcel.ParseIdentifier("RR473124829GB"), Posted: at, Addressee: parcel.Party{Name: "Ana Lima"}, Value: eur,
		Contents: []parcel.Content{{Index: 1, Words: strings.Repeat("wooden toy ", 60), Value: eur}},
	}
	v := parcel.Verdict{
		Lane: parcel.Red, Selection: parcel.Selection{Reason: parcel.ByRule, Probability: 1, Rate: 0.01},
		Assessments: []parcel.Assessment{{Agency: parcel.Plant, Pack: "plant@1", Score: 80, Lane: parcel.Red, Hits: []parcel.Hit{{Rule: "seeds", Points: 80}}}},
		Tasks:       []parcel.Task{{Agency: parcel.Plant, Text: "open"}},
	}
	return []journal.Body{
		journal.StationOpened{Office: "PTLISA", Key: "k", Restored: true},
		journal.OfficerAdded{Officer: "ana", Name: "Ana Lima", Role: parcel.Supervisor, Verifier: "v"},
		journal.PINChanged{Officer: "ana", Verifier: "w"},
		journal.PackAdopted{ID: "plant", Agency: parcel.Plant, Version: "1", Digest: "d", Signer: "s", ValidUntil: at},
		journal.ShiftOpened{Shift: "s1", Place: parcel.Bench, Commit: "c", Rate: 0.01},
		journal.ShiftClosed{Shift: "s1", Secret: "x", Counts: map[string]int{"scans": 4}, Open: []string{"a hold"}},
		journal.MessageReceived{
			File: "a.xml", Digest: "d", Archive: "e", Key: "k", Size: 1 << 40, Format: "cds", Decoder: "cds@1", Counted: parcel.Counted{Items: 2, Papers: 1}, Content: "c",
			Faults: []journal.Fault{{Item: "RR473124829GB", Text: "no weight"}},
		},
		journal.MessageRejected{File: "b.xml", Digest: "d", Size: 9, Why: "line 3: not XML"},
		journal.ItemEntered{Declaration: d},
		journal.FileAttached{
			Name: "a.jpg", Digest: "d", Size: 9, MIME: "image/jpeg", Original: journal.KeptFile{Archive: "e", Key: "k", Size: 8, MIME: "image/jpeg"},
			Preview: journal.KeptFile{Archive: "f", Key: "k", Size: 7, MIME: "image/jpeg"}, Shift: "s1",
		},
		journal.ItemScanned{
			Scan:  parcel.Scan{Code: "RR473124829GB", At: at, Place: parcel.Belt, Mass: 412, Device: "wand"},
			Known: true, Verdict: v, Facts: parcel.Facts{SenderItems: 3, AddresseeValue: eur, PaperProblems: []string{parcel.LineTotal}},
			Holds: []string{"DOCK-1/" + hexEpoch + "/3"}, Shift: "s1", Declaration: &d,
		},
		journal.ItemDecided{
			Outcome: parcel.Seize, Ground: "seeds", Agency: parcel.Plant, Findings: []parcel.Finding{{Code: "contents", Text: "seeds"}},
			Place: parcel.Bench, Lane: parcel.Red, Reason: parcel.ByRule, Keeps: "E-3-AAAAAAAA", Shift: "s1",
		},
		journal.DecisionWithdrawn{Shift: "s1"},
		journal.HoldIssued{Agency: parcel.Security, Reason: "asked for"},
		journal.HoldClosed{Cause: parcel.AlertLate},
		journal.ExhibitMoved{Exhibit: "E-7-AAAAAAAA", Slot: "B1", Seal: "77", Mass: 412, Shift: "s1"},
		journal.ExhibitsCounted{
			Slot: "B1", Found: []parcel.FoundExhibit{{Exhibit: "E-7-AAAAAAAA", Slot: "B1", Seal: "77"}},
			Miscounts: []parcel.Miscount{{Exhibit: "E-9-AAAAAAAA", Item: "RR473124829GB@2026-03-01", Result: parcel.Lost, Slot: "B1", Seal: "78", Mass: 9}}, Shift: "s1",
		},
	}
}

func recordOf(n journal.Name, body journal.Body, stored []byte, key string) journal.Record {
	return journal.Record{Name: n, Kind: body.Kind(), Version: 1, BodyHash: sha256.Sum256(stored), Key: key}
}

func TestEveryBodyIsReadAsWritten(t *testing.T) {
	n := journal.Name{Station: "DOCK-1", Seq: 7}
	seen := map[journal.Kind]bool{}
	for _, body := range everyBody() {
		seen[body.Kind()] = true
		if v := reflect.ValueOf(body); v.NumField() > 0 && v.IsZero() {
			t.Errorf("%s is empty: it proves nothing", body.Kind())
		}
		for name, key := range map[string]cipher.AEAD{"": nil, "k": newKey(t, 1)} {
			stored, err := journal.Seal(journal.Record{Name: n}, body, key)
			if err != nil {
				t.Fatal(err)
			}
			got, err := journal.Open(recordOf(n, body, stored, name), stored, key)
			if diff := cmp.Diff(body, got); err != nil || diff != "" {
				t.Errorf("%s with key %q: %v %s", body.Kind(), name, err, diff)
			}
			if key != nil && bytes.Contains(stored, []byte("Lima")) {
				t.Errorf("%s: a name stands in the sealed body", body.Kind())
			}
		}
	}
	if len(seen) != 17 {
		t.Errorf("%d kinds tried, want 17", len(seen))
	}
}

// A body that names somebody must be of a class that is sealed.
func TestClasses(t *testing.T) {
	plain := map[journal.Kind]bool{
		journal.KindStationOpened: true, journal.KindPackAdopted: true, journal.KindShiftOpened: true, journal.KindShiftClosed: true,
		journal.KindDecisionWithdrawn: true, journal.KindHoldClosed: true,
	}
	for _, body := range everyBody() {
		if (body.Class() == journal.Plain) != plain[body.Kind()] {
			t.Errorf("%s is of class %q", body.Kind(), body.Class())
		}
	}
	for o, want := range map[parcel.Outcome]journal.Class{
		parcel.Release: journal.Goods, parcel.Waive: journal.Goods, parcel.Seize: journal.Case, parcel.Refer: journal.Case, parcel.HoldItem: journal.Case,
	} {
		if got := (journal.ItemDecided{Outcome: o}).Class(); got != want {
			t.Errorf("%s is of class %q, want %q", o, got, want)
		}
	}
}

func TestOpenRefusesWhatDoesNotFit(t *testing.T) {
	n, other := journal.Name{Station: "DOCK-1", Seq: 7}, journal.Name{Station: "DOCK-1", Seq: 8}
	body := journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}
	key := newKey(t, 1)
	stored, err := journal.Seal(journal.Record{Name: n}, body, key)
	if err != nil {
		t.Fatal(err)
	}
	good := recordOf(n, body, stored, "k")

	changed := bytes.Clone(stored)
	changed[len(changed)-1] ^= 1
	if _, err := journal.Open(good, changed, key); !errors.Is(err, journal.ErrBody) {
		t.Errorf("a changed body: %v", err)
	}
	if got, err := journal.Open(good, stored, newKey(t, 2)); err == nil {
		t.Errorf("opened with a wrong key: %+v", got)
	}
	// A body moved under another event, with a record made to fit its hash.
	if got, err := journal.Open(recordOf(other, body, stored, "k"), stored, key); err == nil {
		t.Errorf("a swapped body is read as %+v", got)
	}
	asOther := recordOf(n, journal.HoldClosed{}, stored, "k")
	if got, err := journal.Open(asOther, stored, key); err == nil {
		t.Errorf("a body of another kind is read as %+v", got)
	}
	for name, raw := range map[string][]byte{
		"empty": {}, "unknown packing": {9, '{', '}'}, "no JSON": {0, '{'}, "no zstd": {1, 'x', 'y'}, "other JSON": []byte("\x00[1]"),
	} {
		if got, err := journal.Open(recordOf(n, body, raw, ""), raw, nil); err == nil {
			t.Errorf("%s is read as %+v", name, got)
		}
	}
}

func TestUnread(t *testing.T) {
	n := journal.Name{Station: "DOCK-1", Seq: 7}
	body := journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}
	stored, err := journal.Seal(journal.Record{Name: n}, body, newKey(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	sealed := recordOf(n, body, stored, "k")
	newer := recordOf(n, body, []byte("\x00{}"), "")
	newer.Kind = "item_weighed"
	for name, open := range map[string]func() (journal.Body, error){
		"key destroyed":   func() (journal.Body, error) { return journal.Open(sealed, stored, nil) },
		"body taken away": func() (journal.Body, error) { return journal.Open(sealed, nil, newKey(t, 1)) },
		"newer kind":      func() (journal.Body, error) { return journal.Open(newer, []byte("\x00{}"), nil) },
	} {
		got, err := open()
		u, ok := got.(journal.Unread)
		if err != nil || !ok || u.Why == "" {
			t.Errorf("%s: %#v, %v", name, got, err)
			continue
		}
		if _, err := journal.Seal(journal.Record{Name: n}, u, nil); err == nil {
			t.Errorf("%s: what cannot be read is written", name)
		}
	}
	if _, err := journal.Seal(journal.Record{Name: n}, nil, nil); err == nil {
		t.Error("no body is written")
	}
}

func TestNewerFieldsAreLeftAlone(t *testing.T) {
	raw := []byte("\x00" + `{"agency":"plant","reason":"seeds","phone":"555"}`)
	n := journal.Name{Station: "DOCK-1", Seq: 7}
	want := journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"}
	got, err := journal.Open(recordOf(n, want, raw, ""), raw, nil)
	if diff := cmp.Diff(journal.Body(want), got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func bomb(t *testing.T, size int) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(make([]byte, size), []byte{1})
}

func TestBombsAreBounded(t *testing.T) {
	packed := bomb(t, 64<<20)
	if len(packed) > 64<<10 {
		t.Fatalf("the bomb itself has %d bytes", len(packed))
	}
	n := journal.Name{Station: "DOCK-1", Seq: 7}
	if got, err := journal.Open(recordOf(n, journal.HoldClosed{}, packed, ""), packed, nil); err == nil {
		t.Errorf("a body of 64 MB is read as %+v", got)
	}
	large := append([]byte{0}, make([]byte, journal.MaxBody+1)...)
	if _, err := journal.Open(recordOf(n, journal.HoldClosed{}, large, ""), large, nil); !errors.Is(err, journal.ErrSize) {
		t.Errorf("a body too large: %v", err)
	}
	key := newKey(t, 1)
	sealed := key.Seal(nil, nil, packed, []byte("file"))
	if got, err := journal.OpenFile(sealed, key, 32<<20); !errors.Is(err, journal.ErrSize) {
		t.Errorf("a file of 64 MB: %d bytes, %v", len(got), err)
	}
}

// What is written must be readable: a body too large is refused before.
func TestSealRefusesWhatOpenWould(t *testing.T) {
	n := journal.Name{Station: "DOCK-1", Seq: 7}
	empty, err := journal.Seal(journal.Record{Name: n}, journal.MessageRejected{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	room := journal.MaxBody - (len(empty) - 1)
	fits := journal.MessageRejected{Why: strings.Repeat("x", room)}
	stored, err := journal.Seal(journal.Record{Name: n}, fits, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := journal.Open(recordOf(n, fits, stored, ""), stored, nil); err != nil || !reflect.DeepEqual(got, fits) {
		t.Errorf("the largest body cannot be read: %v", err)
	}
	fits.Why += "x"
	if _, err := journal.Seal(journal.Record{Name: n}, fits, nil); !errors.Is(err, journal.ErrSize) {
		t.Errorf("a byte more: %v", err)
	}
}

func TestFilesAreReadAsSealed(t *testing.T) {
	key := newKey(t, 1)
	noise := make([]byte, 300_000)
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(noise); i++ {
		noise[i] = byte(r.Uint32())
	}
	for name, plain := range map[string][]byte{
		"empty": {}, "short": []byte("<a/>"), "long": bytes.Repeat([]byte("<item/>"), 100_000), "noise": noise,
	} {
		stored := journal.SealFile(plain, key)
		got, err := journal.OpenFile(stored, key, len(plain))
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%s: %d bytes of %d, %v", name, len(got), len(plain), err)
		}
		if len(plain) > 0 {
			if got, err := journal.OpenFile(stored, key, len(plain)-1); !errors.Is(err, journal.ErrSize) {
				t.Errorf("%s: %d bytes, one more than asked, %v", name, len(got), err)
			}
		}
		if _, err := journal.OpenFile(stored, newKey(t, 2), len(plain)); err == nil {
			t.Errorf("%s: opened with a wrong key", name)
		}
		stored[len(stored)-1] ^= 1
		if _, err := journal.OpenFile(stored, key, len(plain)); err == nil {
			t.Errorf("%s: changed and read", name)
		}
	}
}

func FuzzOpen(f *testing.F) {
	n := journal.Name{Station: "DOCK-1", Seq: 7}
	for _, body := range everyBody() {
		stored, err := journal.Seal(journal.Record{Name: n}, body, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(body.Kind()), stored)
	}
	f.Fuzz(func(t *testing.T, kind string, stored []byte) {
		r := journal.Record{Name: n, Kind: journal.Kind(kind), BodyHash: sha256.Sum256(stored)}
		body, err := journal.Open(r, stored, nil)
		if (body == nil) != (err != nil) {
			t.Fatalf("%#v, %v", body, err)
		}
		if body != nil && body.Kind() != r.Kind {
			t.Fatalf("%s is opened as %s", kind, body.Kind())
		}
	})
}
