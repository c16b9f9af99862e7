package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"postern/journal"
	"postern/parcel"
	"postern/store"
)

// The register follows the events, stops the close of a shift until everything
// lies somewhere, and replay gives the same.
func TestRegisterOfExhibits(t *testing.T) {
	s := setUp(t)
	s.receive(manyItems(3))
	item := func(n int) parcel.ItemID { return day(1000 + n) }
	first := s.event(item(0), decided(parcel.Seize))
	second := s.event(item(1), decided(parcel.Detain))
	s.event(item(1), journal.ExhibitMoved{Exhibit: second.Exhibit(), Slot: "B1", Seal: "77", Mass: 80})
	third := s.event(item(2), decided(parcel.Seize))
	s.event(item(2), journal.DecisionWithdrawn{}, third)

	numbers := func(kept bool) (all []string) {
		found, err := s.Exhibits(t.Context(), kept)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range found {
			all = append(all, x.Number)
		}
		return all
	}
	if diff := cmp.Diff([]string{first.Exhibit(), second.Exhibit()}, numbers(true)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{first.Exhibit(), third.Exhibit(), second.Exhibit()}, numbers(false)); diff != "" {
		t.Error(diff)
	}
	business, err := s.Business(t.Context())
	if err != nil || len(business) != 1 || business[0].Kind != "exhibit" || business[0].Item != item(0) {
		t.Errorf("%+v %v", business, err)
	}
	x, err := s.Exhibit(t.Context(), second.Exhibit())
	if err != nil || x.Slot != "B1" || x.Seal != "77" || x.Mass != 80 || x.Item != item(1) {
		t.Errorf("%+v %v", x, err)
	}
	if _, err := s.Exhibit(t.Context(), "E-99-AAAAAAAA"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	live := s.dump()
	if _, err := s.Replay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(live, s.dump()); diff != "" {
		t.Error(diff)
	}
}
