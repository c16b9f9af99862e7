package journal_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
)

// TestBodiesOfBefore: what earlier programs wrote is read, in every way they
// packed it. The files are never written anew; a way that is added gets its own.
func TestBodiesOfBefore(t *testing.T) {
	plain, words := bodiesOf(t, "testdata/bodies-2026-11.txt"), bodiesOf(t, "testdata/bodies-2026-11-words.txt")
	if len(plain) != 14 {
		t.Errorf("%d bodies of 14", len(plain))
	}
	if diff := cmp.Diff(plain, words); diff != "" {
		t.Error(diff)
	}
	scan, ok := plain[journal.KindItemScanned].(journal.ItemScanned)
	if !ok || scan.Scan.Code != "RR473124829GB" || scan.Verdict.Assessments[0].Score != 80 || scan.Facts.SenderItems != 3 || scan.Declaration == nil {
		t.Errorf("a scan is read as %+v", plain[journal.KindItemScanned])
	}
}

func bodiesOf(t *testing.T, file string) map[journal.Kind]journal.Body {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[journal.Kind]journal.Body{}
	for line := range strings.Lines(string(data)) {
		kind, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		stored, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		r := journal.Record{Name: journal.Name{Station: "DOCK-1", Seq: 7}, Kind: journal.Kind(kind), BodyHash: sha256.Sum256(stored)}
		all[r.Kind], err = journal.Open(r, stored, nil)
		if _, unread := all[r.Kind].(journal.Unread); err != nil || unread {
			t.Errorf("%s: %s: %v", file, kind, err)
		}
	}
	return all
}

// TestWordsMakeScansSmall: a body as most are packs to a tenth of its text.
func TestWordsMakeScansSmall(t *testing.T) {
	body := journal.ItemScanned{
		Scan: parcel.Scan{Code: "RR473124829GB", Place: parcel.Belt}, Known: true, Shift: "20270101-2",
		Verdict: parcel.Verdict{Lane: parcel.Green, Selection: parcel.Selection{Reason: parcel.ByNone, Probability: .01, Rate: .01}, Tasks: []parcel.Task{}},
		Facts:   parcel.Facts{SenderItems: 8, SenderReached: 8, SenderRecent: 8},
	}
	for _, a := range parcel.Agencies() {
		body.Verdict.Assessments = append(body.Verdict.Assessments, parcel.Assessment{
			Agency: a, Pack: "postern-" + string(a) + "@2026.11.2", Lane: parcel.Green, Hits: []parcel.Hit{},
		})
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := journal.Seal(journal.Record{Name: journal.Name{Station: "DOCK-1", Seq: 7}}, body, newKey(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	if len(stored)*8 > len(text) {
		t.Errorf("%d bytes sealed of %d", len(stored), len(text))
	}
}
