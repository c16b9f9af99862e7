package bench

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"postern/journal"
	"postern/journal/wire"
	"postern/parcel"
	"postern/sync/hub/record"
	"postern/sync/hub/record/postgres"
	"postern/sync/hub/record/sqlite"
)

// What is promised of the hub.
const (
	limitRecord   = 30_000 // events/s into PostgreSQL
	recordAtOnce  = 5_000  // events in one transaction: many batches
	mostRounds    = 8
	batchEvents   = 500
	benchOffice   = "NLAMSA"
	stationsAtHub = 3_000
)

// hub measures the far end: events into each kind of record beside the same
// events into one bare table, and the memory of a hub with all its stations
// connected.
func (r *runner) hub(ctx context.Context) error {
	if err := r.intoSQLite(ctx); err != nil {
		return err
	}
	if err := r.intoPostgres(ctx); err != nil {
		return err
	}
	return r.connected(ctx)
}

// outcomes makes a batch of plain outcomes of a station.
func (r *runner) outcomes(first uint64, n int) (b wire.Batch, err error) {
	b = wire.Batch{Station: "bench", Epoch: journal.Epoch{1}, Priority: wire.Outcomes}
	wall := r.Now().UTC().Truncate(time.Millisecond)
	var clock journal.HLC
	for i := range n {
		name := journal.Name{Station: b.Station, Epoch: b.Epoch, Seq: first + uint64(i)}
		chance := sha256.Sum256([]byte(name.String()))
		body := decision(chance)
		stored, err := journal.Seal(journal.Record{Name: name}, body, nil)
		if err != nil {
			return b, err
		}
		wall = wall.Add(4*time.Second + time.Duration(binary.BigEndian.Uint16(chance[8:]))*time.Millisecond)
		clock = clock.Tick(wall)
		rec := journal.Record{
			Name: name, Kind: body.Kind(), Version: 1, HLC: clock, Wall: wall, Zone: "UTC", Officers: []parcel.OfficerID{"o933872ee79"}, BodyHash: sha256.Sum256(stored),
			Item: parcel.ItemID(fmt.Sprintf("R%c%09dGB@2026-11-%02d", 'A'+chance[4]%26, binary.BigEndian.Uint32(chance[:])%1_000_000_000, 1+chance[5]%28)),
		}
		b.Events = append(b.Events, wire.Event{Seq: name.Seq, Record: rec.Encode(), Body: stored})
	}
	return b, nil
}

// decision is one of a shift's, drawn by chance.
func decision(chance [32]byte) journal.ItemDecided {
	grounds := []string{"documents agree", "value agrees with the price list", "sample taken", "weight does not fit", "seen by the dog, nothing found", "contents as declared"}
	d := journal.ItemDecided{Outcome: parcel.Release, Ground: grounds[int(chance[10])%len(grounds)], Lane: parcel.Green, Shift: "1"}
	if chance[11] < 50 {
		d.Outcome, d.Lane = parcel.Examine, parcel.Red
		d.Findings = []parcel.Finding{{Code: "pieces", Text: fmt.Sprint(chance[12])}, {Code: "contents", Text: fmt.Sprintf("%d pairs of shoes, %d torches", chance[13], chance[14])}}
	}
	return d
}

// intake makes what one transaction keeps.
func (r *runner) intake(round int) (in record.Intake, err error) {
	for i := range recordAtOnce / batchEvents {
		b, err := r.outcomes(uint64(round*recordAtOnce+i*batchEvents+1), batchEvents) //nolint:gosec // small
		if err != nil {
			return in, err
		}
		in.Take(b)
	}
	if len(in.Refused) > 0 {
		return in, errors.New("the record refuses what the bench made: " + in.Refused[0].Why)
	}
	return in, nil
}

// record has a kind of record keep events with their receipts, in turn with a
// bare table that is only written, so that both meet the same machine.
func (r *runner) record(ctx context.Context, to record.Record, bare func([]record.Row) error) (ours, theirs float64, err error) {
	var kept, written time.Duration
	rounds := max(1, min(mostRounds, r.Items/recordAtOnce))
	for round := range rounds {
		in, err := r.intake(round)
		if err != nil {
			return 0, 0, err
		}
		took, err := r.timed(func() error {
			if _, err := to.Keep(ctx, in, r.Now()); err != nil {
				return err
			}
			_, err := to.Progress(ctx, in.Rows[0].Source, r.Now())
			return err
		})
		if err != nil {
			return 0, 0, err
		}
		kept += took
		if took, err = r.timed(func() error { return bare(in.Rows) }); err != nil {
			return 0, 0, err
		}
		written += took
	}
	all := float64(rounds * recordAtOnce)
	return all / kept.Seconds(), all / written.Seconds(), nil
}

func (r *runner) intoSQLite(ctx context.Context) (err error) {
	to, err := sqlite.Open(ctx, r.path("hub.db"), "bench", false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	db, err := sql.Open("sqlite3", "file:"+r.path("bare.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "CREATE TABLE e (station TEXT, epoch BLOB, seq INTEGER, record BLOB, leaf BLOB, body BLOB, PRIMARY KEY (station, epoch, seq)) WITHOUT ROWID"); err != nil {
		return err
	}
	ours, theirs, err := r.record(ctx, to, func(rows []record.Row) error { return bareSQLite(ctx, db, rows) })
	if err != nil {
		return err
	}
	return r.give(beside("hub into SQLite", ours, "events/s", "the same events into one bare table", theirs))
}

func bareSQLite(ctx context.Context, db *sql.DB, rows []record.Row) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it has ended where all went well
	insert, err := tx.PrepareContext(ctx, "INSERT INTO e VALUES (?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close() //nolint:errcheck // it ends with the transaction
	for _, e := range rows {
		if _, err := insert.ExecContext(ctx, e.Station, e.Epoch[:], e.Seq, e.Record, e.Leaf[:], e.Body); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// intoPostgres works in a database of its own, where there is a server.
func (r *runner) intoPostgres(ctx context.Context) (err error) {
	if r.Postgres == "" {
		r.Say("no PostgreSQL: POSTERN_POSTGRES names a server where databases may be made")
		return nil
	}
	u, err := url.Parse(r.Postgres)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return errors.New("POSTERN_POSTGRES: want postgres://USER@HOST/DATABASE")
	}
	admin, err := pgx.Connect(ctx, r.Postgres)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close(context.WithoutCancel(ctx))) }()
	name := pgx.Identifier{fmt.Sprintf("postern_bench_%d", r.Now().UnixNano())}.Sanitize()
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return err
	}
	defer func() {
		_, dropped := admin.Exec(context.WithoutCancel(ctx), "DROP DATABASE "+name+" WITH (FORCE)")
		err = errors.Join(err, dropped)
	}()
	u.Path = "/" + strings.Trim(name, `"`)
	to, err := postgres.Open(ctx, u.String(), "bench", false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	conn, err := pgx.Connect(ctx, u.String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, "CREATE TABLE e (station text, epoch bytea, seq bigint, record bytea, leaf bytea, body bytea, PRIMARY KEY (station, epoch, seq))"); err != nil {
		return err
	}
	ours, theirs, err := r.record(ctx, to, func(rows []record.Row) error { return barePostgres(ctx, conn, rows) })
	if err != nil {
		return err
	}
	return r.give(beside("hub into PostgreSQL", ours, "events/s", "limit", limitRecord),
		beside("hub into PostgreSQL", ours, "events/s", "INSERT..unnest of the same events into one bare table", theirs))
}

func barePostgres(ctx context.Context, conn *pgx.Conn, rows []record.Row) error {
	var stations []string
	var epochs, records, leaves, bodies [][]byte
	var seqs []int64
	for _, e := range rows {
		stations, epochs, seqs = append(stations, e.Station), append(epochs, e.Epoch[:]), append(seqs, int64(e.Seq)) //nolint:gosec // small
		records, leaves, bodies = append(records, e.Record), append(leaves, e.Leaf[:]), append(bodies, e.Body)
	}
	_, err := conn.Exec(ctx, "INSERT INTO e SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[])",
		stations, epochs, seqs, records, leaves, bodies)
	return err
}
