package roster_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/journal"
	"postern/parcel"
	"postern/roster"
	"postern/store"
)

func TestShift(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	if _, err := h.shifts.Close(t.Context(), boss); !errors.Is(err, roster.ErrNotAllowed) {
		t.Errorf("closed what was not open: %v", err)
	}
	if _, err := h.shifts.Run(t.Context(), ""); !errors.Is(err, roster.ErrNoShift) {
		t.Errorf("found a shift before the first: %v", err)
	}
	open, err := h.shifts.Open(t.Context(), boss)
	if err != nil {
		t.Fatal(err)
	}
	if open.ID != "20261117-1" || open.Place != parcel.Belt || open.Rate != 0.25 || !open.Opened.Equal(h.now) {
		t.Errorf("opened %+v", open)
	}
	if _, err := h.shifts.Open(t.Context(), boss); !errors.Is(err, roster.ErrNotAllowed) {
		t.Errorf("opened twice: %v", err)
	}
	if again, err := h.shifts.Ensure(t.Context(), boss); err != nil || again.ID != open.ID {
		t.Errorf("the open shift is %s, %v", again.ID, err)
	}
	h.now = h.now.Add(8 * time.Hour)
	closed, err := h.shifts.Close(t.Context(), boss)
	if err != nil {
		t.Fatal(err)
	}
	checkClosed(t, h, closed)
	if _, err := h.shifts.Run(t.Context(), "20261117-2"); !errors.Is(err, roster.ErrNoShift) {
		t.Errorf("found a shift that was never opened: %v", err)
	}
}

// checkClosed holds a closed shift against its commitment and its signed head.
func checkClosed(t *testing.T, h *house, s parcel.Shift) {
	t.Helper()
	secret, err := hex.DecodeString(s.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(secret); hex.EncodeToString(sum[:]) != s.Commit {
		t.Error("the secret is not the one that was committed to")
	}
	head, err := journal.ReadHead(s.Signature, h.key)
	if err != nil {
		t.Fatalf("shift %s: %v", s.ID, err)
	}
	if head.Root.String() != s.Root || head.Size != s.Last || head.Lines[1] != "shift "+s.ID || head.Lines[0] != "office NLAMSA" {
		t.Errorf("head %+v of shift %+v", head, s)
	}
	if v, err := h.db.Verify(t.Context(), h.key); err != nil || v.Bad != nil {
		t.Errorf("verify: %v, %v", err, v.Bad)
	}
}

func TestShiftRefusals(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	auditor := h.takeOn(t, &boss, "Cleo", parcel.Auditor)
	for name, who := range map[string]parcel.Who{"an auditor": auditor, "nobody": {}} {
		if _, err := h.shifts.Open(t.Context(), who); !errors.Is(err, roster.ErrNotAllowed) {
			t.Errorf("%s opened a shift: %v", name, err)
		}
		if _, err := h.shifts.Ensure(t.Context(), who); !errors.Is(err, roster.ErrNotAllowed) {
			t.Errorf("%s opened a shift by acting: %v", name, err)
		}
	}
	open, err := h.shifts.Ensure(t.Context(), boss)
	if err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]parcel.Who{"an auditor": auditor, "nobody": {}} {
		if _, err := h.shifts.Close(t.Context(), who); !errors.Is(err, roster.ErrNotAllowed) {
			t.Errorf("%s closed a shift: %v", name, err)
		}
	}
	h.business = []parcel.Business{{Kind: "selected", Item: "RR473100014GB@2026-11-02", Text: "selected by rule"}}
	var business *roster.BusinessError
	if _, err := h.shifts.Close(t.Context(), boss); !errors.As(err, &business) || len(business.Open) != 1 {
		t.Fatalf("closed with open business: %v", err)
	}
	if want := "1 thing stops the close of the shift: RR473100014GB, selected by rule"; business.Error() != want {
		t.Errorf("it says %q", business.Error())
	}
	h.business = append(h.business, parcel.Business{Kind: "hold", Item: "CP473100028DE@2026-11-02", Text: "held"})
	if _, err := h.shifts.Close(t.Context(), boss); err == nil || err.Error() != "2 things stop the close of the shift, the first: RR473100014GB, selected by rule" {
		t.Errorf("it says %v", err)
	}
	if still, ok, err := h.db.OpenShift(t.Context()); err != nil || !ok || still.ID != open.ID {
		t.Errorf("the shift is %+v, %v, %v", still, ok, err)
	}
}

// Shifts are counted by the day they open on, in UTC.
func TestShiftIDs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	h.now = time.Date(2026, 11, 17, 23, 0, 0, 0, time.FixedZone("west", -5*3600)) // already the 18th in UTC
	secrets := map[string]bool{}
	for _, want := range []string{"20261118-1", "20261118-2", "20261119-1"} {
		if want == "20261119-1" {
			h.now = h.now.Add(24 * time.Hour)
		}
		s, err := h.shifts.Open(t.Context(), boss)
		if err != nil || s.ID != want {
			t.Fatalf("shift %s, %v, want %s", s.ID, err, want)
		}
		secrets[string(h.shifts.Secret(s.ID))] = true
		closed, err := h.shifts.Close(t.Context(), boss)
		if err != nil {
			t.Fatal(err)
		}
		checkClosed(t, h, closed)
	}
	if len(secrets) != 3 {
		t.Error("shifts share a secret")
	}
}

// A station that was restored may give a shift's id again after its secret was
// revealed: the secret is another one.
func TestSecretOfEpoch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := h.shifts.Secret("20261117-1")
	if _, err := h.db.Begin(t.Context(), journal.StationOpened{Office: "NLAMSA", Restored: true}); err != nil {
		t.Fatal(err)
	}
	if string(before) == string(h.shifts.Secret("20261117-1")) {
		t.Error("a new epoch draws by a secret that may be known")
	}
}

// fails is a book that fails to sign, as a machine that stops between the close
// of a shift and its signature.
type fails struct{ *store.DB }

func (fails) SignHead(context.Context, journal.Epoch, uint64, []string, note.Signer) error {
	return errors.New("the machine stopped")
}

func TestHeadSignedLater(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]func(*house, parcel.Who) error{
		"at the next look": func(h *house, _ parcel.Who) error { _, err := h.shifts.Sheet(t.Context(), "20261117-1"); return err },
		"at the next open": func(h *house, who parcel.Who) error { _, err := h.shifts.Ensure(t.Context(), who); return err },
	} {
		h := newHouse(t)
		boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
		stops := roster.NewShifts(fails{h.db}, h.opt)
		if _, err := stops.Open(t.Context(), boss); err != nil {
			t.Fatal(err)
		}
		if _, err := stops.Close(t.Context(), boss); err == nil {
			t.Fatal("the close did not say that its head is not signed")
		}
		if err := next(h, boss); err != nil {
			t.Fatal(name, err)
		}
		runs, err := h.db.Shifts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s, err := h.db.Shift(t.Context(), runs[0])
		if err != nil || s.Signature == "" {
			t.Fatalf("%s: the head is not signed: %v", name, err)
		}
		checkClosed(t, h, s)
	}
}

// blind is a book that does not see what another process wrote since.
type blind struct{ *store.DB }

func (blind) Shifts(context.Context) ([]journal.Run, error) { return nil, nil }

// Two processes that open a shift at the same moment give it one id; it is one
// shift, from the first opening, and closes once.
func TestOpenedTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	first, err := h.shifts.Open(t.Context(), boss)
	if err != nil {
		t.Fatal(err)
	}
	second, err := roster.NewShifts(blind{h.db}, h.opt).Open(t.Context(), boss)
	if err != nil || second.ID != first.ID {
		t.Fatalf("the second opening is %s, %v", second.ID, err)
	}
	all, err := h.shifts.All(t.Context())
	if err != nil || len(all) != 1 || all[0].First != first.First {
		t.Fatalf("shifts %+v, %v", all, err)
	}
	closed, err := h.shifts.Close(t.Context(), boss)
	if err != nil || closed.First != first.First {
		t.Fatalf("closed %+v, %v", closed, err)
	}
	checkClosed(t, h, closed)
	if _, open, err := h.db.OpenShift(t.Context()); err != nil || open {
		t.Errorf("a shift is still open: %v", err)
	}
	if next, err := h.shifts.Open(t.Context(), boss); err != nil || next.ID != "20261117-2" {
		t.Errorf("the next is %s, %v", next.ID, err)
	}
}

// Many processes act at once, each with its own store on the one file: the
// shift is one for all of them.
func TestEnsureTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	private, public, err := note.GenerateKey(rand.Reader, "postern.bench-1")
	if err != nil {
		t.Fatal(err)
	}
	h := openHouse(t, dir, private, public)
	if _, err := h.db.Begin(t.Context(), journal.StationOpened{Office: "NLAMSA"}); err != nil {
		t.Fatal(err)
	}
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	var wait sync.WaitGroup
	ids := make([]string, 4)
	for i := range ids {
		other := openHouse(t, dir, private, public)
		wait.Go(func() {
			s, err := other.shifts.Ensure(t.Context(), boss)
			if err != nil {
				t.Error(err)
			}
			ids[i] = s.ID
		})
	}
	wait.Wait()
	for _, id := range ids {
		if id != "20261117-1" {
			t.Errorf("ids %v", ids)
		}
	}
	if all, err := h.shifts.All(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("shifts %+v, %v", all, err)
	}
	closed, err := h.shifts.Close(t.Context(), boss)
	if err != nil {
		t.Fatal(err)
	}
	checkClosed(t, h, closed)
}
