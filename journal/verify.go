package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Bad is the first event that does not verify, and why.
//
//nolint:errname // it is the verdict of Verify, and only on the way there an error
type Bad struct {
	Seq uint64 `json:"seq"`
	Why string `json:"why"`
}

// Error implements error.
func (b *Bad) Error() string { return fmt.Sprintf("event %d: %s", b.Seq, b.Why) }

// Stored is one event as the database or an export holds it.
type Stored struct {
	Seq    uint64
	Record []byte
	Leaf   tlog.Hash
	Body   []byte // nil where it was taken away
}

// Verifier checks a run of events of one station and epoch, in order, against
// the tree they claim to make. It holds only the right edge of the tree.
type Verifier struct {
	station string
	epoch   Epoch
	next    uint64
	edge    map[int64]tlog.Hash
	grown   []tlog.Hash // by the last event
	last    HLC
}

// NewVerifier begins after the events that edge stands for; a new journal has
// size 0 and no edge.
func NewVerifier(station string, epoch Epoch, size uint64, edge Edge) (*Verifier, error) {
	hashes, err := edge.hashes(size)
	if err != nil {
		return nil, err
	}
	return &Verifier{station: station, epoch: epoch, next: size + 1, edge: hashes}, nil
}

// Add checks one event: it follows the one before, its record is its own, the
// leaf is the record's and the body the record's.
func (v *Verifier) Add(e Stored) error {
	if e.Seq != v.next {
		return &Bad{Seq: v.next, Why: fmt.Sprintf("missing; the next event is %d", e.Seq)}
	}
	if Leaf(e.Record) != e.Leaf {
		return &Bad{Seq: e.Seq, Why: "the record was changed: it is not the one that was hashed"}
	}
	r, err := DecodeRecord(e.Record)
	if err != nil {
		return &Bad{Seq: e.Seq, Why: err.Error()}
	}
	switch {
	case r.Name != Name{Station: v.station, Epoch: v.epoch, Seq: e.Seq}:
		return &Bad{Seq: e.Seq, Why: "the record is that of " + r.String()}
	case e.Body != nil && sha256.Sum256(e.Body) != r.BodyHash:
		return &Bad{Seq: e.Seq, Why: "the " + ErrBody.Error()}
	case r.HLC <= v.last:
		return &Bad{Seq: e.Seq, Why: "the logical clock ran backwards"}
	}
	return v.grow(e, r.HLC)
}

func (v *Verifier) grow(e Stored, hlc HLC) error {
	n := int64(v.next - 1) //nolint:gosec // seq is under 2^63
	hashes, err := tlog.StoredHashesForRecordHash(n, e.Leaf, v)
	if err != nil {
		return &Bad{Seq: e.Seq, Why: "the tree has no hash before it"}
	}
	at := tlog.StoredHashIndex(0, n)
	for i, h := range hashes {
		v.edge[at+int64(i)] = h
	}
	v.trim()
	v.next++
	v.last, v.grown = hlc, hashes
	return nil
}

// Grown gives the hashes that the last event added to the tree and the index
// of the first: its leaf, and the subtrees it filled.
func (v *Verifier) Grown() (at int64, hashes []tlog.Hash) {
	if len(v.grown) == 0 {
		return 0, nil
	}
	return tlog.StoredHashIndex(0, int64(v.next)-2), v.grown //nolint:gosec // seq is under 2^63
}

// trim keeps only the hashes that later roots need.
func (v *Verifier) trim() {
	need := edgeIndexes(v.next)
	if len(v.edge) < 4*len(need)+64 {
		return
	}
	kept := make(map[int64]tlog.Hash, len(need))
	for _, i := range need {
		kept[i] = v.edge[i]
	}
	v.edge = kept
}

// Size is how many events the tree now has.
func (v *Verifier) Size() uint64 { return v.next - 1 }

// Root is the root of the tree so far.
func (v *Verifier) Root() (tlog.Hash, error) {
	return tlog.TreeHash(int64(v.Size()), v) //nolint:gosec // seq is under 2^63
}

// ReadHashes implements tlog.HashReader over the edge.
func (v *Verifier) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		h, ok := v.edge[x]
		if !ok {
			return nil, errEdge
		}
		out[i] = h
	}
	return out, nil
}

var errEdge = errors.New("hash outside the right edge of the tree")

// Edge is the right edge of a tree at some size, left to right: the hashes of
// its largest full subtrees, enough to grow it further.
type Edge []tlog.Hash

// NewEdge takes the edge at size from a tree's stored hashes.
func NewEdge(size uint64, tree tlog.HashReader) (Edge, error) {
	return tree.ReadHashes(edgeIndexes(size))
}

func (e Edge) hashes(size uint64) (map[int64]tlog.Hash, error) {
	need := edgeIndexes(size)
	if len(need) != len(e) {
		return nil, fmt.Errorf("the edge of a tree of %d has %d hashes, not %d", size, len(need), len(e))
	}
	m := make(map[int64]tlog.Hash, 64)
	for i, x := range need {
		m[x] = e[i]
	}
	return m, nil
}

// edgeIndexes lists the stored-hash indexes of the full subtrees of a tree.
func edgeIndexes(size uint64) []int64 {
	var out []int64
	start := uint64(0)
	for level := 62; level >= 0; level-- {
		if full := uint64(1) << level; size&full != 0 {
			out = append(out, tlog.StoredHashIndex(level, int64(start>>level))) //nolint:gosec // under 2^63
			start += full
		}
	}
	return out
}
