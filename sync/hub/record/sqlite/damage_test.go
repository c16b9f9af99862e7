package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"postern/sync/hub/record"
	"postern/sync/hub/record/sqlite"
)

// TestDamaged: bits flipped and the end cut, all over the file. Either it is
// told, or the events are what they were: never others that look whole.
// POSTERN_DAMAGE says how often.
func TestDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.db")
	r, err := sqlite.Open(t.Context(), path, "g1", false)
	if err != nil {
		t.Fatal(err)
	}
	for kept := uint64(0); kept < 300; kept += 20 {
		if err := keep(t.Context(), t, r, kept); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	want, err := asFound(t.Context(), path)
	if err != nil || len(want) != 300 {
		t.Fatalf("%d events, %v", len(want), err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	told, same, n := 0, 0, rounds("POSTERN_DAMAGE", 40)
	for round := range n {
		copied := filepath.Join(t.TempDir(), "hub.db")
		if err := os.WriteFile(copied, spoilt(whole, round), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := asFound(t.Context(), copied)
		switch {
		case err != nil:
			told++
		case slices.Equal(got, want):
			same++
		default:
			t.Errorf("round %d: %d other events, and nothing is told", round, len(got))
		}
	}
	t.Logf("%d damages: %d told, %d harmless, %d unnoticed", n, told, same, n-told-same)
	if told == 0 {
		t.Error("no damage was ever told: the rounds show nothing")
	}
}

// spoilt is data with some bits flipped, or every fourth time cut.
func spoilt(data []byte, round int) []byte {
	chance := rand.New(rand.NewPCG(uint64(round), 7))
	data = slices.Clone(data)
	if round%4 == 3 {
		return data[:chance.IntN(len(data))]
	}
	for range 1 + chance.IntN(8) {
		data[chance.IntN(len(data))] ^= 1 << chance.IntN(8)
	}
	return data
}

// asFound checks a record as it lies, and gives its events.
func asFound(ctx context.Context, path string) (all []string, err error) {
	r, err := sqlite.Open(ctx, path, "g1", false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := r.Check(ctx); err != nil {
		return nil, err
	}
	if _, err := record.Check(ctx, r, time.Now()); err != nil {
		return nil, err
	}
	err = r.Each(ctx, record.Query{}, func(row record.Row) error {
		all = append(all, fmt.Sprintf("%s %d %x %x", row.Station, row.Seq, row.Record, row.Body))
		return nil
	})
	return all, err
}
