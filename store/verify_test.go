package store_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"postern/journal"
	"postern/parcel"
)

func newSigner(t *testing.T, name string) (note.Signer, note.Verifier) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

// signed is a station with a dozen events and a head over the first eight.
func signed(t *testing.T) (*station, note.Signer, note.Verifier) {
	t.Helper()
	s := setUp(t)
	signer, verifier := newSigner(t, "DOCK-1")
	for i := range 12 {
		if i == 7 {
			if err := s.SignHead(t.Context(), s.Epoch(), 8, []string{"shift s1"}, signer); err != nil {
				t.Fatal(err)
			}
		}
		s.event(day(i%3), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	}
	return s, signer, verifier
}

// attack lets the triggers go first, as somebody with the file in hands would.
func (s *station) attack(texts ...string) {
	s.t.Helper()
	s.sql("DROP TRIGGER event_stays; DROP TRIGGER event_kept; DROP TRIGGER event_once")
	for _, text := range texts {
		s.sql(text)
	}
}

func TestVerifySound(t *testing.T) {
	s, _, verifier := signed(t)
	for name, key := range map[string]note.Verifier{"with the key": verifier, "without": nil} {
		v, err := s.Verify(t.Context(), key)
		if err != nil || v.Bad != nil || v.Events != 13 || !strings.HasSuffix(v.Head, " 13") {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
}

func TestVerifyFindsTheFirstBadEvent(t *testing.T) {
	flip := func(table, column string, seq int) string { // the last byte becomes another
		return fmt.Sprintf(`UPDATE %[1]s SET %[2]s = CAST(substr(%[2]s, 1, length(%[2]s) - 1) ||
			CASE substr(%[2]s, -1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE seq = %[3]d`, table, column, seq)
	}
	for name, c := range map[string]struct {
		bad   uint64
		texts []string
		needs string // "key" where only the signature tells
	}{
		"record changed":          {6, []string{flip("event", "record", 6)}, ""},
		"leaf changed":            {6, []string{flip("event", "leaf", 6)}, ""},
		"leaf cut":                {6, []string{"UPDATE event SET leaf = x'00' WHERE seq = 6"}, ""},
		"body changed":            {6, []string{flip("body", "bytes", 6)}, ""},
		"body deleted":            {6, []string{"DELETE FROM body WHERE seq = 6"}, ""},
		"body of another":         {6, []string{"UPDATE body SET bytes = (SELECT bytes FROM body WHERE seq = 7) WHERE seq = 6"}, ""},
		"event deleted":           {6, []string{"DELETE FROM event WHERE seq = 6"}, ""},
		"first event deleted":     {1, []string{"DELETE FROM event WHERE seq = 1"}, ""},
		"event of another":        {6, []string{"UPDATE event SET (record, leaf) = (SELECT record, leaf FROM event WHERE seq = 7) WHERE seq = 6"}, ""},
		"record damaged":          {6, []string{"UPDATE event SET record = x'01' WHERE seq = 6"}, ""},
		"two changed":             {3, []string{flip("event", "leaf", 9), flip("body", "bytes", 3)}, ""},
		"a later one is at sight": {3, []string{"UPDATE event SET leaf = x'00' WHERE seq = 9", flip("body", "bytes", 3)}, ""},
		"tree leaf changed":       {6, []string{fmt.Sprintf("UPDATE tree SET hash = zeroblob(32) WHERE idx = %d", tlog.StoredHashIndex(0, 5))}, ""},
		"tree leaf deleted":       {6, []string{fmt.Sprintf("DELETE FROM tree WHERE idx = %d", tlog.StoredHashIndex(0, 5))}, ""},
		"tree node changed":       {6, []string{fmt.Sprintf("UPDATE tree SET hash = zeroblob(32) WHERE idx = %d", tlog.StoredHashIndex(1, 2))}, ""},
		"inner node changed":      {4, []string{fmt.Sprintf("UPDATE tree SET hash = zeroblob(32) WHERE idx = %d", tlog.StoredHashIndex(2, 0))}, ""},
		"end cut off":             {12, []string{"DELETE FROM event WHERE seq >= 12"}, ""},
		"end cut off, tree too": {8, []string{
			"DELETE FROM event WHERE seq >= 8", fmt.Sprintf("DELETE FROM tree WHERE idx >= %d", tlog.StoredHashCount(7)),
		}, ""},
		"all gone":            {1, []string{"DELETE FROM event"}, ""},
		"all gone, tree too":  {1, []string{"DELETE FROM event; DELETE FROM tree"}, ""},
		"all gone, heads too": {1, []string{"DELETE FROM event; DELETE FROM tree; DELETE FROM head"}, ""},
		"head changed":        {8, []string{"UPDATE head SET note = replace(note, 'shift s1', 'shift s2')"}, "key"},
		"head moved":          {9, []string{"UPDATE head SET size = 9"}, "key"},
		"head emptied":        {8, []string{"UPDATE head SET note = ''"}, "key"},
	} {
		s, _, verifier := signed(t)
		s.attack(c.texts...)
		for _, key := range []note.Verifier{verifier, nil} {
			v, err := s.Verify(t.Context(), key)
			switch {
			case key == nil && c.needs == "key":
			case err != nil || v.Bad == nil || v.Bad.Seq != c.bad || v.Bad.Why == "":
				t.Errorf("%s (key %v): %+v %v, %v; want event %d", name, key != nil, v, v.Bad, err, c.bad)
			}
		}
	}
}

// An attacker who writes the whole tree anew is found by the signed head.
func TestVerifyFindsRewrittenHistory(t *testing.T) {
	s, signer, verifier := signed(t)
	if err := s.SignHead(t.Context(), s.Epoch(), 13, nil, signer); err != nil {
		t.Fatal(err)
	}
	rewrite(t, s, 10)
	if v, err := s.Verify(t.Context(), nil); err != nil || v.Bad != nil {
		t.Fatalf("the forgery is not even consistent: %v, %v", v.Bad, err)
	}
	v, err := s.Verify(t.Context(), verifier)
	if err != nil || v.Bad == nil || v.Bad.Seq != 9 { // the first that only the second head covers
		t.Errorf("%v, %v", v.Bad, err)
	}
}

// rewrite changes one event and makes leaf, body and tree fit.
func rewrite(t *testing.T, s *station, at uint64) {
	t.Helper()
	s.attack("DELETE FROM tree")
	db := s.raw()
	defer db.Close() //nolint:errcheck // checked by reading
	epoch := s.Epoch()
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, _ error) {
		for _, i := range indexes {
			out = append(out, hashes[i])
		}
		return out, nil
	})
	for seq := uint64(1); seq <= 13; seq++ {
		e, err := s.Event(t.Context(), journal.Name{Station: "DOCK-1", Epoch: epoch, Seq: seq})
		if err != nil {
			t.Fatal(err)
		}
		if seq == at {
			body := binary.BigEndian.AppendUint64(nil, seq)
			e.BodyHash = sha256.Sum256(body)
			e.Raw = e.Encode()
			leaf := journal.Leaf(e.Raw)
			if _, err := db.ExecContext(t.Context(), "UPDATE event SET record = ?, leaf = ? WHERE seq = ?", e.Raw, leaf[:], seq); err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(), "UPDATE body SET bytes = ? WHERE seq = ?", body, seq); err != nil {
				t.Fatal(err)
			}
		}
		grown, err := tlog.StoredHashes(int64(seq-1), e.Raw, reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, grown...)
	}
	for i, h := range hashes {
		if _, err := db.ExecContext(t.Context(), "INSERT INTO tree (station, epoch, idx, hash) VALUES ('DOCK-1', ?, ?, ?)", epoch[:], i, h[:]); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVerifyWithAnothersKey(t *testing.T) {
	s, _, _ := signed(t)
	_, stranger := newSigner(t, "DOCK-1")
	if v, err := s.Verify(t.Context(), stranger); err != nil || v.Bad == nil || v.Bad.Seq != 8 {
		t.Errorf("%v, %v", v.Bad, err)
	}
}

// A destroyed key, and a body that went with it, break no proof.
func TestVerifyAfterErasure(t *testing.T) {
	s, _, verifier := signed(t)
	s.sql("UPDATE datakey SET wrapped = NULL")
	if v, err := s.Verify(t.Context(), verifier); err != nil || v.Bad != nil {
		t.Errorf("key destroyed: %v, %v", v.Bad, err)
	}
	s.sql("DELETE FROM body WHERE seq = 6")
	if v, err := s.Verify(t.Context(), verifier); err != nil || v.Bad != nil || v.Events != 13 {
		t.Errorf("body gone: %v, %v", v.Bad, err)
	}
	s.sql("DELETE FROM body WHERE seq = 1") // plain: it had no key to lose
	if v, err := s.Verify(t.Context(), verifier); err != nil || v.Bad == nil || v.Bad.Seq != 1 {
		t.Errorf("a plain body gone: %v, %v", v.Bad, err)
	}
}

func TestVerifyWhileOthersWork(t *testing.T) {
	s, signer, verifier := signed(t)
	var wait sync.WaitGroup
	stop := make(chan struct{})
	wait.Go(func() {
		for {
			names, err := s.Append(t.Context(), journal.Draft{Body: journal.HoldClosed{Cause: parcel.NotArrived}, Item: day(1)})
			if err == nil {
				err = s.SignHead(t.Context(), s.Epoch(), names[0].Seq, nil, signer)
			}
			if err != nil {
				t.Error(err)
				return
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	for range 100 {
		if v, err := s.Verify(t.Context(), verifier); err != nil || v.Bad != nil {
			t.Errorf("%v, %v", v.Bad, err)
			break
		}
	}
	close(stop)
	wait.Wait()
}

func TestProve(t *testing.T) {
	s, signer, verifier := signed(t)
	if err := s.SignHead(t.Context(), s.Epoch(), 13, []string{"shift s2"}, signer); err != nil {
		t.Fatal(err)
	}
	for first := uint64(1); first <= 13; first++ {
		p, err := s.Prove(t.Context(), s.Epoch(), first, 13)
		if err != nil || len(p.Events) != int(14-first) || len(p.Heard) != len(p.Events) {
			t.Fatalf("from %d: %d events, %v", first, len(p.Events), err)
		}
		stranger, err := journal.NewVerifier("DOCK-1", s.Epoch(), first-1, p.Edge)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range p.Events {
			if err := stranger.Add(e); err != nil {
				t.Fatal(err)
			}
		}
		root, err := stranger.Root()
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := s.Shift(t.Context(), journal.Run{ID: "none", Epoch: s.Epoch(), First: first, Last: 13})
		if err == nil {
			t.Errorf("a shift that is none: %+v", sheet)
		}
		v, err := s.Verify(t.Context(), verifier)
		if err != nil || v.Head != root.String()+" 13" {
			t.Errorf("from %d: root %s, head %s, %v", first, root, v.Head, err)
		}
	}
	for _, run := range [][2]uint64{{0, 3}, {4, 3}, {1, 99}} {
		if p, err := s.Prove(t.Context(), s.Epoch(), run[0], run[1]); err == nil {
			t.Errorf("events %v are proved by %d", run, len(p.Events))
		}
	}
	s.attack("DELETE FROM body WHERE seq = 6")
	var bad *journal.Bad
	if _, err := s.Prove(t.Context(), s.Epoch(), 5, 8); !errors.As(err, &bad) || bad.Seq != 6 {
		t.Errorf("%v", err)
	}
}
