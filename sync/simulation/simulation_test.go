package simulation_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/journal/wire"
	"postern/store"
	"postern/sync/hub/record"
	"postern/sync/hub/record/sqlite"
	"postern/sync/simulation"
)

// seeds is how many worlds are played: POSTERN_SEEDS for the long round.
func seeds(t *testing.T, short int) int {
	t.Helper()
	text := os.Getenv("POSTERN_SEEDS")
	if text == "" {
		return short
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func keys(t *testing.T) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(rand.NewChaCha8(sha256.Sum256([]byte("hub"))), "hub")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func play(t *testing.T, seed int, change func(*simulation.Options)) error {
	t.Helper()
	signer, verifier := keys(t)
	source := rand.New(rand.NewPCG(uint64(seed), 11))
	opt := simulation.Options{
		Stations: 2 + source.IntN(4), Steps: 600, Pick: source.IntN, Signer: signer, Verifier: verifier, Faults: true,
	}
	if seed%10 == 0 || os.Getenv("POSTERN_SEEDS") != "" {
		opt.Stations, opt.Steps = 20, 1000
	}
	if seed%50 == 3 {
		r, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "hub.db"), "g0", false)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close() //nolint:errcheck // it is thrown away
		opt.Record = func() (simulation.Record, error) { return rows{r}, nil }
	}
	if change != nil {
		change(&opt)
	}
	return simulation.Run(t.Context(), opt)
}

// liar is a record whose receipts run ahead of what it committed.
type liar struct {
	simulation.Record
	gave int
}

func (l *liar) Receipt(ctx context.Context, of wire.Source, at time.Time) (wire.Receipt, error) {
	r, err := l.Record.Receipt(ctx, of, at)
	if l.gave++; l.gave == 20 {
		r.Upto, r.Beyond, r.Missing = r.Upto+1, nil, nil
	}
	return r, err
}

// forgetful is a record that loses a batch and says nothing.
type forgetful struct {
	simulation.Record
	kept int
}

func (f *forgetful) Keep(ctx context.Context, b wire.Batch, at time.Time) error {
	f.kept++
	if b.Station == "desk-1" {
		for i, e := range b.Events {
			if e.Seq == 3 {
				b.Events = slices.Delete(slices.Clone(b.Events), i, i+1)
				break
			}
		}
	}
	return f.Record.Keep(ctx, b, at)
}

// TestWhatIsWrongIsFound: the simulation can fail.
func TestWhatIsWrongIsFound(t *testing.T) {
	for name, wrong := range map[string]simulation.Record{
		"a receipt that runs ahead": &liar{Record: simulation.NewRecord()},
		"a record that loses":       &forgetful{Record: simulation.NewRecord()},
	} {
		err := play(t, 1, func(o *simulation.Options) {
			o.Record = func() (simulation.Record, error) { return wrong, nil }
		})
		if err == nil {
			t.Errorf("%s was not found", name)
		}
	}
}

// rows is the record of a real hub.
type rows struct{ *sqlite.Record }

func (r rows) Keep(ctx context.Context, b wire.Batch, at time.Time) error {
	var in record.Intake
	in.Take(b)
	kept, err := r.Record.Keep(ctx, in, at)
	if err == nil && len(in.Refused)+kept.Forks > 0 {
		err = fmt.Errorf("refused %v, %d forks, and nobody forged anything", in.Refused, kept.Forks)
	}
	return err
}

func (r rows) Receipt(ctx context.Context, of wire.Source, at time.Time) (wire.Receipt, error) {
	p, err := r.Progress(ctx, of, at)
	out := p.Receipt(of)
	out.At = at
	return out, err
}

func (r rows) Each(ctx context.Context, f func(wire.Source, wire.Event) error) error {
	return r.Record.Each(ctx, record.Query{}, func(row record.Row) error {
		return f(row.Source, wire.Event{Seq: row.Seq, Record: row.Record, Body: row.Body})
	})
}

// TestRealDisks: the same with the stations' real store.
func TestRealDisks(t *testing.T) {
	for seed := range 2 {
		disks := 0
		err := play(t, seed+1, func(o *simulation.Options) {
			o.Stations, o.Steps = 2, 150
			o.Disk = func(name string, _ journal.Epoch, now func() time.Time) (simulation.Disk, error) {
				disks++
				source := rand.NewChaCha8(sha256.Sum256(fmt.Append(nil, seed, name)))
				db, err := store.Open(t.Context(), store.Options{
					Path: filepath.Join(t.TempDir(), "postern.db"), Station: name, Secret: bytes.Repeat([]byte{byte(disks)}, 32), Now: now,
					Random: func(b []byte) { source.Read(b) }, //nolint:errcheck // it never fails
				})
				if err != nil {
					return nil, err
				}
				t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
				_, err = db.Begin(t.Context(), journal.StationOpened{Office: "PTLISA", Key: "k"})
				return db, err
			}
		})
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// TestWorlds: whatever the network does, nothing that was saved is lost or
// doubled, no receipt runs ahead, and all comes together when it heals.
func TestWorlds(t *testing.T) {
	if text := os.Getenv("POSTERN_SEED"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := play(t, n, nil); err != nil {
			t.Fatalf("seed %d: %v", n, err)
		}
		return
	}
	n := seeds(t, 24)
	for seed := range n {
		if err := play(t, seed, nil); err != nil {
			t.Fatalf("%v\nplay it again: POSTERN_SEEDS=%s POSTERN_SEED=%d go test ./sync/simulation -run Worlds", err, os.Getenv("POSTERN_SEEDS"), seed)
		}
		if (seed+1)%1000 == 0 {
			t.Logf("%d of %d worlds", seed+1, n)
		}
	}
}
