package store_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
	"postern/store"
)

// TestDamagedDatabase: bits flipped and the end cut, all over the file. Either
// it is told before work goes on, or the journal is what it was: never another
// one that looks whole. POSTERN_DAMAGE says how often.
func TestDamagedDatabase(t *testing.T) {
	s := setUp(t)
	for range 300 {
		s.event(day(1), scanned(parcel.Bench, parcel.Green, parcel.ByNone))
	}
	journal := s.journalRows()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	if len(journal) != 602 {
		t.Fatalf("%d rows of a journal of 301 events", len(journal))
	}
	told, same := 0, 0
	for round := range rounds(t, "POSTERN_DAMAGE", 40) {
		chance := rand.New(rand.NewPCG(uint64(round), 7))
		data := append([]byte{}, whole...)
		if round%4 == 3 {
			data = data[:chance.IntN(len(data))]
		} else {
			for range 1 + chance.IntN(8) {
				data[chance.IntN(len(data))] ^= 1 << chance.IntN(8)
			}
		}
		copied := *s
		copied.path = filepath.Join(t.TempDir(), "postern.db")
		copied.opt.Path = copied.path
		if err := os.WriteFile(copied.path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		rows, err := copied.asFound(t)
		switch {
		case err != nil:
			told++
		case cmp.Diff(journal, rows) == "":
			same++
		default:
			t.Errorf("round %d: another journal, and nothing is told: %.600s", round, cmp.Diff(journal, rows))
		}
	}
	t.Logf("%d damages told, %d harmless", told, same)
	if told == 0 {
		t.Error("no damage was ever told: the rounds show nothing")
	}
}

// asFound opens a database as a start after a stop that was not clean does, and
// gives its journal, or what is wrong with it.
func (s *station) asFound(t *testing.T) (rows []string, err error) {
	t.Helper()
	db, err := store.Open(t.Context(), s.opt)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Check(t.Context(), true); err != nil {
		return nil, err
	}
	v, err := db.Verify(t.Context(), nil)
	if err != nil {
		return nil, err
	}
	if v.Bad != nil {
		return nil, v.Bad
	}
	s.DB = db
	return s.journalRows(), nil
}

// journalRows is what nothing may change. The key beside a body is a copy of
// what its record says, and not asked for.
func (s *station) journalRows() (all []string) {
	s.t.Helper()
	db := s.raw()
	defer db.Close() //nolint:errcheck // read only
	for _, text := range []string{"SELECT station, epoch, seq, record, leaf FROM event", "SELECT station, epoch, seq, '', bytes FROM body"} {
		rows, err := db.QueryContext(s.t.Context(), text)
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, dumpRows(s.t, rows, []string{"station", "epoch", "seq", "a", "b"})...)
	}
	return all
}
