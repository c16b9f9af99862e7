package names_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"postern/risk/names"
)

// TestHandMadePairs states how the threshold does on pairs that were written by
// hand and not chosen to please it: nine scripts, and other people and firms
// whose names are near. Nobody is meant. The floors guard against a change that
// makes it worse; they are no targets.
func TestHandMadePairs(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "pairs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	all, err := csv.NewReader(f).ReadAll()
	if err != nil || len(all) < 251 {
		t.Fatalf("%d rows, %v", len(all), err)
	}
	for kind, floor := range map[names.Kind]float64{names.Person: floorPersons, names.Organisation: floorFirms} {
		var right, wrong, missed float64
		for _, r := range all[1:] {
			if r[0] != string(kind) {
				continue
			}
			got := score(r[2], r[3], kind)
			switch hit, same := got >= names.Threshold, r[1] == "1"; {
			case hit && same:
				right++
			case hit:
				wrong++
				t.Logf("%.3f wrongly: %s", got, strings.Join(r, " | "))
			case same:
				missed++
				t.Logf("%.3f missed: %s", got, strings.Join(r, " | "))
			}
		}
		f1 := 2 * right / (2*right + wrong + missed)
		t.Logf("%s: F1 %.3f, precision %.3f, recall %.3f", kind, f1, right/(right+wrong), right/(right+missed))
		if f1 < floor {
			t.Errorf("%s: F1 %.3f, want at least %.2f", kind, f1, floor)
		}
	}
}

// What was reached when the pairs were made, rounded down.
const (
	floorPersons = .85
	floorFirms   = .93
)
