package hubtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"testing"

	"postern/journal"
	"postern/journal/wire"
	"postern/sync/link"
)

// Photo is a file of so many bytes, the same each time, and its pieces.
func Photo(station string, size int) (data []byte, pieces []link.Chunk) {
	for sum := sha256.Sum256([]byte(station)); len(data) < size; sum = sha256.Sum256(sum[:]) { // nothing a packer could make smaller
		data = append(data, sum[:]...)
	}
	data = data[:size]
	for at := 0; at < size; at += wire.MinChunk {
		pieces = append(pieces, link.Chunk{
			Station: station, SHA256: sha256.Sum256(data), Size: int64(size), MIME: "image/jpeg", Each: wire.MinChunk, Index: at / wire.MinChunk,
			Data: data[at:min(at+wire.MinChunk, size)],
		})
	}
	return data, pieces
}

func put(t *testing.T, l link.Line, pieces ...link.Chunk) {
	t.Helper()
	for _, c := range pieces {
		if err := l.Put(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

// told waits for what the hub says of a file, after a cursor.
func told(t *testing.T, l link.Line, from []wire.Cursor) (r link.FileReceipt, at wire.Cursor) {
	t.Helper()
	Await(t, l, from, func(m link.Message) bool {
		if m.Kind != link.KindFile {
			return false
		}
		at = m.Cursor
		if err := json.Unmarshal(m.Body, &r); err != nil {
			t.Error(err)
		}
		return true
	})
	return r, at
}

// fileGoesOn: pieces outlive a hub, in whatever order they came; what a station
// believes to have sent and the hub has not is named.
func fileGoesOn(t *testing.T, s Setup) {
	t.Helper()
	s.Files = t.TempDir()
	data, pieces := Photo("a-1", 5*wire.MinChunk+1)
	first := s.Start(t)
	id := first.Enrol(t, "a-1", "NLAMSA")
	l := first.Line(t, id)
	if _, err := l.Open(t.Context(), Hello(id, nil)); err != nil {
		t.Fatal(err)
	}
	put(t, l, pieces[3], pieces[0], pieces[0])
	first.Stop()
	second := s.Start(t)
	l = second.Line(t, id)
	if _, err := l.Open(t.Context(), Hello(id, nil)); err != nil {
		t.Fatal(err)
	}
	put(t, l, pieces[2], pieces[4], pieces[5])
	r, at := told(t, l, nil)
	same(t, "what is missing", r, link.FileReceipt{SHA256: pieces[0].SHA256[:], Missing: []int{1}})
	put(t, l, pieces[1])
	r, at = told(t, l, []wire.Cursor{at})
	same(t, "receipt", r, link.FileReceipt{SHA256: pieces[0].SHA256[:], Whole: true})
	got, err := second.Files.Get(t.Context(), pieces[0].SHA256)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes at the hub, %v", len(got), err)
	}
	put(t, l, pieces[1]) // its answer was lost: the receipt comes once more
	r, _ = told(t, l, []wire.Cursor{at})
	same(t, "again", r.Whole, true)
}

// fileFetched: a station gets its file back, no other does, and it goes with the
// key that sealed it.
func fileFetched(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	l, w := join(t, site, "a-1", "NLAMSA")
	other, _ := join(t, site, "a-2", "NLAMSA")
	data, pieces := Photo("a-1", 3*wire.MinChunk+5)
	const key = "case-2026-11-26-1"
	for i := range pieces {
		pieces[i].Key = key
	}
	name := pieces[0].SHA256
	if _, err := l.Fetch(t.Context(), name); !errors.Is(err, link.ErrRefused) {
		t.Errorf("before it was given: %v", err)
	}
	put(t, l, pieces...)
	told(t, l, nil)
	if got, err := l.Fetch(t.Context(), name); err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}
	if _, err := other.Fetch(t.Context(), name); !errors.Is(err, link.ErrRefused) {
		t.Errorf("another station's: %v", err)
	}
	of := Source("a-1")
	if err := l.Send(t.Context(), wire.Batch{Station: of.Station, Epoch: of.Epoch, Priority: wire.Outcomes, Events: []wire.Event{
		sealedEvent(t, of, 1, journal.KeysShredded{Of: journal.Case, Keys: []string{key}}, "", nil),
	}}); err != nil {
		t.Fatal(err)
	}
	receipted(t, l, w.Key, of, 1)
	if _, err := l.Fetch(t.Context(), name); !errors.Is(err, link.ErrRefused) {
		t.Errorf("once its key is destroyed: %v", err)
	}
	if _, err := site.Files.Get(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the bytes stay when their key is gone: %v", err)
	}
}

// fileSpoilt: no receipt for bytes that are not those of the name, and no
// station can spoil another's file.
func fileSpoilt(t *testing.T, s Setup) {
	t.Helper()
	site := s.Start(t)
	l, _ := join(t, site, "a-1", "NLAMSA")
	other, _ := join(t, site, "a-2", "NLAMSA")
	_, pieces := Photo("a-1", 2*wire.MinChunk)
	spoilt := pieces[1]
	spoilt.Data = bytes.Repeat([]byte("x"), wire.MinChunk)
	put(t, other, spoilt)
	put(t, l, pieces[0], spoilt)
	r, at := told(t, l, nil)
	same(t, "nothing of it counts", r, link.FileReceipt{SHA256: pieces[0].SHA256[:], Missing: []int{0, 1}})
	put(t, l, pieces...)
	r, _ = told(t, l, []wire.Cursor{at})
	same(t, "whole", r.Whole, true)
	for _, bad := range []func(*link.Chunk){
		func(c *link.Chunk) { c.Index = 2 },
		func(c *link.Chunk) { c.Index = -1 },
		func(c *link.Chunk) { c.Each = 0 },
		func(c *link.Chunk) { c.Size = 1 << 40 },
		func(c *link.Chunk) { c.Data = c.Data[1:] },
	} {
		c := pieces[0]
		bad(&c)
		if err := l.Put(t.Context(), c); err == nil {
			t.Errorf("taken: piece %d of %d by %d", c.Index, c.Size, c.Each)
		}
	}
}
