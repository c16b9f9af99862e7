package hubtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"postern/sync/hub/record/postgres"
	"postern/sync/hub/record/sqlite"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	Record(t, func(t *testing.T) Opener {
		t.Helper()
		path := filepath.Join(t.TempDir(), "hub.db")
		return func(ctx context.Context, generation string, again bool) (Kind, error) {
			return sqlite.Open(ctx, path, generation, again)
		}
	})
}

// TestPostgres needs a server: POSTERN_POSTGRES is its address, as a user who
// may create databases.
func TestPostgres(t *testing.T) {
	t.Parallel()
	if os.Getenv("POSTERN_POSTGRES") == "" {
		t.Log("POSTERN_POSTGRES is not set: the record in PostgreSQL was not tried")
		return
	}
	Record(t, func(t *testing.T) Opener {
		t.Helper()
		address := database(t)
		return func(ctx context.Context, generation string, again bool) (Kind, error) {
			return postgres.Open(ctx, address, generation, again)
		}
	})
}

// database makes an empty database for one test.
func database(tb testing.TB) string {
	tb.Helper()
	address := os.Getenv("POSTERN_POSTGRES")
	name := "hubtest_" + pgx.Identifier{rand.Text()}.Sanitize()[1:11]
	conn, err := pgx.Connect(tb.Context(), address)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := conn.Exec(tb.Context(), "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		tb.Fatal(err)
	}
	if err := conn.Close(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { // the server may be another one by then
		ctx := context.Background()
		conn, err := pgx.Connect(ctx, address)
		if err != nil {
			tb.Error(err)
			return
		}
		if _, err := conn.Exec(ctx, "DROP DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
		if err := conn.Close(ctx); err != nil {
			tb.Error(err)
		}
	})
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
