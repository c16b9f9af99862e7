package postgres

import (
	"context"
	_ "embed" // the tables
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed schema.sql
var schema string

const version = "1" // of the tables; a record of a newer program is refused

const bodyTable = `CREATE TABLE IF NOT EXISTS body (
  day date NOT NULL, station text NOT NULL, epoch bytea NOT NULL, seq bigint NOT NULL, key text NOT NULL, bytes bytea NOT NULL,
  PRIMARY KEY (day, station, epoch, seq))`

// Record is an open record. It is safe for concurrent use.
type Record struct {
	pool       *pgxpool.Pool
	generation string
	parted     bool // bodies lie in months

	mu     sync.Mutex // guards months
	months map[string]bool
}

// Open opens the record in a database, given as postgres://..., and makes its
// tables where there are none. generation names a new life of the record: it
// is taken where there is none yet, or where again says that the record was
// restored.
func Open(ctx context.Context, url, generation string, again bool) (r *Record, err error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("record: not an address of a PostgreSQL database: want postgres://USER@HOST/DATABASE") // the error would hold the password
	}
	where := config.ConnConfig.Host + "/" + config.ConnConfig.Database
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "on" // a receipt says that it is on the disk
	config.ConnConfig.RuntimeParams["application_name"] = "postern-hub"
	config.MaxConns = max(config.MaxConns, 8)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", where, err)
	}
	r = &Record{pool: pool, months: map[string]bool{}}
	if err := r.begin(ctx, generation, again); err != nil {
		pool.Close()
		return nil, fmt.Errorf("record %s: %w", where, err)
	}
	return r, nil
}

func (r *Record) begin(ctx context.Context, generation string, again bool) error {
	var banner, durable string
	if err := r.pool.QueryRow(ctx, "SELECT version(), current_setting('synchronous_commit')").Scan(&banner, &durable); err != nil {
		return err
	}
	if durable == "off" || durable == "local" {
		return fmt.Errorf("synchronous_commit is %s: it must be on, or receipts would promise what a power cut takes", durable)
	}
	r.parted = strings.HasPrefix(banner, "PostgreSQL") && !strings.Contains(banner, "YB")
	if err := r.tables(ctx); err != nil {
		return fmt.Errorf("make the tables: %w", err)
	}
	if again {
		_, err := r.pool.Exec(ctx, "INSERT INTO meta (key, value) VALUES ('generation', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", generation)
		if err != nil {
			return err
		}
	}
	for key, value := range map[string]string{"generation": generation, "version": version} {
		if _, err := r.pool.Exec(ctx, "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", key, value); err != nil {
			return err
		}
	}
	var have string
	if err := r.pool.QueryRow(ctx, "SELECT value FROM meta WHERE key = 'version'").Scan(&have); err != nil {
		return err
	}
	if have != version {
		return fmt.Errorf("its tables are of version %s, this program knows %s: use the newer hub", have, version)
	}
	return r.pool.QueryRow(ctx, "SELECT value FROM meta WHERE key = 'generation'").Scan(&r.generation)
}

func (r *Record) tables(ctx context.Context) error {
	body := bodyTable
	if r.parted {
		body += " PARTITION BY RANGE (day); CREATE TABLE IF NOT EXISTS body_other PARTITION OF body DEFAULT"
	}
	for _, text := range strings.Split(schema+body, ";\n") {
		if err := r.make(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// make makes a table that another hub may be making in the same moment: IF NOT
// EXISTS does not see that, the catalogue's keys do.
func (r *Record) make(ctx context.Context, text string) error {
	for tries := 0; ; tries++ {
		_, err := r.pool.Exec(ctx, text, pgx.QueryExecModeSimpleProtocol)
		var raised *pgconn.PgError
		raced := errors.As(err, &raised) && (raised.Code == "23505" || raised.Code == "42P07" || raised.Code == "42710")
		if err == nil || !raced || tries == 3 {
			return err
		}
	}
}

// month makes sure that there is a place for the bodies of a day. Days far from
// now, which a wrong clock gives, lie in the table for all others.
func (r *Record) month(ctx context.Context, day time.Time, now time.Time) error {
	if !r.parted || day.Before(now.AddDate(-2, 0, 0)) || day.After(now.AddDate(0, 1, 0)) {
		return nil
	}
	from := time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
	name := from.Format("200601")
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.months[name] {
		return nil
	}
	err := r.make(ctx, fmt.Sprintf("CREATE TABLE IF NOT EXISTS body_%s PARTITION OF body FOR VALUES FROM ('%s') TO ('%s')",
		name, from.Format(time.DateOnly), from.AddDate(0, 1, 0).Format(time.DateOnly)))
	var raised *pgconn.PgError
	if errors.As(err, &raised) && raised.Code == "23514" { // the other table has some of that month: they stay there
		err = nil
	}
	r.months[name] = err == nil
	return err
}

// Close implements record.Record.
func (r *Record) Close() error {
	r.pool.Close()
	return nil
}
