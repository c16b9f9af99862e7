package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

func TestTheWriterIsDurable(t *testing.T) {
	s := setUp(t)
	for pragma, want := range map[string]string{
		"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1", "journal_size_limit": "67108864",
	} {
		if got, err := s.WriterPragma(t.Context(), pragma); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
}

// go-sqlite3 is built so that WAL without an explicit setting runs NORMAL.
func TestOtherSettingsAreRefused(t *testing.T) {
	for options, ok := range map[string]bool{
		"_journal_mode=WAL&_synchronous=FULL":    true,
		"_journal_mode=WAL":                      false,
		"_journal_mode=WAL&_synchronous=NORMAL":  false,
		"_journal_mode=WAL&_synchronous=OFF":     false,
		"_journal_mode=DELETE&_synchronous=FULL": false,
		"_journal_mode=MEMORY&_synchronous=FULL": false,
	} {
		db, err := sql.Open("sqlite3", "file:"+filepath.Join(t.TempDir(), "a.db")+"?"+options)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := store.AssertDurable(t.Context(), conn); (err == nil) != ok {
			t.Errorf("%s: %v", options, err)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*store.Options)
		want   string
	}{
		"no file to write to":  {func(o *store.Options) { o.Path = ":memory:" }, "not durable"},
		"no folder":            {func(o *store.Options) { o.Path = filepath.Join(o.Path, "there", "a.db") }, "open"},
		"a short secret":       {func(o *store.Options) { o.Secret = []byte("short") }, "secret has 5 bytes"},
		"another's name":       {func(o *store.Options) { o.Station = "DOCK-2" }, "journal of station DOCK-1, not DOCK-2"},
		"a file of a newer us": {nil, "newer Postern"},
	} {
		s := setUp(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if c.change == nil {
			s.sql("PRAGMA user_version = 999")
		} else {
			c.change(&s.opt)
		}
		db, err := store.Open(t.Context(), s.opt)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if db != nil {
			t.Errorf("%s: a database with an error", name)
		}
	}
}

func TestANewerFileIsLeftAsItIs(t *testing.T) {
	s := setUp(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.sql("PRAGMA user_version = 999")
	if _, err := store.Open(t.Context(), s.opt); err == nil {
		t.Fatal("opened")
	}
	var version int
	if err := s.raw().QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&version); err != nil || version != 999 {
		t.Errorf("version %d, %v", version, err)
	}
}

// A crash between the migrations and the note of the version changes nothing.
func TestMigrationsHalfNoted(t *testing.T) {
	s := setUp(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.sql("PRAGMA user_version = 0")
	s.open()
	if n, err := s.Size(t.Context()); err != nil || n != 1 {
		t.Errorf("%d events, %v", n, err)
	}
}

func TestStationIsFoundAgain(t *testing.T) {
	s := setUp(t)
	epoch := s.Epoch()
	s.opt.Station = ""
	s.again()
	if office, err := s.Office(t.Context()); err != nil || office != "PTLISA" || s.Station() != "DOCK-1" || s.Epoch() != epoch {
		t.Errorf("%s of %s in %s, %v", s.Station(), office, s.Epoch(), err)
	}
}

func TestTablesAreStrict(t *testing.T) {
	s := setUp(t)
	rows, err := s.raw().QueryContext(t.Context(), "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	tables := 0
	for rows.Next() {
		var name string
		var strict bool
		if err := rows.Scan(&name, &strict); err != nil {
			t.Fatal(err)
		}
		if tables++; !strict {
			t.Errorf("table %s is not STRICT", name)
		}
	}
	if err := rows.Err(); err != nil || tables < 26 {
		t.Errorf("%d tables, %v", tables, err)
	}
}

func TestTheJournalIsAppendOnly(t *testing.T) {
	s := setUp(t)
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	db := s.raw()
	for _, text := range []string{
		"UPDATE event SET record = x'00' WHERE seq = 2",
		"UPDATE event SET seq = 9 WHERE seq = 2",
		"DELETE FROM event WHERE seq = 2",
		"DELETE FROM event",
		"INSERT OR REPLACE INTO event (station, epoch, seq, record, leaf) SELECT station, epoch, seq, x'00', leaf FROM event",
		"REPLACE INTO event SELECT station, epoch, 1, record, leaf FROM event WHERE seq = 2",
	} {
		if _, err := db.ExecContext(t.Context(), text); err == nil || !strings.Contains(err.Error(), "journal") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || v.Bad != nil || v.Events != 2 {
		t.Errorf("%+v, %v", v, err)
	}
}

// What a name stands for never lies open in the file: neither in the journal
// nor in a page that was freed.
func TestSealedBodiesDoNotLieOpen(t *testing.T) {
	s := setUp(t)
	s.event("", journal.OfficerAdded{Officer: "o1", Name: "Wilhelmina Quist", Role: parcel.Supervisor, Verifier: "verifier-of-a-pin"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{s.path, s.path + "-wal"} {
		data := readIfThere(t, name)
		for _, word := range []string{"Quist", "verifier-of-a-pin"} {
			if bytes.Contains(data, []byte(word)) {
				t.Errorf("%q lies open in %s", word, filepath.Base(name))
			}
		}
	}
}

func TestCheck(t *testing.T) {
	s := setUp(t)
	for _, quick := range []bool{true, false} {
		if err := s.Check(t.Context(), quick); err != nil {
			t.Error(err)
		}
	}
	// A flipped bit in an index that no query has met yet.
	s.receive([]parcel.Declaration{declare(1)})
	var root, size int64
	db := s.raw()
	if err := db.QueryRowContext(t.Context(), "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = 'item_queue'").Scan(&root, &size); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	data := readIfThere(t, s.path)
	data[root*size-2] ^= 1
	if err := os.WriteFile(s.path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s.open()
	if err := s.Check(t.Context(), false); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
}
