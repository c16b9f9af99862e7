package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"postern/journal"
	"postern/journal/wire"
	"postern/store"
)

// attach records a photo with its preview, and gives the names of both.
func (s *station) attach(name string) (preview, original [32]byte) {
	s.t.Helper()
	preview, original = sha256.Sum256([]byte(name+" small")), sha256.Sum256([]byte(name))
	_, key, err := s.Seal(s.t.Context(), journal.Case, []byte(name))
	if err != nil {
		s.t.Fatal(err)
	}
	s.event(day(1), journal.FileAttached{
		Name: name, Digest: "d", Size: 300_000, MIME: "image/png", Shift: "s1",
		Original: journal.KeptFile{Archive: hex.EncodeToString(original[:]), Key: key, Size: 300_000, MIME: "image/png"},
		Preview:  journal.KeptFile{Archive: hex.EncodeToString(preview[:]), Key: key, Size: 70_000, MIME: "image/jpeg"},
	})
	return preview, original
}

func (s *station) next() (wire.File, bool) {
	s.t.Helper()
	f, some, err := s.NextFile(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return f, some
}

// send acknowledges every piece that a file still lacks.
func (s *station) send(f wire.File) (sent int) {
	s.t.Helper()
	for i := range f.Chunks() {
		if f.Has(i) {
			continue
		}
		sent++
		if err := s.Acknowledge(s.t.Context(), f.SHA256, i); err != nil {
			s.t.Fatal(err)
		}
	}
	return sent
}

func (s *station) answer(seq uint64, sha [32]byte, whole bool, missing ...int) {
	s.t.Helper()
	if err := s.Answer(s.t.Context(), wire.Cursor{Stream: "receipt", Created: "1", Seq: seq}, sha, whole, missing); err != nil {
		s.t.Fatal(err)
	}
}

// TestFilesTravel: previews go first, progress outlives a restart, what the hub
// lacks goes again, and only its word ends it.
func TestFilesTravel(t *testing.T) {
	s := setUp(t)
	if _, some := s.next(); some {
		t.Error("a file before any was attached")
	}
	p1, o1 := s.attach("one")
	p2, o2 := s.attach("two")
	for i, want := range [][32]byte{p1, p2} {
		f, some := s.next()
		if !some || f.SHA256 != want || f.Chunks() != 2 || s.send(f) != 2 {
			t.Errorf("preview %d: %v %+v", i+1, some, f)
		}
	}
	f, _ := s.next()
	if f.SHA256 != o1 || f.Chunks() != 5 {
		t.Fatalf("after the previews goes %x of %d pieces", f.SHA256[:4], f.Chunks())
	}
	if err := s.Acknowledge(t.Context(), o1, 3); err != nil {
		t.Fatal(err)
	}
	s.again()
	if f, _ = s.next(); f.SHA256 != o1 || !f.Has(3) || s.send(f) != 4 {
		t.Errorf("after a restart: %+v", f)
	}
	if f, _ = s.next(); f.SHA256 != o2 {
		t.Errorf("then goes %x", f.SHA256[:4])
	}
	s.answer(1, o1, false, 1, 2)
	if f, _ = s.next(); f.SHA256 != o1 || f.Has(1) || !f.Has(3) || s.send(f) != 2 {
		t.Errorf("what the hub lacks: %+v", f)
	}
	for i, sha := range [][32]byte{p1, p2, o1} {
		s.answer(uint64(i)+2, sha, true)
	}
	if w, err := s.FilesWaiting(t.Context()); err != nil || w != (store.FilesWaiting{Waiting: 1, Bytes: 300_000}) {
		t.Errorf("%+v, %v", w, err)
	}
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, _ = s.next()
	s.send(f)
	if f, some := s.next(); some {
		t.Errorf("all was sent, and %x goes again", f.SHA256[:4])
	}
	s.clock.pass(11 * time.Minute) // the hub says nothing: it is asked again
	if f, some := s.next(); !some || f.SHA256 != o2 || s.send(f) != 1 {
		t.Errorf("a file without an answer: %v %+v", some, f)
	}
	s.answer(9, o2, true)
	all, err := s.Attached(t.Context(), day(1))
	if err != nil || len(all) != 2 || !all[1].Recorded || all[1].Sent != 100 || all[1].Name != "two" {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestFilesGivenUp: a file that is lost, or whose key was destroyed, holds up no
// other.
func TestFilesGivenUp(t *testing.T) {
	s := setUp(t)
	p1, o1 := s.attach("one")
	if err := s.Lost(t.Context(), p1, "damaged"); err != nil {
		t.Fatal(err)
	}
	if f, some := s.next(); some { // nobody had looked for it yet
		if f.SHA256 != p1 {
			t.Errorf("first goes %x", f.SHA256[:4])
		}
	}
	if err := s.Lost(t.Context(), p1, "damaged"); err != nil {
		t.Fatal(err)
	}
	if f, _ := s.next(); f.SHA256 != o1 {
		t.Errorf("after a lost one goes %x", f.SHA256[:4])
	}
	if w, err := s.FilesWaiting(t.Context()); err != nil || w.Lost != 1 || w.Waiting != 1 {
		t.Errorf("%+v, %v", w, err)
	}
	s.sql("UPDATE datakey SET wrapped = NULL WHERE class = 'case'")
	if f, some := s.next(); some {
		t.Errorf("what nobody can read goes: %+v", f)
	}
}
