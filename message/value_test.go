package message_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/message"
	"postern/parcel"
)

func entry() (*message.Batch, *message.Entry) {
	l := message.DefaultLimits()
	b := &message.Batch{}
	return b, b.Enter("row", 1, l)
}

func leaf(text string) message.Leaf { return message.Leaf{Name: "field", Text: text, Line: 7} }

// What does not fit leaves the value empty and exactly one fault, at its place.
func TestValues(t *testing.T) {
	for _, c := range []struct {
		name string
		read func(*message.Entry) any
		want any
		bad  bool
	}{
		{"an office", func(e *message.Entry) any { return e.Office(leaf("inmaac")) }, parcel.Office("INMAAC"), false},
		{"no office", func(e *message.Entry) any { return e.Office(leaf("")) }, parcel.Office(""), false},
		{"a short office", func(e *message.Entry) any { return e.Office(leaf("KUL")) }, parcel.Office(""), true},
		{"an office of no country", func(e *message.Entry) any { return e.Office(leaf("1NMAAC")) }, parcel.Office(""), true},
		{"a receptacle", func(e *message.Entry) any { return e.Receptacle(leaf("INMAAC MYKULA ACN70108002000194")) }, parcel.S9("INMAACMYKULAACN70108002000194"), false},
		{"no receptacle", func(e *message.Entry) any { return e.Receptacle(leaf("bag 7")) }, parcel.S9(""), true},
		{"money in", func(e *message.Entry) any { return e.MoneyIn(leaf("1.5"), leaf("eur")) }, parcel.Money{Minor: 150, Currency: "EUR"}, false},
		{"money in no currency", func(e *message.Entry) any { return e.MoneyIn(leaf("1.5"), leaf("euros")) }, parcel.Money{}, true},
		{"kilograms", func(e *message.Entry) any { return e.Kilograms(leaf("0.4125")) }, parcel.Mass(413), false},
		{"no mass", func(e *message.Entry) any { return e.Kilograms(leaf("")) }, parcel.Mass(0), false},
		{"negative mass", func(e *message.Entry) any { return e.Kilograms(leaf("-1")) }, parcel.Mass(0), true},
		{"grams", func(e *message.Entry) any { return e.Grams(leaf("412.5")) }, parcel.Mass(413), false},
		{"a float", func(e *message.Entry) any { return e.Grams(leaf("1e3")) }, parcel.Mass(0), true},
		{"money", func(e *message.Entry) any { return e.Money(leaf("12.505"), "EUR") }, parcel.Money{Minor: 1251, Currency: "EUR"}, false},
		{"yen", func(e *message.Entry) any { return e.Money(leaf("1200"), "JPY") }, parcel.Money{Minor: 1200, Currency: "JPY"}, false},
		{"money without currency", func(e *message.Entry) any { return e.Money(leaf("1"), "") }, parcel.Money{}, true},
		{"nothing without currency", func(e *message.Entry) any { return e.Money(leaf("0.00"), "") }, parcel.Money{}, false},
		{"negative money", func(e *message.Entry) any { return e.Money(leaf("-1"), "EUR") }, parcel.Money{}, true},
		{"endless money", func(e *message.Entry) any { return e.Money(leaf("99999999999999999999"), "EUR") }, parcel.Money{}, true},
		{"currency", func(e *message.Entry) any { return e.Currency(leaf("eur")) }, "EUR", false},
		{"no currency", func(e *message.Entry) any { return e.Currency(leaf("€")) }, "", true},
		{"country", func(e *message.Entry) any { return e.Country(leaf("de")) }, "DE", false},
		{"no country", func(e *message.Entry) any { return e.Country(leaf("D1")) }, "", true},
		{"tariff", func(e *message.Entry) any { return e.HS(leaf("6109.10 00")) }, "61091000", false},
		{"no tariff", func(e *message.Entry) any { return e.HS(leaf("610")) }, "", true},
		{"count", func(e *message.Entry) any { return e.Count(leaf("12.000")) }, 12, false},
		{"half a count", func(e *message.Entry) any { return e.Count(leaf("1.5")) }, 0, true},
		{"endless count", func(e *message.Entry) any { return e.Count(leaf("99999999999")) }, 0, true},
		{"nature", func(e *message.Entry) any { return e.Nature(leaf("32")) }, parcel.Sale, false},
		{"nature in words", func(e *message.Entry) any { return e.Nature(leaf("Returned_Goods")) }, parcel.Returned, false},
		{"no nature", func(e *message.Entry) any { return e.Nature(leaf("33")) }, parcel.Nature(""), true},
		{"long text", func(e *message.Entry) any { return e.TextOf(leaf("ééé"), 2) }, "éé", true},
		{"text", func(e *message.Entry) any { return e.TextOf(leaf("ééé"), 3) }, "ééé", false},
		{"reference", func(e *message.Entry) any { return len(e.Reference(leaf(strings.Repeat("é", 90)))) }, 128, true},
		{"day", func(e *message.Entry) any { return e.Time(leaf("2026-03-01"), time.UTC, "", time.DateOnly).Day() }, 1, false},
		{"a day long ago", func(e *message.Entry) any { return e.Time(leaf("1026-03-01"), time.UTC, "", time.DateOnly).IsZero() }, true, true},
		{"a zone of no place", func(e *message.Entry) any {
			return e.Time(leaf("2026-03-01T00:00:00+23:59"), time.UTC, "", time.RFC3339).IsZero()
		}, true, true},
	} {
		b, e := entry()
		if diff := cmp.Diff(c.want, c.read(e)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if bad := len(b.Faults) == 1; bad != c.bad || len(b.Faults) > 1 {
			t.Errorf("%s: faults %v", c.name, b.Faults)
		}
		for _, f := range b.Faults {
			if f.Line != 7 || f.Path != "row[1]/field" || f.Drop {
				t.Errorf("%s: fault %+v", c.name, f)
			}
		}
	}
}

func TestIdentifierOfAnEntry(t *testing.T) {
	for text, want := range map[string]struct{ taken, fault bool }{
		"rr 4731 2482 9 gb":             {true, false},
		"RR473124820GB":                 {true, true},
		"(00)123456789012345675":        {true, false},
		"ABC-1":                         {true, false},
		"":                              {false, true},
		"虚构":                            {false, true},
		strings.Repeat("A", 129):        {false, true},
		"INMAACMYKULAACN70108002000194": {true, false},
	} {
		b, e := entry()
		id, ok := e.Identifier(leaf(text))
		e.Done(id.Text)
		if ok != want.taken || len(b.Faults) == 1 != want.fault {
			t.Errorf("%.40q: %+v %v %v", text, id, ok, b.Faults)
		}
		if want.fault && len(b.Faults) == 1 && (b.Faults[0].Drop == ok || b.Faults[0].Item != id.Text) {
			t.Errorf("%.40q: %+v", text, b.Faults[0])
		}
	}
}

func TestClipKeepsCharactersWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, most := rapid.String().Draw(t, "s"), rapid.IntRange(0, 40).Draw(t, "most")
		got, cut := message.Clip(s, most)
		if len(got) > most || !utf8.ValidString(got) || cut != (len(s) > most) || !cut && got != s {
			t.Fatalf("%q to %d: %q %v", s, most, got, cut)
		}
	})
}

func TestFaultsBeyondTheLimitAreCounted(t *testing.T) {
	b := message.Batch{}
	for range 5 {
		b.AddFault(message.Fault{Path: "p", Got: "g", Want: "w"}, message.Limits{Faults: 2})
	}
	if len(b.Faults) != 2 || b.More != 3 {
		t.Errorf("%d kept, %d more", len(b.Faults), b.More)
	}
	if s := (message.Fault{Line: 3, Path: "a/b", Field: "b", Got: `"x"`, Want: "y"}).String(); s != `line 3, a/b: found "x", wanted y` {
		t.Error(s)
	}
}

// The further nouns count: a batch of them is no empty one, is bounded, and is
// not the batch without them.
func TestBatchesOfFurtherNouns(t *testing.T) {
	empty := message.Batch{}
	seen := map[string]bool{empty.Digest(): true}
	for name, b := range map[string]message.Batch{
		"an item":      {Items: make([]parcel.Declaration, 1)},
		"a paper":      {Papers: make([]parcel.Paper, 1)},
		"a receptacle": {Receptacles: make([]parcel.Receptacle, 1)},
		"an event":     {Events: make([]parcel.PostalEvent, 1)},
		"a status":     {Statuses: make([]parcel.Status, 1)},
		"a referral":   {Referrals: make([]parcel.Referral, 1)},
	} {
		if seen[b.Digest()] {
			t.Errorf("%s does not count in the digest", name)
		}
		seen[b.Digest()] = true
		if b.Size() != 1 || !b.Full(message.Limits{Items: 1}) {
			t.Errorf("%s does not count", name)
		}
		b.Faults = []message.Fault{{Drop: true}}
		if _, err := b.Outcome(); err != nil {
			t.Errorf("%s is rejected: %v", name, err)
		}
	}
}
