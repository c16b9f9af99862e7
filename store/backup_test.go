package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// lived is a station with something of everything.
func lived(t *testing.T) *station {
	t.Helper()
	s := setUp(t)
	s.event("", journal.OfficerAdded{Officer: "o1", Name: "Wilhelmina Quist", Role: parcel.Supervisor})
	s.receive([]parcel.Declaration{declare(1), declare(2)})
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	s.event(day(1), decided(parcel.Seize))
	return s
}

func (s *station) restore(path string) *station {
	s.t.Helper()
	other := &station{t: s.t, path: path, clock: s.clock, files: s.files}
	other.opt = options(path, s.clock, s.files)
	other.open()
	s.t.Cleanup(func() { other.Close() }) //nolint:errcheck // read only, or checked before
	return other
}

func TestBackup(t *testing.T) {
	s := lived(t)
	path := filepath.Join(t.TempDir(), "copy.db")
	keys, err := s.Backup(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || len(left) != 1 {
		t.Errorf("files %v, %v", left, err)
	}
	if _, err := s.Backup(t.Context(), path); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("a backup is written over: %v", err)
	}
	for _, wrapped := range wrappedKeys(t, s) {
		if bytes.Contains(readIfThere(t, path), wrapped) {
			t.Error("a wrapped key lies in the copy")
		}
	}

	for _, word := range []string{"Sender", "Addressee", "toy boat", "Quist"} {
		if bytes.Contains(readIfThere(t, path), []byte(word)) {
			t.Errorf("%q lies open in the copy", word)
		}
	}

	copied := s.restore(path)
	if v, err := copied.Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events != 5 {
		t.Errorf("%+v, %v", v, err)
	}
	unread(t, copied, 4)
	if err := copied.AttachKeys(t.Context(), keys); err != nil {
		t.Fatal(err)
	}
	unread(t, copied, 0)
	if _, err := copied.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.dump(), copied.dump(), sameTables); diff != "" {
		t.Error(diff)
	}
	if _, err := copied.Begin(t.Context(), journal.StationOpened{Restored: true}); err != nil {
		t.Fatal(err)
	}
	copied.event(day(1), scanned(parcel.Bench, parcel.Red, parcel.ByRule))
	if it := copied.item(day(1)); it.Scans != 2 || it.State != parcel.Seized {
		t.Errorf("%+v", it)
	}
	if v, err := copied.Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events != 7 {
		t.Errorf("%+v, %v", v, err)
	}
	live := copied.dump()
	if _, err := copied.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, copied.dump(), sameTables); diff != "" {
		t.Error(diff)
	}
}

func wrappedKeys(t *testing.T, s *station) (all [][]byte) {
	t.Helper()
	rows, err := s.raw().QueryContext(t.Context(), "SELECT wrapped FROM datakey")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		var wrapped []byte
		if err := rows.Scan(&wrapped); err != nil {
			t.Fatal(err)
		}
		all = append(all, wrapped)
	}
	if err := rows.Err(); err != nil || len(all) != 3 {
		t.Fatalf("%d keys, %v", len(all), err)
	}
	return all
}

// unread checks how many bodies cannot be shown; none of that is an error.
func unread(t *testing.T, s *station, want int) {
	t.Helper()
	n := 0
	err := s.Between(t.Context(), s.Epoch(), 1, 99, func(e journal.Event) error {
		if _, ok := e.Body.(journal.Unread); ok {
			n++
		}
		return nil
	})
	if err != nil || n != want {
		t.Errorf("%d bodies unread, %v; want %d", n, err, want)
	}
}

func TestBackupWhileOthersWork(t *testing.T) {
	s := lived(t)
	done := make(chan error, 1)
	go func() {
		var err error
		for i := 0; i < 200 && err == nil; i++ {
			_, err = s.Append(t.Context(), large(i))
		}
		done <- err
	}()
	path := filepath.Join(t.TempDir(), "copy.db")
	if _, err := s.Backup(t.Context(), path); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if v, err := s.restore(path).Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events < 5 {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestBackupToNowhere(t *testing.T) {
	s := lived(t)
	if _, err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "no", "such", "folder.db")); err == nil {
		t.Error("written")
	}
}

func TestAttachKeysLeavesOthersAlone(t *testing.T) {
	s := lived(t)
	before := wrappedKeys(t, s)
	if err := s.AttachKeys(t.Context(), []byte(`{"item-2026-03-04-x":"AAAA","unknown":"AAAA"}`)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, wrappedKeys(t, s)); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"", "{", "[]", `{"a":1}`} {
		if err := s.AttachKeys(t.Context(), []byte(text)); err == nil {
			t.Errorf("%q is taken for keys", text)
		}
	}
}

func TestWorkGoesOnWithoutKeys(t *testing.T) {
	s := lived(t)
	s.sql("UPDATE datakey SET wrapped = NULL")
	s.again()
	unread(t, s, 4)
	s.event(day(1), scanned(parcel.Bench, parcel.Red, parcel.ByRule))
	unread(t, s, 4)
	done, err := s.Replay(t.Context())
	if err != nil || done.Events != 6 {
		t.Errorf("%+v, %v", done, err)
	}
	if it := s.item(day(1)); it.Scans != 1 || it.Known {
		t.Errorf("%+v", it)
	}
}

func TestAnotherSecret(t *testing.T) {
	s := lived(t)
	s.opt.Secret = bytes.Repeat([]byte{7}, 32)
	s.again()
	if v, err := s.Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events != 5 {
		t.Errorf("to verify needs no secret: %+v, %v", v, err)
	}
	_, err := s.Append(t.Context(), journal.Draft{Body: decided(parcel.Release), Item: day(1)})
	if err == nil || !strings.Contains(err.Error(), "another station's secret") {
		t.Errorf("%v", err)
	}
}

func TestSealedFiles(t *testing.T) {
	s := setUp(t)
	plain := bytes.Repeat([]byte("<item/>"), 1000)
	stored, key, err := s.Seal(t.Context(), journal.Goods, plain)
	if err != nil || bytes.Contains(stored, []byte("<item/>")) || !strings.HasPrefix(key, "item-2026-03-04-") {
		t.Fatalf("%q, %v", key, err)
	}
	if _, again, err := s.Seal(t.Context(), journal.Goods, plain); err != nil || again != key {
		t.Errorf("the same day has another key: %q, %v", again, err)
	}
	if _, other, err := s.Seal(t.Context(), journal.Case, plain); err != nil || other == key {
		t.Errorf("another class has the same key: %q, %v", other, err)
	}
	s.clock.pass(24 * hours)
	if _, next, err := s.Seal(t.Context(), journal.Goods, plain); err != nil || next == key {
		t.Errorf("the next day has the same key: %q, %v", next, err)
	}
	s.again()
	if got, err := s.Unseal(t.Context(), key, stored, len(plain)); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if _, err := s.Unseal(t.Context(), key, stored, len(plain)-1); !errors.Is(err, journal.ErrSize) {
		t.Errorf("%v", err)
	}
	for _, gone := range []string{"", "item-1999-01-01-00"} {
		if _, err := s.Unseal(t.Context(), gone, stored, len(plain)); !errors.Is(err, store.ErrShredded) {
			t.Errorf("key %q: %v", gone, err)
		}
	}
	if _, _, err := s.Seal(t.Context(), journal.Plain, plain); err == nil {
		t.Error("sealed without a key")
	}
}

func TestReplayReportsWhatItCannotRead(t *testing.T) {
	s := setUp(t)
	s.receive([]parcel.Declaration{declare(1)})
	s.receive([]parcel.Declaration{declare(2), declare(3)})
	delete(s.files, "digest-0")
	s.files["digest-1"] = file{Items: []parcel.Declaration{declare(2)}}
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	done, err := s.Replay(t.Context())
	if err != nil || len(done.Unread) != 1 || len(done.Diverged) != 1 || done.Events != 4 || done.Items != 2 {
		t.Errorf("%+v, %v", done, err)
	}
	if it := s.item(day(1)); it.Known || it.Scans != 1 {
		t.Errorf("%+v", it)
	}
}

func TestReplayIsAllOrNone(t *testing.T) {
	s := lived(t)
	before := s.dump()
	s.attack("UPDATE body SET bytes = x'00' WHERE seq = 5")
	var damaged error
	if _, damaged = s.Replay(t.Context()); !errors.Is(damaged, journal.ErrBody) {
		t.Errorf("%v", damaged)
	}
	if diff := cmp.Diff(before, s.dump()); diff != "" {
		t.Error(diff)
	}
}
