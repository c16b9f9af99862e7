package export_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"postern/export"
	"postern/fold"
	"postern/journal"
	"postern/parcel"
)

const (
	station = "NL-AMS-07"
	shiftID = "20270302-1"
)

// book is a station's journal in memory.
type book struct {
	t      *testing.T
	epoch  journal.Epoch
	at     time.Time
	hlc    journal.HLC
	hashes hashes
	stored []journal.Stored
	events []journal.Event
	key    cipher.AEAD
	signer note.Signer
	vkey   string
}

type hashes map[int64]tlog.Hash

// ReadHashes implements tlog.HashReader.
func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = h[x]
	}
	return out, nil
}

// still is an AEAD whose nonce never changes, so that golden files do not.
type still struct{ cipher.AEAD }

func (still) NonceSize() int { return 0 }
func (s still) Seal(dst, _, plain, extra []byte) []byte {
	return s.AEAD.Seal(dst, make([]byte, s.AEAD.NonceSize()), plain, extra)
}

func newBook(t *testing.T, seed byte) *book {
	t.Helper()
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	b := &book{
		t: t, epoch: journal.Epoch{0xe0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, hashes: hashes{}, key: still{gcm},
		at: time.Date(2027, 3, 2, 5, 0, 0, 0, time.UTC),
	}
	b.signer, b.vkey = newKey(t, station, seed)
	return b
}

func newKey(t *testing.T, name string, seed byte) (note.Signer, string) {
	t.Helper()
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), ed25519.SeedSize)))
	vkey, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	secret := base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...))
	signer, err := note.NewSigner("PRIVATE+KEY+" + name + "+" + strings.Split(vkey, "+")[1] + "+" + secret)
	if err != nil {
		t.Fatal(err)
	}
	return signer, vkey
}

func (b *book) verifier() note.Verifier {
	b.t.Helper()
	v, err := note.NewVerifier(b.vkey)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// add appends an event a minute after the last, sealed as its class asks.
func (b *book) add(d journal.Draft) journal.Name {
	b.t.Helper()
	b.at = b.at.Add(time.Minute + 7*time.Millisecond)
	b.hlc = b.hlc.Tick(b.at)
	r := journal.Record{
		Name: journal.Name{Station: station, Epoch: b.epoch, Seq: uint64(len(b.stored) + 1)}, Kind: d.Body.Kind(), Version: 1,
		HLC: b.hlc, Wall: b.at, Zone: "Europe/Amsterdam", Boot: "b1", Officers: d.Officers, Pack: "plant@3", Item: d.Item, Supersedes: d.Supersedes,
	}
	key := b.key
	if d.Body.Class() == journal.Plain {
		key = nil
	} else {
		r.Key = string(d.Body.Class()) + "-2027-03-02"
	}
	body, err := journal.Seal(r, d.Body, key)
	if err != nil {
		b.t.Fatal(err)
	}
	r.BodyHash = sha256.Sum256(body)
	raw := r.Encode()
	n := int64(len(b.stored))
	more, err := tlog.StoredHashesForRecordHash(n, journal.Leaf(raw), b.hashes)
	if err != nil {
		b.t.Fatal(err)
	}
	for i, h := range more {
		b.hashes[tlog.StoredHashIndex(0, n)+int64(i)] = h
	}
	b.stored = append(b.stored, journal.Stored{Seq: r.Seq, Record: raw, Leaf: journal.Leaf(raw), Body: body})
	read, err := journal.DecodeRecord(raw)
	if err != nil {
		b.t.Fatal(err)
	}
	b.events = append(b.events, journal.Event{Record: read, Raw: raw, Stored: body, Body: d.Body})
	return r.Name
}

// lineMaker makes the lines that the head signs at close.
type lineMaker func(parcel.Shift) []string

// shortLines leave out the office and what was decided.
func shortLines(s parcel.Shift) []string {
	lines := []string{"shift " + s.ID, "opened " + s.Opened.UTC().Format(time.RFC3339), "closed " + s.Closed.UTC().Format(time.RFC3339)}
	for i, o := range s.Closers {
		lines = append(lines, []string{"officer ", "supervisor "}[min(i, 1)]+string(o))
	}
	return lines
}

// fullLines are those that prove the most.
func fullLines(s parcel.Shift) []string {
	return append(shortLines(s), "office NLAMSA", "decisions "+s.DecisionsDigest())
}

// log is the shift's log as the store would give it.
func (b *book) log(lines lineMaker) export.ShiftLog {
	b.t.Helper()
	s, ok := fold.OfShift(shiftID, b.events)
	if !ok {
		b.t.Fatal("no shift in the book")
	}
	edge, err := journal.NewEdge(s.First-1, b.hashes)
	if err != nil {
		b.t.Fatal(err)
	}
	if !s.Closed.IsZero() {
		root, err := tlog.TreeHash(int64(s.Last), b.hashes)
		if err != nil {
			b.t.Fatal(err)
		}
		s.Root = root.String()
		head := journal.Head{Station: station, Epoch: b.epoch, Size: s.Last, Root: root, Lines: lines(s)}
		if s.Signature, err = head.Sign(b.signer); err != nil {
			b.t.Fatal(err)
		}
	}
	return export.ShiftLog{
		Station: station, Office: "NLAMSA", Epoch: b.epoch, Key: b.vkey, Shift: s,
		Names: map[parcel.OfficerID]string{"o-1": "M. Okafor", "o-2": "Zoë Quist"},
		Edge:  edge, Events: b.stored[s.First-1 : s.Last], Made: time.Date(2027, 3, 2, 14, 5, 0, 0, time.FixedZone("CET", 3600)),
	}
}

func item(n string) parcel.ItemID { return parcel.NewItemID(n, "2027-03-02") }

func scan(id parcel.ItemID, lane parcel.Lane, why parcel.Reason, drawn bool) journal.Draft {
	return journal.Draft{
		Item: id, Officers: []parcel.OfficerID{"o-1"},
		Body: journal.ItemScanned{
			Known: why != parcel.ByNone, Shift: shiftID,
			Verdict: parcel.Verdict{Lane: lane, Selection: parcel.Selection{Reason: why, Probability: 1, Drawn: drawn, Rate: 0.02}},
		},
	}
}

func decide(id parcel.ItemID, o parcel.Outcome, ground string, more ...parcel.Finding) journal.Draft {
	return journal.Draft{
		Item: id, Officers: []parcel.OfficerID{"o-1"},
		Body: journal.ItemDecided{Outcome: o, Ground: ground, Findings: more, Lane: parcel.Red, Reason: parcel.ByRule, Shift: shiftID},
	}
}

// openShift is a shift at work, with all kinds of events in it.
func openShift(t *testing.T) (*book, *journal.Name) {
	t.Helper()
	b := newBook(t, 'k')
	one := []parcel.OfficerID{"o-1"}
	b.add(journal.Draft{Body: journal.StationOpened{Office: "NLAMSA", Key: b.vkey}})
	b.add(journal.Draft{Body: journal.OfficerAdded{Officer: "o-1", Name: "M. Okafor", Role: parcel.PrimaryOfficer}})
	old := b.add(journal.Draft{Body: journal.HoldIssued{Agency: parcel.Security, Reason: "told by the partner"}, Item: item("LX473124829NL")})
	commit := sha256.Sum256([]byte("the secret of the draw"))
	b.add(journal.Draft{Officers: one, Body: journal.ShiftOpened{Shift: shiftID, Place: parcel.Belt, Commit: hex.EncodeToString(commit[:]), Rate: 0.02}})
	seeds, tea, shoes, toy := item("RR473124829GB"), item("CX123456785CN"), item("LX473124829NL"), item("=CMD()")
	b.add(scan(seeds, parcel.Red, parcel.ByRule, false))
	b.add(decide(seeds, parcel.Examine, "declared as beads"))
	first := b.add(decide(seeds, parcel.Release, "pressed the wrong key"))
	b.add(journal.Draft{Body: journal.DecisionWithdrawn{Shift: shiftID}, Item: seeds, Officers: one, Supersedes: []journal.Name{first}})
	seize := decide(seeds, parcel.Seize, "seeds, 3 bags; <b>unlabelled</b>", parcel.Finding{Code: "contents", Text: "seeds"}, parcel.Finding{Code: "pieces"})
	seize.Officers = []parcel.OfficerID{"o-1", "o-2"}
	body := seize.Body.(journal.ItemDecided)
	body.Agency = parcel.Plant
	seize.Body = body
	b.add(seize)
	b.add(scan(tea, parcel.Red, parcel.ByRandom, true))
	released := b.add(decide(tea, parcel.Release, "as declared\nnothing found"))
	duty := decide(tea, parcel.Duty, "=HYPERLINK(\"http://x.example\")", parcel.Finding{Code: "value", Text: "-12 EUR"})
	duty.Supersedes = []journal.Name{released}
	b.add(duty)
	b.add(journal.Draft{Body: journal.ItemEntered{}, Item: shoes, Officers: one})
	b.add(scan(shoes, parcel.Green, parcel.ByNone, false))
	b.at = b.at.Add(2 * time.Hour)
	b.add(scan(toy, parcel.Yellow, parcel.ByRule, true))
	held := b.add(journal.Draft{Body: journal.HoldIssued{Agency: parcel.Safety, Reason: "button cell"}, Item: toy, Officers: one})
	b.add(journal.Draft{Body: journal.HoldClosed{Cause: parcel.NotScanned}, Item: shoes, Officers: one, Supersedes: []journal.Name{old}})
	b.add(scan("", parcel.Green, parcel.ByNone, false)) // a receptacle
	return b, &held
}

// closedShift is its close, and the one open hold it hands on.
func closedShift(t *testing.T, lines lineMaker) (export.ShiftLog, *book) {
	t.Helper()
	b, held := openShift(t)
	sheet, _ := fold.OfShift(shiftID, b.events)
	b.add(journal.Draft{
		Officers: []parcel.OfficerID{"o-1", "o-2"},
		Body:     journal.ShiftClosed{Shift: shiftID, Secret: hex.EncodeToString([]byte("the secret of the draw")), Counts: sheet.Tally(), Worth: &sheet.Worth},
	})
	log := b.log(lines)
	log.OpenHolds = []parcel.Hold{{
		Event: held.String(), Item: item("=CMD()"), Agency: parcel.Safety, Reason: "button cell", State: parcel.HoldIssued, Since: b.events[held.Seq-1].Wall,
	}}
	return log, b
}
