package hubtest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"postern/journal/wire"
	"postern/sync/hub/record"
	"postern/sync/hub/record/postgres"
	"postern/sync/hub/record/sqlite"
	"postern/sync/link"
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

// TestHubOverLeaf is an office's own hub: a door alone, over a leaf of the
// cluster that keeps nothing, while a hub at the cluster records. POSTERN_NATS_LEAF
// is the leaf's address.
func TestHubOverLeaf(t *testing.T) { //nolint:paralleltest // it shares the cluster's streams
	address, leaf := os.Getenv("POSTERN_NATS"), os.Getenv("POSTERN_NATS_LEAF")
	if address == "" || leaf == "" {
		t.Log("POSTERN_NATS and POSTERN_NATS_LEAF are not set: no office had a hub of its own")
		return
	}
	empty(t, address)
	open, keys, shelf := sqliteIn(t.TempDir()), NewKeys(t), t.TempDir()
	if os.Getenv("POSTERN_POSTGRES") != "" {
		open = postgresIn(database(t))
	}
	central := Setup{Open: open, Keys: keys, NATS: address, Files: shelf}.Start(t)
	office := Setup{Open: open, Keys: keys, NATS: leaf, Domain: "centre", Files: shelf, Door: true}.Start(t)
	of := Source("a-1")
	l, w := join(t, office, "a-1", "NLAMSA")
	b, _ := join(t, central, "a-2", "NLAMSA")
	for first := uint64(1); first <= 1000; first += 100 {
		if err := l.Send(t.Context(), Events(t, of, moment, "", Run(first, first+99)...)); err != nil {
			t.Fatal(err)
		}
	}
	receipted(t, l, w.Key, of, 1000)
	Await(t, b, nil, func(m link.Message) bool { return m.Kind == link.KindEvents }) // the office's other stations hear of it, wherever they come in
	_, pieces := Photo("a-1", 2*wire.MinChunk)
	put(t, l, pieces...)
	if r, _ := told(t, l, nil); !r.Whole {
		t.Errorf("a photo by the leaf: %+v", r)
	}
	if got := len(rows(t, central.Kind, record.Query{})); got != 1000 {
		t.Errorf("%d rows", got)
	}
	replicated(t, address)
}

// replicated: a hub that came by a leaf has left the streams three copies.
func replicated(t *testing.T, address string) {
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
	for _, name := range []string{"POSTERN-UP", "POSTERN-RECEIPT"} {
		s, err := js.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if n := s.CachedInfo().Config.Replicas; n != 3 {
			t.Errorf("%s has %d copies", name, n)
		}
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
