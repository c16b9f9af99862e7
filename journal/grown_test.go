package journal_test

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
)

// TestGrown: leaves alone give the root that the whole tree has, at every size.
func TestGrown(t *testing.T) {
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) (out []tlog.Hash, err error) {
		for _, i := range at {
			out = append(out, stored[i])
		}
		return out, nil
	})
	var g journal.Grown
	for n := range int64(300) {
		leaf := tlog.Hash(sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n))))
		more, err := tlog.StoredHashesForRecordHash(n, leaf, read)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, more...)
		g.Add(leaf)
		want, err := tlog.TreeHash(n+1, read)
		if err != nil || g.Root() != want || g.Size() != uint64(n)+1 {
			t.Fatalf("size %d: root %v, want %v, %v", n+1, g.Root(), want, err)
		}
	}
}
