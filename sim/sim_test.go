package sim_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/sim"
)

func digest(d *sim.Despatch) string {
	h := sha256.New()
	for _, f := range d.Files {
		h.Write([]byte(f.Name))
		h.Write(f.Data)
	}
	for _, l := range d.Labels {
		h.Write([]byte(l))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// The digest is written down: a seed in a bug report must mean the same for
// ever. Change it only together with what is generated.
func TestSameSeedSameBytes(t *testing.T) {
	const want = "adaefa7e1e5430530451e30f33c10e4df0ad0eb2dc929e701ad62a30b4a199b8"
	if got := digest(sim.New(7, sim.Options{Items: 3000})); got != want {
		t.Errorf("seed 7 now makes %s", got)
	}
	a, b := sim.New(7, sim.Options{Items: 500}), sim.New(7, sim.Options{Items: 500})
	if diff := cmp.Diff(a.Truth, b.Truth); diff != "" || digest(a) != digest(b) {
		t.Errorf("one seed, two despatches: %s", diff)
	}
	if digest(a) == digest(sim.New(8, sim.Options{Items: 500})) {
		t.Error("the seed says nothing")
	}
}

func TestCounts(t *testing.T) {
	const items = 10_000
	d := sim.New(1, sim.Options{Items: items})
	s := d.Summary
	if s.Items != items || len(d.Truth) != items || s.Receptacles != len(d.Receptacles) || s.Holds != len(d.Holds) || s.Files != len(d.Files) {
		t.Errorf("%+v", s)
	}
	if s.Advised+s.Unknown+s.PapersOnly != items {
		t.Errorf("%d advised + %d unknown + %d by papers", s.Advised, s.Unknown, s.PapersOnly)
	}
	planted := 0
	for _, k := range sim.Kinds() {
		if s.Planted[k] == 0 {
			t.Errorf("no %s", k)
		}
		planted += s.Planted[k]
	}
	between(t, "ordinary of a thousand", 1000-planted*1000/items, 820, 870)
	between(t, "unknown of a thousand", s.Unknown*1000/items, 60, 80)
	between(t, "only by papers of a thousand", s.PapersOnly*1000/items, 15, 40)
	between(t, "holds of ten thousand", s.Holds, 30, 300)
	if s.Planted[sim.Broken] != 1 {
		t.Errorf("%d broken", s.Planted[sim.Broken])
	}
}

func between(t *testing.T, what string, got, least, most int) {
	t.Helper()
	if got < least || got > most {
		t.Errorf("%s: %d, wanted %d to %d", what, got, least, most)
	}
}

func TestSmallDespatches(t *testing.T) {
	for n := 1; n < 130; n += 4 {
		d := sim.New(uint64(n), sim.Options{Items: n})
		if len(d.Truth) != n || len(d.Holds) == 0 {
			t.Errorf("%d items, %d holds of %d", len(d.Truth), len(d.Holds), n)
		}
	}
}

func TestLabels(t *testing.T) {
	day := time.Date(2027, 3, 9, 0, 0, 0, 0, time.UTC)
	d := sim.New(3, sim.Options{Items: 4000, Day: day, Office: "LVQQPA"})
	truth := map[string]sim.Truth{}
	for _, x := range d.Truth {
		if _, twice := truth[x.Identifier]; twice && x.Planted != sim.BadCheck {
			t.Errorf("%s twice", x.Identifier)
		}
		truth[x.Identifier] = x
		id := parcel.ParseIdentifier(x.Identifier)
		if right := id.Kind == parcel.KindS10 && id.Valid; right == (x.Planted == sim.BadCheck) { // a misprint may be another carrier's number
			t.Errorf("%s: %+v", x.Planted, id)
		}
	}
	var labels []string
	last := map[parcel.S8]bool{}
	for _, r := range d.Receptacles {
		id, ok := parcel.ParseS9(string(r.ID))
		if !ok || id.Destination() != "LVQQPA" || id.Gross() <= 0 || id[15] != '7' {
			t.Errorf("receptacle %s", r.ID)
		}
		last[id.Despatch()] = last[id.Despatch()] || id.Last()
		labels = append(append(labels, string(r.ID)), r.Items...)
	}
	if diff := cmp.Diff(labels, d.Labels); diff != "" {
		t.Error(diff)
	}
	for s8, ok := range last {
		if !ok {
			t.Errorf("despatch %s has no last receptacle", s8)
		}
	}
	serials := slices.Clone(labels)
	slices.Sort(serials)
	if len(slices.Compact(serials)) < len(labels)-5 {
		t.Error("labels come twice")
	}
	for _, h := range d.Holds {
		if _, known := truth[h.Identifier]; !known || !h.Agency.Known() || h.Reason == "" {
			t.Errorf("%+v", h)
		}
	}
}

func TestFiles(t *testing.T) {
	d := sim.New(5, sim.Options{Items: 6000, PerFile: 700, Garbage: true})
	for i, f := range d.Files {
		if !strings.HasPrefix(f.Name, "synthetic-20261123-") || i > 0 && f.Name <= d.Files[i-1].Name {
			t.Errorf("file %d is called %s", i, f.Name)
		}
		err := wellFormed(f.Data)
		switch {
		case strings.Contains(f.Name, "garbage"):
			if err == nil {
				t.Errorf("%s is well-formed", f.Name)
			}
		case strings.HasSuffix(f.Name, ".xml"):
			if err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			if n := bytes.Count(f.Data, []byte("</ceb:OrderHead>")); n > 100 {
				t.Errorf("%s: %d orders", f.Name, n)
			}
		}
	}
}

func wellFormed(data []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := dec.Token(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d := sim.New(1, sim.Options{Items: 100_000})
		if len(d.Truth) != 100_000 {
			b.Fatal(len(d.Truth))
		}
	}
	b.ReportMetric(float64(100_000*b.N)/b.Elapsed().Seconds(), "items/s")
}
