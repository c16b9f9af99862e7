package roster_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/parcel"
	"postern/roster"
	"postern/store"
)

// house is a roster with its shifts over a real database, and a clock that the
// test moves.
type house struct {
	*roster.Roster
	shifts   *roster.Shifts
	db       *store.DB
	key      note.Verifier
	now      time.Time
	business []parcel.Business
	opt      roster.ShiftOptions
}

var secret = []byte(strings.Repeat("s", 32))

const stored = "postern.db"

func fill(b []byte) { _, _ = rand.Read(b) }

// newHouse begins a station in a new folder.
func newHouse(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	private, public, err := note.GenerateKey(rand.Reader, "postern.bench-1")
	if err != nil {
		t.Fatal(err)
	}
	h := openHouse(t, dir, private, public)
	if _, err := h.db.Begin(t.Context(), journal.StationOpened{Office: "NLAMSA", Key: public}); err != nil {
		t.Fatal(err)
	}
	return h
}

// openHouse opens the station of a folder, as one process does.
func openHouse(t *testing.T, dir, private, public string) *house {
	t.Helper()
	h := &house{now: time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return h.now }
	var err error
	h.db, err = store.Open(t.Context(), store.Options{
		Path: filepath.Join(dir, stored), Station: "bench-1", Secret: secret, Now: clock, Random: fill,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.db.Close() })
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	if h.key, err = note.NewVerifier(public); err != nil {
		t.Fatal(err)
	}
	h.opt = roster.ShiftOptions{
		Now: clock, Epoch: h.db.Epoch, Office: h.db.Office, DrawKey: secret, Rate: func(parcel.Capacity) float64 { return 0.25 }, Place: parcel.Belt, Signer: signer,
		Business: func(context.Context) ([]parcel.Business, error) { return h.business, nil },
	}
	h.shifts = roster.NewShifts(h.db, h.opt)
	h.Roster = roster.New(h.db, roster.Options{Now: clock, Random: fill, Pepper: secret, Cost: roster.Cost{Memory: 64, Time: 1}})
	return h
}

// takeOn adds an officer with the PIN 4711.
func (h *house) takeOn(t *testing.T, by *parcel.Who, name string, role parcel.Role) parcel.Who {
	t.Helper()
	o, err := h.Add(t.Context(), by, name, role, "4711")
	if err != nil {
		t.Fatal(err)
	}
	return parcel.Who{Officer: o}
}
