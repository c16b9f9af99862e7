package journal_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
)

// grove is a journal with tlog's own tree beside it.
type grove struct {
	events []journal.Stored
	hashes []tlog.Hash
}

func (g *grove) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = g.hashes[x]
	}
	return out, nil
}

func (g *grove) root(t *testing.T, size int) tlog.Hash {
	t.Helper()
	root, err := tlog.TreeHash(int64(size), g)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

var groveEpoch = journal.Epoch{7}

func grow(t *testing.T, n int) *grove {
	t.Helper()
	g := &grove{}
	for i := range n {
		body := fmt.Appendf(nil, "\x00{%d}", i)
		r := journal.Record{
			Name: journal.Name{Station: "DOCK-1", Epoch: groveEpoch, Seq: uint64(i + 1)}, Kind: journal.KindHoldClosed,
			HLC: journal.HLC(i + 1), BodyHash: sha256.Sum256(body),
		}
		raw := r.Encode()
		hashes, err := tlog.StoredHashes(int64(i), raw, g)
		if err != nil {
			t.Fatal(err)
		}
		g.hashes = append(g.hashes, hashes...)
		g.events = append(g.events, journal.Stored{Seq: r.Seq, Record: raw, Leaf: journal.Leaf(raw), Body: body})
	}
	return g
}

// From an edge at every size, the verifier grows the very tree of tlog.
func TestVerifierGrowsTheTreeFromEverySize(t *testing.T) {
	const all = 200
	g := grow(t, all)
	for size := range all + 1 {
		edge, err := journal.NewEdge(uint64(size), g)
		if err != nil {
			t.Fatal(err)
		}
		v, err := journal.NewVerifier("DOCK-1", groveEpoch, uint64(size), edge)
		if err != nil {
			t.Fatal(err)
		}
		for next := size; ; next++ {
			if root, err := v.Root(); err != nil || root != g.root(t, next) || v.Size() != uint64(next) {
				t.Fatalf("from %d: root of %d is %v, %v", size, v.Size(), root, err)
			}
			if next == all {
				break
			}
			if err := v.Add(g.events[next]); err != nil {
				t.Fatalf("from %d: %v", size, err)
			}
			at, hashes := v.Grown()
			if diff := cmp.Diff(g.hashes[at:at+int64(len(hashes))], hashes); diff != "" || at != tlog.StoredHashIndex(0, int64(next)) {
				t.Fatalf("from %d: event %d grew %s", size, next+1, diff)
			}
		}
	}
}

func TestVerifierOfALongJournal(t *testing.T) {
	const all = 5000
	g := grow(t, all)
	v, err := journal.NewVerifier("DOCK-1", groveEpoch, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if at, hashes := v.Grown(); at != 0 || hashes != nil {
		t.Errorf("nothing grew %d hashes at %d", len(hashes), at)
	}
	for _, e := range g.events {
		if err := v.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	if root, err := v.Root(); err != nil || root != g.root(t, all) {
		t.Errorf("%v, %v", root, err)
	}
}

func TestVerifierNamesTheBadEvent(t *testing.T) {
	foreign := journal.Record{Name: journal.Name{Station: "DOCK-2", Epoch: groveEpoch, Seq: 5}, HLC: 5}.Encode()
	backwards := journal.Record{Name: journal.Name{Station: "DOCK-1", Epoch: groveEpoch, Seq: 5}, HLC: 4, BodyHash: sha256.Sum256(nil)}.Encode()
	for name, change := range map[string]func([]journal.Stored) []journal.Stored{
		"record changed": func(es []journal.Stored) []journal.Stored { es[4].Record[20] ^= 1; return es },
		"leaf changed":   func(es []journal.Stored) []journal.Stored { es[4].Leaf[0] ^= 1; return es },
		"body changed":   func(es []journal.Stored) []journal.Stored { es[4].Body[1] ^= 1; return es },
		"body emptied":   func(es []journal.Stored) []journal.Stored { es[4].Body = []byte{}; return es },
		"event missing":  func(es []journal.Stored) []journal.Stored { return append(es[:4:4], es[5:]...) },
		"event twice":    func(es []journal.Stored) []journal.Stored { es[4] = es[3]; return es },
		"events swapped": func(es []journal.Stored) []journal.Stored { es[4], es[5] = es[5], es[4]; return es },
		"renumbered":     func(es []journal.Stored) []journal.Stored { es[4] = es[6]; es[4].Seq = 5; return es },
		"no record": func(es []journal.Stored) []journal.Stored {
			es[4].Record, es[4].Leaf = []byte{1}, journal.Leaf([]byte{1})
			return es
		},
		"of another station": func(es []journal.Stored) []journal.Stored {
			es[4].Record, es[4].Leaf = foreign, journal.Leaf(foreign)
			return es
		},
		"clock backwards": func(es []journal.Stored) []journal.Stored {
			es[4] = journal.Stored{Seq: 5, Record: backwards, Leaf: journal.Leaf(backwards), Body: []byte{}}
			return es
		},
	} {
		v, err := journal.NewVerifier("DOCK-1", groveEpoch, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range change(grow(t, 10).events) {
			if err = v.Add(e); err != nil {
				break
			}
		}
		var bad *journal.Bad
		if !errors.As(err, &bad) || bad.Seq != 5 || bad.Why == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVerifierLetsBodiesGo(t *testing.T) {
	g := grow(t, 10)
	v, err := journal.NewVerifier("DOCK-1", groveEpoch, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range g.events {
		e.Body = nil
		if err := v.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	if root, err := v.Root(); err != nil || root != g.root(t, 10) {
		t.Errorf("%v, %v", root, err)
	}
}

func TestEdgeOfAnotherSizeIsRefused(t *testing.T) {
	edge, err := journal.NewEdge(7, grow(t, 10))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.NewVerifier("DOCK-1", groveEpoch, 8, edge); err == nil {
		t.Error("three hashes are the edge of a tree of 8")
	}
	// An edge that is right in length but of another tree gives another root.
	v, err := journal.NewVerifier("DOCK-1", groveEpoch, 11, edge)
	if err != nil {
		t.Fatal(err)
	}
	if root, err := v.Root(); err != nil || root == grow(t, 11).root(t, 11) {
		t.Errorf("%v, %v", root, err)
	}
}
