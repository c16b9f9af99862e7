package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// clock is a wall clock that goes only when it is told to.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	var c clock
	c.ms.Store(time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC).UnixMilli())
	return &c
}

// now has a sub-millisecond part and a zone, as a real clock has.
func (c *clock) now() time.Time {
	return time.UnixMilli(c.ms.Load()).Add(123_456 * time.Nanosecond).In(time.FixedZone("there", 5400))
}

func (c *clock) pass(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// station is a database with a clock and an archive in memory.
type station struct {
	*store.DB
	t     testing.TB
	path  string
	clock *clock
	opt   store.Options
	files map[string]file
	count int // of files ever
}

type file = parcel.Mail

var secret = []byte("0123456789abcdef0123456789abcdef")

// setUp makes a station in a folder of its own.
func setUp(tb testing.TB, change ...func(*store.Options)) *station {
	tb.Helper()
	s := unset(tb, change...)
	if _, err := s.Begin(tb.Context(), journal.StationOpened{Office: "PTLISA", Key: "k"}); err != nil {
		tb.Fatal(err)
	}
	return s
}

// unset is a database without a station in it.
func unset(tb testing.TB, change ...func(*store.Options)) *station {
	tb.Helper()
	s := &station{t: tb, path: filepath.Join(tb.TempDir(), "postern.db"), clock: newClock(), files: map[string]file{}}
	s.opt = options(s.path, s.clock, s.files)
	for _, f := range change {
		f(&s.opt)
	}
	s.open()
	tb.Cleanup(func() { s.Close() }) //nolint:errcheck // some tests break the file
	return s
}

func options(path string, c *clock, files map[string]file) store.Options {
	source := rand.New(rand.NewPCG(1, 2))
	return store.Options{
		Path: path, Station: "DOCK-1", Secret: secret, Now: c.now, Zone: "Europe/Lisbon", Boot: "b00t",
		Random: func(b []byte) {
			for i := range b {
				b[i] = byte(source.Uint32())
			}
		},
		Decode: func(_ context.Context, m journal.MessageReceived) (parcel.Mail, error) {
			f, ok := files[m.Digest]
			if !ok {
				return parcel.Mail{}, os.ErrNotExist
			}
			return f, nil
		},
	}
}

func (s *station) open() {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), s.opt)
	if err != nil {
		s.t.Fatal(err)
	}
	s.DB = db
}

// again closes the database and opens it, as a restart does.
func (s *station) again() {
	s.t.Helper()
	if err := s.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.open()
}

func (s *station) append(drafts ...journal.Draft) []journal.Name {
	s.t.Helper()
	s.clock.pass(time.Second)
	names, err := s.Append(s.t.Context(), drafts...)
	if err != nil {
		s.t.Fatal(err)
	}
	return names
}

func (s *station) event(item parcel.ItemID, b journal.Body, supersedes ...journal.Name) journal.Name {
	s.t.Helper()
	return s.append(journal.Draft{Body: b, Officers: []parcel.OfficerID{"ana"}, Item: item, Supersedes: supersedes})[0]
}

func (s *station) receive(items []parcel.Declaration, papers ...parcel.Paper) journal.Name {
	s.t.Helper()
	return s.append(s.message(items, papers...))[0]
}

// message puts a file into the archive and drafts its event.
func (s *station) message(items []parcel.Declaration, papers ...parcel.Paper) journal.Draft {
	return s.mail(parcel.Mail{Items: items, Papers: papers})
}

// mail is a message with all kinds of things in it.
func (s *station) mail(m parcel.Mail) journal.Draft {
	digest := fmt.Sprintf("digest-%d", s.count)
	s.count++
	s.files[digest] = m
	return journal.Draft{
		Body: journal.MessageReceived{
			File: digest + ".xml", Digest: digest, Archive: "a-" + digest, Format: "cds", Decoder: "cds@1", Counted: m.Count(),
		},
		Mail: m,
	}
}

func (s *station) item(id parcel.ItemID) parcel.Item {
	s.t.Helper()
	it, err := s.Item(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return it
}

// raw is a connection of somebody else to the same file.
func (s *station) raw() *sql.DB {
	s.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+s.path+"?_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { db.Close() }) //nolint:errcheck // read only, or broken on purpose
	return db
}

// sql runs statements behind the station's back.
func (s *station) sql(text string, args ...any) {
	s.t.Helper()
	db := s.raw()
	if _, err := db.ExecContext(s.t.Context(), text, args...); err != nil {
		s.t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// ident is a valid S10 with this serial.
func ident(serial int) string {
	digits := fmt.Sprintf("%08d", serial)
	return "RR" + digits + string(parcel.S10CheckDigit(digits)) + "GB"
}

// declare is what a message says about an item.
func declare(serial int) parcel.Declaration {
	return parcel.Declaration{
		Identifier: parcel.ParseIdentifier(ident(serial)), Posted: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Origin: "GB",
		Sender:    parcel.Party{Name: fmt.Sprintf("Sender %d", serial%7), City: "Leeds", Country: "GB"},
		Addressee: parcel.Party{Name: fmt.Sprintf("Addressee %d", serial%5), Zip: "1000-205", Country: "PT"},
		Value:     parcel.Money{Minor: int64(100 * (serial%90 + 1)), Currency: "GBP"}, Gross: 400,
		Contents: []parcel.Content{{Index: 1, Units: 1, Words: "toy boat", HS: "950300"}},
	}
}

func day(serial int) parcel.ItemID { return parcel.NewItemID(ident(serial), "2026-03-01") }

func scanned(at parcel.Place, lane parcel.Lane, by parcel.Reason) journal.ItemScanned {
	return journal.ItemScanned{
		Scan: parcel.Scan{Code: "x", Place: at}, Known: true, Shift: "s1",
		Verdict: parcel.Verdict{Lane: lane, Selection: parcel.Selection{Reason: by, Probability: 1}},
	}
}

func decided(o parcel.Outcome) journal.ItemDecided {
	return journal.ItemDecided{Outcome: o, Ground: "because", Lane: parcel.Red, Reason: parcel.ByRule, Shift: "s1"}
}

// projected are the tables that replay makes anew, with an order to compare in.
var projected = []string{"item", "item_event", "milestone", "shift", "message", "sight", "result", "paper", "ordered", "hearsay", "bag", "ruling", "answer", "quality", "exhibit"}

// dump is every column of every row of the projections.
func (s *station) dump() map[string][]string {
	s.t.Helper()
	db := s.raw()
	defer db.Close() //nolint:errcheck // read only
	all := map[string][]string{}
	for _, table := range projected {
		rows, err := db.QueryContext(s.t.Context(), "SELECT * FROM "+table)
		if err != nil {
			s.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			s.t.Fatal(err)
		}
		all[table] = dumpRows(s.t, rows, columns)
	}
	return all
}

func dumpRows(tb testing.TB, rows *sql.Rows, columns []string) (lines []string) {
	tb.Helper()
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			tb.Fatal(err)
		}
		var line strings.Builder
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			fmt.Fprintf(&line, "%s=%q ", columns[i], fmt.Sprint(v))
		}
		lines = append(lines, line.String())
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return lines
}
