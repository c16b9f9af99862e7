package desk_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
	"postern/risk"
	"postern/roster"
	"postern/store"
)

const rules = `
pack: test-postal
agency: postal
jurisdiction: NL
version: 1.0
valid_from: 2026-01-01
valid_until: 2098-12-31
min_engine: 1.0
owner: Test desk
thresholds: {blue: 20, yellow: 40, red: 70}
terms:
  knife: [knife]
  card: [card]
rules:
  - id: knife
    when: '"knife" in terms'
    points: 80
    floor: red
    reason: "A knife: {terms.knife}"
    tasks: [Examine]
    ground: House rule 1
    expires: 2098-06-30
    must_hit: [{words: knife}]
    must_miss: [{words: fork}]
  - id: card
    when: '"card" in terms'
    points: 45
    floor: yellow
    reason: "A card: {terms.card}"
    tasks: [Read it]
    ground: House rule 2
    expires: 2098-06-30
    must_hit: [{words: card}]
    must_miss: [{words: fork}]
`

// bench is a desk over a real database, with a clock that the test moves.
type bench struct {
	*desk.Desk
	db     *store.DB
	shifts *roster.Shifts
	now    time.Time
	rate   float64
	engine *risk.Engine
	vault  *vault
	ada    parcel.Who // supervisor
	ben    parcel.Who // officer
	cleo   parcel.Who // officer
	audit  parcel.Who
	kim    parcel.Who
	told   int // messages
}

// vault keeps what it is given, in memory.
type vault struct {
	*store.DB
	kept map[string][]byte
}

// Keep implements desk.Vault.
func (v *vault) Keep(ctx context.Context, raw []byte) (name, key string, err error) {
	stored, key, err := v.Seal(ctx, journal.Goods, raw)
	name = digest(stored)
	v.kept[name] = stored
	return name, key, err
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// folder is a station's folder and key, for several desks on one database.
type folder struct {
	path   string
	signer note.Signer
	check  note.Verifier
	engine *risk.Engine
}

func newFolder(t *testing.T) folder {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "postern.bench-1")
	if err != nil {
		t.Fatal(err)
	}
	f := folder{path: filepath.Join(t.TempDir(), "postern.db")}
	if f.signer, err = note.NewSigner(private); err != nil {
		t.Fatal(err)
	}
	if f.check, err = note.NewVerifier(public); err != nil {
		t.Fatal(err)
	}
	pack, problems := risk.ParsePack("rules", []byte(rules))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if f.engine, err = risk.NewEngine([]*risk.Pack{pack}); err != nil {
		t.Fatal(err)
	}
	return f
}

// newBench begins a station whose random draw picks nothing.
func newBench(t *testing.T) *bench {
	t.Helper()
	return newBenchAt(t, newFolder(t), 1e-12)
}

func newBenchAt(t *testing.T, f folder, rate float64) *bench {
	t.Helper()
	b := openBench(t, f, rate)
	if _, err := b.db.Begin(t.Context(), journal.StationOpened{Office: "NLAMSA"}); err != nil {
		t.Fatal(err)
	}
	return b
}

// openBench opens the database as one process does.
func openBench(t *testing.T, f folder, rate float64) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 11, 17, 8, 0, 0, 0, time.UTC), rate: rate, engine: f.engine}
	for name, role := range map[string]parcel.Role{"ada": parcel.Supervisor, "ben": parcel.PrimaryOfficer, "cleo": parcel.PrimaryOfficer, "audit": parcel.Auditor, "kim": parcel.ExhibitKeeper} {
		who := parcel.Who{Officer: parcel.Officer{ID: parcel.OfficerID(name), Name: name, Role: role, Active: true}}
		*map[string]*parcel.Who{"ada": &b.ada, "ben": &b.ben, "cleo": &b.cleo, "audit": &b.audit, "kim": &b.kim}[name] = who
	}
	clock := func() time.Time { return b.now }
	secret := []byte(strings.Repeat("s", 32))
	var err error
	b.db, err = store.Open(t.Context(), store.Options{
		Path: f.path, Station: "bench-1", Secret: secret, Now: clock, Random: func(p []byte) { _, _ = rand.Read(p) }, Assess: b.assess,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.db.Close() })
	b.shifts = roster.NewShifts(b.db, roster.ShiftOptions{
		Now: clock, Epoch: b.db.Epoch, Office: b.db.Office, DrawKey: secret, Rate: func(parcel.Capacity) float64 { return rate }, Place: parcel.Belt, Signer: f.signer, Business: b.db.Business,
	})
	b.vault = &vault{DB: b.db, kept: map[string][]byte{}}
	b.Desk = desk.New(b.db, b.db, b.shifts, b.vault, desk.Options{
		Now: clock, Engine: func() *risk.Engine { return b.engine }, Rate: rate, Place: parcel.Belt, Policy: desk.DefaultPolicy(), Register: b.db,
	})
	return b
}

func (b *bench) assess(cases []store.Case) ([]parcel.Verdict, string) {
	all := make([]desk.Case, len(cases))
	for i, c := range cases {
		all[i] = desk.Case{Decl: c.Decl, Facts: c.Facts, Holds: c.Holds, At: c.At}
	}
	return desk.JudgeAll(b.engine, b.rate, all), b.engine.Version()
}

// declare receives a message that declares items with these words.
func (b *bench) declare(t *testing.T, words map[string]string) {
	t.Helper()
	m := desk.Message{File: "message.csv", Format: "sheet", Decoder: "test/1"}
	for code, text := range words {
		m.Raw = append(m.Raw, code+text+"\n"...)
		m.Mail.Items = append(m.Mail.Items, declared(code, text))
	}
	m.Digest = digest(m.Raw)
	if _, duplicate, err := b.Receive(t.Context(), m); err != nil || duplicate {
		t.Fatal(duplicate, err)
	}
}

func declared(code, text string) parcel.Declaration {
	return parcel.Declaration{
		Identifier: parcel.ParseIdentifier(code), Origin: "GB", Gross: 250,
		Contents: []parcel.Content{{Index: 1, Words: text, Units: 1, Value: parcel.Money{Minor: 1200, Currency: "EUR"}}},
	}
}

func (b *bench) scan(t *testing.T, who parcel.Who, code string) parcel.Reading {
	t.Helper()
	r, err := b.Scan(t.Context(), who, parcel.Scan{Code: code})
	if err != nil {
		t.Fatalf("scan %s: %v", code, err)
	}
	return r
}

// decide makes a decision that must be accepted.
func (b *bench) decide(t *testing.T, who parcel.Who, code string, o parcel.Outcome, more ...func(*desk.Choice)) desk.Done {
	t.Helper()
	d, err := b.Decide(t.Context(), who, choice(code, o, more...))
	if err != nil {
		t.Fatalf("%s %s: %v", o, code, err)
	}
	return d
}

func choice(code string, o parcel.Outcome, more ...func(*desk.Choice)) desk.Choice {
	c := desk.Choice{Item: parcel.ItemID(code), Outcome: o, Ground: "because"}
	for _, m := range more {
		m(&c)
	}
	return c
}

func with(who parcel.Who, witness parcel.Who) parcel.Who {
	who.Witness = &witness.Officer
	return who
}

func found(c *desk.Choice) { c.Findings = []parcel.Finding{{Code: "contents", Text: "a toy"}} }

func (b *bench) event(t *testing.T, name string) journal.Event {
	t.Helper()
	n, err := journal.ParseName(name)
	if err != nil {
		t.Fatal(err)
	}
	e, err := b.db.Event(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (b *bench) size(t *testing.T) uint64 {
	t.Helper()
	n, err := b.db.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Labels with good check digits.
const (
	green   = "RR473100014GB"
	red     = "CP473100028DE"
	yellow  = "EE473100031CN"
	other   = "UA473100059CN"
	wrong   = "RR473100024GB" // green's, with one digit misread
	bag     = "GBLALANLAMSAAUN60001001111234"
	nothing = "LZ473100093BR"
)
