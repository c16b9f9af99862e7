package hubtest

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"postern/sync/hub/record"
	hubline "postern/sync/jetstream"
)

// TestLeaderKilled kills the server that leads the stream upward while a station
// sends; it comes after all else that needs the cluster whole.
func TestLeaderKilled(t *testing.T) { //nolint:paralleltest // see above
	address, pids := os.Getenv("POSTERN_NATS"), strings.Fields(os.Getenv("POSTERN_NATS_PIDS"))
	if address == "" || len(pids) != 3 {
		t.Log("POSTERN_NATS and POSTERN_NATS_PIDS are not set: no leader was killed")
		return
	}
	empty(t, address)
	site := Setup{Open: sqliteIn(t.TempDir()), Keys: NewKeys(t), NATS: address}.Start(t)
	l, w := join(t, site, "a-1", "NLAMSA")
	of := Source("a-1")
	const all, killAt = 60, 20
	for seq := uint64(1); seq <= all; seq++ {
		if seq == killAt {
			if err := syscall.Kill(leader(t, address, pids), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
		for tries := 0; ; tries++ { // as the loop does
			err := l.Send(t.Context(), Events(t, of, moment, "", seq))
			if err == nil {
				break
			}
			if tries == 20 {
				t.Fatalf("event %d: %v", seq, err)
			}
			time.Sleep(200 * time.Millisecond)
		}
	}
	receipted(t, l, w.Key, of, all)
	if got := len(rows(t, site.Kind, record.Query{})); got != all {
		t.Errorf("%d rows", got)
	}
}

// leader is the process of the server that leads.
func leader(t *testing.T, address string, pids []string) int {
	t.Helper()
	conn, err := hubline.Dial(address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), "POSTERN-UP")
	if err != nil {
		t.Fatal(err)
	}
	name := s.CachedInfo().Cluster.Leader // n0, n1 or n2
	i, err := strconv.Atoi(strings.TrimPrefix(name, "n"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(pids[i])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}
