package risk_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"postern/parcel"
)

// TestChaptersAreDoubted reads words against the HS code declared with them.
func TestChaptersAreDoubted(t *testing.T) {
	for _, tc := range []struct {
		words, hs string
		doubted   bool
	}{
		{"cotton t-shirt, blue", "610910", false},
		{"Bluse und Rock", "620640", false},
		{"power bank 20000 mAh", "610910", true},
		{"rifle cartridges", "950300", true},
		{"香水", "330300", false},
		{"香水 口红", "850440", true},
		{"кроссовки", "640411", false},
		{"кроссовки", "710813", true},
		{"quite unheard-of thing", "950300", false}, // words that say nothing accuse nobody
		{"", "950300", false},
		{"cotton t-shirt", "", false},
	} {
		d := parcel.Declaration{Contents: []parcel.Content{{Index: 1, Words: tc.words, HS: tc.hs}}}
		if got := fires(t, `item.chapter_doubt > 0.3 && item.likely_chapters.size() > 0`, d, parcel.Facts{}); got != tc.doubted {
			t.Errorf("%q as %s: doubted %v, want %v", tc.words, tc.hs, got, tc.doubted)
		}
	}
}

// TestChaptersOnListings reads real listings whose tariff code experts gave:
// how many honest ones the doubt would accuse, and how many it finds when the
// codes are dealt out wrongly.
func TestChaptersOnListings(t *testing.T) {
	shared := os.Getenv("POSTERN_SHARED")
	if shared == "" {
		t.Log("left out: POSTERN_SHARED names no listings")
		return
	}
	f, err := os.Open(filepath.Join(shared, "data/hscodecomp/hscodecomp_flat.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it is only read
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	e := engine(t, asks("postal", "one", "item.chapter_doubt > 0.3"))
	doubted := func(words, hs string) bool {
		d := parcel.Declaration{Contents: []parcel.Content{{Index: 1, Words: words, HS: hs}}}
		return len(e.Assess(d, parcel.Facts{}, now)[0].Hits) > 0
	}
	honest, wrong, others := 0, 0, 0
	for i, row := range rows[1:] {
		words, hs, other := row[1], row[10], rows[1+(i+317)%(len(rows)-1)][10]
		if doubted(words, hs) {
			honest++
		}
		if hs[:2] != other[:2] {
			others++
			if doubted(words, other) {
				wrong++
			}
		}
	}
	t.Logf("of %d honest listings %d are doubted; of %d with another's chapter %d", len(rows)-1, honest, others, wrong)
	if honest*4 > len(rows) || wrong*2 < others {
		t.Errorf("%d of %d honest, %d of %d wrong", honest, len(rows)-1, wrong, others)
	}
}
