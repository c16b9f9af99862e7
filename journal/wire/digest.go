package wire

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"postern/journal"
	"postern/parcel"
)

// MaxDigests bounds the digests of one message.
const MaxDigests = 10_000

// ItemHash stands for an identifier where it may be known only to who knows
// the label: keyed by a secret of the region, which the hub's welcome tells.
type ItemHash [8]byte

// HashItem is the keyed hash of an identifier (no day).
func HashItem(key []byte, ident string) ItemHash {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("postern item "))
	h.Write([]byte(ident))
	return ItemHash(h.Sum(nil)[:8])
}

// Digest is an outcome elsewhere, in compact form.
type Digest struct {
	Item    ItemHash
	Outcome parcel.Outcome
	HLC     journal.HLC
	Station string
}

// PackDigests writes digests, about 20 bytes each.
func PackDigests(all []Digest) ([]byte, error) {
	if len(all) > MaxDigests {
		return nil, fmt.Errorf("%w: %d digests", ErrWire, len(all))
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Digest) int {
		return cmp.Compare(a.HLC, b.HLC)
	})
	var w writer
	w.uvarint(uint64(len(all)))
	last := journal.HLC(0)
	for _, d := range all {
		w.fixed(d.Item[:])
		w.word(string(d.Outcome))
		w.varint(int64(d.HLC - last)) //nolint:gosec // wraps the same way back
		w.word(d.Station)
		last = d.HLC
	}
	return w.pack(nil), nil
}

// UnpackDigests reads what PackDigests wrote.
func UnpackDigests(b []byte) ([]Digest, error) {
	r, _, err := unpack(b)
	if err != nil {
		return nil, err
	}
	n := r.count(MaxDigests)
	all := make([]Digest, 0, n)
	last := journal.HLC(0)
	for range n {
		var d Digest
		copy(d.Item[:], r.fixed(len(d.Item)))
		d.Outcome = parcel.Outcome(r.word())
		last += journal.HLC(r.varint()) //nolint:gosec // wraps the same way back
		d.HLC = last
		d.Station = r.word()
		if r.bad {
			return nil, fmt.Errorf("%w: digests", ErrWire)
		}
		all = append(all, d)
	}
	if r.bad || !r.done() {
		return nil, fmt.Errorf("%w: digests", ErrWire)
	}
	return all, nil
}

// Number is the hash as a number, as tables keep it.
func (h ItemHash) Number() uint64 { return binary.BigEndian.Uint64(h[:]) }
