package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// cheap is an assessment that costs next to nothing, so that what is measured
// is the store.
func cheap(cases []store.Case) ([]parcel.Verdict, string) {
	all := make([]parcel.Verdict, len(cases))
	for i, c := range cases {
		all[i] = parcel.Verdict{
			Lane: parcel.Yellow, Selection: parcel.Selection{Reason: parcel.ByRule, Probability: 1},
			Assessments: []parcel.Assessment{{
				Agency: parcel.Revenue, Pack: "revenue@1", Score: c.Facts.SenderItems % 100, Lane: parcel.Yellow,
				Hits: []parcel.Hit{{Rule: "low_value", Points: 40, Reason: "The declared value is far below that of like goods.", Evidence: "socks 0.40 EUR"}},
			}},
		}
	}
	return all, "revenue@1 plant@1"
}

func benchStation(b *testing.B) *station {
	b.Helper()
	return setUp(b, func(o *store.Options) { o.Assess = cheap })
}

// common are declarations as mail brings them: many senders, few of them busy.
func common(first, n int) []parcel.Declaration {
	items := make([]parcel.Declaration, n)
	for i := range items {
		d := declare(first + i)
		d.Sender.Name = fmt.Sprintf("Sender %d", (first+i)*(first+i)%40_009)
		d.Addressee = parcel.Party{
			Name: fmt.Sprintf("Addressee %d", (first+i)%90_001), Address: []string{"Rua das Flores 12"}, Zip: "1000-205", City: "Lisboa", Country: "PT",
		}
		d.Receptacle = parcel.S9(fmt.Sprintf("GBLALAPTLISAAUN6%04d%03d000120", (first+i)/10_000, (first+i)/100%100))
		d.Contents = append(d.Contents, parcel.Content{Index: 2, Units: 3, Words: "cotton socks, assorted colours", HS: "611595", Net: 90})
		items[i] = d
	}
	return items
}

func BenchmarkAppend(b *testing.B) {
	for _, officers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("officers=%d", officers), func(b *testing.B) {
			s := benchStation(b)
			var wait sync.WaitGroup
			b.ResetTimer()
			for g := range officers {
				wait.Go(func() {
					for i := g; i < b.N; i += officers {
						draft := journal.Draft{Body: scanned(parcel.Belt, parcel.Red, parcel.ByRule), Officers: []parcel.OfficerID{"ana"}, Item: day(i)}
						if _, err := s.Append(b.Context(), draft); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wait.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// BenchmarkReceive takes files of 10,000 items into a growing database.
func BenchmarkReceive(b *testing.B) {
	const each = 10_000
	s := benchStation(b)
	b.ResetTimer()
	for i := range b.N {
		s.receive(common(i*each, each))
	}
	b.ReportMetric(float64(b.N*each)/b.Elapsed().Seconds(), "items/s")
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N*each), "us/item")
}

// BenchmarkRawInserts puts the bytes of the same item rows into a bare table
// in one durable transaction: what SQLite itself would take.
func BenchmarkRawInserts(b *testing.B) {
	const each = 10_000
	s := benchStation(b)
	s.receive(common(0, each))
	rows, err := s.raw().QueryContext(b.Context(), "SELECT ident, declared, judged FROM item")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // read only
	var all [][3]any
	for rows.Next() {
		var ident string
		var declared, judged []byte
		if err := rows.Scan(&ident, &declared, &judged); err != nil {
			b.Fatal(err)
		}
		all = append(all, [3]any{ident, declared, judged})
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "raw.db")+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // thrown away
	if _, err := db.ExecContext(b.Context(), "CREATE TABLE item (no INTEGER PRIMARY KEY, ident TEXT, declared BLOB, judged BLOB) STRICT; CREATE INDEX item_ident ON item (ident)"); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		insertAll(b, db, all)
	}
	b.ReportMetric(float64(b.N*len(all))/b.Elapsed().Seconds(), "items/s")
}

func insertAll(b *testing.B, db *sql.DB, all [][3]any) {
	b.Helper()
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	insert, err := tx.PrepareContext(b.Context(), "INSERT INTO item (ident, declared, judged) VALUES (?, ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close() //nolint:errcheck // ends with the transaction
	for _, row := range all {
		if _, err := insert.ExecContext(b.Context(), row[:]...); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRead fetches what a scan needs. POSTERN_BENCH_ITEMS=1000000 makes
// the database as large as a station's.
func BenchmarkRead(b *testing.B) {
	total := 20_000
	if text := os.Getenv("POSTERN_BENCH_ITEMS"); text != "" {
		if _, err := fmt.Sscan(text, &total); err != nil {
			b.Fatal(err)
		}
	}
	s := benchStation(b)
	for first := 0; first < total; first += 10_000 {
		s.receive(common(first, min(10_000, total-first)))
		clear(s.files) // or a million declarations stay in memory
	}
	for i := 0; b.Loop(); i++ {
		id := day(i * 7919 % total)
		it, err := s.Item(b.Context(), id)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Facts(b.Context(), id, it.Decl); err != nil {
			b.Fatal(err)
		}
	}
}
