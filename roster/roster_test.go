package roster_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/roster"
)

func TestAdd(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, " Ada Example ", parcel.Supervisor)
	officer := h.takeOn(t, &boss, "Ben", parcel.PrimaryOfficer)
	for name, c := range map[string]struct {
		who  *parcel.Who
		name string
		role parcel.Role
		pin  string
		want error
	}{
		"nobody":          {nil, "Cleo", parcel.Auditor, "4711", roster.ErrNotAllowed},
		"an officer":      {&officer, "Cleo", parcel.Auditor, "4711", roster.ErrNotAllowed},
		"a second boss":   {&officer, "Cleo", parcel.Supervisor, "4711", roster.ErrNotAllowed},
		"taken":           {&boss, "ADA example", parcel.Auditor, "4711", roster.ErrNotAllowed},
		"no name":         {&boss, " ", parcel.Auditor, "4711", roster.ErrName},
		"long name":       {&boss, strings.Repeat("é", 65), parcel.Auditor, "4711", roster.ErrName},
		"escape":          {&boss, "Cleo\x1b[2J", parcel.Auditor, "4711", roster.ErrName},
		"bytes":           {&boss, "Cleo\xff", parcel.Auditor, "4711", roster.ErrName},
		"right to left":   {&boss, "Cleo\u202e", parcel.Auditor, "4711", roster.ErrName},
		"no such role":    {&boss, "Cleo", "boss", "4711", roster.ErrRole},
		"short PIN":       {&boss, "Cleo", parcel.Auditor, "471", roster.ErrPIN},
		"long PIN":        {&boss, "Cleo", parcel.Auditor, strings.Repeat("4", 65), roster.ErrPIN},
		"empty PIN":       {&boss, "Cleo", parcel.Auditor, "", roster.ErrPIN},
		"PIN of 4 wide":   {&boss, "Wide", parcel.Auditor, "ééüü", nil},
		"name of 64 wide": {&boss, strings.Repeat("é", 64), parcel.Auditor, "4711", nil},
	} {
		if _, err := h.Add(t.Context(), c.who, c.name, c.role, c.pin); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	all, err := h.Officers(t.Context())
	if err != nil || len(all) != 4 {
		t.Fatalf("officers %+v, %v", all, err)
	}
	names, err := h.Names(t.Context())
	if err != nil || names[boss.Officer.ID] != "Ada Example" || names[officer.Officer.ID] != "Ben" {
		t.Errorf("names %v, %v", names, err)
	}
	for name, pin := range map[string]string{"": "4711", "Cleo": "1"} {
		if roster.Check(name, pin) == nil {
			t.Errorf("Check takes %q with PIN %q", name, pin)
		}
	}
	if err := roster.Check(" Cleo ", "4711"); err != nil {
		t.Error(err)
	}
}

// A station whose first officer is no supervisor gets its first one from any
// officer, and only the first.
func TestAddFirstSupervisor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.takeOn(t, nil, "Ada", parcel.PrimaryOfficer)
	if _, err := h.Add(t.Context(), &first, "Ben", parcel.PrimaryOfficer, "4711"); !errors.Is(err, roster.ErrNotAllowed) {
		t.Errorf("an officer took on an officer: %v", err)
	}
	if _, err := h.Add(t.Context(), nil, "Ben", parcel.Supervisor, "4711"); !errors.Is(err, roster.ErrNotAllowed) {
		t.Errorf("nobody took on a supervisor: %v", err)
	}
	h.takeOn(t, &first, "Ben", parcel.Supervisor)
	if _, err := h.Add(t.Context(), &first, "Cleo", parcel.Supervisor, "4711"); !errors.Is(err, roster.ErrNotAllowed) {
		t.Errorf("an officer took on a second supervisor: %v", err)
	}
}

func TestChangePIN(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	ben := h.takeOn(t, &boss, "Ben", parcel.PrimaryOfficer)
	cleo := h.takeOn(t, &boss, "Cleo", parcel.PrimaryOfficer)
	for name, c := range map[string]struct {
		who  parcel.Who
		of   string
		pin  string
		want error
	}{
		"a colleague's": {cleo, "Ben", "9999", roster.ErrNotAllowed},
		"nobody's":      {boss, "Dee", "9999", roster.ErrNoOfficer},
		"too short":     {ben, "Ben", "9", roster.ErrPIN},
	} {
		if _, err := h.ChangePIN(t.Context(), c.who, c.of, c.pin); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	signsIn(t, h, "Ben", "4711", nil)
	if o, err := h.ChangePIN(t.Context(), ben, " bEN ", "5555"); err != nil || o.ID != ben.Officer.ID {
		t.Fatal(o, err)
	}
	signsIn(t, h, "Ben", "4711", roster.ErrSignIn)
	signsIn(t, h, "Ben", "5555", nil)
	if _, err := h.ChangePIN(t.Context(), boss, "Ben", "6666"); err != nil {
		t.Fatal(err)
	}
	signsIn(t, h, "Ben", "6666", nil)
}

func signsIn(t *testing.T, h *house, name, pin string, want error) {
	t.Helper()
	if _, err := h.SignIn(t.Context(), name, pin); !errors.Is(err, want) {
		t.Errorf("%s with PIN %s: %v, want %v", name, pin, err, want)
	}
}

// Five wrong PINs rest a name for half a minute, whoever tries and whatever the
// case of the name; others are not held up.
func TestSignInRests(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	h.takeOn(t, &boss, "Ben", parcel.PrimaryOfficer)
	for range 4 {
		signsIn(t, h, "Ada", "0000", roster.ErrSignIn)
	}
	signsIn(t, h, "Ada", "4711", nil) // a right one starts the count anew
	for range 5 {
		signsIn(t, h, " ADA", "0000", roster.ErrSignIn)
	}
	signsIn(t, h, "Ada", "4711", roster.ErrTooMany)
	signsIn(t, h, "Ben", "4711", nil)
	if _, err := h.Witness(t.Context(), boss, "Ada", "4711"); !errors.Is(err, roster.ErrTooMany) {
		t.Errorf("the witness's sign-in went round the rest: %v", err)
	}
	h.now = h.now.Add(29 * time.Second)
	signsIn(t, h, "Ada", "4711", roster.ErrTooMany)
	h.now = h.now.Add(time.Second)
	signsIn(t, h, "Ada", "0000", roster.ErrSignIn) // one wrong one more does not rest it again
	signsIn(t, h, "Ada", "4711", nil)
	for i := range 2000 { // names are outside text, and bounded
		signsIn(t, h, strings.Repeat("x", i), "0000", roster.ErrSignIn)
	}
	signsIn(t, h, "", "4711", roster.ErrSignIn)
}

func TestWitness(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	h.takeOn(t, &boss, "Ben", parcel.PrimaryOfficer)
	h.takeOn(t, &boss, "Cleo", parcel.Auditor)
	for name, want := range map[string]error{"Ben": nil, "Ada": roster.ErrNotAllowed, "Cleo": roster.ErrNotAllowed, "Dee": roster.ErrSignIn} {
		who, err := h.Witness(t.Context(), boss, name, "4711")
		if !errors.Is(err, want) {
			t.Errorf("%s as witness: %v, want %v", name, err, want)
		}
		if (who.Witness != nil) != (want == nil) {
			t.Errorf("%s: the witness is %v", name, who.Witness)
		}
	}
	if _, err := h.Witness(t.Context(), boss, "Ben", "0000"); !errors.Is(err, roster.ErrSignIn) {
		t.Errorf("a wrong PIN made a witness: %v", err)
	}
}

// What the journal keeps of a PIN is of no use without the station's pepper,
// and never twice the same.
func TestVerifier(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	h.takeOn(t, &boss, "Ben", parcel.PrimaryOfficer)
	events, err := h.db.Milestones(t.Context(), journal.KindOfficerAdded)
	if err != nil || len(events) != 2 {
		t.Fatal(events, err)
	}
	verifiers := map[string]bool{}
	for _, e := range events {
		b, ok := e.Body.(journal.OfficerAdded)
		if !ok || !strings.HasPrefix(b.Verifier, "argon2id$") || strings.Contains(b.Verifier, "4711") {
			t.Errorf("kept of the PIN: %+v", e.Body)
		}
		verifiers[b.Verifier] = true
	}
	if len(verifiers) != 2 {
		t.Error("equal PINs have equal verifiers")
	}
	other := roster.New(h.db, roster.Options{Now: func() time.Time { return h.now }, Random: fill, Pepper: []byte("another"), Cost: roster.Cost{Memory: 64, Time: 1}})
	if _, err := other.SignIn(t.Context(), "Ada", "4711"); !errors.Is(err, roster.ErrSignIn) {
		t.Errorf("another station's pepper opens the PIN: %v", err)
	}
}

// Verifiers that are no such thing match nothing, and cost nothing.
func TestVerifierHostile(t *testing.T) {
	t.Parallel()
	for _, verifier := range []string{
		"", "argon2id", "plain$1$1$AAAA$4711", "argon2id$64$1$AAAA$AAAA", "argon2id$99999999$1$AAAA$" + hash,
		"argon2id$64$0$AAAA$" + hash, "argon2id$64$9999$AAAA$" + hash, "argon2id$-1$1$AAAA$" + hash, "argon2id$64$1$!$" + hash, "argon2id$64$1$AAAA$!",
	} {
		h := newHouse(t)
		id := parcel.OfficerID("o1")
		_, err := h.db.Append(t.Context(), journal.Draft{
			Body: journal.OfficerAdded{Officer: id, Name: "Ada", Role: parcel.Supervisor, Verifier: verifier}, Officers: []parcel.OfficerID{id},
		})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		signsIn(t, h, "Ada", "4711", roster.ErrSignIn)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %v", verifier, took)
		}
	}
}

const hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" // 32 bytes

// The one who acts stands in the record of every act.
func TestActsHaveOfficers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := h.takeOn(t, nil, "Ada", parcel.Supervisor)
	ben := h.takeOn(t, &boss, "Ben", parcel.PrimaryOfficer)
	if _, err := h.ChangePIN(t.Context(), ben, "Ben", "5555"); err != nil {
		t.Fatal(err)
	}
	events, err := h.db.Milestones(t.Context(), journal.KindOfficerAdded, journal.KindPINChanged)
	if err != nil {
		t.Fatal(err)
	}
	var by [][]parcel.OfficerID
	for _, e := range events {
		by = append(by, e.Officers)
	}
	want := [][]parcel.OfficerID{{boss.Officer.ID}, {boss.Officer.ID}, {ben.Officer.ID}}
	if diff := cmp.Diff(want, by); diff != "" {
		t.Error(diff)
	}
}
