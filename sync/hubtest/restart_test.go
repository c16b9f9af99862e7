package hubtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"postern/sync/hub/record"
)

// TestPostgresRestarted crashes PostgreSQL while events are on their way into
// the record, three times: the hub stays, and each event is recorded once.
// POSTERN_POSTGRES_RESTART is a program that does it.
func TestPostgresRestarted(t *testing.T) { //nolint:paralleltest // others need the server
	restart := os.Getenv("POSTERN_POSTGRES_RESTART")
	if os.Getenv("POSTERN_POSTGRES") == "" || restart == "" {
		t.Log("POSTERN_POSTGRES and POSTERN_POSTGRES_RESTART are not set: no PostgreSQL was restarted")
		return
	}
	site := Setup{Open: postgresIn(database(t)), Keys: NewKeys(t), Store: filepath.Join(t.TempDir(), "broker")}.Start(t)
	l, w := join(t, site, "a-1", "NLAMSA")
	of := Source("a-1")
	const rounds, batches, size = 3, 40, 100
	seq := uint64(0)
	for range rounds {
		crash := exec.CommandContext(t.Context(), restart)
		if err := crash.Start(); err != nil {
			t.Fatal(err)
		}
		for range batches { // the broker takes them whatever the record does
			if err := l.Send(t.Context(), Events(t, of, moment, "", Run(seq+1, seq+size)...)); err != nil {
				t.Fatal(err)
			}
			seq += size
		}
		if err := crash.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if r := receipted(t, l, w.Key, of, seq); len(r.Refused)+len(r.Missing) > 0 {
		t.Errorf("receipt: %+v", r)
	}
	if got := len(rows(t, site.Kind, record.Query{})); got != rounds*batches*size {
		t.Errorf("%d rows", got)
	}
}
