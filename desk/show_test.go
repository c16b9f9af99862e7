package desk_test

import (
	"errors"
	"testing"

	"postern/desk"
	"postern/journal"
	"postern/parcel"
)

// Whoever looks at the names of an item's parties leaves who, which item and
// for what; nothing else about the item changes by it.
func TestShowParties(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.declare(t, map[string]string{green: "glass beads"})
	r := b.scan(t, b.ben, green)
	before, err := b.db.Item(t.Context(), r.Item)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.ShowParties(t.Context(), b.audit, r.Item, "complaint"); err != nil {
		t.Fatal(err)
	}
	dossier, err := b.db.Dossier(t.Context(), r.Item)
	if err != nil {
		t.Fatal(err)
	}
	last := dossier.Entries[len(dossier.Entries)-1]
	if last.Kind != string(journal.KindPartiesShown) || last.Text != "complaint" || len(last.Officers) != 1 || last.Officers[0] != "audit" {
		t.Errorf("the history says %+v", last)
	}
	if after, err := b.db.Item(t.Context(), r.Item); err != nil || after.State != before.State || after.Scans != before.Scans {
		t.Errorf("the item became %+v, %v", after, err)
	}
	for name, c := range map[string]struct {
		who     parcel.Who
		item    parcel.ItemID
		purpose string
		want    error
	}{
		"nobody":           {parcel.Who{}, r.Item, "inspection", desk.ErrNotAllowed},
		"no purpose":       {b.ben, r.Item, "", desk.ErrInput},
		"curiosity":        {b.ben, r.Item, "curiosity", desk.ErrInput},
		"an item not here": {b.ben, "LZ473100093BR@2026-11-17", "inspection", parcel.ErrNoItem},
	} {
		size := b.size(t)
		if err := b.ShowParties(t.Context(), c.who, c.item, c.purpose); err == nil || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if b.size(t) != size {
			t.Errorf("%s left an event", name)
		}
	}
}
