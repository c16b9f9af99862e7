package hubtest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"postern/sync/hub/record/postgres"
	"postern/sync/hub/record/sqlite"
)

func sqliteIn(dir string) Opener {
	return func(ctx context.Context, generation string, again bool) (Kind, error) {
		return sqlite.Open(ctx, filepath.Join(dir, "hub.db"), generation, again)
	}
}

func TestHubAlone(t *testing.T) {
	t.Parallel()
	Hub(t, func(t *testing.T) Setup {
		t.Helper()
		dir := t.TempDir()
		return Setup{Open: sqliteIn(dir), Keys: NewKeys(t), Store: filepath.Join(dir, "broker")}
	})
}

// TestHubAloneInPostgres is the broker inside beside the record outside.
func TestHubAloneInPostgres(t *testing.T) {
	t.Parallel()
	if os.Getenv("POSTERN_POSTGRES") == "" {
		t.Log("POSTERN_POSTGRES is not set: the hub over PostgreSQL was not tried")
		return
	}
	Hub(t, func(t *testing.T) Setup {
		t.Helper()
		return Setup{Open: postgresIn(database(t)), Keys: NewKeys(t), Store: filepath.Join(t.TempDir(), "broker")}
	})
}

func postgresIn(address string) Opener {
	return func(ctx context.Context, generation string, again bool) (Kind, error) {
		return postgres.Open(ctx, address, generation, again)
	}
}

// TestHubOverCluster tries hubs over a real cluster: POSTERN_NATS is its
// address. The cluster has one set of streams, so its cases come in turn.
func TestHubOverCluster(t *testing.T) { //nolint:paralleltest // see above
	address := os.Getenv("POSTERN_NATS")
	if address == "" {
		t.Log("POSTERN_NATS is not set: the hub over a cluster was not tried")
		return
	}
	for name, try := range cases() {
		t.Run(name, func(t *testing.T) {
			empty(t, address)
			open := sqliteIn(t.TempDir())
			if os.Getenv("POSTERN_POSTGRES") != "" {
				open = postgresIn(database(t))
			}
			try(t, Setup{Open: open, Keys: NewKeys(t), NATS: address})
		})
	}
}

// empty takes our streams out of a cluster.
func empty(t *testing.T, address string) {
	t.Helper()
	conn, err := nats.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	names := js.StreamNames(t.Context())
	for name := range names.Name() {
		if strings.HasPrefix(name, "POSTERN-") {
			if err := js.DeleteStream(t.Context(), name); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := names.Err(); err != nil {
		t.Fatal(err)
	}
}
