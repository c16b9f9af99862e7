package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"postern/journal"
	"postern/store"
)

// Evidence is read as it lies: with or without a write-ahead log, nothing is
// made or changed beside it.
func TestExamine(t *testing.T) {
	s := lived(t)
	copied := filepath.Join(t.TempDir(), "postern.db")
	for _, end := range []string{"", "-wal"} { // before the close folds the log into the file
		if err := os.WriteFile(copied+end, readIfThere(t, s.path+end), 0o400); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"at rest": s.path, "with its log": copied} {
		opt := s.opt
		opt.Path = path
		db, err := store.Examine(t.Context(), opt)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v, err := db.Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events != 5 {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
		if e, err := db.Event(t.Context(), journal.Name{Station: "DOCK-1", Epoch: db.Epoch(), Seq: 2}); err != nil || e.Body.Kind() != journal.KindOfficerAdded {
			t.Errorf("%s: %+v, %v", name, e.Body, err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(s.path + "-shm"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was made beside the file: %v", err)
	}
}

func TestExamineRefuses(t *testing.T) {
	s := lived(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	junk := filepath.Join(t.TempDir(), "postern.db")
	if err := os.WriteFile(junk, []byte("no database at all, but long enough to be looked at"), 0o600); err != nil {
		t.Fatal(err)
	}
	opt := s.opt
	opt.Path = junk
	if _, err := store.Examine(t.Context(), opt); !store.IsDamaged(err) {
		t.Errorf("%v", err)
	}
	opt.Path = filepath.Join(t.TempDir(), "none.db")
	if _, err := store.Examine(t.Context(), opt); err == nil || store.IsDamaged(err) {
		t.Errorf("%v", err)
	}
	opt = s.opt
	opt.Secret = nil
	if _, err := store.Examine(t.Context(), opt); err == nil {
		t.Error("without a secret")
	}
	s.sql("PRAGMA user_version = 99")
	if _, err := store.Examine(t.Context(), s.opt); err == nil {
		t.Error("a file of a newer program")
	}
}
