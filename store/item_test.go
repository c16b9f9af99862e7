package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

func TestItem(t *testing.T) {
	s := setUp(t)
	n := s.receive([]parcel.Declaration{declare(1)})
	it := s.item(day(1))
	want := parcel.Item{
		ID: day(1), Known: true, Source: parcel.FromMessage, Decl: declare(1), State: parcel.Expected, Lane: parcel.Unknown, Latest: true,
	}
	ms := s.clock.now().UnixMilli()
	if it.Received.UnixMilli() != ms || it.Since.UnixMilli() != ms || it.Seen.UnixMilli() != ms {
		t.Errorf("received %v, since %v, seen %v", it.Received, it.Since, it.Seen)
	}
	if it.Mark <= parcel.Unheard {
		t.Errorf("mark %d", it.Mark)
	}
	it.Received, it.Since, it.Seen, it.Mark = time.Time{}, time.Time{}, time.Time{}, 0
	if diff := cmp.Diff(want, it); diff != "" {
		t.Error(diff)
	}
	if got := s.item(parcel.ItemID(ident(1))); got.ID != day(1) {
		t.Errorf("by its identifier: %s", got.ID)
	}
	if declared, err := s.Declared(t.Context(), day(1)); err != nil || declared != n {
		t.Errorf("declared by %v, %v", declared, err)
	}
	for _, id := range []parcel.ItemID{day(2), parcel.ItemID(ident(2)), "", "@", parcel.NewItemID(ident(1), "2025-01-01")} {
		if _, err := s.Item(t.Context(), id); !errors.Is(err, parcel.ErrNoItem) {
			t.Errorf("item %q: %v", id, err)
		}
		if _, err := s.Dossier(t.Context(), id); !errors.Is(err, parcel.ErrNoItem) {
			t.Errorf("dossier %q: %v", id, err)
		}
		if _, err := s.Declared(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("message of %q: %v", id, err)
		}
	}
}

func TestUnheardOfItems(t *testing.T) {
	s := setUp(t)
	s.event(day(1), scanned(parcel.Belt, parcel.Unknown, parcel.ByOfficer))
	it := s.item(day(1))
	if it.Known || it.Decl.Identifier != parcel.ParseIdentifier(ident(1)) || it.Lane != parcel.Unknown || it.State != parcel.Selected {
		t.Errorf("%+v", it)
	}
	s.receive([]parcel.Declaration{declare(1)})
	if it = s.item(day(1)); !it.Known || it.Scans != 1 || it.Source != parcel.FromMessage {
		t.Errorf("declared late: %+v", it)
	}
}

func TestAMessageOutranksTheForm(t *testing.T) {
	s := setUp(t)
	form := declare(1)
	form.Addressee.Name = "Of The Form"
	s.event(day(1), journal.ItemEntered{Declaration: form})
	if it := s.item(day(1)); it.Source != parcel.FromForm || it.Decl.Addressee.Name != "Of The Form" {
		t.Errorf("%+v", it)
	}
	s.receive([]parcel.Declaration{declare(1)})
	s.event(day(1), journal.ItemEntered{Declaration: form})
	s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	if it := s.item(day(1)); it.Source != parcel.FromMessage || it.Decl.Addressee.Name != declare(1).Addressee.Name {
		t.Errorf("%+v", it)
	}
}

// Despatch before item data and item data before despatch come to the same.
func TestPartialDeclarationsJoin(t *testing.T) {
	whole := declare(1)
	partial := parcel.Declaration{Identifier: whole.Identifier, Receptacle: bag, Partial: true}
	want := whole
	want.Receptacle = bag
	for name, tell := range map[string]func(*station){
		"despatch first":   func(s *station) { s.receive([]parcel.Declaration{partial}); s.receive([]parcel.Declaration{whole}) },
		"item data first":  func(s *station) { s.receive([]parcel.Declaration{whole}); s.receive([]parcel.Declaration{partial}) },
		"in one file":      func(s *station) { s.receive([]parcel.Declaration{whole, partial}) },
		"in one, reversed": func(s *station) { s.receive([]parcel.Declaration{partial, whole}) },
		"told between": func(s *station) {
			s.receive([]parcel.Declaration{partial})
			s.event(parcel.ItemID(ident(1)), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
			s.receive([]parcel.Declaration{whole})
		},
		"a form between": func(s *station) {
			s.receive([]parcel.Declaration{partial})
			s.event(parcel.ItemID(ident(1)), journal.ItemEntered{Declaration: whole})
			s.event(parcel.ItemID(ident(1)), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
		},
		"a form before": func(s *station) {
			s.event(day(1), journal.ItemEntered{Declaration: whole})
			s.receive([]parcel.Declaration{partial})
			s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
		},
	} {
		s := setUp(t)
		tell(s)
		it := s.item(parcel.ItemID(ident(1)))
		if diff := cmp.Diff(want, it.Decl); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if form := strings.Contains(name, "form"); (it.Source == parcel.FromForm) != form {
			t.Errorf("%s: from %s", name, it.Source)
		}
		if _, n, err := s.Lines(t.Context(), parcel.Filter{}); n != 1 || err != nil {
			t.Errorf("%s: %d items, %v", name, n, err)
		}
	}
}

// What was found stays with the sender when a despatch names the item again.
func TestAPartialDeclarationTakesNoSenderAway(t *testing.T) {
	s := setUp(t)
	s.receive([]parcel.Declaration{from(1, "Ada", "Xi", 5)})
	s.event(day(1), decided(parcel.Seize))
	s.receive([]parcel.Declaration{{Identifier: parcel.ParseIdentifier(ident(1)), Receptacle: bag, Partial: true}})
	f, err := s.Facts(t.Context(), day(2), from(2, "Ada", "Yo", 5))
	if err != nil || f.SenderFound != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestIdentifiersUsedAgain(t *testing.T) {
	at := func(date string) parcel.Declaration {
		d := declare(1)
		d.Posted = parcel.Day(date).Time()
		return d
	}
	for name, c := range map[string]struct {
		tell func(*station)
		want []parcel.Day
	}{
		"the same posting":       {func(s *station) { s.receive([]parcel.Declaration{at("2026-03-01"), at("2026-03-01")}) }, []parcel.Day{"2026-03-01"}},
		"posted a month apart":   {func(s *station) { s.receive([]parcel.Declaration{at("2026-02-01"), at("2026-03-01")}) }, []parcel.Day{"2026-02-01"}},
		"the later said first":   {func(s *station) { s.receive([]parcel.Declaration{at("2026-03-01"), at("2026-02-01")}) }, []parcel.Day{"2026-03-01"}},
		"posted 13 months apart": {func(s *station) { s.receive([]parcel.Declaration{at("2025-02-01"), at("2026-03-01")}) }, []parcel.Day{"2025-02-01", "2026-03-01"}},
		"the older told late":    {func(s *station) { s.receive([]parcel.Declaration{at("2026-03-01"), at("2025-02-01")}) }, []parcel.Day{"2025-02-01", "2026-03-01"}},
		"in two files": {func(s *station) {
			s.receive([]parcel.Declaration{at("2025-02-01")})
			s.receive([]parcel.Declaration{at("2026-03-01")})
			s.receive([]parcel.Declaration{at("2025-02-10"), at("2026-03-10")})
		}, []parcel.Day{"2025-02-01", "2026-03-01"}},
		"between two, to the nearer": {func(s *station) {
			s.receive([]parcel.Declaration{at("2024-06-01"), at("2026-01-01")})
			s.receive([]parcel.Declaration{at("2025-05-01")})
		}, []parcel.Day{"2024-06-01", "2026-01-01"}},
		"without a posting day": {func(s *station) {
			s.receive([]parcel.Declaration{at("")})
			s.clock.pass(300 * 24 * hours)
			s.receive([]parcel.Declaration{at("")})
		}, []parcel.Day{"2026-03-04"}},
		"without a posting day, years after": {func(s *station) {
			s.receive([]parcel.Declaration{at("")})
			s.clock.pass(400 * 24 * hours)
			s.receive([]parcel.Declaration{at("")})
		}, []parcel.Day{"2026-03-04", "2027-04-08"}},
		"posted in the future": {func(s *station) { s.receive([]parcel.Declaration{at("2031-01-01")}) }, []parcel.Day{"2026-03-04"}},
	} {
		s := setUp(t)
		c.tell(s)
		lines, n, err := s.Lines(t.Context(), parcel.Filter{})
		var got []parcel.Day
		for _, line := range lines {
			got = append(got, line.Item.Day())
			if line.Latest != (line.Item.Day() == c.want[len(c.want)-1]) {
				t.Errorf("%s: %s is latest: %v", name, line.Item, line.Latest)
			}
		}
		if diff := cmp.Diff(c.want, slices.Sorted(slices.Values(got))); err != nil || diff != "" || n != len(c.want) {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

func TestReusedIsAFact(t *testing.T) {
	s, j := judging(t)
	older := declare(1)
	older.Posted = older.Posted.AddDate(-2, 0, 0)
	s.receive([]parcel.Declaration{older, declare(1), declare(2)})
	for id, want := range map[parcel.ItemID]bool{parcel.NewItemID(ident(1), "2024-03-01"): false, day(1): true, day(2): false} {
		if got := j.last[id].Facts.Reused; got != want {
			t.Errorf("%s: reused %v", id, got)
		}
	}
	d, err := s.Dossier(t.Context(), day(1))
	if diff := cmp.Diff([]parcel.ItemID{parcel.NewItemID(ident(1), "2024-03-01")}, d.Earlier); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestLanesOfOpenItemsRiseWithTheirData(t *testing.T) {
	lane := parcel.Yellow
	s := setUp(t, func(o *store.Options) {
		o.Assess = func(cases []store.Case) ([]parcel.Verdict, string) {
			all := make([]parcel.Verdict, len(cases))
			for i := range all {
				all[i] = parcel.Verdict{Lane: lane, Assessments: []parcel.Assessment{
					{Agency: parcel.Food, Lane: parcel.Green, Score: 90},
					{Agency: parcel.Plant, Lane: lane, Score: 40},
					{Agency: parcel.IPR, Lane: lane, Score: 60},
				}}
			}
			return all, "v"
		}
	})
	is := func(what string, want parcel.Lane) {
		t.Helper()
		if got := s.item(day(1)).Lane; got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	s.receive([]parcel.Declaration{declare(1)})
	is("declared", parcel.Yellow)
	s.event(day(1), scanned(parcel.Belt, parcel.Blue, parcel.ByRule))
	is("scanned", parcel.Blue)
	lane = parcel.Green
	s.receive([]parcel.Declaration{declare(1)})
	is("milder data", parcel.Blue)
	lane = parcel.Red
	s.receive([]parcel.Declaration{declare(1)})
	is("worse data", parcel.Red)
	lines, _, err := s.Lines(t.Context(), parcel.Filter{})
	if err != nil || lines[0].Agency != parcel.IPR || lines[0].Score != 60 {
		t.Errorf("%+v, %v", lines, err)
	}
	s.event(day(1), journal.ItemDecided{Outcome: parcel.Release, Lane: parcel.Red})
	is("released", parcel.Red)
	if v := s.item(day(1)).Verdict; v.Lane != parcel.Blue {
		t.Errorf("the verdict is not what the officer was shown: %+v", v)
	}
}

func TestDossier(t *testing.T) {
	s := setUp(t)
	shipment := parcel.Paper{Kind: parcel.Shipment, Number: ident(1), Carrier: "C"}
	draft := s.message([]parcel.Declaration{declare(1)}, shipment)
	b, _ := draft.Body.(journal.MessageReceived)
	b.Faults = []journal.Fault{{Item: ident(1), Text: "no weight"}, {Item: ident(2), Text: "another's"}, {Text: "the file's"}}
	draft.Body = b
	s.append(draft)
	s.event(day(1), scanned(parcel.Belt, parcel.Red, parcel.ByRule))
	hold := s.event(day(1), journal.HoldIssued{Agency: parcel.Plant, Reason: "seeds"})
	s.event(day(1), journal.HoldClosed{Cause: parcel.DataWrong}, hold)
	d, err := s.Dossier(t.Context(), day(1))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"no weight"}, d.Quality); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]parcel.Paper{shipment}, d.Papers); diff != "" {
		t.Error(diff)
	}
	if len(d.Entries) != 3 || d.Entries[1].Text != "plant: seeds" || len(d.Holds) != 1 || !d.Holds[0].Closed || d.Item.ID != day(1) {
		t.Errorf("%+v", d)
	}
}

func TestNear(t *testing.T) {
	s := setUp(t)
	const is = "RR473124829GB"
	d := declare(1)
	d.Identifier = parcel.ParseIdentifier(is)
	s.receive([]parcel.Declaration{d, declare(7)})
	for label, want := range map[string][]string{
		"RR473124828GB":         {is}, // one digit wrong
		"RR47312483OGB":         nil,  // two
		"RR4731248Z9GB":         {is}, // a letter for a digit
		"RR47312482OGB":         {is},
		"RR473124829GR":         {is},
		"8R473124829GB":         {is},
		"RR473142829GB":         {is}, // two exchanged
		"RR47324829GB":          {is}, // one missing
		"R473124829GB":          {is},
		"RR473124829G":          {is},
		"RR4731244829GB":        {is}, // one doubled
		"rr 4731 2482 8 gb":     {is},
		is:                      nil, // itself
		"":                      nil,
		"RR":                    nil,
		strings.Repeat("R", 13): nil,
		"界界界界1":                 nil,
		"\x00\xff473124829GB":   nil,
		"RR473124829GB@2026-03": nil,
	} {
		got, err := s.Near(t.Context(), label, "")
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v %s", label, err, diff)
		}
	}
}

func TestNearPutsOpenItemsFirst(t *testing.T) {
	s := setUp(t)
	var items []parcel.Declaration
	for _, service := range []string{"AA", "BA", "CA", "DA", "EA", "FA", "GA"} { // the check digit says nothing about letters
		d := declare(1)
		d.Identifier = parcel.ParseIdentifier(service + ident(1)[2:])
		items = append(items, d)
	}
	s.receive(items)
	closed := parcel.NewItemID(items[0].Identifier.Text, "2026-03-01")
	s.event(closed, decided(parcel.Release))
	got, err := s.Near(t.Context(), "ZA"+ident(1)[2:], "")
	if err != nil || len(got) != 5 || slices.Contains(got, closed.Ident()) {
		t.Errorf("%v, %v", got, err)
	}
}

// Of a torn label, what is left and the receptacle it lay in lead to the item.
func TestNearByAPart(t *testing.T) {
	s := setUp(t)
	bag, other := parcel.S9("INMAACMYKULAACN70108002000194"), parcel.S9("INMAACMYKULAACN70109001000100")
	var items []parcel.Declaration
	for label, in := range map[string]parcel.S9{"RR473124829GB": bag, "RR473124832GB": other, "PLATFORM-4829-A": bag} {
		d := declare(1)
		d.Identifier, d.Receptacle = parcel.ParseIdentifier(label), in
		items = append(items, d)
	}
	s.receive(items)
	for name, c := range map[string]struct {
		label, within string
		want          []string
	}{
		"one unread":               {"RR47312?829GB", "", []string{"RR473124829GB"}},
		"the end":                  {"*4829GB", "", []string{"RR473124829GB"}},
		"the end, several":         {"RR4731248*", string(other.Despatch()), []string{"RR473124832GB"}},
		"digits, in the bag":       {"3124829", string(bag), []string{"RR473124829GB"}},
		"digits, in the despatch":  {"3124829", string(bag.Despatch()), []string{"RR473124829GB"}},
		"digits, not in that bag":  {"3124829", string(other), nil},
		"digits, of no bag":        {"3124829", "", nil},
		"too few":                  {"*48*", "", nil},
		"nothing":                  {"****", string(bag), nil},
		"a set is no pattern here": {"*[48]829GB", "", nil},
	} {
		got, err := s.Near(t.Context(), c.label, c.within)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

func TestHostileIdentifiers(t *testing.T) {
	s := setUp(t)
	var items []parcel.Declaration
	for _, text := range []string{"'; DROP TABLE item; --", "%_\\", "A@B@2026-03-01", "x\x00y", "", strings.Repeat("Z", 128)} {
		d := declare(1)
		d.Identifier = parcel.Identifier{Kind: parcel.KindOther, Text: text}
		items = append(items, d)
	}
	s.receive(items, parcel.Paper{Kind: parcel.Shipment, Number: "A@B@2026-03-01"})
	for _, d := range items {
		id := parcel.NewItemID(d.Identifier.Text, "2026-03-01")
		if it := s.item(id); it.Decl.Identifier != d.Identifier {
			t.Errorf("%q is %+v", id, it.Decl.Identifier)
		}
	}
	if _, n, err := s.Lines(t.Context(), parcel.Filter{}); err != nil || n != len(items) {
		t.Errorf("%d items, %v", n, err)
	}
}

// Dates no calendar has come in messages too; one must not stop its file.
func TestDatesThatCannotBeWritten(t *testing.T) {
	s := setUp(t)
	d := declare(1)
	d.Posted = time.Date(2026, 3, 1, 0, 0, 0, 0, time.FixedZone("", 24*3600))
	e := declare(2)
	e.Posted = time.Date(12026, 3, 1, 0, 0, 0, 0, time.UTC)
	s.receive([]parcel.Declaration{d, e}, parcel.Paper{Kind: parcel.Order, Order: "O", At: e.Posted})
	if _, n, err := s.Lines(t.Context(), parcel.Filter{}); err != nil || n != 2 {
		t.Errorf("%d items, %v", n, err)
	}
}

func TestLastDecision(t *testing.T) {
	s := setUp(t)
	if _, _, err := s.LastDecision(t.Context(), "ana"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	by := func(officer parcel.OfficerID, b journal.Body, of ...journal.Name) journal.Name {
		return s.append(journal.Draft{Body: b, Officers: []parcel.OfficerID{officer}, Item: day(1), Supersedes: of})[0]
	}
	first := by("ana", decided(parcel.Examine))
	second := by("ana", decided(parcel.Release), first)
	by("bo", decided(parcel.Seize))
	is := func(want journal.Name) {
		t.Helper()
		if n, item, err := s.LastDecision(t.Context(), "ana"); err != nil || n != want || item != day(1) {
			t.Errorf("%v of %s, %v; want %v", n, item, err, want)
		}
	}
	is(second)
	by("ana", journal.DecisionWithdrawn{}, second)
	is(first)
	for range 1100 { // over a page of other things
		s.append(journal.Draft{Body: journal.HoldClosed{}})
	}
	is(first)
}

func TestManyScansOfOneLabel(t *testing.T) {
	s := setUp(t)
	for range 50 {
		s.event(day(1), scanned(parcel.Belt, parcel.Green, parcel.ByNone))
	}
	if it := s.item(day(1)); it.Scans != 50 {
		t.Errorf("%d scans", it.Scans)
	}
	d, err := s.Dossier(t.Context(), day(1))
	if err != nil || len(d.Entries) != 50 || fmt.Sprint(d.Entries[49].Seq) != "51" {
		t.Errorf("%d entries, %v", len(d.Entries), err)
	}
}
