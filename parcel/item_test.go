package parcel_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"postern/parcel"
)

func TestItemID(t *testing.T) {
	id := parcel.NewItemID("RR473124829GB", "2026-03-04")
	if id != "RR473124829GB@2026-03-04" || id.Ident() != "RR473124829GB" || id.Day() != "2026-03-04" {
		t.Errorf("%s is %s of %s", id, id.Ident(), id.Day())
	}
	if odd := parcel.NewItemID("A@B@", "2026-03-04"); odd.Ident() != "A@B@" || odd.Day() != "2026-03-04" {
		t.Errorf("%s is %s of %s", odd, odd.Ident(), odd.Day())
	}
	if bare := parcel.ItemID("RR473124829GB"); bare.Ident() != "RR473124829GB" || bare.Day() != "" {
		t.Errorf("%s is %s of %s", bare, bare.Ident(), bare.Day())
	}
}

func TestDay(t *testing.T) {
	east := time.FixedZone("east", 10*3600)
	at := time.Date(2026, 3, 4, 5, 0, 0, 0, east)
	if parcel.DayOf(at) != "2026-03-04" || parcel.DayOf(at.UTC()) != "2026-03-03" {
		t.Errorf("days %s and %s", parcel.DayOf(at), parcel.DayOf(at.UTC()))
	}
	if got := parcel.Day("2026-03-04").Time(); !got.Equal(time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%v", got)
	}
	if !parcel.Day("tomorrow").Time().IsZero() {
		t.Error("a word is a day")
	}
}

func TestPartyKey(t *testing.T) {
	same := []parcel.Party{
		{Name: "Ana Lima", Zip: "1000-205", City: "Lisboa", Country: "PT"},
		{Name: " ANA  LIMA. ", Zip: "1000 205", Country: "pt"},
	}
	if same[0].Key() != same[1].Key() || same[0].Key() == "" {
		t.Errorf("%q and %q", same[0].Key(), same[1].Key())
	}
	other := []parcel.Party{
		{Name: "Ana Lima", Zip: "1000-206", Country: "PT"},
		{Name: "Ana Lima", Zip: "1000-205", Country: "ES"},
		{Name: "Ana Limo", Zip: "1000-205", Country: "PT"},
		{Name: "Ana Lima", City: "Lisboa", Country: "PT"},
	}
	for _, p := range other {
		if p.Key() == same[0].Key() {
			t.Errorf("%+v has the key of another", p)
		}
	}
	if (parcel.Party{Zip: "1000", Country: "PT"}).Key() != "" || (parcel.Party{Name: "..."}).Key() != "" {
		t.Error("nobody has a key")
	}
}

func TestPartyPlace(t *testing.T) {
	p := parcel.Party{Name: "Ana Lima", Address: []string{"Rua Azul 4"}, Zip: "1000", City: "Lisboa", Country: "PT"}
	if got := p.Place(); got != "Rua Azul 4, 1000 Lisboa, PT" {
		t.Errorf("%q", got)
	}
	if p.IsZero() || !(parcel.Party{}).IsZero() || (parcel.Party{IDRef: "x"}).IsZero() {
		t.Error("IsZero")
	}
}

func TestOpenHolds(t *testing.T) {
	it := parcel.Item{Holds: []parcel.Hold{{Event: "a", Closed: true}, {Event: "b"}}}
	if diff := cmp.Diff([]parcel.Hold{{Event: "b"}}, it.OpenHolds()); diff != "" {
		t.Error(diff)
	}
}

func TestWhoSigns(t *testing.T) {
	w := parcel.Who{Officer: parcel.Officer{ID: "ana"}}
	if diff := cmp.Diff([]parcel.OfficerID{"ana"}, w.IDs()); diff != "" {
		t.Error(diff)
	}
	w.Witness = &parcel.Officer{ID: "bo"}
	if diff := cmp.Diff([]parcel.OfficerID{"ana", "bo"}, w.IDs()); diff != "" {
		t.Error(diff)
	}
}

func TestPicked(t *testing.T) {
	if (parcel.Selection{}).Picked() || (parcel.Selection{Reason: parcel.ByNone}).Picked() || !(parcel.Selection{Reason: parcel.ByRandom}).Picked() {
		t.Error("Picked")
	}
}
