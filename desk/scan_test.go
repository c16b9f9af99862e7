package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

// What the officer was shown is what the journal says that he was shown.
func TestScanShownIsRecorded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork", red: "knife", yellow: "card"})
	if _, err := b.Hold(t.Context(), b.ada, parcel.ParseIdentifier(green), parcel.Plant, "seeds"); err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]parcel.Lane{green: parcel.Red, red: parcel.Red, yellow: parcel.Yellow, nothing: parcel.Unknown} {
		r, err := b.Scan(t.Context(), b.ben, parcel.Scan{Code: " " + strings.ToLower(code), Mass: 333, Device: "gun 1"})
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict.Lane != want || r.Item.Ident() != code {
			t.Errorf("%s: lane %s of %s, want %s", code, r.Verdict.Lane, r.Item, want)
		}
		e := b.event(t, r.Event)
		body, ok := e.Body.(journal.ItemScanned)
		if !ok || e.Item != r.Item || !slices.Equal(e.Officers, b.ben.IDs()) {
			t.Fatalf("recorded %+v", e)
		}
		if diff := cmp.Diff(r.Verdict, body.Verdict); diff != "" {
			t.Errorf("%s: shown and recorded verdict differ:\n%s", code, diff)
		}
		if diff := cmp.Diff(r.Facts, body.Facts); diff != "" {
			t.Errorf("%s: used and recorded facts differ:\n%s", code, diff)
		}
		if body.Known != r.Known || len(body.Holds) != len(r.Holds) || body.Scan.Place != parcel.Belt || body.Scan.Mass != 333 || body.Scan.Device != "gun 1" || !body.Scan.At.Equal(b.now) {
			t.Errorf("%s: recorded %+v", code, body)
		}
		if r.Known && e.Pack != b.engine.Version() || !r.Known && e.Pack != "" {
			t.Errorf("%s: recorded as judged by %q", code, e.Pack)
		}
		if shift, ok, err := b.db.OpenShift(t.Context()); err != nil || !ok || body.Shift != shift.ID {
			t.Errorf("%s: recorded in shift %q, open is %q %v", code, body.Shift, shift.ID, err)
		}
	}
}

func TestScanRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for name, c := range map[string]struct {
		who  parcel.Who
		scan parcel.Scan
		want error
	}{
		"an auditor":        {b.audit, parcel.Scan{Code: green}, desk.ErrNotAllowed},
		"nobody":            {parcel.Who{}, parcel.Scan{Code: green}, desk.ErrNotAllowed},
		"an audit witness":  {with(b.ben, b.audit), parcel.Scan{Code: green}, desk.ErrNotAllowed},
		"his own witness":   {with(b.ben, b.ben), parcel.Scan{Code: green}, desk.ErrNotAllowed},
		"no label":          {b.ben, parcel.Scan{}, desk.ErrLabel},
		"blanks":            {b.ben, parcel.Scan{Code: " \t "}, desk.ErrLabel},
		"10 MB":             {b.ben, parcel.Scan{Code: strings.Repeat("R", 10<<20)}, desk.ErrLabel},
		"129 characters":    {b.ben, parcel.Scan{Code: strings.Repeat("R", 129)}, desk.ErrLabel},
		"an escape within":  {b.ben, parcel.Scan{Code: "RR4731\x1b[2J"}, desk.ErrLabel},
		"bytes":             {b.ben, parcel.Scan{Code: "RR4731\xff\xfe"}, desk.ErrLabel},
		"turned text":       {b.ben, parcel.Scan{Code: "\u202e" + green}, desk.ErrLabel},
		"no such place":     {b.ben, parcel.Scan{Code: green, Place: "moon"}, desk.ErrInput},
		"place with escape": {b.ben, parcel.Scan{Code: green, Place: "\x1b[2J"}, desk.ErrInput},
	} {
		before := b.size(t)
		if _, err := b.Scan(t.Context(), c.who, c.scan); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if b.size(t) != before {
			t.Errorf("%s left an event", name)
		}
	}
	for name, code := range map[string]string{"a scanner's prefix and line end": "]C1\x1d" + green + "\r\n", "blanks between": "RR 4731 0001 4 GB"} {
		if r := b.scan(t, b.ben, code); r.Item.Ident() != green {
			t.Errorf("%s: %s", name, r.Item)
		}
	}
}

// A wrong check digit never makes an item; it says what may have been meant,
// and the read is recorded.
func TestScanWrongCheckDigit(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork", red: "knife"})
	for range 3 {
		r := b.scan(t, b.ben, wrong)
		if r.Item != "" || r.Known || r.Verdict.Lane != parcel.Unknown || r.State != "" || !slices.Contains(r.Suggestions, green) {
			t.Fatalf("read %+v", r)
		}
		if e := b.event(t, r.Event); e.Item != "" {
			t.Errorf("the read is of item %s", e.Item)
		}
	}
	if _, err := b.db.Item(t.Context(), wrong); !errors.Is(err, parcel.ErrNoItem) {
		t.Errorf("there is an item %s: %v", wrong, err)
	}
	if _, total, err := b.db.Lines(t.Context(), parcel.Filter{}); err != nil || total != 2 {
		t.Errorf("%d items, %v", total, err)
	}
	// One that somebody declared is an item, however it is spelt.
	b.declare(t, map[string]string{wrong: "fork"})
	if r := b.scan(t, b.ben, wrong); r.Item.Ident() != wrong || !r.Known {
		t.Errorf("read %+v", r)
	}
}

func TestScanBag(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if r := b.scan(t, b.ben, bag); r.Known || r.Verdict.Lane != parcel.Unknown || r.Item != "" {
		t.Errorf("an unknown bag is %+v", r)
	}
	m := desk.Message{File: "bag.csv", Digest: digest([]byte("bag")), Raw: []byte("bag"), Format: "sheet"}
	for code, text := range map[string]string{green: "fork", red: "knife"} {
		d := declared(code, text)
		d.Receptacle = bag
		m.Mail.Items = append(m.Mail.Items, d)
	}
	if _, _, err := b.Receive(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	r := b.scan(t, b.ben, bag)
	if !r.Known || r.Verdict.Lane != parcel.Red || r.Receptacle.Expected != 2 || r.Receptacle.Seen != 0 {
		t.Errorf("the bag is %+v", r)
	}
	e := b.event(t, r.Event)
	if body, ok := e.Body.(journal.ItemScanned); !ok || e.Item != "" || body.Verdict.Lane != parcel.Red {
		t.Errorf("recorded %+v", e)
	}
	b.scan(t, b.ben, green)
	if r := b.scan(t, b.ben, bag); r.Receptacle.Seen != 1 {
		t.Errorf("the bag is %+v", r.Receptacle)
	}
	if _, err := b.db.Item(t.Context(), bag); !errors.Is(err, parcel.ErrNoItem) {
		t.Errorf("the bag is an item: %v", err)
	}
}

// An identifier that comes up again after more than a year is another item.
func TestScanReused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})
	first := b.scan(t, b.ben, green).Item
	b.now = b.now.Add(parcel.Reuse)
	if r := b.scan(t, b.ben, green); r.Item != first {
		t.Errorf("after a year to the day it is %s, not %s", r.Item, first)
	}
	b.now = b.now.Add(parcel.Reuse + 24*time.Hour)
	r := b.scan(t, b.ben, green)
	if r.Item == first || r.Known || r.Verdict.Lane != parcel.Unknown {
		t.Errorf("after more it is %+v", r)
	}
	if it, err := b.db.Item(t.Context(), first); err != nil || it.Latest || it.Scans != 2 {
		t.Errorf("the first is %+v, %v", it, err)
	}
}

// An item that only its papers name is put together from them, and the event
// holds what was put together.
func TestScanFromPapers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	m := desk.Message{
		File: "ceb.xml", Digest: digest([]byte("ceb")), Raw: []byte("ceb"), Format: "ceb",
		Mail: parcel.Mail{Papers: []parcel.Paper{{Kind: parcel.Shipment, Carrier: "1", Number: yellow, Order: "A-1", Platform: "P", Words: "card"}}},
	}
	if _, _, err := b.Receive(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	r := b.scan(t, b.ben, yellow)
	if !r.Known || r.Verdict.Lane != parcel.Yellow || r.Decl.Words() != "card" {
		t.Fatalf("read %+v", r)
	}
	body, ok := b.event(t, r.Event).Body.(journal.ItemScanned)
	if !ok || body.Declaration == nil || body.Declaration.Words() != "card" {
		t.Errorf("recorded %+v", body)
	}
	it, err := b.db.Item(t.Context(), yellow)
	if err != nil || it.Source != parcel.FromPapers || it.State != parcel.Selected {
		t.Errorf("the item is %+v, %v", it, err)
	}
}

func TestEnter(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for name, c := range map[string]struct {
		who  parcel.Who
		decl parcel.Declaration
		want error
	}{
		"an auditor": {b.audit, declared(red, "knife"), desk.ErrNotAllowed},
		"nobody":     {parcel.Who{}, declared(red, "knife"), desk.ErrNotAllowed},
		"no label":   {b.ben, declared("", "knife"), desk.ErrLabel},
		"a bag":      {b.ben, declared(bag, "knife"), desk.ErrLabel},
		"an escape":  {b.ben, declared("RR\x1b[2J", "knife"), desk.ErrLabel},
	} {
		if _, err := b.Enter(t.Context(), c.who, c.decl); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	r, err := b.Enter(t.Context(), b.ben, declared(red, "knife"))
	if err != nil || r.Verdict.Lane != parcel.Red || r.State != parcel.Selected || !r.Known {
		t.Fatalf("entered %+v, %v", r, err)
	}
	body, ok := b.event(t, r.Event).Body.(journal.ItemScanned)
	if !ok || cmp.Diff(r.Verdict, body.Verdict) != "" {
		t.Errorf("recorded %+v", body)
	}
	it, err := b.db.Item(t.Context(), red)
	if err != nil || it.Source != parcel.FromForm || it.Scans != 1 || it.Decl.Words() != "knife" {
		t.Errorf("the item is %+v, %v", it, err)
	}
	if again := b.scan(t, b.ben, red); !again.Known || again.Verdict.Lane != parcel.Red {
		t.Errorf("read again %+v", again)
	}
}

// Assess shows what a scan would, and records nothing.
func TestAssess(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{red: "knife"})
	before := b.size(t)
	r, err := b.Assess(t.Context(), red)
	if err != nil || r.Verdict.Lane != parcel.Red || r.Event != "" {
		t.Errorf("assessed %+v, %v", r, err)
	}
	if b.size(t) != before {
		t.Error("it left an event")
	}
	if diff := cmp.Diff(r.Verdict, b.scan(t, b.ben, red).Verdict); diff != "" {
		t.Errorf("a scan shows another verdict:\n%s", diff)
	}
	if _, err := b.Assess(t.Context(), nothing); !errors.Is(err, parcel.ErrNoItem) {
		t.Errorf("assessed what is not here: %v", err)
	}
}

// A read says where the item was in hand before, or that its business had ended.
func TestScanSaysWhereItWas(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "fork"})
	was := func(place parcel.Place) (parcel.Place, bool) {
		r, err := b.Scan(t.Context(), b.ben, parcel.Scan{Code: green, Place: place})
		if err != nil {
			t.Fatal(err)
		}
		body, _ := b.event(t, r.Event).Body.(journal.ItemScanned)
		return body.Was, body.Done
	}
	if place, done := was(parcel.Belt); place != "" || done {
		t.Errorf("first read: was at %q, %v", place, done)
	}
	if place, done := was(parcel.Bench); place != parcel.Belt || done {
		t.Errorf("second read: was at %q, %v", place, done)
	}
	r, err := b.Scan(t.Context(), b.ben, parcel.Scan{Code: green, Place: parcel.Bench})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Decide(t.Context(), b.ben, desk.Choice{Item: r.Item, Outcome: parcel.Release, Ground: "green"}); err != nil {
		t.Fatal(err)
	}
	if place, done := was(parcel.Handback); place != "" || !done {
		t.Errorf("after its release: was at %q, %v", place, done)
	}
}
