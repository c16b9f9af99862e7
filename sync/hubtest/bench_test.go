package hubtest

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"postern/sync/hub/record"
)

const benchRows = 5000

// fill makes intakes of new events, one after the other.
func fill(b *testing.B) func() record.Intake {
	b.Helper()
	of, next := Source("bench"), uint64(1)
	return func() record.Intake {
		var in record.Intake
		for range benchRows / 500 {
			in.Take(Events(b, of, time.Now(), "", Run(next, next+499)...))
			next += 500
		}
		return in
	}
}

// BenchmarkPostgres is events kept a second, beside the same rows by one bare
// INSERT ... unnest into a table without a body: see BenchmarkBareUnnest.
func BenchmarkPostgres(b *testing.B) {
	if os.Getenv("POSTERN_POSTGRES") == "" {
		b.Skip("POSTERN_POSTGRES is not set")
	}
	r, err := postgresIn(database(b))(b.Context(), "g", false)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // a benchmark
	next, took := fill(b), time.Duration(0)
	for b.Loop() {
		b.StopTimer()
		in := next()
		b.StartTimer()
		began := time.Now()
		if _, err := r.Keep(b.Context(), in, time.Now()); err != nil {
			b.Fatal(err)
		}
		if _, err := r.Progress(b.Context(), Source("bench"), time.Now()); err != nil {
			b.Fatal(err)
		}
		took += time.Since(began)
	}
	b.ReportMetric(float64(b.N)*benchRows/took.Seconds(), "events/s")
}

// BenchmarkBareUnnest is the bound: the same events and bodies, nothing asked.
func BenchmarkBareUnnest(b *testing.B) {
	if os.Getenv("POSTERN_POSTGRES") == "" {
		b.Skip("POSTERN_POSTGRES is not set")
	}
	conn, err := pgx.Connect(b.Context(), database(b))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // a benchmark
	if _, err := conn.Exec(b.Context(), "CREATE TABLE e (station text, epoch bytea, seq bigint, record bytea, leaf bytea, body bytea, PRIMARY KEY (station, epoch, seq))"); err != nil {
		b.Fatal(err)
	}
	next, took := fill(b), time.Duration(0)
	for b.Loop() {
		b.StopTimer()
		in := next()
		b.StartTimer()
		began := time.Now()
		if err := bare(b.Context(), conn, in.Rows); err != nil {
			b.Fatal(err)
		}
		took += time.Since(began)
	}
	b.ReportMetric(float64(b.N)*benchRows/took.Seconds(), "events/s")
}

func bare(ctx context.Context, conn *pgx.Conn, all []record.Row) error {
	var stations []string
	var epochs, records, leaves, bodies [][]byte
	var seqs []int64
	for _, e := range all {
		stations, epochs, seqs = append(stations, e.Station), append(epochs, e.Epoch[:]), append(seqs, int64(e.Seq))
		records, leaves, bodies = append(records, e.Record), append(leaves, e.Leaf[:]), append(bodies, e.Body)
	}
	_, err := conn.Exec(ctx, "INSERT INTO e SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[])",
		stations, epochs, seqs, records, leaves, bodies)
	return err
}
