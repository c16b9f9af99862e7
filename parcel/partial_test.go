package parcel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"postern/parcel"
)

func TestPartialFillsAndNeverReplaces(t *testing.T) {
	id := parcel.ParseIdentifier("RR202601017NL")
	bag, other := parcel.S9("INMAACMYKULAACN60108001000194"), parcel.S9("INMAACMYKULAACN60108002100005")
	whole := parcel.Declaration{
		Identifier: id, Class: "U", Gross: 412, References: []string{"A"},
		Sender: parcel.Party{Name: "Ana"}, Contents: []parcel.Content{{Index: 1, Words: "Book"}},
	}
	partial := parcel.Declaration{
		Identifier: id, Receptacle: bag, Class: "C", Category: "A", Gross: 9, References: []string{"A", "B"}, Partial: true,
		Sender: parcel.Party{Name: "Bo"}, Addressee: parcel.Party{Name: "Cy"},
	}
	want := whole
	want.Receptacle, want.Category, want.References, want.Addressee = bag, "A", []string{"A", "B"}, parcel.Party{Name: "Cy"}
	if diff := cmp.Diff(want, whole.Join(partial)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole.Join(partial), partial.Join(whole)); diff != "" {
		t.Error("the order of despatch and item data matters", diff)
	}
	corrected := parcel.Declaration{Identifier: id, Class: "E"}
	if got := whole.Join(partial).Join(corrected); got.Receptacle != bag || got.Class != "E" || len(got.Contents) != 0 || got.Partial {
		t.Errorf("a correction: %+v", got)
	}
	moved := parcel.Declaration{Identifier: id, Receptacle: other, Gross: 10, Partial: true}
	if got := partial.Join(moved); got.Receptacle != other || got.Gross != 10 || got.Category != "A" || !got.Partial {
		t.Errorf("a later partial: %+v", got)
	}
	if diff := cmp.Diff(partial, parcel.Declaration{}.Join(partial)); diff != "" {
		t.Error(diff)
	}
	if len(whole.References) != 1 {
		t.Error("the declaration before was changed")
	}
}

// Whatever comes in whatever order, a partial declaration costs no goods, and
// the same again changes nothing.
func TestJoinKeepsTheGoods(t *testing.T) {
	id := parcel.ParseIdentifier("RR202601017NL")
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) parcel.Declaration {
			d := parcel.Declaration{
				Identifier: id, Partial: rapid.Bool().Draw(t, "partial"),
				Receptacle: parcel.S9(rapid.SampledFrom([]string{"", "INMAACMYKULAACN60108001000194"}).Draw(t, "bag")),
				Origin:     rapid.SampledFrom([]string{"", "IN", "MY"}).Draw(t, "origin"),
			}
			if !d.Partial {
				d.Contents = []parcel.Content{{Index: 1, Words: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "words")}}
			}
			return d
		}), 1, 6).Draw(t, "declarations")
		var now parcel.Declaration
		words := ""
		for _, d := range all {
			now = now.Join(d)
			if !d.Partial {
				words = d.Words()
			}
			if diff := cmp.Diff(now, now.Join(d)); diff != "" && d.Partial {
				t.Fatal("the same again changes something", diff)
			}
		}
		if now.Words() != words || now.Partial != (words == "") {
			t.Fatalf("%+v, want %q", now, words)
		}
	})
}

func TestClosedSetsOfTheFurtherNouns(t *testing.T) {
	for _, s := range parcel.Steps() {
		if !s.Known() {
			t.Errorf("%s is not known", s)
		}
	}
	for _, k := range parcel.ReferralKinds() {
		if !k.Known() {
			t.Errorf("%s is not known", k)
		}
	}
	if len(parcel.Steps()) != 14 || len(parcel.ReferralKinds()) != 7 || parcel.Step("eaten").Known() || parcel.ReferralKind("").Known() {
		t.Error("the sets are not those that are stored")
	}
}

func TestS8Letters(t *testing.T) {
	d := parcel.S8("INMAACMYKULAACN70108")
	if d.Category() != "A" || d.Class() != "C" || parcel.S8("IN").Category() != "" {
		t.Errorf("category %q, class %q", d.Category(), d.Class())
	}
}
